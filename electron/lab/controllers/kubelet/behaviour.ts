import type { LabClock } from '../../clock.ts'

/** What a container sees of its pod, and what it can tell about itself. */
export interface ContainerInside {
  readonly image: string
  readonly env: ReadonlyMap<string, string>
  /**
   * File behind a claim, by the place where the container has it: a device's path, or the mount's path. On a
   * Filesystem volume this file stands for the `disk.img` in it.
   */
  readonly disks: ReadonlyMap<string, string>
  /** Content of mounted secrets, by the path of each file. */
  readonly files: ReadonlyMap<string, string>
  readonly clock: LabClock
  /** Aborts when the pod is deleted. */
  readonly signal: AbortSignal
  readonly log: (line: string) => void
  /** Passes the readiness probe. */
  readonly ready: () => void
  /** Share done, 0 to 1; published on the pod now and then. */
  readonly progress: (share: number) => void
}

export interface Exit {
  readonly code: number
  /** "Completed" or "Error", by the code, where it is not said. */
  readonly reason?: string
  /** One line: the container's termination message. */
  readonly message?: string
}

/** What a container does. A rejection counts as exit code 1 with the error's message. */
export type Behaviour = (inside: ContainerInside) => Promise<Exit>

/** Finds the behaviour for a container's name. */
export type BehaviourFor = (containerName: string) => Behaviour

/** A container that just runs until its pod is deleted, like a volume's consumer. */
export const justRuns: Behaviour = async (inside) => {
  inside.ready()
  await untilAborted(inside.signal)
  return { code: 0 }
}

/** A virtual machine's launcher: the guest is up after about two seconds. */
export const launcher: Behaviour = async (inside) => {
  inside.log('domain is being defined')
  await inside.clock.sleep(1_500, inside.signal)
  inside.log('domain is running')
  inside.ready()
  await untilAborted(inside.signal)
  return { code: 0 }
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
