/** ESXi hosts of all sources: who may log in, what their settings are, what is being done with them. */
import { uptime } from 'node:os'
import { fail, ok, orThrow, type Result } from '../../shared/problem.ts'
import { copyLimitOf } from '../../shared/esxi/copy-limit.ts'
import type { Journal } from '../journal/service.ts'
import type { Providers } from '../providers/service.ts'
import type { Vault } from '../vault/service.ts'
import type { VsphereService } from '../vsphere/service.ts'
import { EDIT_LIMITS, type EditLimits } from './edit-limits.ts'
import { createHostBook } from './host-book.ts'
import { createHostViews, type Copies } from './host-views.ts'
import { createHostKeys } from './host-keys.ts'
import { createReader } from './host-reader.ts'
import { createHosts } from './hosts.ts'
import { createLogins } from './logins.ts'
import { createNetworks } from './networks.ts'
import { createNetworkChoice } from './network-choice.ts'
import { closing as closingProblem, runActive } from './problems.ts'
import { createRuns } from './runs.ts'
import { streamRun } from './run-stream.ts'
import type { Esxi, HostRef, Reach } from './service.ts'
import { createSshGuard, type NamedHost } from './ssh-guard.ts'
import { followSources } from './follow-sources.ts'
import { createVisits } from './visits.ts'
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
  /** When this computer was started (ms since 1970): no process from before lives, whatever has its number now. */
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
  const following = followSources({ providers, book, guard, networks, hosts, signal: closing.signal })

  const isBeingEdited = (host: HostRef) => runs.isBeingEdited(host) || runs.isBeingEditedElsewhere(host)
  const visits = createVisits({ hosts, guard })
  const read = createReader({ hosts, book, isBeingEdited, signal: closing.signal })
  /** An edit logs in again and again: it must not lose its login or its trusted key half way. */
  const whileIdle = async <T>(
    all: readonly NamedHost[],
    work: () => Result<T> | Promise<Result<T>>,
  ): Promise<Result<T>> => {
    const busy = all.find(isBeingEdited)
    return busy ? fail(runActive(busy.name)) : work()
  }
  const keys = createHostKeys({ hosts, book, visits, whileIdle, now, signal: closing.signal })

  return {
    watch,
    ...keys,
    async setLogin(providerId, hostIds, login) {
      const found = await hosts.findAll(providerId, hostIds)
      if (!found.ok) return found
      return whileIdle(found.value, async () => {
        const set = await logins.set(found.value, login)
        return set.ok ? ok({ hosts: found.value.length }) : set
      })
    },
    forgetLogin: (providerId, hostIds) =>
      whileIdle(
        hostIds.map((hostId) => ({ providerId, hostId, name: hostId })),
        async () => {
          for (const hostId of hostIds) {
            const forgotten = await logins.forget({ providerId, hostId })
            if (!forgotten.ok) return forgotten
          }
          return ok({ hosts: hostIds.length })
        },
      ),
    read: (ref) => visits.withLogin(ref, read),
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
      return found.ok ? visits.putBackAll(found.value) : found
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
      visits.beginNoMore()
      await runs.close()
      closing.abort()
      await visits.over()
      await following
    },
  }
}
