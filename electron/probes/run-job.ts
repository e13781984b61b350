/** One probe's Job from the first dry run to its removal. */
import { podOfJob, probeSelector, type ProbeJob } from '../../shared/manifests/probe-job.ts'
import type { PodStage } from '../../shared/probe/pod-stage.ts'
import { ok, type Problem, type Result } from '../../shared/problem.ts'
import type { ClusterConnection, LiveList } from '../cluster/service.ts'
import { nextChange } from './changes.ts'
import { followJob, type JobEnd } from './follow-job.ts'
import { jobKind, podKind, whereIs, type Where } from './job-objects.ts'
import type { ProbeLimits } from './limits.ts'
import * as problems from './problems.ts'

export interface JobParts {
  readonly connection: ClusterConnection
  readonly job: ProbeJob
  readonly image: string
  readonly limits: ProbeLimits
  /** What the container itself may take, in ms. */
  readonly runMs: number
  readonly signal: AbortSignal
  readonly onStep: (step: string) => void
  readonly onStage: (stage: PodStage) => void
}

/**
 * Runs the Job, hands its end to `read` while the pod is still there, and removes both in every case.
 * `cleanUp` is why that failed, if it did.
 */
export async function runJob<T>(
  parts: JobParts,
  read: (end: JobEnd) => Promise<T>,
): Promise<{ readonly value: T; readonly cleanUp: Problem | undefined }> {
  const { connection, job } = parts
  const where = whereIs(job)
  const jobs = connection.watch(jobKind, where.namespace, probeSelector(job))
  const pods = connection.watch(podKind, where.namespace, probeSelector(job))
  let made = false
  let value: T
  let cleanUp: Problem | undefined
  try {
    const refused = await prepare(parts, where)
    if (refused) value = await read({ kind: 'problem', problem: refused })
    else {
      parts.onStep(`Creates the Job ${where.name} in namespace ${where.namespace}.`)
      const created = await connection.create(job)
      made = created.ok || UNCERTAIN.has(created.problem.code)
      const end: JobEnd = created.ok
        ? await followJob({ ...parts, where, jobs, pods }, created.value.metadata.uid ?? '')
        : { kind: 'problem', problem: problems.refused(created.problem) }
      value = await read(end)
    }
  } finally {
    if (made) {
      parts.onStep(`Removes the Job ${where.name} and its pod.`)
      cleanUp = await remove(parts, where, pods)
    }
    jobs.stop()
    pods.stop()
  }
  return { value, cleanUp }
}

/** Failures of a create after which the object may exist all the same. */
const UNCERTAIN: ReadonlySet<string> = new Set([
  'cluster.unreachable',
  'cluster.timeout',
  'cluster.server-error',
  'cluster.not-kubernetes',
  'cluster.answer-too-large',
])

/** Makes room and asks whether the cluster would take it; a problem ends the probe before it began. */
async function prepare(parts: JobParts, where: Where): Promise<Problem | undefined> {
  const { connection, job, onStep, limits } = parts
  const isStopped = (): boolean => parts.signal.aborted
  onStep('Asks the cluster whether it lets the probe in.')
  const old = await connection.get(jobKind, where.namespace, where.name)
  if (!old.ok) return problems.refused(old.problem)
  if (old.value) {
    const label = 'app.kubernetes.io/managed-by'
    if (old.value.metadata.labels?.[label] !== job.metadata.labels[label]) return problems.nameTaken(where)
    onStep(`Removes the Job ${where.name} of an earlier probe.`)
    const gone = await deleteJob(connection, where, limits.cleanUpMs)
    if (!gone.ok) return gone.problem
  }
  if (isStopped()) return problems.stopped()
  const judged = await connection.create(job, { dryRun: true })
  if (!judged.ok && judged.problem.code !== 'cluster.no-dry-run') return problems.refused(judged.problem)
  // Quota and pod security judge the pod, which the Job's controller would make later and fail in silence.
  const pod = await connection.create(podOfJob(job), { dryRun: true })
  if (!pod.ok && !TELLS_NOTHING.has(pod.problem.code)) return problems.refused(pod.problem)
  return isStopped() ? problems.stopped() : undefined
}

/** Of the pod: the controller has rights of its own, and tries again until the account is there. */
const TELLS_NOTHING: ReadonlySet<string> = new Set([
  'cluster.forbidden',
  'cluster.account-missing',
  'cluster.no-dry-run',
])

async function remove(parts: JobParts, where: Where, pods: LiveList): Promise<Problem | undefined> {
  const { connection, limits } = parts
  const until = performance.now() + limits.cleanUpMs
  const gone = await deleteJob(connection, where, limits.cleanUpMs)
  if (!gone.ok) return problems.notCleanedUp(where, gone.problem)
  for (;;) {
    const left = await connection.list(podKind, where.namespace, probeSelector(parts.job))
    if (!left.ok) return problems.notCleanedUp(where, left.problem)
    if (left.value.length === 0) return undefined
    const remaining = until - performance.now()
    if (remaining <= 0) return problems.notCleanedUp(where, podStays(left.value[0]?.metadata.name ?? ''))
    // The owner is gone, so the pod follows; the watch tells when.
    await nextChange([pods], remaining, new AbortController().signal)
  }
}

const FINAL: ReadonlySet<string> = new Set([
  'cluster.forbidden',
  'cluster.unauthorized',
  'cluster.delete-timeout',
])

/** Deletes and waits; an API server that is away for a moment is asked again within the limit. */
async function deleteJob(
  connection: ClusterConnection,
  { namespace, name }: Where,
  limitMs: number,
): Promise<Result<void>> {
  const until = performance.now() + limitMs
  for (let pauseMs = 250; ; pauseMs *= 2) {
    const timeoutMs = Math.max(1, until - performance.now())
    const options = { propagation: 'Foreground', wait: true, timeoutMs } as const
    const gone = await connection.delete(jobKind, namespace, name, options)
    if (gone.ok) return ok(undefined)
    if (FINAL.has(gone.problem.code) || performance.now() + pauseMs >= until) return gone
    await nextChange([], pauseMs, new AbortController().signal)
  }
}

function podStays(name: string): Problem {
  return {
    code: 'cluster.delete-timeout',
    message: `its pod ${name} is still there.`,
    remedy: 'Wait and look again.',
  }
}
