import { setTimeout as delay } from 'node:timers/promises'

/** The lab's own time: everything that takes time in the lab waits here, so one factor speeds it all up. */
export interface LabClock {
  readonly timeScale: number
  /** Wall clock in ms. */
  now(): number
  /** Waits `ms` of lab time, which is `ms / timeScale` of real time. Rejects with AbortError on abort. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

/** Now, as Kubernetes writes times: whole seconds, UTC. */
export function timestamp(clock: Pick<LabClock, 'now'>): string {
  return `${new Date(clock.now()).toISOString().slice(0, 19)}Z`
}

export function createLabClock(timeScale: number): LabClock {
  return {
    timeScale,
    now: () => Date.now(),
    sleep: async (ms, signal) => {
      await delay(ms / timeScale, undefined, { signal, ref: false })
    },
  }
}
