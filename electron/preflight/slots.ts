/** Lets a few works go at once; the others wait in their order. */
export interface Slots {
  /** Undefined once `signal` has aborted. What it answers with gives the place back, and must be called once. */
  take(signal: AbortSignal): Promise<(() => void) | undefined>
}

export function createSlots(count: number): Slots {
  let free = count
  const waiting = new Set<() => void>()
  const giveBack = (): void => {
    const [next] = waiting
    if (next) {
      waiting.delete(next)
      next()
    } else {
      free++
    }
  }
  return {
    async take(signal) {
      if (signal.aborted) return undefined
      if (free > 0) {
        free--
        return giveBack
      }
      const { promise, resolve } = Promise.withResolvers<boolean>()
      const mine = (): void => resolve(true)
      const onAbort = (): void => {
        if (waiting.delete(mine)) resolve(false)
      }
      waiting.add(mine)
      signal.addEventListener('abort', onAbort, { once: true })
      const hasPlace = await promise
      signal.removeEventListener('abort', onAbort)
      return hasPlace ? giveBack : undefined
    },
  }
}
