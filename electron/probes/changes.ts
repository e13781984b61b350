/** Waits on live lists: until something changes, a time has passed, or the work is to stop. */
import type { LiveList } from '../cluster/service.ts'

export function nextChange(lists: readonly LiveList[], ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve()
      return
    }
    const end = (): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', end)
      for (const off of offs) off()
      resolve()
    }
    const timer = setTimeout(end, Math.max(0, ms))
    const offs = lists.map((list) => list.onChange(end))
    signal.addEventListener('abort', end, { once: true })
  })
}
