/** Follows a probe's pod by watch, from its creation to its end, with a limit and a reason for every wait. */
import { hasLostCause, isFinalPullFailure } from '../../shared/probe/image-words.ts'
import { podStage, type PodStage } from '../../shared/probe/pod-stage.ts'
import type { Problem } from '../../shared/problem.ts'
import type { ClusterConnection, LiveList } from '../cluster/service.ts'
import { nextChange } from './changes.ts'
import { eventWords, failureOf, podOf, type Where } from './job-objects.ts'
import type { ProbeLimits } from './limits.ts'
import * as problems from './problems.ts'

/** How a Job ended. */
export type JobEnd =
  | {
      readonly kind: 'ended'
      readonly pod: string
      readonly stage: Extract<PodStage, { readonly stage: 'ended' }>
    }
  | { readonly kind: 'pull-failed' | 'cannot-start'; readonly reason: string; readonly message: string }
  | { readonly kind: 'problem'; readonly problem: Problem }

export interface FollowParts {
  readonly connection: ClusterConnection
  readonly where: Where
  readonly image: string
  readonly limits: ProbeLimits
  /** What the container itself may take, in ms. */
  readonly runMs: number
  readonly signal: AbortSignal
  readonly jobs: LiveList
  readonly pods: LiveList
  /** Told of each stage, also of the same one again. */
  readonly onStage: (stage: PodStage) => void
}

/** What is waited for; each has a limit of its own. */
type Wait = 'pod' | 'node' | 'image' | 'end'

/** A watch that cannot be kept for one of these reasons will not come back by itself. */
const HOPELESS: ReadonlySet<string> = new Set([
  'cluster.forbidden',
  'cluster.unauthorized',
  'cluster.kind-not-served',
])

export async function followJob(parts: FollowParts, jobUid: string): Promise<JobEnd> {
  const { signal, jobs, pods } = parts
  let wait: Wait = 'pod'
  let since = performance.now()
  let seen = false
  let words = ''
  let pullWords = ''
  let podUid = ''
  const stop = (): boolean => signal.aborted
  while (!stop()) {
    const hopeless = [jobs.problem(), pods.problem()].find((problem) => HOPELESS.has(problem?.code ?? ''))
    if (hopeless) return problem(hopeless)
    const job = jobs.items().find((one) => one.metadata.uid === jobUid)
    const pod = podOf(pods.items(), jobUid)
    if (seen && !job) return problem(problems.removed(parts.where))
    seen ||= job !== undefined
    if (pod) {
      const stage = podStage(pod)
      podUid = pod.metadata.uid ?? ''
      parts.onStage(stage)
      if (stage.stage === 'unscheduled') words = stage.message
      if (stage.stage === 'pull-failed' && !hasLostCause(stage.message)) pullWords = stage.message
      const end = await endOf(parts, stage, pod.metadata, pullWords)
      if (end) return end
      const next = waitOf(stage)
      if (next !== wait) since = performance.now()
      wait = next
    } else {
      const failure = failureOf(job)
      if (failure !== undefined) return problem(problems.lost('', failure))
    }
    const left = limitOf(parts, wait) - (performance.now() - since)
    if (left <= 0) return problem(await tooLong(parts, wait, words, podUid || jobUid))
    await nextChange([jobs, pods], left, signal)
  }
  return problem(problems.stopped())
}

/** The end that a stage is; undefined while it goes on. */
async function endOf(
  { connection, where }: FollowParts,
  stage: PodStage,
  pod: { readonly name?: string; readonly uid?: string },
  pullWords: string,
): Promise<JobEnd | undefined> {
  switch (stage.stage) {
    case 'ended':
      return { kind: 'ended', pod: pod.name ?? '', stage }
    case 'lost':
      return problem(problems.lost(stage.reason, stage.message))
    case 'cannot-start':
      return { kind: 'cannot-start', reason: stage.reason, message: stage.message }
    case 'pull-failed': {
      const { reason } = stage
      if (!isFinalPullFailure(reason, stage.message)) return undefined
      const told = hasLostCause(stage.message) ? pullWords : stage.message
      const message = told || (await eventWords(connection, where.namespace, pod.uid ?? '')) || stage.message
      return { kind: 'pull-failed', reason, message }
    }
    default:
      return undefined
  }
}

function waitOf({ stage }: PodStage): Wait {
  if (stage === 'created' || stage === 'unscheduled') return 'node'
  return stage === 'running' ? 'end' : 'image'
}

function limitOf({ limits, runMs }: FollowParts, wait: Wait): number {
  return {
    pod: limits.podMs,
    node: limits.nodeMs,
    image: limits.imageMs,
    end: runMs + limits.spareMs,
  }[wait]
}

/** `uid`: of what was waited for, whose events may tell more. */
async function tooLong(parts: FollowParts, wait: Wait, words: string, uid: string): Promise<Problem> {
  const { connection, where, jobs, pods } = parts
  const seconds = Math.ceil(limitOf(parts, wait) / 1000)
  // While the watch is broken nothing was seen, which is a reason of its own.
  const broken = jobs.problem() ?? pods.problem()
  if (broken) return broken
  switch (wait) {
    case 'pod':
      return problems.noPod(where, await eventWords(connection, where.namespace, uid))
    case 'node':
      return problems.unscheduled(words)
    case 'image':
      return problems.slowStart(parts.image, seconds, await eventWords(connection, where.namespace, uid))
    case 'end':
      return problems.tooSlow(seconds)
  }
}

function problem(what: Problem): JobEnd {
  return { kind: 'problem', problem: what }
}
