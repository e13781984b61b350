/** Reads tags now and then: nobody tells when they change. */
import { setTimeout as delay } from 'node:timers/promises'
import type { KnownTags } from '../../shared/inventory/from-vsphere/tags.ts'
import type { Vm } from '../../shared/inventory/model.ts'
import type { UntilUnlocked } from '../vault/service.ts'
import type { ReadTags } from './tags.ts'

export interface TagFollower {
  /** The VMs as of now. The first call starts the first reading; VMs that come later have to wait for the next. */
  follow(vms: readonly Vm[]): void
  /** The next reading begins at once, or with the end of one that is under way. */
  hurry(): void
  /** Resolves once nothing is read any more, after `signal` has aborted. Rejects for a bug. */
  readonly ended: Promise<void>
}

export interface FollowTagsOptions {
  readonly read: ReadTags
  /** ms between the end of a reading and the next. */
  readonly everyMs: number
  /** A reading that found the vault locked is repeated after this instead. */
  readonly untilUnlocked: UntilUnlocked
  readonly signal: AbortSignal
  readonly onRead: (known: KnownTags) => void
}

export function followTags({ read, everyMs, untilUnlocked, signal, onRead }: FollowTagsOptions): TagFollower {
  let vms: readonly Vm[] = []
  let hurried = new AbortController()
  const started = Promise.withResolvers<undefined>()
  signal.addEventListener('abort', () => started.resolve(undefined), { once: true })
  const run = async () => {
    await started.promise
    const isEnded = () => signal.aborted
    while (!isEnded()) {
      hurried = new AbortController()
      const known = await read(
        vms.map((vm) => vm.id),
        signal,
      )
      if (isEnded()) return
      onRead(known)
      const cut = AbortSignal.any([signal, hurried.signal])
      if (known.reading.problem?.code === 'vault.locked') await untilUnlocked(cut)
      else await delay(everyMs, undefined, { signal: cut, ref: false }).catch(() => undefined)
    }
  }
  return {
    follow: (now) => {
      vms = now
      started.resolve(undefined)
    },
    hurry: () => hurried.abort(),
    ended: run(),
  }
}
