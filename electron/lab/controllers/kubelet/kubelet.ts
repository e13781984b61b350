import { KubeError, pause } from '../client.ts'
import { pods } from '../kinds.ts'
import type { Pod } from '../objects.ts'
import { runPod, type RunnerParts } from './pod-runner.ts'

interface Run {
  readonly uid: string
  readonly abort: AbortController
  readonly done: Promise<void>
}

/** An API server that restarts is away for seconds, now and then for minutes: a kubelet waits for it. */
const WRITE_RETRY_MS = 200
const LAST_WRITE_RETRY_MS = 2_000
const WRITE_RETRIES = 150

/** All nodes' kubelets in one: runs each assigned pod and stops it at once when it is deleted. */
export function startKubelet(parts: RunnerParts): { readonly idle: () => Promise<void> } {
  const { context, logs } = parts
  const runs = new Map<string, Run>()
  const stopping = new Set<Promise<void>>()
  const keyOf = (pod: Pod): string => `${pod.metadata.namespace ?? ''}/${pod.metadata.name}`

  const start = (pod: Pod): void => {
    const abort = new AbortController()
    const signal = AbortSignal.any([abort.signal, context.signal])
    runs.set(keyOf(pod), { uid: pod.metadata.uid, abort, done: runToEnd(parts, pod, signal) })
  }
  const stop = (key: string): Promise<void> => {
    const run = runs.get(key)
    if (!run) return Promise.resolve()
    runs.delete(key)
    run.abort.abort()
    stopping.add(run.done)
    void run.done.finally(() => stopping.delete(run.done))
    return run.done
  }
  // A pod that is to be deleted stays until its node has stopped it.
  const finishDeletion = async (pod: Pod): Promise<void> => {
    await stop(keyOf(pod))
    await context.client.delete(pods, pod.metadata, 0).catch(() => undefined)
  }
  context.pods.onChange((pod, gone) => {
    const key = keyOf(pod)
    if (gone) {
      void stop(key)
      logs.forget(pod.metadata.namespace ?? '', pod.metadata.name)
      return
    }
    if (runs.has(key) && runs.get(key)?.uid !== pod.metadata.uid) void stop(key)
    if (pod.metadata.deletionTimestamp) void finishDeletion(pod)
    else if (pod.spec.nodeName !== undefined && !isOver(pod) && !runs.has(key)) start(pod)
  })
  return {
    idle: async () => {
      await Promise.all([...[...runs.values()].map((run) => run.done), ...stopping])
    },
  }
}

function isOver(pod: Pod): boolean {
  return pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed'
}

/** Runs a pod; a write that fails starts it over, as a kubelet that comes back does. */
async function runToEnd(parts: RunnerParts, pod: Pod, signal: AbortSignal): Promise<void> {
  for (let attempt = 0; attempt < WRITE_RETRIES && !signal.aborted; attempt++) {
    try {
      await runPod(parts, pod, signal)
      return
    } catch (error) {
      // The pod went away between two writes: its DELETED event is under way.
      if (error instanceof KubeError && error.status === 404) return
      await pause(Math.min(WRITE_RETRY_MS * 2 ** attempt, LAST_WRITE_RETRY_MS), signal)
    }
  }
  if (!signal.aborted)
    parts.context.recordEvent(
      pod,
      'Warning',
      'Failed',
      'the pod could not be run: its status cannot be written',
    )
}
