import { setTimeout as sleep } from 'node:timers/promises'

/** Resolves after `ms`, or at once when `signal` aborts. Never rejects. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  // It can only be cut short, which is the point.
  await sleep(ms, undefined, { signal }).catch(() => undefined)
}
