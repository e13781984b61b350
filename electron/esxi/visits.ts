/** Work with hosts outside of runs: SSH is open for the time, and each is over before Palletjack ends. */
import { fail, ok, type Problem, type Result } from '../../shared/problem.ts'
import type { Hosts, KnownHost } from './hosts.ts'
import type { HeldLogin } from './logins.ts'
import { closing } from './problems.ts'
import type { HostRef } from './service.ts'
import type { SshGuard } from './ssh-guard.ts'

export interface Visits {
  /** With SSH open for the time, if there is consent; put back in every case. Problem esxi.closing. */
  withSsh<T>(
    ref: HostRef & { readonly openSsh: boolean },
    work: (host: KnownHost) => Promise<Result<T>>,
  ): Promise<Result<T>>
  /** The same for work that logs in: with its login in hand before SSH is opened. Problems as Logins.hold. */
  withLogin<T>(
    ref: HostRef & { readonly openSsh: boolean },
    work: (host: KnownHost, login: HeldLogin) => Promise<Result<T>>,
  ): Promise<Result<T>>
  /** Puts SSH back where an earlier process left it open. */
  putBackAll(hosts: readonly KnownHost[]): Promise<Result<{ closed: number }>>
  beginNoMore(): void
  /** Each puts SSH back before it is over. */
  over(): Promise<unknown>
}

export interface VisitsOptions {
  readonly hosts: Hosts
  readonly guard: SshGuard
}

export function createVisits({ hosts, guard }: VisitsOptions): Visits {
  let isClosing = false
  const working = new Set<Promise<unknown>>()
  const counted = <T>(work: Promise<T>): Promise<T> => {
    const over: Promise<unknown> = work.catch(() => undefined).finally(() => working.delete(over))
    working.add(over)
    return work
  }

  const openedFor: Visits['withSsh'] = async (ref, work) => {
    const host = await hosts.find(ref)
    if (!host.ok) return host
    const opened = await guard.open(host.value, ref.openSsh)
    if (!opened.ok) return opened
    try {
      return await work(host.value)
    } finally {
      // That it could not be put back is shown with the host.
      await guard.close(host.value)
    }
  }

  const loggedIn: Visits['withLogin'] = async (ref, work) => {
    const host = await hosts.find(ref)
    const login = host.ok ? await hosts.hold(host.value) : host
    if (!login.ok) return login
    try {
      return await openedFor(ref, (found) => work(found, login.value))
    } finally {
      login.value.drop()
    }
  }

  const putBack = async (found: readonly KnownHost[]): Promise<Result<{ closed: number }>> => {
    let closed = 0
    let problem: Problem | undefined
    for (const host of found) {
      const put = await guard.putBackLeft(host)
      if (!put.ok) problem ??= put.problem
      else if (put.value !== undefined) closed += 1
    }
    return problem ? fail(problem) : ok({ closed })
  }

  return {
    withSsh: (ref, work) => (isClosing ? Promise.resolve(fail(closing())) : counted(openedFor(ref, work))),
    withLogin: (ref, work) => (isClosing ? Promise.resolve(fail(closing())) : counted(loggedIn(ref, work))),
    putBackAll: (found) => counted(putBack(found)),
    beginNoMore: () => void (isClosing = true),
    over: () => Promise.all(working),
  }
}
