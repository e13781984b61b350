/** ESXi hosts of all sources: who may log in, what their settings are, what is being done with them. */
import { uptime } from 'node:os'
import type { HostKey, NfcReading } from '../../shared/esxi/model.ts'
import { fail, ok, ProblemError, type Problem, type Result } from '../../shared/problem.ts'
import { copyLimitOf } from '../../shared/esxi/copy-limit.ts'
import type { Journal } from '../journal/service.ts'
import type { Providers } from '../providers/service.ts'
import type { Vault } from '../vault/service.ts'
import type { VsphereService } from '../vsphere/service.ts'
import { readHost } from './edit-host.ts'
import { EDIT_LIMITS, type EditLimits } from './edit-limits.ts'
import { createHostBook } from './host-book.ts'
import { createHostViews, type Copies } from './host-views.ts'
import { createHosts, type KnownHost } from './hosts.ts'
import { createLogins } from './logins.ts'
import { createNetworks } from './networks.ts'
import { createNetworkChoice } from './network-choice.ts'
import { closing as closingProblem, createRuns, runActive } from './runs.ts'
import { streamRun } from './run-stream.ts'
import type { Esxi, HostRef, Reach } from './service.ts'
import { createSshGuard, type NamedHost } from './ssh-guard.ts'
import type { SshSession } from './ssh.ts'
import { followSources } from './follow-sources.ts'
import { createWork } from './work.ts'

export interface EsxiOptions {
  readonly journal: Journal
  readonly vault: Vault
  readonly providers: Providers
  readonly vsphere: Pick<VsphereService, 'connect'>
  readonly reach: Reach
  readonly copies: Copies
  /** Whether a process other than this one lives. */
  readonly isAlive: (pid: number) => boolean
  /** When this machine was started (ms since 1970): no process from before lives, whatever has its number now. */
  readonly bootedAt?: () => number
  /** Other than usual. */
  readonly limits?: Partial<EditLimits> | undefined
  /** ms since 1970. */
  readonly now?: () => number
}

/** By which the clock may have been set since. */
const CLOCK_SLACK_MS = 60_000

export function createEsxi(options: EsxiOptions): Esxi {
  const { journal, vault, providers, vsphere, reach, copies, now = Date.now } = options
  const { bootedAt = () => Date.now() - uptime() * 1000 - CLOCK_SLACK_MS } = options
  const isAlive = (pid: number, since: string) => options.isAlive(pid) && Date.parse(since) >= bootedAt()
  const closing = new AbortController()
  const book = createHostBook(journal)
  const logins = createLogins(vault, book)
  const guard = createSshGuard({ book, session: (id) => providers.source(id), isAlive, now })
  const hosts = createHosts({ providers, book, logins, reach, signal: closing.signal })
  const networks = createNetworks({ book, logins, vsphere, reach, now })
  const workOf = createWork({ guard, hosts, copies, session: (id) => providers.source(id) })
  const runs = createRuns({
    journal,
    book,
    workOf,
    isAlive,
    limits: { ...EDIT_LIMITS, ...options.limits },
    now,
  })
  const views = createHostViews({
    ...{ providers, book, logins, guard, copies },
    network: (host) => networks.view(host),
    isOver: ({ runId, ownerPid, at }) => !runs.isRunning(runId) && !isAlive(ownerPid, at),
    isOthers: isAlive,
  })
  const until = (signal?: AbortSignal): AbortSignal =>
    signal ? AbortSignal.any([signal, closing.signal]) : closing.signal
  const watch = (providerId: string, signal?: AbortSignal) => views.watch(providerId, until(signal))
  const choice = createNetworkChoice({ hosts, networks, watch })
  const following = followSources({ providers, logins, book, guard, networks, hosts, signal: closing.signal })

  let isClosing = false
  /** Work with a host outside of runs. */
  const working = new Set<Promise<unknown>>()
  const counted = <T>(work: Promise<T>): Promise<T> => {
    const over: Promise<unknown> = work.catch(() => undefined).finally(() => working.delete(over))
    working.add(over)
    return work
  }

  /** With SSH open for the time, if there is consent; put back in every case. */
  const withSsh = <T>(
    ref: HostRef & { readonly openSsh: boolean },
    work: (host: KnownHost) => Promise<Result<T>>,
  ): Promise<Result<T>> =>
    isClosing ? Promise.resolve(fail(closingProblem())) : counted(openedFor(ref, work))

  const openedFor = async <T>(
    ref: HostRef & { readonly openSsh: boolean },
    work: (host: KnownHost) => Promise<Result<T>>,
  ): Promise<Result<T>> => {
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

  const isBeingEdited = (host: HostRef) => runs.isBeingEdited(host) || runs.isBeingEditedElsewhere(host)
  const known = (host: HostRef) => JSON.stringify([book.of(host).nfc, book.of(host).unfinished])

  const read = (host: KnownHost): Promise<Result<NfcReading>> => {
    const before = known(host)
    return withSession(hosts.connect(host, closing.signal), closing.signal, async (session) => {
      const reading = await readHost(session, { hostId: host.hostId, hostName: host.name })
      if (!reading.ok) return reading
      const { values, generation, readAt, restartDue } = reading.value
      // What hostd will only know after a restart is not what it works with, nor what an edit changes meanwhile.
      if (restartDue !== true && known(host) === before && !isBeingEdited(host))
        book.note(host, { nfc: { values, generation, verifiedAt: readAt }, unfinished: undefined })
      return reading
    })
  }

  /** An edit logs in again and again: it must not lose its login or its trusted key half way. */
  const whileIdle = <T>(all: readonly NamedHost[], work: () => T): Result<T> => {
    const busy = all.find(isBeingEdited)
    return busy ? fail(runActive(busy.name)) : ok(work())
  }

  const putBackAll = async (found: readonly KnownHost[]): Promise<Result<{ closed: number }>> => {
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
    watch,
    async setLogin(providerId, hostIds, login) {
      const found = await hosts.findAll(providerId, hostIds)
      if (!found.ok) return found
      return whileIdle(found.value, () => {
        for (const host of found.value) logins.set(host, login)
        return { hosts: found.value.length }
      })
    },
    forgetLogin: (providerId, hostIds) =>
      whileIdle(
        hostIds.map((hostId) => ({ providerId, hostId, name: hostId })),
        () => {
          for (const hostId of hostIds) logins.forget({ providerId, hostId })
          return { hosts: hostIds.length }
        },
      ),
    hostKey: (ref) =>
      withSsh(ref, async (host) => {
        const shown = await hosts.shownKey(host, closing.signal)
        return shown.ok ? ok({ shown: shown.value, ...pinnedOf(book.of(host)) }) : shown
      }),
    trustHostKey: (ref) =>
      withSsh(ref, async (host) => {
        const shown = await hosts.shownKey(host, closing.signal)
        if (!shown.ok) return shown
        if (shown.value.sha256 !== ref.sha256) return fail(otherKey(host.name, shown.value, ref.sha256))
        return whileIdle([host], () => {
          book.note(host, { hostKey: { ...shown.value, pinnedAt: new Date(now()).toISOString() } })
          return { pinned: shown.value }
        })
      }),
    forgetHostKey: (ref) =>
      whileIdle([{ ...ref, name: ref.hostId }], () => {
        const had = book.of(ref).hostKey !== undefined
        book.note(ref, { hostKey: undefined })
        return { forgotten: had }
      }),
    read: (ref) => withSsh(ref, read),
    async *edit({ providerId, hostIds, change, openSsh, rehearse, expected }, signal) {
      const found = orThrow(await hosts.findAll(providerId, hostIds))
      const chosen = found.map((host) => ({
        host,
        request: {
          kind: rehearse ? ('rehearsal' as const) : ('edit' as const),
          change,
          expectedSha256: expected?.[host.hostId],
        },
      }))
      yield* streamRun(runs, { providerId, hosts: chosen, openSsh }, signal)
    },
    async *restore({ providerId, hostId, backup, openSsh, rehearse }, signal) {
      const host = orThrow(await hosts.find({ providerId, hostId }))
      const request = { kind: 'restore' as const, backup, rehearse }
      yield* streamRun(runs, { providerId, hosts: [{ host, request }], openSsh }, signal)
    },
    history: (providerId, hostId) => ok(runs.history(providerId, hostId)),
    watchRun: (providerId, runId, signal) => runs.watch(providerId, runId, until(signal)),
    cancel: (_providerId, runId) => ok({ asked: runs.cancel(runId) }),
    async closeSsh(providerId, hostIds) {
      const found = await hosts.findAll(providerId, hostIds)
      return found.ok ? counted(putBackAll(found.value)) : found
    },
    setMigrationNetwork: (request, signal) => choice.set(request, until(signal)),
    checkMigrationNetwork: (providerId, hostIds, signal) => choice.check(providerId, hostIds, until(signal)),
    copyLimit: (host) => copyLimitOf(book.of(host).nfc),
    async directWay(ref) {
      if (!book.of(ref).network) return { kind: 'none' }
      const host = await hosts.find(ref)
      if (!host.ok) return { kind: 'failed', problem: host.problem }
      const way = await networks.way(host.value, closing.signal)
      // What was given up says nothing of the network.
      return way.kind === 'failed' && closing.signal.aborted
        ? { kind: 'failed', problem: closingProblem() }
        : way
    },
    isBeingEdited,
    isAtWork: (providerId) => runs.isAnyRunning(providerId) || guard.isAnyHeld(providerId),
    async close() {
      isClosing = true
      await runs.close()
      closing.abort()
      // Each puts SSH back before it is over.
      await Promise.all(working)
      await following
    },
  }
}

function pinnedOf(notes: { readonly hostKey?: HostKey & { readonly pinnedAt: string } }): {
  pinned?: HostKey
} {
  if (!notes.hostKey) return {}
  const { type, sha256 } = notes.hostKey
  return { pinned: { type, sha256 } }
}

/** An abort of `stop` ends the connection, and so the work. */
async function withSession<T>(
  connecting: Promise<Result<SshSession>>,
  stop: AbortSignal,
  work: (session: SshSession) => Promise<Result<T>>,
): Promise<Result<T>> {
  const session = await connecting
  if (!session.ok) return session
  const hangUp = () => void session.value.close()
  stop.addEventListener('abort', hangUp, { once: true })
  try {
    return await work(session.value)
  } finally {
    stop.removeEventListener('abort', hangUp)
    await session.value.close()
  }
}

function orThrow<T>(result: Result<T>): T {
  if (!result.ok) throw new ProblemError(result.problem)
  return result.value
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
