/** Warm: own snapshots of the source, one at a time, and the change ids that the next delta begins at. */
import { OWN_SNAPSHOT, snapshotName, snapshotPrefix, warmOf } from '../../../shared/migration/warm.ts'
import { fail, type Problem, type Result } from '../../../shared/problem.ts'
import { unlessAborted } from '../../unless-aborted.ts'
import type { VsphereSession } from '../../vsphere/service.ts'
import {
  done,
  failed,
  goTo,
  outcomeOf,
  wait,
  type Outcome,
  type PhaseContext,
  type PhaseFn,
} from '../context.ts'
import { sourceOn } from '../source-on.ts'
import { removeOwnSnapshots } from '../own-snapshots.ts'

const CLOSING = 'waits: Palletjack is closing'

export const enableChangeTracking: PhaseFn = async (context) => {
  const { ends, record, plan, signal } = context
  const source = ends.source()
  if (!source.ok) return outcomeOf(source.problem)
  const latest = await ends.sourceVm(record.vmId)
  if (!latest.ok) return outcomeOf(latest.problem)
  const vm = latest.value?.vm
  const warm = warmOf(record)
  if (vm?.changeTracking === true && !warm.needsStun) return done
  const { name } = record.source
  if (!plan.options.enableChangeTracking) return failed(trackingOff(name))
  // Whoever takes over from here would find it switched on, and not know that nothing is tracked yet.
  warm.needsStun = true
  context.save()
  const on = await source.value.setChangeTracking(record.vmId, true, { signal })
  if (!on.ok) return outcomeOf(on.problem)
  context.log({
    type: 'step',
    message: `Switched changed block tracking on for ${name}, as the plan allows.`,
  })
  // A running VM begins to track when it is stunned the next time.
  const stun = await takeSnapshot(context, source.value, 'tracking', false)
  if (!stun.ok) return outcomeOf(stun.problem)
  const gone = await removed(context, source.value, stun.value)
  if (gone.kind === 'done') delete warm.needsStun
  return gone
}

export const createInitialSnapshot: PhaseFn = async (context) => {
  const { ends, record, plan } = context
  const source = ends.source()
  if (!source.ok) return outcomeOf(source.problem)
  const there = await source.value.snapshots(record.vmId)
  if (!there.ok) return outcomeOf(there.problem)
  const name = snapshotName(plan.id, context.manifests.migrationId, 1)
  for (const one of there.value) {
    if (!one.name.startsWith(snapshotPrefix(plan.id)))
      return failed(
        one.name.startsWith(OWN_SNAPSHOT)
          ? otherPlansSnapshot(record.source.name, one.name)
          : foreignSnapshot(record.source.name, one.name),
      )
    if (one.name === name) continue
    // What an earlier run of this plan could not remove.
    const gone = await removed(context, source.value, one.id)
    if (gone.kind !== 'done') return gone
  }
  return newRound(context, { full: true })
}

export const createSnapshot: PhaseFn = (context) => orPutOff((own) => newRound(own, { full: false }))(context)

/** How long after a snapshot that failed the delta is tried again, if it is not due before (ms). */
const PUT_OFF_MS = 5 * 60_000

/**
 * What was copied so far is good, and the source runs: a round that cannot begin must not lose that. It is put off, for
 * a person to see why, or to cut over meanwhile.
 */
function orPutOff(phase: PhaseFn): PhaseFn {
  return async (context) => {
    const outcome = await phase(context)
    const isLost = (problem: Problem): boolean =>
      !problem.code.startsWith('vsphere.') || problem.code === 'vsphere.not-found'
    if (outcome.kind === 'fail') return isLost(outcome.problem) ? outcome : putOff(context, outcome.problem)
    if (outcome.kind !== 'wait' || !outcome.trouble || isLost(outcome.trouble)) return outcome
    const { trouble } = outcome
    return { ...outcome, otherwise: () => putOff(context, trouble) }
  }
}

function putOff({ ends, record, plan, log }: PhaseContext, problem: Problem): Outcome {
  const warm = warmOf(record)
  const afterMs = Math.min(PUT_OFF_MS, plan.options.precopyIntervalMinutes * 60_000)
  warm.nextPrecopyAt = new Date(ends.now() + afterMs).toISOString()
  warm.putOff = problem.message
  for (const disk of record.disks) disk.state = 'completed'
  log({
    type: 'warning',
    message: `The next delta of ${record.source.name} is put off: ${problem.message} ${problem.remedy}`,
    problem,
  })
  return goTo('CopyingPaused')
}

/**
 * The guest is off, so there is nothing to bring to rest. Where somebody has powered it on since, a snapshot would not
 * hold what it writes from then on.
 */
export const createFinalSnapshot: PhaseFn = async (context) => {
  const { ends, record } = context
  const source = ends.source()
  if (!source.ok) return outcomeOf(source.problem)
  const state = await source.value.powerState(record.vmId)
  if (!state.ok) return outcomeOf(state.problem)
  if (state.value !== 'poweredOff') return failed(sourceOn(record.source.name))
  return newRound(context, { full: false, final: true })
}

async function newRound(
  context: PhaseContext,
  { full, final = false }: { readonly full: boolean; readonly final?: boolean },
): Promise<Outcome> {
  const { ends, record } = context
  const source = ends.source()
  if (!source.ok) return outcomeOf(source.problem)
  const warm = warmOf(record)
  const { precopies } = warm
  // Made by a pass of this phase that did not count: of an earlier round the change ids are known.
  const last = precopies.at(-1)
  if (last && Object.keys(last.changeIds).length === 0) return done
  const number = precopies.length + 1
  const startedAt = new Date(ends.now()).toISOString()
  const made = await takeSnapshot(context, source.value, number, !final)
  if (!made.ok) return outcomeOf(made.problem)
  delete warm.putOff
  delete warm.nextPrecopyAt
  precopies.push({ number, startedAt, snapshotId: made.value, changeIds: {}, bytes: 0, diskBytes: [], full })
  return done
}

/** Quiesced where the guest can be, crash-consistent by consent only. */
async function takeSnapshot(
  { record, plan, manifests, signal, log }: PhaseContext,
  source: VsphereSession,
  round: number | 'tracking',
  quiesce: boolean,
): Promise<Result<string>> {
  const name = snapshotName(plan.id, manifests.migrationId, round)
  const description = `Palletjack migrates this VM (plan ${plan.name}) and removes this snapshot.`
  const canRest = quiesce && record.source.powerState === 'poweredOn'
  const made = await source.createSnapshot(record.vmId, { name, description, quiesce: canRest }, { signal })
  if (made.ok || made.problem.code !== 'vsphere.quiesce-failed') return made
  if (!plan.options.crashConsistent)
    return fail({
      ...made.problem,
      remedy: `Repair VMware Tools in ${record.source.name}, or allow crash-consistent snapshots in the plan.`,
    })
  log({
    type: 'warning',
    message: `The guest of ${record.source.name} could not be brought to rest; its snapshot is crash-consistent, as the plan allows.`,
  })
  return source.createSnapshot(record.vmId, { name, description, quiesce: false }, { signal })
}

/**
 * The snapshot of the round before goes before the next one is made: its change ids stay good. With it goes one that
 * vSphere made after all when it had said that it could not: the next round would take it for its own, and in a cutover
 * it would lack all that was written since.
 */
export const removeLastSnapshot: PhaseFn = async ({ ends, record, plan, signal }) => {
  const source = ends.source()
  if (!source.ok) return outcomeOf(source.problem)
  const left = await unlessAborted(removeOwnSnapshots(source.value, plan.id, record.vmId), signal)
  if (!left) return wait(CLOSING)
  return left.ok ? done : outcomeOf(left.problem)
}

/** The same before a delta. */
export const removePreviousSnapshot: PhaseFn = (context) => orPutOff(removeLastSnapshot)(context)

/** The VM on the target is there: what vSphere still has to clean up must not call it failed. */
export const removeFinalSnapshot: PhaseFn = async (context) => {
  const outcome = await removeLastSnapshot(context)
  const leave = (problem: Problem): Outcome => {
    context.log({
      type: 'problem',
      message: `The last snapshot of ${context.record.source.name} is left in vSphere: ${problem.message}`,
      problem,
    })
    return done
  }
  if (outcome.kind === 'fail') return leave(outcome.problem)
  if (outcome.kind !== 'wait' || !outcome.trouble) return outcome
  const { trouble } = outcome
  return { ...outcome, otherwise: () => leave(trouble) }
}

/** Merging can take hours: it goes on in vSphere when this process ends, and is found done by the next one. */
async function removed({ signal }: PhaseContext, source: VsphereSession, id: string): Promise<Outcome> {
  const gone = await unlessAborted(source.removeSnapshot(id), signal)
  if (!gone) return wait(CLOSING)
  return gone.ok ? done : outcomeOf(gone.problem)
}

function trackingOff(name: string): Problem {
  return {
    code: 'migration.tracking-off',
    message: `Changed block tracking of ${name} is off.`,
    meaning: 'Nothing was changed on either side.',
    remedy:
      'Allow Palletjack in the plan to switch it on, or switch it on in vSphere, or migrate this VM cold.',
  }
}

function foreignSnapshot(name: string, snapshot: string): Problem {
  return {
    code: 'migration.foreign-snapshot',
    message: `${name} has the snapshot "${snapshot}", which Palletjack did not make.`,
    meaning: 'Nothing was changed; it was not touched.',
    remedy: 'Find out whose it is (a backup may be running), remove it in vSphere, then start again.',
  }
}

function otherPlansSnapshot(name: string, snapshot: string): Problem {
  return {
    code: 'migration.foreign-snapshot',
    message: `${name} has the snapshot "${snapshot}", which Palletjack made for another plan.`,
    meaning: 'Nothing was changed; it was not touched, since that plan may be migrated from elsewhere.',
    remedy:
      'Cancel or clean up the run of that plan. If nobody runs it any more, remove the snapshot in vSphere. Then start again.',
  }
}
