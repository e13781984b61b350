import { useState } from 'react'

const KEY = 'palletjack.waiver-name'

/** The name that waivers and ticks are signed with; this computer remembers it. */
export function useName(): readonly [name: string, remember: (name: string) => void] {
  const [name, setName] = useState(read)
  const remember = (next: string) => {
    setName(next)
    try {
      localStorage.setItem(KEY, next)
    } catch {
      // A full or forbidden storage costs only typing the name again.
    }
  }
  return [name, remember]
}

function read(): string {
  try {
    return localStorage.getItem(KEY) ?? ''
  } catch {
    return ''
  }
}
