import {
  annotation,
  type Claim,
  type Condition,
  type ContainerStatus,
  type DataVolumeStatus,
  type Pod,
} from '../objects.ts'
import { isDone, isStaged } from './checkpoints.ts'
import { CDI, PROGRESS } from './names.ts'

export interface StatusFacts {
  readonly claim: Claim | undefined
  readonly pod: Pod | undefined
  /** Class of the claim binds only when a pod uses it, and nothing asked to bind at once. */
  readonly waitsForConsumer: boolean
  /** ISO 8601. */
  readonly now: string
}

/** What a DataVolume says about itself, from its claim and the importer's pod. */
export function dataVolumeStatus(
  name: string,
  before: DataVolumeStatus | undefined,
  facts: StatusFacts,
): DataVolumeStatus {
  const { claim } = facts
  const phase = phaseOf(facts)
  const restarts = Number(claim ? (annotation(claim, CDI.podRestarts) ?? 0) : 0)
  const conditions = [boundCondition(name, claim), readyCondition(phase, claim), runningCondition(claim)].map(
    (condition) => stamped(condition, before?.conditions, facts.now),
  )
  return {
    claimName: name,
    phase,
    progress: progressOf(phase, before, facts.pod),
    ...(restarts > 0 && { restartCount: restarts }),
    conditions,
  }
}

function phaseOf({ claim, waitsForConsumer }: StatusFacts): string {
  if (!claim) return 'Pending'
  if (claim.status?.phase === 'Lost') return 'Failed'
  const podPhase = annotation(claim, CDI.podPhase)
  if (isDone(claim)) return 'Succeeded'
  if (podPhase === 'Succeeded') return isStaged(claim) ? 'Paused' : 'Succeeded'
  if (podPhase === 'Running') return 'ImportInProgress'
  if (podPhase === 'Failed') return 'Failed'
  if (claim.status?.phase !== 'Bound') return waitsForConsumer ? 'WaitForFirstConsumer' : 'Pending'
  return podPhase === 'Pending' ? 'ImportScheduled' : 'PVCBound'
}

function progressOf(phase: string, before: DataVolumeStatus | undefined, pod: Pod | undefined): string {
  if (phase === 'Succeeded') return '100.0%'
  const percent = pod && annotation(pod, PROGRESS)
  if (percent !== undefined) return `${percent}%`
  return phase === 'ImportInProgress' ? (before?.progress ?? 'N/A') : 'N/A'
}

function boundCondition(name: string, claim: Claim | undefined): Condition {
  if (!claim)
    return { type: 'Bound', status: 'False', reason: 'NotFound', message: `No PVC found for ${name}` }
  const reason = annotation(claim, CDI.boundReason)
  if (annotation(claim, CDI.bound) === 'false' && reason)
    return {
      type: 'Bound',
      status: 'False',
      reason,
      message: annotation(claim, CDI.boundMessage) ?? '',
    }
  return claim.status?.phase === 'Bound'
    ? { type: 'Bound', status: 'True', reason: 'Bound', message: `PVC ${name} Bound` }
    : { type: 'Bound', status: 'False', reason: 'Pending', message: `PVC ${name} Pending` }
}

function readyCondition(phase: string, claim: Claim | undefined): Condition {
  if (phase === 'Succeeded') return { type: 'Ready', status: 'True', reason: '', message: '' }
  const running = claim && annotation(claim, CDI.running) === 'true'
  return { type: 'Ready', status: 'False', reason: running ? 'TransferRunning' : '', message: '' }
}

function runningCondition(claim: Claim | undefined): Condition {
  const status = claim && annotation(claim, CDI.running)
  return {
    type: 'Running',
    status: status === 'true' ? 'True' : 'False',
    reason: (claim && annotation(claim, CDI.runningReason)) ?? '',
    message: (claim && annotation(claim, CDI.runningMessage)) ?? '',
  }
}

/** Gives a condition its times; the transition's stays while the status does. */
export function stamped(
  condition: Condition,
  before: readonly Condition[] | undefined,
  now: string,
): Condition {
  const old = before?.find((item) => item.type === condition.type)
  if (old && sameCondition(old, condition)) return old
  const transition = old?.status === condition.status ? (old.lastTransitionTime ?? now) : now
  return { ...condition, lastTransitionTime: transition, lastHeartbeatTime: now }
}

function sameCondition(a: Condition, b: Condition): boolean {
  return a.status === b.status && (a.reason ?? '') === b.reason && (a.message ?? '') === b.message
}

/** What the importer's pod looks like from its claim: the annotations that CDI mirrors onto it. */
export function podAnnotations(pod: Pod): Readonly<Record<string, string>> {
  const status = pod.status?.containerStatuses?.[0]
  return {
    [CDI.importPodName]: pod.metadata.name,
    [CDI.podPhase]: pod.status?.phase ?? 'Pending',
    [CDI.podUid]: pod.metadata.uid,
    [CDI.podRestarts]: String(status?.restartCount ?? 0),
    ...runningAnnotations(pod, status),
  }
}

function runningAnnotations(pod: Pod, status: ContainerStatus | undefined): Record<string, string> {
  const set = (running: string, reason: string, message: string): Record<string, string> => ({
    [CDI.running]: running,
    [CDI.runningReason]: reason,
    [CDI.runningMessage]: message,
  })
  if (status?.state.running) return set('true', 'Pod is running', '')
  const done = status?.state.terminated
  if (done?.exitCode === 0) return set('false', 'Completed', done.message ?? 'Import Complete')
  const failed = done ?? status?.lastState?.terminated
  if (failed && failed.exitCode !== 0) return set('false', failed.reason, failed.message ?? '')
  const waiting = firstWaiting(pod)
  if (waiting?.reason === 'ErrImagePull' || waiting?.reason === 'ImagePullBackOff')
    return set('false', 'ImagePullFailed', waiting.message ?? '')
  if (waiting) return set('false', waiting.reason, waiting.message ?? '')
  const unscheduled = pod.status?.conditions?.find(
    (condition) => condition.type === 'PodScheduled' && condition.status === 'False',
  )
  return set('false', unscheduled?.reason ?? 'Pending', unscheduled?.message ?? '')
}

function firstWaiting(pod: Pod): { readonly reason: string; readonly message?: string } | undefined {
  const all = [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])]
  const waiting = all.map((status) => status.state.waiting).filter((state) => state !== undefined)
  return waiting.find((state) => state.reason !== 'PodInitializing') ?? waiting[0]
}
