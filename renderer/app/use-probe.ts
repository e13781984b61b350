import { useState } from 'react'

export interface Probe {
  readonly busy: boolean
  /** The last try got no answer. */
  readonly silent: boolean
  readonly tryNow: () => void
}

/** How long an answer may take, ms. */
const PATIENCE_MS = 5000

/** Loads the page again once the server answers; before that a reload would only lose what is on the screen. */
export function useProbe(): Probe {
  const [busy, setBusy] = useState(false)
  const [silent, setSilent] = useState(false)
  const tryNow = async () => {
    setBusy(true)
    try {
      await fetch(location.pathname, { cache: 'no-store', signal: AbortSignal.timeout(PATIENCE_MS) })
      location.reload()
    } catch {
      setSilent(true)
    }
    setBusy(false)
  }
  return { busy, silent, tryNow: () => void tryNow() }
}
