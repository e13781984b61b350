import { KubeError } from './client.ts'
import type { ControllerContext } from './context.ts'
import { jobs, pods } from './kinds.ts'
import { controlledBy, ownerOfKind, type Condition, type Job, type Pod } from './objects.ts'

const RETRY_MS = 10_000

/**
 * Runs Jobs of one pod at a time, as many as `backoffLimit` allows to fail, with their deadline and their time to
 * live. Parallel and indexed Jobs are not known here: nobody in the lab makes any.
 */
export function startJobController(context: ControllerContext): void {
  const controller = context.controller(jobs, async (namespace, name) => {
    const job = context.jobs.get(namespace, name)
    if (!job || job.metadata.deletionTimestamp) return undefined
    const end = finishedAt(job)
    return end === undefined ? advance(context, job) : expire(context, job, end)
  })
  controller.follow(context.jobs)
  controller.follow(context.pods, 'Job')
}

async function advance(context: ControllerContext, job: Job): Promise<number | undefined> {
  const { spec, status } = job
  const mine = context.pods
    .list(job.metadata.namespace)
    .filter((pod) => ownerOfKind(pod.metadata, 'Job')?.uid === job.metadata.uid)
  const leftMs = deadlineLeft(context, job)
  if (leftMs <= 0) {
    for (const pod of mine) await context.client.delete(pods, pod.metadata)
    await finish(context, job, failed('DeadlineExceeded', 'Job was active longer than specified deadline'), {
      failed: mine.length,
    })
    return undefined
  }
  if (mine.some(inPhase('Succeeded'))) {
    await finish(context, job, ['SuccessCriteriaMet', 'Complete'].map(holds), { succeeded: 1 })
    return undefined
  }
  // A pod that was there and is not any more counts as failed too.
  const vanished = (status?.active ?? 0) > 0 && mine.length === 0 ? 1 : 0
  const failures = mine.filter(inPhase('Failed')).length + vanished
  if (failures > (spec.backoffLimit ?? 0)) {
    const why = failed('BackoffLimitExceeded', 'Job has reached the specified backoff limit')
    await finish(context, job, why, { failed: failures })
    return undefined
  }
  if (mine.length === failures && vanished === 0) return startPod(context, job, failures)
  return realMs(context, leftMs)
}

async function startPod(context: ControllerContext, job: Job, attempt: number): Promise<number | undefined> {
  const { metadata, spec } = job.spec.template
  const { namespace = '', name, uid } = job.metadata
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      ...metadata,
      namespace,
      // The same for the same attempt: a copy of the cluster that lags behind makes no second one.
      name: `${name.slice(0, 50)}-${uid.slice(0, 5)}${attempt === 0 ? '' : String(attempt)}`,
      ownerReferences: [controlledBy(job)],
    },
    spec,
  }
  try {
    await context.client.create(pods, pod)
  } catch (error) {
    if (!(error instanceof KubeError) || error.reason === 'AlreadyExists') return undefined
    context.recordEvent(job, 'Warning', 'FailedCreate', `Error creating: ${error.message}`)
    return realMs(context, RETRY_MS)
  }
  await context.client.patchStatus(jobs, job.metadata, {
    active: 1,
    startTime: job.status?.startTime ?? context.timestamp(),
  })
  return realMs(context, deadlineLeft(context, job))
}

async function finish(
  context: ControllerContext,
  job: Job,
  conditions: readonly Condition[],
  counts: { readonly succeeded?: number; readonly failed?: number },
): Promise<void> {
  const at = context.timestamp()
  await context.client.patchStatus(jobs, job.metadata, {
    active: 0,
    ...counts,
    startTime: job.status?.startTime ?? at,
    ...(counts.succeeded !== undefined && { completionTime: at }),
    conditions: conditions.map((condition) => ({ ...condition, lastTransitionTime: at })),
  })
}

function failed(reason: string, message: string): readonly Condition[] {
  return ['FailureTarget', 'Failed'].map((type) => ({ type, status: 'True', reason, message }))
}

function holds(type: string): Condition {
  return { type, status: 'True' }
}

function inPhase(phase: 'Succeeded' | 'Failed') {
  return (pod: Pod): boolean => pod.status?.phase === phase
}

/** When the Job came to its end; undefined while it goes on. */
function finishedAt(job: Job): number | undefined {
  const over = job.status?.conditions?.find(
    ({ type, status }) => (type === 'Complete' || type === 'Failed') && status === 'True',
  )
  return over && Date.parse(over.lastTransitionTime ?? '')
}

/** Lab time until the deadline, in ms. */
function deadlineLeft(context: ControllerContext, job: Job): number {
  const { activeDeadlineSeconds } = job.spec
  const start = Date.parse(job.status?.startTime ?? '')
  if (activeDeadlineSeconds === undefined) return Number.POSITIVE_INFINITY
  if (Number.isNaN(start)) return activeDeadlineSeconds * 1_000
  return activeDeadlineSeconds * 1_000 - (context.clock.now() - start) * context.clock.timeScale
}

async function expire(context: ControllerContext, job: Job, end: number): Promise<number | undefined> {
  const { ttlSecondsAfterFinished } = job.spec
  if (ttlSecondsAfterFinished === undefined) return undefined
  const left = ttlSecondsAfterFinished * 1_000 - (context.clock.now() - end) * context.clock.timeScale
  if (left > 0) return realMs(context, left)
  await context.client.delete(jobs, job.metadata)
  return undefined
}

/** Longest wait that a timer takes; looking again early does no harm. */
const LONGEST_MS = 60_000

function realMs(context: ControllerContext, labMs: number): number {
  return Math.min(Math.max(1, labMs / context.clock.timeScale), LONGEST_MS)
}
