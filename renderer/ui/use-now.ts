import { useSyncExternalStore } from 'react'

/** The clock in whole seconds, ms since 1970. Ticks only while `running`; every user ticks together. */
export function useNow(running = true): number {
  return useSyncExternalStore(running ? everySecond : never, secondNow)
}

function secondNow(): number {
  return Math.floor(Date.now() / 1000) * 1000
}

function everySecond(listener: () => void): () => void {
  const timer = setInterval(listener, 1000)
  return () => clearInterval(timer)
}

function never(): () => void {
  return () => undefined
}
