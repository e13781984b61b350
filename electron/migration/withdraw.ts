/** After a failure or a cancel: the target as if the VM had never been there, the source as it was. */
import { ownership } from '../../shared/manifests/labels.ts'
import { problemLine, type Problem } from '../../shared/problem.ts'
import { retryPhase } from '../../shared/migration/kept.ts'
import type { LeftWork, VmRecord } from '../../shared/migration/record.ts'
import { snapshotPrefix } from '../../shared/migration/warm.ts'
import { unlessAborted } from '../unless-aborted.ts'
import { LEASE_LOST } from './context.ts'
import { madeElsewhere } from './made-elsewhere.ts'
import { keepDisks } from './kept-disks.ts'
import { removeLeftovers } from './leftovers.ts'
import { removeOwnSnapshots } from './own-snapshots.ts'
import { pause } from './pause.ts'
import type { DrivenRun } from './vm-driver.ts'

/** Tries of a clean-up step against a cluster or a vCenter that does not answer, and the pause between (ms). */
const TRIES = 5
const PAUSE_MS = 2_000
/** A guest that is going down is looked at this often (ms). */
const LOOK_MS = 500

const KEPT = 'Its copied disks are kept on the target, and its source stays powered off.'
const NOT_KEPT = {
  meaning: 'The source was only read; what was copied could not be kept and is removed from the target.',
  remedy: 'Start again: it is copied anew.',
}
const AGAIN = 'It is tried again once both ends are connected, and when the run is cleaned up.'

/** What of a VM there may be to be withdrawn. */
export function leftOf(
  { startedAt, phase, restorePowerState, warm }: VmRecord,
  restoresPower: boolean,
): LeftWork['what'] {
  const power = restorePowerState === 'poweredOn' && restoresPower ? (['power'] as const) : []
  // Without a start nothing was touched, unless an earlier run left its disks, or its source powered off, to this one.
  if (!startedAt && phase === 'Started') return power
  return ['target', ...(warm ? (['snapshots'] as const) : []), ...power]
}

/**
 * Removes the VM's objects and puts its power back. What cannot be done is logged with what to do by hand, and noted in
 * the record, for it to be tried again.
 */
export async function withdraw(run: DrivenRun, record: VmRecord, stop: AbortSignal): Promise<void> {
  const todo = leftOf(record, run.context.plan.options.restoreSourcePower)
  delete record.left
  const retry = record.problem && retryPhase(record, run.context.plan, record.problem)
  const target = todo.includes('target')
    ? await withdrawTarget(run, record, stop, retry !== undefined)
    : 'removed'
  if (target === 'elsewhere') return
  if (todo.includes('snapshots')) await withdrawSnapshots(run, record, stop)
  // Where nobody can tell now, whoever tries again looks first.
  if (retry && target !== 'removed' && target !== 'left') {
    record.kept = { phase: retry, at: new Date(run.context.ends.now()).toISOString() }
    run.log({ type: 'step', vm: record.source.name, phase: record.phase, message: KEPT })
    return
  }
  if (retry && record.problem) record.problem = { ...record.problem, ...NOT_KEPT }
  if (!todo.includes('power')) return
  // Two of one VM must never run.
  if (target === 'left' && record.mayRun) {
    const { name } = record.source
    report(run, record, 'power', mayRun(record), `Power ${name} on in vSphere only when that is gone.`)
    return
  }
  await withdrawPower(run, record, stop)
}

/** `unknown`: nobody could tell whether the copied disks can be kept. */
type OnTarget = 'removed' | 'kept' | 'left' | 'unknown' | 'elsewhere'

async function withdrawTarget(
  run: DrivenRun,
  record: VmRecord,
  stop: AbortSignal,
  keeps: boolean,
): Promise<OnTarget> {
  const { plan, ends } = run.context
  let now = (keeps ? 'unknown' : 'left') as OnTarget
  const left = await tries(stop, async () => {
    const target = ends.target()
    if (!target.ok) return target.problem
    const elsewhere = await madeElsewhere(target.value, { ...run.context, record })
    if (!elsewhere.ok) return elsewhere.problem
    if (elsewhere.value) {
      now = 'elsewhere'
      tell(run, record, elsewhere.value)
      return undefined
    }
    if (keeps) {
      const kept = await keepDisks(target.value, plan, record)
      if (!kept.ok) return kept.problem
      now = kept.value ? 'kept' : 'left'
      if (kept.value) return undefined
    }
    const removed = await removeLeftovers(target.value, plan.targetNamespace, plan.id, record.vmId)
    now = removed.ok ? 'removed' : 'left'
    return removed.ok ? undefined : removed.problem
  })
  if (left)
    report(
      run,
      record,
      'target',
      {
        ...left,
        meaning: `Objects of ${record.source.name} may be left in namespace ${plan.targetNamespace}.`,
      },
      `Look for them with: kubectl -n ${plan.targetNamespace} get vm,pod,dv,pvc,secret -l ${selectorOf(plan.id, record.vmId)}`,
    )
  return now
}

/** Puts the power of the source back. */
async function withdrawPower(run: DrivenRun, record: VmRecord, stop: AbortSignal): Promise<void> {
  const { ends } = run.context
  const off = await tries(stop, async () => {
    const source = ends.source()
    if (!source.ok) return source.problem
    const state = await source.value.powerState(record.vmId)
    if (!state.ok) return state.problem
    if (state.value === 'poweredOn' && !(await goesDown(run, record, stop))) return undefined
    // Whoever looks next, in a process after this one, must not wait for it to go down once more.
    if (record.shutdown?.askedAt !== undefined && record.shutdown.offAt === undefined) {
      record.shutdown.offAt = new Date(ends.now()).toISOString()
      run.save(record)
    }
    const on = await source.value.powerOn(record.vmId)
    return on.ok ? undefined : on.problem
  })
  if (off)
    report(
      run,
      record,
      'power',
      { ...off, meaning: `${record.source.name} may still be powered off in vSphere.` },
      'Power it on in vSphere if it should run.',
    )
}

/** Whether a guest that was asked to shut down did so after all: it does not hear of a cancel. */
async function goesDown(run: DrivenRun, record: VmRecord, stop: AbortSignal): Promise<boolean> {
  const { plan, ends } = run.context
  const { askedAt, offAt } = record.shutdown ?? {}
  if (askedAt === undefined || offAt !== undefined) return false
  const until = Date.parse(askedAt) + plan.options.shutdownTimeoutMs
  while (ends.now() < until && !stop.aborted) {
    const source = ends.source()
    const state = source.ok ? await source.value.powerState(record.vmId) : source
    if (state.ok && state.value !== 'poweredOn') return true
    await pause(LOOK_MS, stop)
  }
  if (!stop.aborted)
    run.log({
      type: 'warning',
      vm: record.source.name,
      phase: record.phase,
      message: `${record.source.name} was asked to shut down and still runs. If it goes off later, power it on in vSphere.`,
    })
  return false
}

async function withdrawSnapshots(run: DrivenRun, record: VmRecord, stop: AbortSignal): Promise<void> {
  const { plan, ends } = run.context
  const left = await tries(stop, async () => {
    const source = ends.source()
    if (!source.ok) return source.problem
    const removed = await unlessAborted(removeOwnSnapshots(source.value, plan.id, record.vmId), stop)
    return removed?.ok === false ? removed.problem : undefined
  })
  if (left)
    report(
      run,
      record,
      'snapshots',
      { ...left, meaning: `A snapshot of ${record.source.name} may be left in vSphere.` },
      `Remove the snapshots of ${record.source.name} in vSphere whose names begin with ${snapshotPrefix(plan.id)}.`,
    )
}

/** Tries a clean-up step a few times; answers with the last problem if none worked. */
export async function tries(
  stop: AbortSignal,
  step: () => Promise<Problem | undefined>,
): Promise<Problem | undefined> {
  for (let attempt = 1; ; attempt++) {
    const problem = await step()
    if (!problem || stop.aborted) return problem
    // Not ours to do now, which says nothing about whether it can be done.
    if (problem.code === LEASE_LOST) attempt = 0
    if (attempt === TRIES) return problem
    await pause(PAUSE_MS, stop)
  }
}

function selectorOf(planId: string, vmId: string): string {
  return Object.entries(ownership(planId, vmId))
    .map(([key, value]) => `${key}=${value}`)
    .join(',')
}

function mayRun({ source: { name }, targetName }: VmRecord): Problem {
  return {
    code: 'migration.may-run',
    message: `${targetName} could not be removed from the target, and may run there.`,
    meaning: `${name} stays powered off in vSphere, since two of it must not run.`,
    remedy: 'Connect the cluster again.',
  }
}

/** Tells what could not be done, and notes it. `byHand` is what helps once the problem's own remedy has. */
function report(
  run: DrivenRun,
  record: VmRecord,
  what: LeftWork['what'][number],
  problem: Problem,
  byHand: string,
): void {
  const told: Problem = { ...problem, remedy: `${problem.remedy} ${AGAIN} Or do it by hand: ${byHand}` }
  const before = record.left
  record.left = {
    what: [...(before?.what ?? []), what],
    // One after the other: each names what is to be done by hand.
    problem: before
      ? {
          ...before.problem,
          meaning: [before.problem.meaning, told.meaning].filter(Boolean).join(' '),
          remedy: `${before.problem.remedy} ${byHand}`,
        }
      : told,
  }
  tell(run, record, told)
}

function tell(run: DrivenRun, record: VmRecord, problem: Problem): void {
  run.log({
    type: 'problem',
    vm: record.source.name,
    phase: record.phase,
    message: problemLine(problem),
    problem,
  })
}
