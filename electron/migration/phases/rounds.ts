/** Warm: copies stage by stage, waits in between, and lets the cutover begin. */
import { forecastDowntime } from '../../../shared/migration/downtime.ts'
import { isCutoverDue, isPrecopyDue, lastPrecopy, warmOf } from '../../../shared/migration/warm.ts'
import type { VmRecord } from '../../../shared/migration/record.ts'
import { WAITS_FOR_CUTOVER } from '../../../shared/migration/wait-kind.ts'
import { formatDuration } from '../../../shared/units.ts'
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
import { applyDataVolumes, copyDisks } from './copy.ts'
import { copyAllAgain, count, deltaBytes, disksChanged, isAgain } from './deltas.ts'

const MINUTE_MS = 60_000

/** One more stage on every disk. The same objects as before, but for their checkpoints. */
export const addCheckpoint: PhaseFn = async (context) => {
  const added = await applyStage(context, false)
  return added.kind === 'done' ? goTo('CopyDisks') : added
}

export const addFinalCheckpoint: PhaseFn = async (context) => {
  const { ends, record } = context
  const source = ends.source()
  if (!source.ok) return outcomeOf(source.problem)
  const now = lastPrecopy(record)
  if (!now) throw new Error(`${record.source.name} has no final snapshot`)
  if (isAgain(record, now)) return copyAllAgain(context, now)
  // Counted once: a second pass finds its bytes.
  if (now.diskBytes.length === 0) {
    const changed = await disksChanged(context, source.value, now)
    if (!changed.ok) return outcomeOf(changed.problem)
    if (changed.value) return failed(changed.value)
    const bytes = await deltaBytes(context, source.value, now)
    if (!bytes.ok) {
      if (bytes.problem.code !== 'vsphere.change-history-invalid') return outcomeOf(bytes.problem)
      return copyAllAgain(context, now, bytes.problem)
    }
    count(context, now, bytes.value)
    context.save()
  }
  return applyStage(context, true)
}

async function applyStage(context: PhaseContext, final: boolean): Promise<Outcome> {
  const target = context.ends.target()
  if (!target.ok) return outcomeOf(target.problem)
  return (await applyDataVolumes(context, target.value, final)) ?? done
}

/** The round is over: the next one is due an interval later. */
export const copyRound: PhaseFn = async (context) => {
  const copied = await copyDisks(context)
  if (copied.kind !== 'done') return copied
  const { ends, record, plan } = context
  const now = lastPrecopy(record)
  if (now) now.endedAt = new Date(ends.now()).toISOString()
  const warm = warmOf(record)
  // The guest went off for a final copy that had to be made anew: there is no more to wait for.
  if (warm.cutoverStartedAt !== undefined) return goTo('Finalize')
  warm.nextPrecopyAt = new Date(ends.now() + plan.options.precopyIntervalMinutes * MINUTE_MS).toISOString()
  return done
}

export const finalizeCopy: PhaseFn = async (context) => {
  const copied = await copyDisks(context)
  const now = lastPrecopy(context.record)
  if (copied.kind === 'done' && now) now.endedAt = new Date(context.ends.now()).toISOString()
  return copied
}

/** Between two rounds no slot of the host is held; each round and the cutover ask for theirs anew. */
export const copyingPaused: PhaseFn = (context) => {
  const { ends, record, plan } = context
  const warm = warmOf(record)
  const now = ends.now()
  // As it is in this phase: a pass that was let in may not have counted, and would now stand in its own way.
  for (const disk of record.disks) disk.state = 'completed'
  delete warm.cutoverStartedAt
  // A clock that was set back must not put the next delta off by as much.
  const latest = now + plan.options.precopyIntervalMinutes * MINUTE_MS
  if (warm.nextPrecopyAt !== undefined && Date.parse(warm.nextPrecopyAt) > latest)
    warm.nextPrecopyAt = new Date(latest).toISOString()
  const isCutover = isCutoverDue(warm, now)
  if (!isCutover && !isPrecopyDue(warm, now)) return Promise.resolve(wait(idleReason(record, now)))
  const admission = context.admit(isCutover)
  if (!admission.admitted) return Promise.resolve(wait(admission.reason))
  for (const disk of record.disks) disk.state = 'pending'
  // The delta stays due until its snapshot is made: this pass may not count.
  if (!isCutover) return Promise.resolve(done)
  delete warm.nextPrecopyAt
  const forecast = forecastDowntime(record, context.experience(), now)
  if (forecast) warm.forecast = forecast
  warm.cutoverStartedAt = new Date(now).toISOString()
  return Promise.resolve(goTo('StorePowerState'))
}

function idleReason({ warm }: VmRecord, now: number): string {
  const next = warm?.nextPrecopyAt === undefined ? 0 : Math.max(0, Date.parse(warm.nextPrecopyAt) - now)
  if (warm?.putOff !== undefined)
    return `${WAITS_FOR_CUTOVER}; the last delta could not be copied (${warm.putOff.replace(/\.$/, '')}), it is tried again in ${formatDuration(next)}`
  return `${WAITS_FOR_CUTOVER}; next delta copy in ${formatDuration(next)}`
}
