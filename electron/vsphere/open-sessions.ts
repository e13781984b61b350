/** Which sessions are open on servers, so that none outlives the process. */
import { setTimeout as delay } from 'node:timers/promises'
import type { VsphereSession } from './service.ts'

export interface OpenSessions {
  /**
   * Opens a session with `work` and keeps it in mind until it is closed. When `signal` aborts, this throws
   * AbortError at once, and a session that `work` still brings is closed. `work` gets a signal as well: a
   * login that is on its way must not be torn off by it, or the server would keep what it opens.
   */
  open(
    signal: AbortSignal | undefined,
    work: (signal: AbortSignal) => Promise<VsphereSession>,
  ): Promise<VsphereSession>
  /** Closes what is open and gives up what is being opened. Takes `limitMs` at most. Never throws. */
  closeAll(limitMs: number): Promise<void>
}

export function createOpenSessions(): OpenSessions {
  const open = new Set<VsphereSession>()
  const opening = new Map<AbortController, Promise<void>>()
  const keep = (session: VsphereSession): VsphereSession => {
    const kept: VsphereSession = {
      ...session,
      close: async () => {
        await session.close()
        open.delete(kept)
      },
    }
    open.add(kept)
    return kept
  }
  return {
    open: (signal, work) => {
      const stop = new AbortController()
      const ended = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal
      return new Promise((resolve, reject) => {
        const giveUp = () => reject(new DOMException('Connecting was canceled', 'AbortError'))
        if (ended.aborted) {
          giveUp()
          return
        }
        ended.addEventListener('abort', giveUp, { once: true })
        const done = work(ended)
          .then(async (session) => {
            if (ended.aborted) await session.close()
            else resolve(keep(session))
          })
          .catch(reject)
          .finally(() => {
            ended.removeEventListener('abort', giveUp)
            opening.delete(stop)
          })
        opening.set(stop, done)
      })
    },
    closeAll: async (limitMs) => {
      const pending = [...opening].map(([stop, done]) => {
        stop.abort()
        return done
      })
      const closing = [...open].map((session) => session.close())
      const limit = new AbortController()
      await Promise.race([
        Promise.allSettled([...pending, ...closing]),
        delay(limitMs, undefined, { signal: limit.signal }).catch(() => undefined),
      ])
      limit.abort()
    },
  }
}
