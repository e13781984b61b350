import { useState, useSyncExternalStore } from 'react'

/** The clock in whole seconds, ms since 1970. Stands still while not `running`; every user ticks together. */
export function useNow(running = true): number {
  const now = useSyncExternalStore(running ? everySecond : never, secondNow)
  const [kept, setKept] = useState(now)
  if (running && kept !== now) setKept(now)
  return running ? now : kept
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
