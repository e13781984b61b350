import type { ControllerContext } from '../context.ts'
import { pods } from '../kinds.ts'
import type { Condition, Container, ContainerState, ContainerStatus, Pod } from '../objects.ts'

type Phase = 'Pending' | 'Running' | 'Succeeded' | 'Failed'

interface Slot {
  readonly container: Container
  state: ContainerState
  lastState: ContainerState | undefined
  restarts: number
  ready: boolean
}

/** The status of one pod while it runs on a node: what the kubelet knows and writes. */
export interface PodStatus {
  set(container: string, state: ContainerState, options?: { readonly restarted?: boolean }): void
  ready(container: string): void
  /** Writes the status as it is now; a pod that is gone is fine. */
  write(): Promise<void>
}

export function createPodStatus(context: ControllerContext, pod: Pod): PodStatus {
  const slot = (container: Container): Slot => ({
    container,
    state: { waiting: { reason: pod.spec.initContainers ? 'PodInitializing' : 'ContainerCreating' } },
    lastState: undefined,
    restarts: 0,
    ready: false,
  })
  const init = (pod.spec.initContainers ?? []).map(slot)
  const main = pod.spec.containers.map(slot)
  const find = (name: string): Slot => {
    const found = [...main, ...init].find(({ container }) => container.name === name)
    if (!found) throw new Error(`pod ${pod.metadata.name} has no container ${name}`)
    return found
  }
  const startTime = context.timestamp()
  return {
    set: (name, state, options) => {
      const target = find(name)
      if (target.state.terminated) target.lastState = target.state
      if (options?.restarted === true) target.restarts += 1
      target.state = state
      target.ready = false
    },
    ready: (name) => {
      find(name).ready = true
    },
    write: async () => {
      await context.client.patchStatus(pods, pod.metadata, {
        phase: phaseOf(main, pod.spec.restartPolicy ?? 'Always'),
        startTime,
        podIP: '127.0.0.1',
        conditions: conditions(init, main, startTime),
        initContainerStatuses: init.map((slot) => ({
          ...statusOf(slot),
          ready: slot.state.terminated?.exitCode === 0,
        })),
        containerStatuses: main.map(statusOf),
      })
    },
  }
}

function phaseOf(slots: readonly Slot[], restartPolicy: string): Phase {
  const ended = slots.map(({ state }) => state.terminated).filter((state) => state !== undefined)
  const over = (code: number): boolean =>
    restartPolicy === 'Never' || (restartPolicy === 'OnFailure' && code === 0)
  if (ended.length === slots.length && ended.every(({ exitCode }) => over(exitCode)))
    return ended.every(({ exitCode }) => exitCode === 0) ? 'Succeeded' : 'Failed'
  // A container that ran before and waits for its restart leaves the pod running.
  return slots.some(({ state, restarts, lastState }) => !state.waiting || restarts > 0 || lastState)
    ? 'Running'
    : 'Pending'
}

function conditions(init: readonly Slot[], main: readonly Slot[], since: string): readonly Condition[] {
  const condition = (type: string, holds: boolean): Condition => ({
    type,
    status: holds ? 'True' : 'False',
    lastTransitionTime: since,
  })
  const ready = main.every((slot) => slot.ready)
  return [
    condition('PodScheduled', true),
    condition(
      'Initialized',
      init.every(({ state }) => state.terminated?.exitCode === 0),
    ),
    condition('ContainersReady', ready),
    condition('Ready', ready),
  ]
}

function statusOf({ container, state, lastState, restarts, ready }: Slot): ContainerStatus {
  return {
    name: container.name,
    image: container.image,
    imageID: state.waiting && restarts === 0 ? '' : container.image,
    ready,
    started: state.running !== undefined,
    restartCount: restarts,
    state,
    ...(lastState && { lastState }),
  }
}
