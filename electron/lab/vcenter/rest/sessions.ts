import { randomUUID } from 'node:crypto'
import type { LabClock } from '../../clock.ts'

/** vCenter ends a session that is idle for this long. */
const IDLE_LIMIT_MS = 30 * 60_000

export interface RestSession {
  readonly userName: string
  /** ms since the epoch. */
  readonly created: number
  lastAccessed: number
}

/** Sessions of the REST API; those of the SOAP API are others. */
export interface RestSessions {
  /** Answers with its token. */
  open(userName: string): string
  /** Using it counts as activity. */
  find(token: string | undefined): RestSession | undefined
  close(token: string): void
  count(): number
}

export function createRestSessions(clock: LabClock): RestSessions {
  const live = new Map<string, RestSession>()
  return {
    open: (userName) => {
      const token = randomUUID().replaceAll('-', '')
      const now = clock.now()
      live.set(token, { userName, created: now, lastAccessed: now })
      return token
    },
    find: (token = '') => {
      const session = live.get(token)
      if (session === undefined) return undefined
      const now = clock.now()
      if (now - session.lastAccessed > IDLE_LIMIT_MS) {
        live.delete(token)
        return undefined
      }
      session.lastAccessed = now
      return session
    },
    close: (token) => void live.delete(token),
    count: () => live.size,
  }
}
