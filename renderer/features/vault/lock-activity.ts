import { useEffect } from 'react'
import { useClient } from '../../api/client-context.tsx'

/** At most this often the vault is told that a person is there (ms). */
const TELL_EVERY_MS = 30_000
const SIGNS = ['pointerdown', 'pointermove', 'wheel', 'keydown'] as const

/** While the vault is open, tells it of a person who uses this page: the time until it locks begins anew. */
export function useActivity(isOpen: boolean): void {
  const client = useClient()
  useEffect(() => {
    if (!isOpen) return
    let toldAt = -Infinity
    const tell = () => {
      const now = performance.now()
      if (document.visibilityState === 'hidden' || now - toldAt < TELL_EVERY_MS) return
      toldAt = now
      // One that does not arrive only locks the vault early; the page says by itself that the connection is lost.
      client.vault.active().catch(() => undefined)
    }
    for (const sign of SIGNS) document.addEventListener(sign, tell, { capture: true, passive: true })
    return () => {
      for (const sign of SIGNS) document.removeEventListener(sign, tell, { capture: true })
    }
  }, [client, isOpen])
}
