/** The list of a source's hosts as pages show it, at each change of the inventory, of a run, or of what is noted. */
import { adaptersOf } from '../../shared/esxi/adapters.ts'
import { copyLimitOf } from '../../shared/esxi/copy-limit.ts'
import { generationOf } from '../../shared/esxi/generation.ts'
import type { EsxiHost, MigrationNetwork } from '../../shared/esxi/model.ts'
import { orThrow } from '../../shared/problem.ts'
import { Topic } from '../../shared/topic.ts'
import type { Providers } from '../providers/service.ts'
import { unlessAborted } from '../unless-aborted.ts'
import type { HostBook } from './host-book.ts'
import { addressOf, type KnownHost } from './hosts.ts'
import type { Logins } from './logins.ts'
import type { HostRef } from './service.ts'
import { pidsOf, SSH_SERVICE, type SshGuard } from './ssh-guard.ts'

/** Disk copies that run: how many of a host, and each time that this may have changed. */
export interface Copies {
  /** For display: of other processes it may be a second old. */
  now(host: HostRef): number
  /** What is true at this moment, for a restart that would end them. */
  surely(host: HostRef): number
  changes(signal: AbortSignal): AsyncGenerator
}

export interface HostViewsOptions {
  readonly providers: Pick<Providers, 'inventorySource' | 'watch'>
  readonly book: HostBook
  readonly logins: Logins
  readonly guard: SshGuard
  readonly copies: Copies
  readonly network: (host: KnownHost) => MigrationNetwork
  /** Whether the process of an unfinished edit is gone. */
  readonly isOver: (unfinished: {
    readonly runId: string
    readonly ownerPid: number
    readonly at: string
  }) => boolean
  /** Whether a process other than this one lives that noted something at this time (ISO 8601). */
  readonly isOthers: (pid: number, since: string) => boolean
}

export interface HostViews {
  /** As of now. Throws the problem of a source whose inventory is not known. */
  of(providerId: string): readonly EsxiHost[]
  watch(providerId: string, signal: AbortSignal): AsyncGenerator<readonly EsxiHost[]>
}

export function createHostViews(options: HostViewsOptions): HostViews {
  const { providers, book, copies } = options
  const of = (providerId: string): readonly EsxiHost[] => {
    const inventory = orThrow(providers.inventorySource(providerId)).current()?.inventory
    if (!inventory) return []
    return book.together(providerId, () =>
      inventory.hosts.map((host) =>
        viewOf({ providerId, hostId: host.id, name: host.name, host, inventory }, options),
      ),
    )
  }
  return {
    of,
    async *watch(providerId, signal) {
      const ending = new AbortController()
      const stop = AbortSignal.any([signal, ending.signal])
      const bell = new Topic(0)
      const ring = () => bell.set(bell.value + 1)
      const listening = [
        ringFor(book.changes.watch(stop), ring),
        ringFor(copies.changes(stop), ring),
        followInventory(providers, providerId, stop, ring),
      ]
      try {
        await unlessAborted(orThrow(providers.inventorySource(providerId)).ready(), stop)
        let last = ''
        for await (const _ of bell.watch(stop)) {
          const views = of(providerId)
          // Most changes of an inventory are about VMs.
          const now = JSON.stringify(views)
          if (now !== last) yield views
          last = now
        }
      } finally {
        ending.abort()
        await Promise.all(listening)
      }
    },
  }
}

async function ringFor(changes: AsyncGenerator, ring: () => void): Promise<void> {
  for await (const _ of changes) ring()
}

/** A source that is connected anew has another inventory. */
async function followInventory(
  providers: HostViewsOptions['providers'],
  providerId: string,
  stop: AbortSignal,
  ring: () => void,
): Promise<void> {
  let followed: unknown
  let following: Promise<void> = Promise.resolve()
  for await (const _ of providers.watch(stop)) {
    const source = providers.inventorySource(providerId)
    if (!source.ok || source.value === followed) continue
    followed = source.value
    const mine = ringFor(source.value.watch(stop), ring)
    following = Promise.all([following, mine]).then(() => undefined)
    ring()
  }
  await following
}

function viewOf(known: KnownHost, options: HostViewsOptions): EsxiHost {
  const { book, logins, guard, copies, network, isOver, isOthers } = options
  const { host } = known
  const { hostKey, nfc, sshBefore, unfinished } = book.of(known)
  const ssh = host.services.find((service) => service.key === SSH_SERVICE)
  const login = logins.view(known)
  const problem = guard.problem(known)
  const left =
    sshBefore && !guard.isHeld(known) && !pidsOf(sshBefore).some((pid) => isOthers(pid, sshBefore.at))
      ? { since: sshBefore.at, ...(problem && { problem }) }
      : undefined
  return {
    id: host.id,
    name: host.name,
    ...(host.clusterId !== undefined && { clusterId: host.clusterId }),
    version: host.version,
    build: host.build,
    generation: generationOf(host.version),
    connectionState: host.connectionState,
    lockdownMode: host.lockdownMode,
    ...(ssh && { ssh: { running: ssh.running, policy: ssh.policy } }),
    address: addressOf(host),
    ...(login && { login }),
    ...(hostKey && { hostKey }),
    ...(nfc && { nfc }),
    copies: { ...copyLimitOf(nfc), now: copies.now(known) },
    adapters: adaptersOf(host, known.inventory),
    network: network(known),
    ...(left && { sshLeftOpen: left }),
    ...(unfinished &&
      isOver(unfinished) && {
        unfinished: { runId: unfinished.runId, at: unfinished.at, step: unfinished.step },
      }),
  }
}
