/** Walks one VM along its road: one phase after the other, each journaled before the next begins. */
import { nextPhase, stepOf } from '../../shared/migration/itinerary.ts'
import { kindOfWait } from '../../shared/migration/wait-kind.ts'
import type { MigrationEvent, Phase } from '../../shared/migration/model.ts'
import type { VmRecord } from '../../shared/migration/record.ts'
import type { Problem } from '../../shared/problem.ts'
import type { Outcome, PhaseContext } from './context.ts'
import { PHASES } from './phases/phases.ts'

/** What the driver needs from its run. */
export interface DriverHost {
  readonly context: Pick<PhaseContext, 'plan' | 'manifests' | 'sourceUsername' | 'world'>
  /** Writes the record to the journal, then tells watchers. */
  save(record: VmRecord): void
  /** Tells watchers only: bytes and reasons need no fsync each. */
  publish(): void
  log(event: Omit<MigrationEvent, 'seq' | 'at'>): void
  /** Resolves after something that the VM may wait for has changed, or after `ms`, or on abort. */
  nextChange(ms: number, signal: AbortSignal): Promise<void>
}

/** A waiting phase looks again at least this often (ms), whatever the watches say. */
const LOOK_AGAIN_MS = 1_000
/** While something is wrong it asks less and less often, down to this (ms). */
const TROUBLE_PAUSE_MS = 15_000
/** vCenter or cluster may be away this long (ms) before a VM that needs them fails. */
const TROUBLE_LIMIT_MS = 30 * 60_000

/** Runs until the VM succeeded, has a problem, or `signal` aborts. Never throws for expected failures. */
export async function driveVm(host: DriverHost, record: VmRecord, signal: AbortSignal): Promise<void> {
  const now = (): number => host.context.world.now()
  const iso = (): string => new Date(now()).toISOString()
  if (!record.startedAt) {
    record.startedAt = iso()
    record.state = 'running'
    enterPhase(host, record, record.phase, iso())
  }
  let movedAt = now()
  const outOfPatience = patience(now)
  const logged: Logged = new Map()
  let lastKind = ''
  let troubles = 0
  for (;;) {
    const outcome = await runPhase(host, record, signal, {
      phaseMs: now() - Date.parse(record.phaseStartedAt ?? iso()),
      stillMs: () => now() - movedAt,
      moved: (disk) => {
        movedAt = now()
        logProgress(host, record, disk, logged)
      },
    })
    if (signal.aborted) return
    const problem = outcome.kind === 'fail' ? outcome.problem : outOfPatience(outcome)
    if (problem) {
      failVm(host, record, problem)
      return
    }
    if (outcome.kind === 'wait') {
      lastKind = setWait(host, record, outcome.reason, lastKind)
      troubles = outcome.trouble ? troubles + 1 : 0
      await host.nextChange(
        Math.min(LOOK_AGAIN_MS * 2 ** Math.max(0, troubles - 1), TROUBLE_PAUSE_MS),
        signal,
      )
      continue
    }
    const next = nextPhase(record.phase)
    if (next === undefined || next === 'Completed') {
      finishVm(host, record, iso())
      return
    }
    movedAt = now()
    enterPhase(host, record, next, iso())
  }
}

/** The trouble of an outcome once it has lasted too long without a break. */
function patience(now: () => number): (outcome: Outcome) => Problem | undefined {
  let since: number | undefined
  return (outcome) => {
    const trouble = outcome.kind === 'wait' ? outcome.trouble : undefined
    since = trouble ? (since ?? now()) : undefined
    return since !== undefined && now() - since > TROUBLE_LIMIT_MS ? trouble : undefined
  }
}

async function runPhase(
  host: DriverHost,
  record: VmRecord,
  signal: AbortSignal,
  timing: Pick<PhaseContext, 'phaseMs' | 'stillMs' | 'moved'>,
): Promise<Outcome> {
  return PHASES[record.phase]({
    ...host.context,
    ...timing,
    record,
    signal,
    save: () => host.save(record),
    log: (event) =>
      host.log({ vm: record.source.name, phase: record.phase, step: stepOf(record.phase), ...event }),
  })
}

function enterPhase(host: DriverHost, record: VmRecord, phase: Phase, at: string): void {
  const step = stepOf(phase)
  record.phase = phase
  record.phaseStartedAt = at
  record.waitReason = ''
  const vm = record.source.name
  for (const one of record.steps) {
    if (one.state === 'running' && one.name !== step) {
      Object.assign(one, { state: 'completed', endedAt: at })
      host.log({ type: 'step', vm, step: one.name, state: 'completed' })
    }
    if (one.name === step && one.state === 'pending') {
      Object.assign(one, { state: 'running', startedAt: at })
      host.log({ type: 'step', vm, step, state: 'running' })
    }
  }
  host.save(record)
  host.log({ type: 'phase', vm, phase, step })
}

/** A ticking "0:12 of 5:00" is for the screen; the log gets each kind of wait once. Answers with the kind. */
function setWait(host: DriverHost, record: VmRecord, reason: string, lastKind: string): string {
  const kind = kindOfWait(reason)
  record.waitReason = reason
  if (kind !== lastKind && reason !== '')
    host.log({
      type: 'wait',
      vm: record.source.name,
      phase: record.phase,
      step: stepOf(record.phase),
      message: reason,
    })
  host.publish()
  return kind
}

/** A disk's bytes go to the log at most this often (ms), and always when the last one arrived. */
const PROGRESS_EVERY_MS = 1_000

/** When each disk's progress was last logged. */
type Logged = Map<number, { readonly at: number; readonly bytes: number }>

function logProgress(
  host: DriverHost,
  record: VmRecord,
  disk: VmRecord['disks'][number],
  logged: Logged,
): void {
  const at = host.context.world.now()
  const last = logged.get(disk.key)
  const complete = disk.bytesCopied === disk.bytesTotal
  if (last?.bytes === disk.bytesCopied) return
  if (last && !complete && at - last.at < PROGRESS_EVERY_MS) return
  logged.set(disk.key, { at, bytes: disk.bytesCopied })
  // What is done stays done on the screen after a restart; single bytes are not worth a journaled record each.
  if (complete) host.save(record)
  host.log({
    type: 'progress',
    vm: record.source.name,
    phase: record.phase,
    step: stepOf(record.phase),
    disk: disk.label,
    bytesCopied: disk.bytesCopied,
    bytesTotal: disk.bytesTotal,
  })
}

function finishVm(host: DriverHost, record: VmRecord, at: string): void {
  enterPhase(host, record, 'Completed', at)
  endVm(host, record, 'succeeded', at)
}

/** Notes the problem; the run removes what was made before it calls the VM ended. */
export function failVm(host: DriverHost, record: VmRecord, problem: Problem): void {
  record.problem = problem
  host.save(record)
  host.log({
    type: 'problem',
    vm: record.source.name,
    phase: record.phase,
    step: stepOf(record.phase),
    message: problem.message,
    problem,
  })
}

/** Closes the record; also used when a VM is canceled. */
export function endVm(
  host: DriverHost,
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
  host.save(record)
  host.log({ type: 'vm', vm: record.source.name, phase: record.phase, state })
}
