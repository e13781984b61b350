/** After a failure or a cancel: the target as if the VM had never been there, the source as it was. */
import { ownership } from '../../shared/manifests/labels.ts'
import { problemLine, type Problem } from '../../shared/problem.ts'
import { retryPhase } from '../../shared/migration/kept.ts'
import type { VmRecord } from '../../shared/migration/record.ts'
import { snapshotPrefix } from '../../shared/migration/warm.ts'
import { unlessAborted } from '../unless-aborted.ts'
import { LEASE_LOST } from './context.ts'
import { madeElsewhere } from './made-elsewhere.ts'
import { keepDisks } from './kept-disks.ts'
import { removeLeftovers } from './leftovers.ts'
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

/** Removes the VM's objects and puts its power back. What cannot be done is logged with what to do by hand. */
export async function withdraw(run: DrivenRun, record: VmRecord, stop: AbortSignal): Promise<void> {
  // Without a start nothing was touched, unless an earlier run left its disks to this one.
  if (!record.startedAt && record.phase === 'Started') return
  const { plan, ends } = run.context
  const made: { elsewhere?: Problem; isKept?: boolean } = {}
  const retry = record.problem && retryPhase(record, plan)
  const left = await tries(stop, async () => {
    const target = ends.target()
    if (!target.ok) return target.problem
    const elsewhere = await madeElsewhere(target.value, { ...run.context, record })
    if (elsewhere) {
      made.elsewhere = elsewhere
      return undefined
    }
    if (retry) {
      const kept = await keepDisks(target.value, plan, record)
      if (!kept.ok) return kept.problem
      made.isKept = kept.value
      if (kept.value) return undefined
    }
    const removed = await removeLeftovers(target.value, plan.targetNamespace, plan.id, record.vmId)
    return removed.ok ? undefined : removed.problem
  })
  if (made.elsewhere) {
    report(run, record, made.elsewhere, made.elsewhere.meaning ?? '', '')
    return
  }
  if (left)
    report(
      run,
      record,
      left,
      `Objects of ${record.source.name} may be left in namespace ${plan.targetNamespace}.`,
      `Then look for them with: kubectl -n ${plan.targetNamespace} get vm,pod,dv,pvc,secret -l ${selectorOf(plan.id, record.vmId)}`,
    )
  if (record.warm) await withdrawSnapshots(run, record, stop)
  // Where nobody can tell now, whoever tries again looks first.
  if (retry && (made.isKept ?? left !== undefined)) {
    record.kept = { phase: retry, at: new Date(ends.now()).toISOString() }
    run.log({ type: 'step', vm: record.source.name, phase: record.phase, message: KEPT })
    return
  }
  if (retry && record.problem) record.problem = { ...record.problem, ...NOT_KEPT }
  if (record.restorePowerState !== 'poweredOn' || !plan.options.restoreSourcePower) return
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
      off,
      `${record.source.name} may still be powered off in vSphere.`,
      'Then power it on in vSphere if it should run.',
    )
}

/** Whether a guest that was asked to shut down did so after all: it does not hear of a cancel. */
async function goesDown(
  { context: { plan, ends } }: DrivenRun,
  record: VmRecord,
  stop: AbortSignal,
): Promise<boolean> {
  const { askedAt, offAt } = record.shutdown ?? {}
  if (askedAt === undefined || offAt !== undefined) return false
  const until = Date.parse(askedAt) + plan.options.shutdownTimeoutMs
  while (ends.now() < until && !stop.aborted) {
    const source = ends.source()
    const state = source.ok ? await source.value.powerState(record.vmId) : source
    if (state.ok && state.value !== 'poweredOn') return true
    await pause(LOOK_MS, stop)
  }
  return false
}

/** Own snapshots only, found by their names: one may have been made in the moment of the cancel. */
async function withdrawSnapshots(run: DrivenRun, record: VmRecord, stop: AbortSignal): Promise<void> {
  const { plan, ends } = run.context
  const left = await tries(stop, async () => {
    const source = ends.source()
    if (!source.ok) return source.problem
    const there = await source.value.snapshots(record.vmId)
    if (!there.ok) return there.problem
    for (const { id, name } of there.value) {
      if (!name.startsWith(snapshotPrefix(plan.id))) continue
      const removed = await unlessAborted(source.value.removeSnapshot(id), stop)
      if (removed?.ok === false) return removed.problem
    }
    return undefined
  })
  if (left)
    report(
      run,
      record,
      left,
      `A snapshot of ${record.source.name} may be left in vSphere.`,
      `Then remove the snapshots of ${record.source.name} in vSphere whose names begin with ${snapshotPrefix(plan.id)}.`,
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

/** `byHand` is what to do once the problem's own remedy has helped. */
function report(run: DrivenRun, record: VmRecord, problem: Problem, meaning: string, byHand: string): void {
  const told: Problem = { ...problem, meaning, remedy: `${problem.remedy} ${byHand}` }
  run.log({
    type: 'problem',
    vm: record.source.name,
    phase: record.phase,
    message: problemLine(told),
    problem: told,
  })
}
