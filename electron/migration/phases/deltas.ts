/** Warm: where the next delta of each disk begins and how much this one is, read while the snapshot of a round is there. */
import type { PrecopyRecord, VmRecord } from '../../../shared/migration/record.ts'
import { lastPrecopy } from '../../../shared/migration/warm.ts'
import { ok, type Problem, type Result } from '../../../shared/problem.ts'
import { formatBytes } from '../../../shared/units.ts'
import type { VsphereSession } from '../../vsphere/service.ts'
import { done, failed, goTo, outcomeOf, type Outcome, type PhaseContext, type PhaseFn } from '../context.ts'
import { DATA_VOLUME } from '../kinds.ts'

/** Reads where the next delta begins, while the snapshot is there; and how much this one is. */
export const storeSnapshotDeltas: PhaseFn = async (context) => {
  const { ends, record } = context
  const source = ends.source()
  if (!source.ok) return outcomeOf(source.problem)
  const now = lastPrecopy(record)
  if (!now) throw new Error(`${record.source.name} has no snapshot to read change ids of`)
  const ids = await source.value.changeIds(now.snapshotId)
  if (!ids.ok) return outcomeOf(ids.problem)
  const changed = await disksChanged(context, source.value, now)
  if (!changed.ok) return outcomeOf(changed.problem)
  if (changed.value) return failed(changed.value)
  const without = record.source.disks.find((disk) => !ids.value.has(disk.key))
  if (without) return failed(noChangeId(record.source.name, without.label))
  if (isAgain(record, now)) {
    now.changeIds = Object.fromEntries(ids.value)
    return copyAllAgain(context, now)
  }
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

/** A full copy of this round was decided on before, and may be half prepared. */
export function isAgain({ warm }: VmRecord, now: PrecopyRecord): boolean {
  return now.full && (warm?.precopies.length ?? 0) > 1
}

/**
 * vSphere no longer knows what changed: only a copy of everything is right. Journaled first: what is removed then must
 * not be taken for something that a delta could be added to. `why` is told once.
 */
export async function copyAllAgain(
  { ends, record, plan, log, save }: PhaseContext,
  now: PrecopyRecord,
  why?: Problem,
): Promise<Outcome> {
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
  save()
  if (why)
    log({
      type: 'warning',
      message: `All of ${record.source.name} is copied again: ${why.message} Nothing is lost; it takes as long as the first copy.`,
    })
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
  return goTo('CreateDataVolumes')
}

/**
 * Why the disks in the snapshot of a round are not those that are copied: one that was added since would be left behind
 * without a word, and of one that has grown there is no room for its end.
 */
export async function disksChanged(
  { record }: PhaseContext,
  source: VsphereSession,
  now: PrecopyRecord,
): Promise<Result<Problem | undefined>> {
  const found = await source.snapshotDisks(now.snapshotId)
  if (!found.ok) return found
  const shape = (disks: readonly { readonly key: number; readonly capacityBytes: number }[]) =>
    JSON.stringify(
      disks.map(({ key, capacityBytes }) => [key, capacityBytes]).sort(([a = 0], [b = 0]) => a - b),
    )
  if (shape(found.value) === shape(record.source.disks)) return ok(undefined)
  return ok(
    sourceChanged(
      record.source.name,
      'What was copied of it would not be all of it, so it is removed from the target.',
    ),
  )
}

/** `meaning`: what that does to this run. */
export function sourceChanged(name: string, meaning: string): Problem {
  return {
    code: 'migration.source-changed',
    message: `The disks of ${name} are not those that were planned: one was added, removed or resized.`,
    meaning,
    remedy: 'Make a new plan for this VM.',
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
