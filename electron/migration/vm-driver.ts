/** Takes one VM through its itinerary: one phase after the other, each journaled before the next begins. */
import { ITINERARIES, nextPhase, stepOf } from '../../shared/migration/itinerary.ts'
import { kindOfWait } from '../../shared/migration/wait-kind.ts'
import type { DiskView, Phase } from '../../shared/migration/model.ts'
import type { VmRecord } from '../../shared/migration/record.ts'
import type { Admission } from '../../shared/migration/scheduler.ts'
import { fateOf } from '../../shared/migration/kept.ts'
import type { Problem } from '../../shared/problem.ts'
import { failed, waitOut, type NewEvent, type Outcome, type PhaseContext } from './context.ts'
import { forgetLocked, noteLocked, phaseMs } from './locked-time.ts'
import { watchClock } from './skipped-time.ts'
import { PHASES } from './phases/phases.ts'

/** What a VM may use of the run that it is in. */
export interface DrivenRun {
  readonly context: Pick<PhaseContext, 'plan' | 'manifests' | 'sourceUsername' | 'ends' | 'experience'>
  /** Writes the record to the journal, then tells watchers. */
  save(record: VmRecord): void
  /** Asks for the slots of a VM that holds none. */
  admit(record: VmRecord, urgent: boolean): Admission
  /** Why this Palletjack may not go on with the run now; undefined while it may. */
  notHeld(): Problem | undefined
  /** Tells watchers only: bytes and reasons need no fsync each. */
  publish(): void
  log(event: NewEvent): void
}

/** A waiting phase looks again at least this often (ms), whatever the watches say. */
const LOOK_AGAIN_MS = 1_000
/** While something is wrong it asks less and less often, down to this (ms). */
const TROUBLE_PAUSE_MS = 15_000
/** vCenter or cluster may be away this long (ms) before a VM that needs them fails. */
const TROUBLE_LIMIT_MS = 30 * 60_000

/** Runs until the VM succeeded, has a problem, or `signal` aborts. Never throws for expected failures. */
export async function driveVm(run: DrivenRun, record: VmRecord, signal: AbortSignal): Promise<void> {
  const { plan, ends } = run.context
  const iso = (): string => new Date(ends.now()).toISOString()
  if (!record.startedAt) {
    record.startedAt = iso()
    record.state = 'running'
    enterPhase(run, record, record.phase, iso())
  }
  let movedAt = ends.now()
  const patient = patience(() => ends.now())
  const skips = watchClock(() => ends.now())
  /** Nobody looked in this time: all that counts begins so much later. */
  const skip = (ms: number): void => {
    if (ms === 0) return
    movedAt += ms
    patient.skip(ms)
    if (record.lockedSince === undefined) record.lockedMs = (record.lockedMs ?? 0) + ms
    run.save(record)
  }
  const logged: Logged = new Map()
  let lastKind = ''
  let troubles = 0
  for (;;) {
    const seen = await runPhase(run, record, signal, {
      phaseMs: phaseMs(record, ends.now()),
      stillMs: () => ends.now() - movedAt,
      moved: (disk) => {
        movedAt = ends.now()
        logProgress(run, record, disk, logged)
      },
    })
    if (signal.aborted) return
    skip(skips.sinceLast())
    const outcome = patient.afterwards(seen)
    const isLocked = outcome.kind === 'wait' && outcome.isLocked === true
    if (noteLocked(record, isLocked, ends.now())) run.save(record)
    if (outcome.kind === 'fail') {
      failVm(run, record, outcome.problem)
      return
    }
    if (outcome.kind === 'wait') {
      lastKind = setWait(run, record, outcome.reason, lastKind)
      troubles = outcome.trouble ? troubles + 1 : 0
      const pause = Math.min(LOOK_AGAIN_MS * 2 ** Math.max(0, troubles - 1), TROUBLE_PAUSE_MS)
      const began = ends.now()
      await ends.nextChange(pause, signal)
      const skipped = skips.sinceLast(pause)
      skip(skipped)
      if (isLocked) movedAt += ends.now() - began - skipped
      continue
    }
    const next = outcome.kind === 'goto' ? outcome.phase : nextPhase(ITINERARIES[plan.type], record.phase)
    if (next === undefined || next === 'Completed') {
      enterPhase(run, record, 'Completed', iso())
      endVm(run, record, 'succeeded', iso())
      return
    }
    movedAt = ends.now()
    enterPhase(run, record, next, iso())
  }
}

/** What an outcome comes to once its trouble has lasted too long without a break, or was tried often enough. */
function patience(now: () => number) {
  let since: number | undefined
  let tried = 0
  return {
    /** Ms in which nobody could look. */
    skip: (ms: number): void => {
      if (since !== undefined) since += ms
    },
    afterwards: (outcome: Outcome): Outcome => {
      if (outcome.kind !== 'wait' || !outcome.trouble) {
        since = undefined
        tried = 0
        return outcome
      }
      const { trouble, tries = Infinity, otherwise = () => failed(trouble) } = outcome
      since ??= now()
      tried = outcome.tries === undefined ? 0 : tried + 1
      if (tried <= tries && now() - since <= TROUBLE_LIMIT_MS) return outcome
      since = undefined
      tried = 0
      return otherwise()
    },
  }
}

async function runPhase(
  run: DrivenRun,
  record: VmRecord,
  signal: AbortSignal,
  timing: Pick<PhaseContext, 'phaseMs' | 'stillMs' | 'moved'>,
): Promise<Outcome> {
  const before = run.notHeld()
  if (before) return waitOut(before)
  const outcome = await PHASES[record.phase]({
    ...run.context,
    ...timing,
    record,
    signal,
    admit: (urgent) => run.admit(record, urgent),
    save: () => run.save(record),
    log: (event) => logOf(run, record, event),
  })
  // Whatever it saw may be the work of another one; every phase can be gone through again.
  const after = run.notHeld()
  return after ? waitOut(after) : outcome
}

function enterPhase(run: DrivenRun, record: VmRecord, phase: Phase, at: string): void {
  const step = stepOf(ITINERARIES[run.context.plan.type], phase)
  record.phase = phase
  record.phaseStartedAt = at
  forgetLocked(record)
  record.waitReason = ''
  const vm = record.source.name
  for (const one of record.steps) {
    if (one.state === 'running' && one.name !== step) {
      Object.assign(one, { state: 'completed', endedAt: at })
      run.log({ type: 'step', vm, step: one.name, state: 'completed' })
    }
    if (one.name === step && one.state === 'pending') {
      Object.assign(one, { state: 'running', startedAt: at })
      run.log({ type: 'step', vm, step, state: 'running' })
    }
  }
  run.save(record)
  logOf(run, record, { type: 'phase' })
}

/** Logs what happens to a VM in its phase. */
function logOf(run: DrivenRun, record: VmRecord, event: NewEvent): void {
  const { phase } = record
  const step = stepOf(ITINERARIES[run.context.plan.type], phase)
  run.log({ vm: record.source.name, phase, step, ...event })
}

/** A ticking "0:12 of 5:00" is for the screen; the log gets each kind of wait once. Answers with the kind. */
function setWait(run: DrivenRun, record: VmRecord, reason: string, lastKind: string): string {
  const kind = kindOfWait(reason)
  record.waitReason = reason
  if (kind !== lastKind && reason !== '') logOf(run, record, { type: 'wait', message: reason })
  run.publish()
  return kind
}

/** A disk's bytes go to the log at most this often (ms), and always when the last one arrived. */
const PROGRESS_EVERY_MS = 1_000

/** When each disk's progress was last logged. */
type Logged = Map<number, { readonly at: number; readonly bytes: number }>

function logProgress(run: DrivenRun, record: VmRecord, disk: DiskView, logged: Logged): void {
  const at = run.context.ends.now()
  const last = logged.get(disk.key)
  const complete = disk.bytesCopied === disk.bytesTotal
  if (last?.bytes === disk.bytesCopied) return
  if (last && !complete && at - last.at < PROGRESS_EVERY_MS) return
  logged.set(disk.key, { at, bytes: disk.bytesCopied })
  // What is done stays done on the screen after a restart; single bytes are not worth a journaled record each.
  if (complete) run.save(record)
  const { label, bytesCopied, bytesTotal } = disk
  logOf(run, record, { type: 'progress', disk: label, bytesCopied, bytesTotal })
}

/** Notes the problem; the run removes what was made before it calls the VM ended. */
export function failVm(run: DrivenRun, record: VmRecord, found: Problem): void {
  const problem = fateOf(found, record, run.context.plan)
  record.problem = problem
  run.save(record)
  logOf(run, record, { type: 'problem', message: problem.message, problem })
}

/** Closes the record; also used when a VM is canceled. */
export function endVm(
  run: DrivenRun,
  record: VmRecord,
  state: 'succeeded' | 'failed' | 'canceled',
  at: string,
): void {
  record.state = state
  record.waitReason = ''
  record.endedAt = at
  for (const step of record.steps)
    if (step.state === 'running')
      Object.assign(step, { state: state === 'succeeded' ? 'completed' : state, endedAt: at })
  for (const disk of record.disks)
    if (disk.state !== 'completed') disk.state = state === 'succeeded' ? 'completed' : state
  run.save(record)
  run.log({ type: 'vm', vm: record.source.name, phase: record.phase, state })
}

/** The problem of a VM that met a bug. */
export function ownMistake(error: unknown): Problem {
  return {
    code: 'migration.internal',
    message: 'Palletjack made a mistake of its own while it migrated this VM.',
    meaning: 'The source disks were only read; what was copied is removed from the target.',
    remedy: 'Start again; if it happens twice, report the detail.',
    detail: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
  }
}
