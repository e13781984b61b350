import type { ControllerContext } from '../context.ts'
import type { DiskStore } from '../disk-store.ts'
import { PROGRESS } from '../cdi/names.ts'
import { pods } from '../kinds.ts'
import type { Container, Pod } from '../objects.ts'
import type { BehaviourFor, ContainerInside, Exit } from './behaviour.ts'
import { ConfigError, disksOf, environmentOf, filesOf } from './environment.ts'
import { pullFailure, type PullFailure } from './image-pull.ts'
import type { PodLogs } from './pod-logs.ts'
import { createPodStatus, type PodStatus } from './pod-status.ts'

export interface RunnerParts {
  readonly context: ControllerContext
  readonly store: DiskStore
  readonly logs: PodLogs
  readonly behaviourFor: BehaviourFor
}

/** The kubelet's restart back-off, lab time. */
const FIRST_BACKOFF_MS = 10_000
const LAST_BACKOFF_MS = 300_000
const CONFIG_RETRY_MS = 2_000
const PULL_BACKOFF_MS = 10_000
/** Progress is written this often at most: lab time, but never more often than the real limit. */
const PROGRESS_EVERY_MS = 500
const PROGRESS_REAL_MS = 50

/** Runs one pod from its assignment to its end. Ends early, without an error, when `signal` aborts. */
export async function runPod(parts: RunnerParts, pod: Pod, signal: AbortSignal): Promise<void> {
  const status = createPodStatus(parts.context, pod)
  try {
    for (const container of allContainers(pod)) {
      const failure = pullFailure(container.image)
      if (!failure) continue
      await failPull(parts, status, container, failure, signal)
      return
    }
    await runInitContainers(parts, pod, status)
    await Promise.all(
      pod.spec.containers.map((container) => keepRunning(parts, pod, container, status, signal)),
    )
  } catch (error) {
    if (!signal.aborted) throw error
  }
}

function allContainers(pod: Pod): readonly Container[] {
  return [...(pod.spec.initContainers ?? []), ...pod.spec.containers]
}

/** Tries to pull until the pod is deleted, as a kubelet does. */
async function failPull(
  { context }: RunnerParts,
  status: PodStatus,
  { name, image }: Container,
  { reason, message: cause }: PullFailure,
  signal: AbortSignal,
): Promise<void> {
  for (let backoff = PULL_BACKOFF_MS; !signal.aborted; backoff = Math.min(backoff * 2, LAST_BACKOFF_MS)) {
    status.set(name, { waiting: { reason, message: cause } })
    await status.write()
    await context.clock.sleep(CONFIG_RETRY_MS, signal)
    // A name that cannot be read is not asked for again.
    if (reason === 'InvalidImageName') continue
    const message = `Back-off pulling image "${image}": ErrImagePull: ${cause}`
    status.set(name, { waiting: { reason: 'ImagePullBackOff', message } })
    await status.write()
    await context.clock.sleep(backoff, signal)
  }
}

/** Init containers here only copy a library into place: done at once. */
async function runInitContainers({ context }: RunnerParts, pod: Pod, status: PodStatus): Promise<void> {
  const at = context.timestamp()
  for (const { name } of pod.spec.initContainers ?? [])
    status.set(name, {
      terminated: { exitCode: 0, reason: 'Completed', startedAt: at, finishedAt: at },
    })
  await status.write()
}

/** Runs a container, and again after a failure where the restart policy says so. */
async function keepRunning(
  parts: RunnerParts,
  pod: Pod,
  container: Container,
  status: PodStatus,
  signal: AbortSignal,
): Promise<void> {
  const { context } = parts
  const policy = pod.spec.restartPolicy ?? 'Always'
  let restarted = false
  for (let backoff = FIRST_BACKOFF_MS; ; backoff = Math.min(backoff * 2, LAST_BACKOFF_MS)) {
    const inside = await openContainer(parts, pod, container, status, signal)
    const startedAt = context.timestamp()
    status.set(container.name, { running: { startedAt } }, { restarted })
    await status.write()
    const exit = await runOnce(parts, container, inside)
    signal.throwIfAborted()
    status.set(container.name, {
      terminated: {
        exitCode: exit.code,
        reason: exit.reason ?? (exit.code === 0 ? 'Completed' : 'Error'),
        ...(exit.message !== undefined && { message: exit.message }),
        startedAt,
        finishedAt: context.timestamp(),
      },
    })
    await status.write()
    if (policy === 'Never' || (policy === 'OnFailure' && exit.code === 0)) return
    const message = `back-off ${backoff / 1_000}s restarting failed container=${container.name}`
    status.set(container.name, { waiting: { reason: 'CrashLoopBackOff', message } })
    restarted = true
    await status.write()
    await context.clock.sleep(backoff, signal)
  }
}

async function runOnce(parts: RunnerParts, container: Container, inside: ContainerInside): Promise<Exit> {
  try {
    return await parts.behaviourFor(container.name)(inside)
  } catch (error) {
    return { code: 1, message: error instanceof Error ? error.message : String(error) }
  }
}

/** What the container needs; waits, and says so, while a Secret or ConfigMap is missing. */
async function openContainer(
  parts: RunnerParts,
  pod: Pod,
  container: Container,
  status: PodStatus,
  signal: AbortSignal,
): Promise<ContainerInside> {
  const { context, logs } = parts
  const { name, namespace = '' } = pod.metadata
  for (;;) {
    try {
      const env = await environmentOf(context, pod, container)
      return {
        image: container.image,
        env,
        disks: disksOf(context, parts.store, pod, container),
        files: await filesOf(context, pod, container),
        clock: context.clock,
        signal,
        log: (line) => logs.append(namespace, name, container.name, line),
        ready: () => {
          status.ready(container.name)
          void status.write().catch(() => undefined)
        },
        progress: progressWriter(context, pod),
      }
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error
      const waiting = { reason: 'CreateContainerConfigError', message: error.message }
      status.set(container.name, { waiting })
      await status.write()
      await context.clock.sleep(CONFIG_RETRY_MS, signal)
    }
  }
}

/** Publishes a container's progress on its pod, one write at a time and not too often. */
function progressWriter(context: ControllerContext, pod: Pod): (share: number) => void {
  let nextAt = 0
  let writing = false
  return (share) => {
    if (writing || (context.clock.now() < nextAt && share < 1)) return
    writing = true
    nextAt = context.clock.now() + Math.max(PROGRESS_EVERY_MS / context.clock.timeScale, PROGRESS_REAL_MS)
    const annotations = { [PROGRESS]: (share * 100).toFixed(2) }
    context.client
      .patch(pods, pod.metadata, { metadata: { uid: pod.metadata.uid, annotations } })
      .catch(() => undefined)
      .finally(() => {
        writing = false
      })
  }
}
