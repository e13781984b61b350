/** Warm: own snapshots of the source, one at a time, and the change ids that the next delta begins at. */
import type { PrecopyRecord } from '../../../shared/migration/record.ts'
import { lastPrecopy, snapshotName, snapshotPrefix, warmOf } from '../../../shared/migration/warm.ts'
import { fail, ok, type Problem, type Result } from '../../../shared/problem.ts'
import { formatBytes } from '../../../shared/units.ts'
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
import { DATA_VOLUME } from '../kinds.ts'

const CLOSING = 'waits: Palletjack is closing'

export const enableChangeTracking: PhaseFn = async (context) => {
  const { ends, record, plan, signal } = context
  const source = ends.source()
  if (!source.ok) return outcomeOf(source.problem)
  const latest = await ends.sourceVm(record.vmId)
  if (!latest.ok) return outcomeOf(latest.problem)
  const vm = latest.value?.vm
  if (vm?.changeTracking === true) return done
  const { name } = record.source
  if (!plan.options.enableChangeTracking) return failed(trackingOff(name))
  const on = await source.value.setChangeTracking(record.vmId, true, { signal })
  if (!on.ok) return outcomeOf(on.problem)
  context.log({
    type: 'step',
    message: `Switched changed block tracking on for ${name}, as the plan allows.`,
  })
  // A running VM begins to track when it is stunned the next time.
  const stun = await takeSnapshot(context, source.value, 'tracking', false)
  if (!stun.ok) return outcomeOf(stun.problem)
  return removed(context, source.value, stun.value)
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
      return failed(foreignSnapshot(record.source.name, one.name))
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

/** The guest is off, so there is nothing to bring to rest. */
export const createFinalSnapshot: PhaseFn = (context) => newRound(context, { full: false, final: true })

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

/** Reads where the next delta begins, while the snapshot is there; and how much this one is. */
export const storeSnapshotDeltas: PhaseFn = async (context) => {
  const { ends, record } = context
  const source = ends.source()
  if (!source.ok) return outcomeOf(source.problem)
  const now = lastPrecopy(record)
  if (!now) throw new Error(`${record.source.name} has no snapshot to read change ids of`)
  const ids = await source.value.changeIds(now.snapshotId)
  if (!ids.ok) return outcomeOf(ids.problem)
  const without = record.source.disks.find((disk) => !ids.value.has(disk.key))
  if (without) return failed(noChangeId(record.source.name, without.label))
  const areas = await deltaBytes(context, source.value, now)
  if (!areas.ok) {
    if (areas.problem.code !== 'vsphere.change-history-invalid') return outcomeOf(areas.problem)
    now.changeIds = Object.fromEntries(ids.value)
    return copyAllAgain(context, now, areas.problem)
  }
  now.changeIds = Object.fromEntries(ids.value)
  count(context, now, areas.value)
  return done
}

/** Bytes that changed on each disk since the round before; all of them in a round that copies all. */
export async function deltaBytes(
  { record, signal }: PhaseContext,
  source: VsphereSession,
  now: PrecopyRecord,
): Promise<Result<readonly number[]>> {
  const before = record.warm?.precopies.at(-2)
  if (now.full || !before) return ok(record.source.disks.map((disk) => disk.capacityBytes))
  const bytes: number[] = []
  for (const disk of record.source.disks) {
    const changeId = before.changeIds[String(disk.key)] ?? ''
    const query = { vmId: record.vmId, snapshotId: now.snapshotId, diskKey: disk.key, changeId }
    const changed = await source.changedAreas(query, signal)
    if (!changed.ok) return changed
    bytes.push(changed.value.areas.reduce((sum, { length }) => sum + length, 0))
  }
  return ok(bytes)
}

/** The work grows by what this round has to copy. */
export function count({ record, log }: PhaseContext, now: PrecopyRecord, bytes: readonly number[]): void {
  // A second pass of the phase must not count them twice.
  const counted = now.diskBytes
  now.bytes = bytes.reduce((sum, one) => sum + one, 0)
  now.diskBytes = bytes
  if (now.full) return
  record.disks.forEach((disk, index) => (disk.bytesTotal += (bytes[index] ?? 0) - (counted[index] ?? 0)))
  log({
    type: 'step',
    message: `Delta ${now.number - 1} of ${record.source.name} is ${formatBytes(now.bytes)}.`,
  })
}

/** vSphere no longer knows what changed: only a copy of everything is right. */
export async function copyAllAgain(
  { ends, record, plan, log }: PhaseContext,
  now: PrecopyRecord,
  why: Problem,
): Promise<Outcome> {
  const target = ends.target()
  if (!target.ok) return outcomeOf(target.problem)
  for (const disk of record.disks) {
    const gone = await target.value.delete(DATA_VOLUME, plan.targetNamespace, disk.claim, {
      propagation: 'Foreground',
      wait: true,
      timeoutMs: 90_000,
    })
    if (!gone.ok) return outcomeOf(gone.problem)
  }
  log({
    type: 'warning',
    message: `All of ${record.source.name} is copied again: ${why.message} Nothing is lost; it takes as long as the first copy.`,
  })
  now.full = true
  now.diskBytes = record.source.disks.map((disk) => disk.capacityBytes)
  now.bytes = now.diskBytes.reduce((sum, one) => sum + one, 0)
  record.disks.forEach((disk, index) =>
    Object.assign(disk, {
      bytesCopied: 0,
      bytesTotal: record.source.disks[index]?.capacityBytes ?? disk.bytesTotal,
      state: 'pending',
    }),
  )
  return goTo('CreateDataVolumes')
}

/** The snapshot of the round before goes before the next one is made: its change ids stay good. */
export const removeLastSnapshot: PhaseFn = async (context) => {
  const { ends, record } = context
  const source = ends.source()
  if (!source.ok) return outcomeOf(source.problem)
  const last = lastPrecopy(record)
  return last ? removed(context, source.value, last.snapshotId) : done
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

function noChangeId(name: string, label: string): Problem {
  return {
    code: 'migration.no-change-id',
    message: `vSphere tracks no changes of ${label} of ${name}.`,
    meaning: 'Without that a delta could miss something, so none is copied. The source was only read.',
    remedy:
      'Shared and independent disks and physical RDMs have no tracking: migrate this VM cold. Else switch changed block tracking off and on again in vSphere, then start again.',
  }
}
