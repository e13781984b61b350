/** Disks: one DataVolume each, then the bytes as CDI reports them. */
import { copiedAnnotation, dataVolume, diskIndexAnnotation } from '../../../shared/manifests/data-volume.ts'
import type { VmDisk } from '../../../shared/inventory/model.ts'
import { orderedDisks } from '../../../shared/manifests/disks.ts'
import { providerSecret, secretKeys } from '../../../shared/manifests/provider-secret.ts'
import type { PlanContext } from '../../../shared/manifests/manifest.ts'
import type { DiskView } from '../../../shared/migration/model.ts'
import type { VmRecord } from '../../../shared/migration/record.ts'
import { lastPrecopy, stagesOf } from '../../../shared/migration/warm.ts'
import { waitsForEdit } from '../../../shared/migration/scheduler.ts'
import { isPaused, readDataVolume, type CopyState } from '../../../shared/migration/data-volume-state.ts'
import { fail, ok, type Problem, type Result } from '../../../shared/problem.ts'
import type { ClusterConnection, KubeObject } from '../../cluster/service.ts'
import {
  done,
  failed,
  outcomeOf,
  wait,
  waitOut,
  type Outcome,
  type PhaseContext,
  type PhaseFn,
} from '../context.ts'
import { sourceRunsAgain } from '../source-on.ts'
import { isReading, readingOf, type Reading } from '../disk-way.ts'
import { namespaceGone } from '../namespace-gone.ts'
import { CLAIM, DATA_VOLUME } from '../kinds.ts'
import { sourceChanged } from './deltas.ts'

/** A container that CDI started this often and that failed each time will fail again. */
const MAX_IMPORTER_RESTARTS = 3
/** Without a byte or a change of state for this long (ms) a copy counts as stuck. */
const STUCK_AFTER_MS = 30 * 60_000
/** When nothing moves for this long (ms), the cluster is asked whether it knows why. */
const TROUBLE_AFTER_MS = 5_000

const UNSEEN: CopyState = { kind: 'waiting', reason: 'waits for its DataVolume', restarts: 0, message: '' }

export const createDataVolumes: PhaseFn = async (context) => {
  const { ends, record, plan } = context
  const target = ends.target()
  if (!target.ok) return outcomeOf(target.problem)
  // Of a run that was taken up during an edit: one that began before is counted, and the edit was refused.
  if (ends.isBeingEdited(record.hostId)) return wait(waitsForEdit(record.hostName))
  // Asked for before its password: without a login there is none to write.
  const source = ends.source()
  if (!source.ok) return outcomeOf(source.problem)
  const isOn = plan.type === 'cold' ? await sourceRunsAgain(context) : undefined
  if (isOn) return failed(isOn)
  const current = await takeCurrentDisks(context)
  if (!current.ok) return outcomeOf(current.problem)
  // It may have been moved to a host that is being edited.
  if (ends.isBeingEdited(record.hostId)) return wait(waitsForEdit(record.hostName))
  const reading = await readingOf(context)
  if (!isReading(reading)) return reading
  const secret = await writeSecret(context, target.value, reading)
  if (!secret.ok) return namespaceGone(context, secret.problem)
  // A final copy that had to be made anew is the last stage too.
  const isFinal = record.warm?.cutoverStartedAt !== undefined
  return (await applyDataVolumes(context, target.value, isFinal, reading.manifests)) ?? done
}

/** The DataVolume of each disk, with the stages so far where it is copied in stages. Undefined: all are as wanted. */
export async function applyDataVolumes(
  context: PhaseContext,
  target: ClusterConnection,
  final: boolean,
  manifests = alongTheWay(context),
): Promise<Outcome | undefined> {
  const { record, plan } = context
  for (const [index, disk] of record.source.disks.entries()) {
    const pair = plan.storageMap.find((one) => one.sourceId === disk.datastoreId)
    if (!pair) throw new Error(`datastore ${disk.datastoreId} of ${record.source.name} is not mapped`)
    const stages = plan.type === 'warm' ? stagesOf(record, disk.key, final) : undefined
    const manifest = dataVolume(manifests, record.source, disk, pair, record.targetName, stages)
    if (!manifest.ok) return failed(manifest.problem)
    const applied = await target.apply(manifest.value)
    if (!applied.ok) return outcomeOf(applied.problem)
    const view = record.disks[index]
    if (view) view.claim = manifest.value.metadata.name
  }
  return undefined
}

/** Where the disks are read, as it was chosen. */
function alongTheWay({ manifests, record }: PhaseContext): PlanContext {
  const way = record.diskWay
  return way?.kind === 'host' ? { ...manifests, sourceUrl: way.url, thumbprint: way.thumbprint } : manifests
}

/**
 * A backup may have taken or removed a snapshot since the plan was made: the files in use are read anew now that
 * the source is off. Disks that came or went mean another VM than the one that was planned.
 */
async function takeCurrentDisks({ ends, record }: PhaseContext): Promise<Result<void>> {
  const latest = await ends.sourceVm(record.vmId)
  if (!latest.ok) return latest
  const disks = latest.value ? orderedDisks(latest.value.vm) : []
  if (!latest.value || shapeOf(disks) !== shapeOf(record.source.disks))
    return fail(sourceChanged(record.source.name, 'Nothing was copied.'))
  const { vm, host } = latest.value
  const { snapshotCount, consolidationNeeded } = vm
  record.source = { ...record.source, disks, snapshotCount, consolidationNeeded }
  // Its slots count on the host that it is read from.
  if (host && !record.diskWay) Object.assign(record, { hostId: host.id, hostName: host.name })
  return ok(undefined)
}

function shapeOf(disks: readonly VmDisk[]): string {
  return JSON.stringify(disks.map((disk) => [disk.key, disk.file, disk.capacityBytes]))
}

async function writeSecret(
  { record }: PhaseContext,
  target: ClusterConnection,
  { manifests, username, useSecret }: Reading,
): Promise<Result<void>> {
  const manifest = providerSecret(manifests, record.source, record.targetName)
  const written = await useSecret((password) =>
    target.apply({
      ...manifest,
      stringData: { [secretKeys.username]: username, [secretKeys.password]: password.toString('utf8') },
    }),
  )
  if (!written.ok) return written
  const { uid } = written.value.metadata
  if (uid !== undefined) record.secretUid = uid
  return ok(undefined)
}

export const copyDisks: PhaseFn = async (context) => {
  const { ends, record } = context
  // What an interrupted watch last showed says nothing about now.
  const blind = ends.watchProblem()
  if (blind) return waitOut(blind)
  const volumes = ends.dataVolumes(record.vmId)
  const reasons: string[] = []
  for (const [index, disk] of record.disks.entries()) {
    const volume = volumes.find((one) => one.metadata.annotations?.[diskIndexAnnotation] === String(index))
    if (!volume && disk.state !== 'completed') {
      const there = await isThere(context, disk)
      if (!there.ok) return outcomeOf(there.problem)
    }
    const seen = volume ? readDataVolume(volume) : UNSEEN
    const stage = await stageState(context, disk, volume, seen)
    if (!stage.ok) return outcomeOf(stage.problem)
    const state = stage.value
    const problem = takeOver(context, disk, volume, state)
    if (problem && state.kind !== 'failed') {
      const away = await sourceAway(context)
      if (away) {
        // Its importer had no chance; it gets one once vCenter is back.
        noteRestarts(record, index, state.restarts)
        return waitOut(away)
      }
    }
    if (problem) {
      disk.state = 'failed'
      return failed(problem)
    }
    if (state.kind === 'waiting' && context.stillMs() > TROUBLE_AFTER_MS) await explain(context, disk)
    if (disk.state !== 'completed') reasons.push(disk.reason)
  }
  if (record.disks.every((disk) => disk.state === 'completed')) return done
  if (context.stillMs() > STUCK_AFTER_MS) return failed(stuck(record.source.name, reasons))
  // While bytes flow there is nothing to explain.
  const moving = record.disks.some((disk) => disk.state === 'running')
  return wait(moving ? '' : (reasons.find((reason) => reason !== '') ?? ''))
}

/**
 * Between two stages a DataVolume is paused, but a watch can be late: only the mark on the claim says that this very
 * stage has arrived. The last one ends with the DataVolume itself.
 */
async function stageState(
  { ends, record, plan }: PhaseContext,
  disk: DiskView,
  volume: KubeObject | undefined,
  seen: CopyState,
): Promise<Result<CopyState>> {
  const round = lastPrecopy(record)
  if (!round || disk.state === 'completed' || record.phase === 'Finalize' || !isPaused(volume))
    return ok(seen)
  const target = ends.target()
  if (!target.ok) return target
  const claim = await target.value.get(CLAIM, plan.targetNamespace, disk.claim)
  if (!claim.ok) return claim
  const isCopied = claim.value?.metadata.annotations?.[copiedAnnotation(round.snapshotId)] !== undefined
  return ok(isCopied ? { kind: 'succeeded', restarts: seen.restarts, message: '' } : seen)
}

/** A claim that is not bound says why in its events, not in its status. */
async function explain({ ends }: PhaseContext, disk: DiskView): Promise<void> {
  const trouble = await ends.claimTrouble(disk.claim)
  if (trouble !== '' && !disk.reason.includes(trouble)) disk.reason += ` (${trouble})`
}

/** Fails when somebody removed a DataVolume: nothing makes it anew, and its bytes are gone. */
async function isThere({ ends, plan }: PhaseContext, disk: DiskView): Promise<Result<void>> {
  const target = ends.target()
  if (!target.ok) return target
  const found = await target.value.get(DATA_VOLUME, plan.targetNamespace, disk.claim)
  if (!found.ok) return found
  if (found.value) return ok(undefined)
  return fail({
    code: 'migration.volume-missing',
    message: `The DataVolume ${disk.claim} of ${disk.label} is gone from namespace ${plan.targetNamespace}.`,
    meaning: 'The source disk was only read; what was copied is lost.',
    remedy: 'Find out what removed it (a person, a clean-up job, the namespace itself), then start again.',
  })
}

function takeOver(context: PhaseContext, disk: DiskView, volume: KubeObject | undefined, state: CopyState) {
  const before = `${disk.state} ${disk.bytesCopied} ${disk.reason}`
  disk.reason = state.kind === 'waiting' ? state.reason : ''
  if (state.kind === 'succeeded') {
    disk.state = 'completed'
    disk.bytesCopied = disk.bytesTotal
    noteRestarts(context.record, context.record.disks.indexOf(disk), state.restarts)
  } else if (state.kind === 'copying') {
    disk.state = 'running'
    // CDI's figure is rounded and can lag behind after a restart of the importer; bytes never run backwards.
    disk.bytesCopied = Math.max(disk.bytesCopied, bytesAt(context.record, disk, state.percent))
  } else if (state.kind === 'failed') {
    return copyFailed(context, disk, volume, state.message)
  }
  // One that runs says nothing of what ended it before: it works this time, or ends again.
  if (state.message !== '' && restartsNow(context.record, disk, state.restarts) > MAX_IMPORTER_RESTARTS)
    return copyFailed(context, disk, volume, state.message)
  if (before !== `${disk.state} ${disk.bytesCopied} ${disk.reason}`) context.moved(disk)
  return undefined
}

/** A stage has an importer of its own, and CDI may begin to count anew with it. */
function restartsNow({ disks, restarts }: VmRecord, disk: DiskView, seen: number): number {
  const before = restarts?.[disks.indexOf(disk)] ?? 0
  return seen < before ? seen : seen - before
}

function noteRestarts(record: VmRecord, index: number, seen: number): void {
  record.restarts ??= record.disks.map(() => 0)
  record.restarts[index] = seen
}

/** What keeps this computer from vCenter, and so most likely the importer too. */
async function sourceAway({ ends, record }: PhaseContext): Promise<Problem | undefined> {
  const source = ends.source()
  const asked = source.ok ? await source.value.powerState(record.vmId) : source
  if (asked.ok) return undefined
  return outcomeOf(asked.problem).kind === 'wait' ? asked.problem : undefined
}

/** CDI counts against the whole disk, also where it copies a delta only. */
function bytesAt({ source, disks, warm }: VmRecord, disk: DiskView, percent: number): number {
  const index = disks.indexOf(disk)
  const capacity = source.disks[index]?.capacityBytes ?? disk.bytesTotal
  const round = warm?.precopies.at(-1)
  const toCopy = round && !round.full ? (round.diskBytes[index] ?? 0) : disk.bytesTotal
  return disk.bytesTotal - toCopy + Math.min(toCopy, Math.floor((capacity * percent) / 100))
}

function copyFailed(
  { record }: PhaseContext,
  disk: DiskView,
  volume: KubeObject | undefined,
  message: string,
): Problem {
  const way = record.diskWay
  // No importer got as far as to ask the source.
  const isClaim = /^PVC |PersistentVolumeClaim/.test(message)
  const remedy = isClaim
    ? `Look at the storage behind the claim ${disk.claim} (its class, its events, its volume), then start again.`
    : way?.kind === 'host'
      ? `Check that the nodes reach ${way.hostName} at ${way.address} on ports 443 and 902, and that the password of ${way.username} there is still right; or take its migration network away, so that copies go through vCenter. Then start again.`
      : 'Check that the nodes reach vCenter and the ESXi host on ports 443 and 902, then start again.'
  return {
    code: 'migration.copy-failed',
    message: `Copying ${disk.label} (${disk.file}) failed: ${message === '' ? 'CDI gave no reason' : message}.`,
    meaning: 'The source disk was only read; what was copied is removed from the target.',
    remedy,
    detail: `DataVolume ${volume?.metadata.namespace ?? ''}/${volume?.metadata.name ?? disk.claim}`,
  }
}

function stuck(name: string, reasons: readonly string[]) {
  return {
    code: 'migration.copy-stuck',
    message: `Copying the disks of ${name} has not moved for 30 minutes.`,
    meaning: 'The source disks were only read; what was copied is removed from the target.',
    remedy: 'Look at the reason below and at the importer pods in the target namespace, then start again.',
    detail: reasons.filter((reason) => reason !== '').join('; '),
  }
}
