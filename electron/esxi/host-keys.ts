/** Which key of a host is trusted. */
import type { HostKey } from '../../shared/esxi/model.ts'
import { fail, ok, type Problem, type Result } from '../../shared/problem.ts'
import type { HostBook } from './host-book.ts'
import type { Hosts } from './hosts.ts'
import type { Esxi } from './service.ts'
import type { NamedHost } from './ssh-guard.ts'
import type { Visits } from './visits.ts'

export interface HostKeysOptions {
  readonly hosts: Pick<Hosts, 'shownKey'>
  readonly book: HostBook
  readonly visits: Pick<Visits, 'withSsh'>
  readonly whileIdle: <T>(hosts: readonly NamedHost[], work: () => Result<T>) => Promise<Result<T>>
  /** ms since 1970. */
  readonly now: () => number
  /** Ends the wait for a key. */
  readonly signal: AbortSignal
}

export function createHostKeys({
  hosts,
  book,
  visits,
  whileIdle,
  now,
  signal,
}: HostKeysOptions): Pick<Esxi, 'hostKey' | 'trustHostKey' | 'forgetHostKey'> {
  return {
    hostKey: (ref) =>
      visits.withSsh(ref, async (host) => {
        const shown = await hosts.shownKey(host, signal)
        const { hostKey: pinned } = book.of(host)
        if (!shown.ok) return shown
        return ok({
          shown: shown.value,
          ...(pinned && { pinned: { type: pinned.type, sha256: pinned.sha256 } }),
        })
      }),
    trustHostKey: (ref) =>
      visits.withSsh(ref, async (host) => {
        const shown = await hosts.shownKey(host, signal)
        if (!shown.ok) return shown
        if (shown.value.sha256 !== ref.sha256) return fail(otherKey(host.name, shown.value, ref.sha256))
        return whileIdle([host], () => {
          book.note(host, { hostKey: { ...shown.value, pinnedAt: new Date(now()).toISOString() } })
          return ok({ pinned: shown.value })
        })
      }),
    forgetHostKey: (ref) =>
      whileIdle([{ ...ref, name: ref.hostId }], () => {
        const had = book.of(ref).hostKey !== undefined
        book.note(ref, { hostKey: undefined })
        return ok({ forgotten: had })
      }),
  }
}

function otherKey(name: string, shown: HostKey, wanted: string): Problem {
  return {
    code: 'esxi.host-key-changed',
    message: `${name} shows another key than the one to be trusted.`,
    meaning: 'Nothing was sent to it and no key was pinned.',
    remedy:
      'Compare the key again; if nobody reinstalled the host or its keys, another machine may be in between.',
    detail: `shown: ${shown.type} ${shown.sha256}\nto be trusted: ${wanted}`,
  }
}
