/** How far a probe's pod is, read from the pod as the cluster shows it. */
import * as z from 'zod'

export type PodStage =
  | { readonly stage: 'created' }
  /** No node takes it, in the scheduler's words. */
  | { readonly stage: 'unscheduled'; readonly message: string }
  | { readonly stage: 'pulling' }
  | { readonly stage: 'pull-failed'; readonly reason: string; readonly message: string }
  /** The image is there, but the container does not start. */
  | { readonly stage: 'cannot-start'; readonly reason: string; readonly message: string }
  | { readonly stage: 'running'; readonly imageId: string }
  | {
      readonly stage: 'ended'
      readonly exitCode: number
      readonly reason: string
      readonly message: string
      readonly imageId: string
    }
  /** Ended from outside: evicted, past its deadline, the node gone. */
  | { readonly stage: 'lost'; readonly reason: string; readonly message: string }

const text = z.string().catch('')

/** A part that is left out or of another type reads as if it were not there. */
function part<T extends z.ZodType>(schema: T) {
  return schema.optional().catch(undefined)
}

const podSchema = z.object({
  spec: part(z.object({ nodeName: text })),
  status: part(
    z.object({
      phase: text,
      reason: text,
      message: text,
      conditions: part(z.array(z.object({ type: text, status: text, reason: text, message: text }))),
      containerStatuses: part(
        z.array(
          z.object({
            imageID: text,
            state: part(
              z.object({
                waiting: part(z.object({ reason: text, message: text })),
                running: part(z.object({})),
                terminated: part(z.object({ exitCode: z.number().catch(-1), reason: text, message: text })),
              }),
            ),
          }),
        ),
      ),
    }),
  ),
})

const PULL_REASONS: ReadonlySet<string> = new Set([
  'ErrImagePull',
  'ImagePullBackOff',
  'InvalidImageName',
  'ErrImageNeverPull',
  'ImageInspectError',
  'RegistryUnavailable',
  'SignatureValidationFailed',
])
/** A container on its way, not one with a fault. */
const NORMAL_WAITS: ReadonlySet<string> = new Set(['', 'ContainerCreating', 'PodInitializing'])
/** Runtimes that start a process and fail end the container with one of these. */
const START_FAILURES: ReadonlySet<string> = new Set(['StartError', 'ContainerCannotRun', 'RunContainerError'])

/** Of a pod with one container. Whatever the object looks like, it never throws. */
export function podStage(pod: unknown): PodStage {
  const parsed = podSchema.safeParse(pod)
  const { spec, status } = parsed.success ? parsed.data : {}
  const container = status?.containerStatuses?.[0]
  const { waiting, running, terminated } = container?.state ?? {}
  const imageId = container?.imageID ?? ''
  if (terminated) {
    const { exitCode, reason, message } = terminated
    if (START_FAILURES.has(reason)) return { stage: 'cannot-start', reason, message }
    return { stage: 'ended', exitCode, reason, message, imageId }
  }
  if (status?.phase === 'Failed' || status?.phase === 'Unknown')
    return { stage: 'lost', reason: status.reason, message: status.message }
  if (running) return { stage: 'running', imageId }
  if (waiting && PULL_REASONS.has(waiting.reason)) return { stage: 'pull-failed', ...waiting }
  if (waiting && !NORMAL_WAITS.has(waiting.reason)) return { stage: 'cannot-start', ...waiting }
  const scheduled = status?.conditions?.find((condition) => condition.type === 'PodScheduled')
  if (scheduled?.status === 'False') return { stage: 'unscheduled', message: scheduled.message }
  // Only a node's kubelet tells of containers.
  const assigned = waiting !== undefined || (spec?.nodeName ?? '') !== '' || scheduled?.status === 'True'
  return assigned ? { stage: 'pulling' } : { stage: 'created' }
}
