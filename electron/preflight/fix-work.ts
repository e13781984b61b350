/** One fix after the other on a VM, a few VMs at once over all who ask. */
import { FIXES, snapshotRefusal, type FixId } from '../../shared/preflight/fixes.ts'
import type { FixChoice, FixEvent, FixStep } from '../../shared/preflight/fix-model.ts'
import { ProblemError, type Result } from '../../shared/problem.ts'
import type { Journal } from '../journal/service.ts'
import type { Providers } from '../providers/service.ts'
import type { TaskOptions, VsphereSession } from '../vsphere/service.ts'
import { runningPlans, runsRefusal } from './fix-choices.ts'
import type { FixFeed } from './fix-feed.ts'
import { createSlots } from './slots.ts'

/** More would not be faster: vCenter queues what loads the same datastore. */
const AT_ONCE = 4

export interface FixerOptions {
  readonly journal: Journal
  readonly providers: Providers
  readonly log: (providerId: string, event: FixEvent) => void
}

interface FixerJob {
  readonly runId: string
  readonly by: string
  readonly providerId: string
  readonly feed: FixFeed
  readonly signal: AbortSignal
}

/** How a fix ended. */
type End = Pick<FixStep, 'problem' | 'reason'> & { readonly state: 'done' | 'failed' | 'skipped' }

/** Resolves when all are at their end. An abort of the job's signal cancels what runs and begins nothing more. */
export type Fixer = (choices: readonly FixChoice[], job: FixerJob) => Promise<void>

export function createFixer(options: FixerOptions): Fixer {
  const slots = createSlots(AT_ONCE)
  /** VMs that are being worked on, for all who ask at the same time. */
  const busy = new Set<string>()

  const alone = async <T>(key: string, work: () => Promise<T>): Promise<T> => {
    busy.add(key)
    try {
      return await work()
    } finally {
      busy.delete(key)
    }
  }
  const onVm = async (choices: readonly FixChoice[], job: FixerJob): Promise<void> => {
    for (const choice of choices) {
      const release = await slots.take(job.signal)
      if (!release) {
        job.feed.set(choice.findingId, CANCELED)
        continue
      }
      const key = `${job.providerId}/${choice.object.id}`
      try {
        if (busy.has(key)) job.feed.set(choice.findingId, IS_BUSY)
        else job.feed.set(choice.findingId, await alone(key, () => perform(choice, job, options)))
      } finally {
        release()
      }
    }
  }
  return async (choices, job) => {
    const doable = choices.filter(({ refused }) => refused === undefined)
    const byVm = Map.groupBy(doable, ({ object }) => object.id)
    await Promise.all([...byVm.values()].map((ofVm) => onVm(ofVm, job)))
  }
}

const CANCELED: End = { state: 'skipped', reason: 'Canceled before it began: nothing was changed.' }
const IS_BUSY: End = { state: 'skipped', reason: 'Somebody else has Palletjack fix it right now.' }

async function perform(choice: FixChoice, job: FixerJob, options: FixerOptions): Promise<End> {
  const { findingId, object, fix } = choice
  const { providerId, runId, by, feed, signal } = job
  if (!fix) throw new Error(`no fix for ${findingId}`)
  // It may have begun while this one waited.
  const plan = runningPlans(options.journal, providerId).get(object.id)
  if (plan !== undefined) return { state: 'skipped', reason: runsRefusal(plan) }
  const session = options.providers.source(providerId)
  if (!session.ok) return { state: 'failed', problem: session.problem }
  const note = (end: Omit<End, 'state'> & Pick<FixEvent, 'state'>): void =>
    options.log(providerId, { at: new Date().toISOString(), by, fix, runId, findingId, object, ...end })
  try {
    note({ state: 'began' })
  } catch (error) {
    // What cannot be written down is not begun.
    if (error instanceof ProblemError) return { state: 'failed', problem: error.problem }
    throw error
  }
  feed.set(findingId, { state: 'running' })
  const end = await DO[fix](session.value, object.id, {
    signal,
    limitMs: FIXES[fix].limitMs,
    onProgress: (percent) => feed.set(findingId, { state: 'running', percent }),
  })
  try {
    note(end)
  } catch (error) {
    // It is done, and the log says that it began: a full disk must not stop the others.
    if (!(error instanceof ProblemError)) throw error
  }
  return end
}

type Do = (session: VsphereSession, vmId: string, task: TaskOptions) => Promise<End>

const DO: Readonly<Record<FixId, Do>> = {
  async 'change-tracking'(session, vmId, task) {
    // As it is now: a backup may have taken one since the run.
    const snapshots = await session.snapshots(vmId)
    if (!snapshots.ok) return endOf(snapshots)
    if (snapshots.value.length > 0)
      return { state: 'skipped', reason: snapshotRefusal(snapshots.value.length) }
    return endOf(await session.setChangeTracking(vmId, true, task))
  },
  consolidate: async (session, vmId, task) => endOf(await session.consolidateDisks(vmId, task)),
}

function endOf(result: Result<unknown>): End {
  return result.ok ? { state: 'done' } : { state: 'failed', problem: result.problem }
}
