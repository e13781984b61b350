/** Edits that are under way: started, journaled at each step, shown to any number of watchers, cancelled. */
import { randomUUID } from 'node:crypto'
import type { EditRun, HostEdit } from '../../shared/esxi/model.ts'
import { fail, ok, ProblemError, type Problem, type Result } from '../../shared/problem.ts'
import { Topic, type Abortable } from '../../shared/topic.ts'
import type { EsxiJournal, StoredEditRun } from '../journal/service.ts'
import { editHosts } from './edit-run.ts'
import { kindOf } from './edit-host.ts'
import type { HostBook } from './host-book.ts'
import type { HostRequest, HostWork } from './host-work.ts'
import type { KnownHost } from './hosts.ts'
import type { HostRef } from './service.ts'

export interface RunsOptions {
  readonly journal: EsxiJournal
  readonly book: HostBook
  readonly workOf: (host: KnownHost, openSsh: boolean) => Omit<HostWork, 'onChange'>
  readonly isAlive: (pid: number) => boolean
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
  /** False when it is over or unknown. */
  cancel(runId: string): boolean
  /** Newest first; what a process did not live to see the end of is told as failed. */
  history(providerId: string, hostId?: string): EditRun[]
  /** Whether its settings are being changed, or are about to be. */
  isBeingEdited(host: HostRef): boolean
  /** Cancels all, and resolves when each has come to its end. */
  close(): Promise<void>
}

interface Active {
  readonly topic: Topic<EditRun>
  readonly cancel: AbortController
  readonly over: Promise<void>
}

export function createRuns(options: RunsOptions): Runs {
  const { journal, book, isAlive, now } = options
  const active = new Map<string, Active>()
  const views = () => [...active.values()].map(({ topic }) => topic.value)
  const at = () => new Date(now()).toISOString()

  /** Before a step takes effect the journal says that it began. */
  const noteStep = (runId: string, host: KnownHost, edit: HostEdit): void => {
    const step = edit.steps.find(({ state }) => state === 'running')
    if (edit.state === 'running' && step)
      book.note(host, {
        unfinished: { runId, ownerPid: process.pid, at: step.startedAt ?? at(), step: step.id },
      })
    if (edit.state === 'waiting' || edit.state === 'running') return
    // A host of which it could not be found out what is on it stays marked until somebody has looked.
    const known = edit.state !== 'failed' || edit.after !== undefined
    const values = edit.after ?? (edit.state === 'rolledBack' ? edit.before : undefined)
    book.note(host, {
      ...(known && { unfinished: undefined }),
      ...(values && edit.generation && { nfc: { values, generation: edit.generation, verifiedAt: at() } }),
    })
  }

  const start = ({ providerId, hosts, openSsh }: StartRun): Result<{ readonly runId: string }> => {
    const busy = hosts.find(({ host }) => isIn(views(), host))
    if (busy) return fail(runActive(busy.host.name))
    const [first] = hosts
    if (!first) throw new Error('A run of no hosts')
    const id = randomUUID()
    const isRehearsal = kindOf(first.request) === 'rehearsal'
    const cancel = new AbortController()
    /** A note that cannot be made ends the run where it still can be ended, and never breaks into an edit. */
    const safely = (note: () => void): void => {
      try {
        note()
      } catch (error) {
        if (!(error instanceof ProblemError)) throw error
        cancel.abort()
      }
    }
    const works = hosts.map(({ host, request }) => ({
      request,
      work: {
        ...options.workOf(host, openSsh),
        onChange: (edit: HostEdit) => {
          if (!isRehearsal) safely(() => noteStep(id, host, edit))
        },
      },
    }))
    let topic: Topic<EditRun> | undefined
    const onChange = (run: EditRun): void => {
      // The first call comes before editHosts returns.
      topic ??= new Topic(run)
      // A rehearsal changes nothing, so there is nothing to remember.
      if (!isRehearsal) safely(() => journal.putEsxiRun({ ...run, ownerPid: process.pid }))
      topic.set(run)
      if (active.has(id)) book.ring()
    }
    const run = editHosts({ id, providerId, hosts: works, onChange }, cancel.signal)
    if (!topic) throw new Error('A run that told nothing')
    const shown: Topic<EditRun> = topic
    const over = run
      .catch((error: unknown) => {
        // A bug, or a full journal: whoever watches is told as much as is known.
        shown.set({ ...shown.value, state: 'failed', step: wordsOf(error), endedAt: at() })
      })
      .then(() => {
        active.delete(id)
        shown.close()
        book.ring()
      })
    active.set(id, { topic: shown, cancel, over })
    book.ring()
    return ok({ runId: id })
  }

  const history = (providerId: string, hostId?: string): EditRun[] => {
    const stored = journal.esxiRuns(providerId).map((run) => {
      const live = active.get(run.id)?.topic.value
      if (live || run.state !== 'running' || isMine(run, isAlive)) return live ?? run
      return cutOff(run)
    })
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
      const ended = history(providerId).find(({ id }) => id === runId)
      if (!ended) throw new ProblemError(unknownRun())
      yield ended
    },
    isRunning: (runId) => active.has(runId),
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
    async close() {
      for (const { cancel } of active.values()) cancel.abort()
      await Promise.all([...active.values()].map(({ over }) => over))
    },
  }
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

function isMine({ ownerPid }: StoredEditRun, isAlive: RunsOptions['isAlive']): boolean {
  return ownerPid === process.pid || isAlive(ownerPid)
}

function cutOff(run: StoredEditRun): EditRun {
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
  return `The work ended by an error of Palletjack's own: ${error instanceof Error ? error.message : String(error)}`
}

function runActive(name: string): Problem {
  return {
    code: 'esxi.run-active',
    message: `${name} is in another edit that is under way.`,
    meaning: 'Nothing was changed.',
    remedy: 'Wait for it to end, or cancel it.',
  }
}

function unknownRun(): Problem {
  return {
    code: 'esxi.unknown-run',
    message: 'There is no such edit.',
    meaning: 'Nothing was changed.',
    remedy: 'Look at the history of the host.',
  }
}
