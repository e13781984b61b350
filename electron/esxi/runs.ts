/** Edits that are under way: started, journaled at each step, shown to any number of watchers, canceled. */
import { randomUUID } from 'node:crypto'
import type { EditRun, HostEdit } from '../../shared/esxi/model.ts'
import { fail, ok, problemLine, ProblemError, type Problem, type Result } from '../../shared/problem.ts'
import { Topic, type Abortable } from '../../shared/topic.ts'
import type { EsxiJournal, StoredEditRun } from '../journal/service.ts'
import type { EditLimits } from './edit-limits.ts'
import { editHosts, type RunOptions } from './edit-run.ts'
import { kindOf } from './edit-host.ts'
import type { HostBook } from './host-book.ts'
import { createHostNotes } from './edit-journal.ts'
import type { HostRequest, HostWork } from './host-work.ts'
import type { KnownHost } from './hosts.ts'
import { closing, runActive } from './problems.ts'
import type { HostRef } from './service.ts'

export interface RunsOptions {
  readonly journal: EsxiJournal
  readonly book: HostBook
  readonly workOf: (host: KnownHost, openSsh: boolean) => Omit<HostWork, 'onChange'>
  /** Whether a process other than this one lives that noted something at this time (ISO 8601). */
  readonly isAlive: (pid: number, since: string) => boolean
  readonly limits: EditLimits
  /** ms since 1970. */
  readonly now: () => number
}

export interface StartRun {
  readonly providerId: string
  readonly hosts: readonly { readonly host: KnownHost; readonly request: HostRequest }[]
  readonly openSsh: boolean
}

export interface Runs {
  /** Problem esxi.run-active while one of the hosts is in another run. */
  start(request: StartRun): Result<{ readonly runId: string }>
  /** One that is over is told once. Throws the problem esxi.unknown-run. */
  watch(providerId: string, runId: string, signal?: Abortable): AsyncGenerator<EditRun>
  isRunning(runId: string): boolean
  /** Of the source, rehearsals too. */
  isAnyRunning(providerId: string): boolean
  /** False when it is over or unknown. */
  cancel(runId: string): boolean
  /** Newest first; what a process did not live to see the end of is told as failed. */
  history(providerId: string, hostId?: string): EditRun[]
  /** Whether its settings are being changed, or are about to be. */
  isBeingEdited(host: HostRef): boolean
  /** The same of another process that lives. */
  isBeingEditedElsewhere(host: HostRef): boolean
  /** Cancels all, and resolves when each has come to its end. */
  close(): Promise<void>
}

interface Active {
  readonly topic: Topic<EditRun>
  readonly cancel: AbortController
  readonly over: Promise<void>
}

export function createRuns(options: RunsOptions): Runs {
  const { journal, book, isAlive, limits, now } = options
  const active = new Map<string, Active>()
  const views = () => [...active.values()].map(({ topic }) => topic.value)
  const at = () => new Date(now()).toISOString()
  const noteStep = createHostNotes(book, at)
  let isClosing = false

  const start = ({ providerId, hosts, openSsh }: StartRun): Result<{ readonly runId: string }> => {
    const busy = hosts.find(({ host }) => isIn(views(), host))
    if (busy) return fail(runActive(busy.host.name))
    const [first] = hosts
    if (!first) throw new Error('A run of no hosts')
    if (isClosing) return fail(closing())
    const id = randomUUID()
    const isRehearsal = kindOf(first.request) === 'rehearsal'
    const works = hosts.map(({ host, request }) => ({
      request,
      work: {
        ...options.workOf(host, openSsh),
        runId: id,
        isOver: (runId: string) => !active.has(runId),
        onChange: (edit: HostEdit) => {
          // A journal that is full throws; the edit then ends where it still may.
          if (!isRehearsal) noteStep(id, host, edit)
        },
      },
    }))
    const begun = begin(
      { id, providerId, hosts: works, limits },
      // A rehearsal changes nothing, so there is nothing to remember.
      isRehearsal ? undefined : (run) => journal.putEsxiRun({ ...run, ownerPid: process.pid }),
      () => active.has(id) && book.ring(),
      at,
    )
    const over = begun.over.then(() => {
      active.delete(id)
      begun.topic.close()
      book.ring()
    })
    active.set(id, { ...begun, over })
    book.ring()
    return ok({ runId: id })
  }

  const told = (run: StoredEditRun): EditRun => {
    const live = active.get(run.id)?.topic.value
    if (live || run.state !== 'running' || isAlive(run.ownerPid, run.startedAt)) return live ?? run
    return cutOff(run)
  }

  const history = (providerId: string, hostId?: string): EditRun[] => {
    const stored = journal.esxiRuns(providerId).map(told)
    return stored.filter((run) => hostId === undefined || run.hosts.some((host) => host.hostId === hostId))
  }

  return {
    start,
    history,
    async *watch(providerId, runId, signal) {
      const running = active.get(runId)
      if (running) {
        yield* running.topic.watch(signal)
        return
      }
      const ended = journal.esxiRun(providerId, runId)
      if (!ended) throw new ProblemError(unknownRun())
      yield told(ended)
    },
    isRunning: (runId) => active.has(runId),
    isAnyRunning: (providerId) => views().some((run) => run.providerId === providerId),
    cancel(runId) {
      const running = active.get(runId)
      running?.cancel.abort()
      return running !== undefined
    },
    isBeingEdited: (host) =>
      isIn(
        views().filter(({ kind }) => kind !== 'rehearsal'),
        host,
      ),
    isBeingEditedElsewhere(host) {
      const { unfinished } = book.of(host)
      if (!unfinished || !isAlive(unfinished.ownerPid, unfinished.at)) return false
      return journal.esxiRun(host.providerId, unfinished.runId)?.state === 'running'
    },
    async close() {
      isClosing = true
      for (const { cancel } of active.values()) cancel.abort()
      await Promise.all([...active.values()].map(({ over }) => over))
    },
  }
}

/** The work of a run, told on its topic. `keep` journals it; steps are noted host by host. */
function begin(
  options: Omit<RunOptions, 'onChange'>,
  keep: ((run: EditRun) => void) | undefined,
  ring: () => void,
  at: () => string,
): Active {
  const cancel = new AbortController()
  let topic: Topic<EditRun> | undefined
  let kept = ''
  const onChange = (run: EditRun): void => {
    // The first call comes before editHosts returns.
    topic ??= new Topic(run)
    try {
      const states = [run.state, ...run.hosts.map(({ state }) => state)].join()
      if (states !== kept) keep?.(run)
      kept = states
    } finally {
      topic.set(run)
    }
    ring()
  }
  const run = editHosts({ ...options, onChange }, cancel.signal)
  if (!topic) throw new Error('A run that told nothing')
  const shown: Topic<EditRun> = topic
  const over = run
    .then(() => undefined)
    .catch((error: unknown) => {
      // A bug, or a full journal at the beginning. One at the end takes nothing from what was done.
      if (shown.value.state !== 'running') return
      const cut = keep ? cutOff(shown.value) : shown.value
      shown.set({ ...cut, state: 'failed', step: wordsOf(error), endedAt: at() })
      keep?.(shown.value)
    })
    // The journal is full still: what it has tells that the run was cut off.
    .catch(() => undefined)
  return { topic: shown, cancel, over }
}

/** Hosts of the run that are still to come count too: nobody else may take them meanwhile. */
function isIn(runs: readonly EditRun[], { providerId, hostId }: HostRef): boolean {
  return runs.some(
    (run) =>
      run.providerId === providerId &&
      run.state === 'running' &&
      run.hosts.some(
        (host) => host.hostId === hostId && (host.state === 'waiting' || host.state === 'running'),
      ),
  )
}

function cutOff(run: EditRun): EditRun {
  const hosts = run.hosts.map((host): HostEdit => {
    if (host.state === 'waiting') return { ...host, state: 'skipped' }
    if (host.state !== 'running') return host
    return {
      ...host,
      state: 'failed',
      truth: `What is on ${host.hostName} now is not known: Palletjack ended during the work. Read the host to find out.`,
    }
  })
  return { ...run, hosts, state: 'failed', step: 'Palletjack ended while this was under way.' }
}

function wordsOf(error: unknown): string {
  if (error instanceof ProblemError) return problemLine(error.problem)
  return `The work ended by an error of Palletjack's own: ${error instanceof Error ? error.message : String(error)}`
}

function unknownRun(): Problem {
  return {
    code: 'esxi.unknown-run',
    message: 'There is no such edit.',
    meaning: 'Nothing was changed.',
    remedy: 'Look at the history of the host.',
  }
}
