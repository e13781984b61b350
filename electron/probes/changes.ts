/** Waits on live lists: until something changes, a time has passed, or the work is to stop. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { LiveList } from '../cluster/service.ts'

export async function nextChange(lists: readonly LiveList[], ms: number, signal: AbortSignal): Promise<void> {
  const changed = new AbortController()
  const offs = lists.map((list) => list.onChange(() => changed.abort()))
  // It can only be cut short, which is the point.
  await sleep(Math.max(0, ms), undefined, { signal: AbortSignal.any([signal, changed.signal]) }).catch(
    () => undefined,
  )
  for (const off of offs) off()
}
