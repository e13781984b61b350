import { randomUUID } from 'node:crypto'
import type { Access } from './access/access.ts'
import type { Collector } from './collector/collector.ts'
import type { Selected } from './collector/select.ts'
import type { Properties } from './objects/entity.ts'
import { Ref, type VimObject } from './vim/value.ts'
import { liveObject, type ManagedObject, type VimState } from './vim-state.ts'

/** vCenter ends a session that is idle for this long. */
const IDLE_LIMIT_MS = 30 * 60_000

export const SESSION_MANAGER = new Ref('SessionManager', 'SessionManager')

export interface Caller {
  readonly address: string
  readonly agent: string
}

/** One login: its views, property collectors and pages belong to it and end with it. */
export interface Session {
  readonly key: string
  /** Value of the session's cookie. Not the key: who sees the key in a list must not be able to take over. */
  readonly cookie: string
  readonly userName: string
  readonly collectors: Map<string, Collector>
  /** What is left of paged reads, by token. */
  readonly pages: Map<string, readonly Selected[]>
  /** Its own objects and those of the vCenter that its user may see. */
  find(id: string): ManagedObject | undefined
  add(ref: Ref, properties: Properties): void
  remove(id: string): void
  /** As `currentSession` and the session list show it. */
  describe(): VimObject
}

export interface Sessions {
  open(userName: string, caller: Caller): Session
  /** The live session with this cookie; using it counts as activity. */
  byCookie(cookie: string | undefined): Session | undefined
  all(): readonly Session[]
  close(session: Session): void
}

interface Entry {
  readonly session: Session
  lastActive: number
}

export function createSessions(vim: VimState, access: Access): Sessions {
  const live = new Map<string, Entry>()
  const close = (session: Session): void => {
    live.delete(session.cookie)
    for (const collector of session.collectors.values()) collector.destroy()
    session.collectors.clear()
    session.pages.clear()
  }
  const alive = (entry: Entry): boolean => {
    if (vim.clock.now() - entry.lastActive <= IDLE_LIMIT_MS) return true
    close(entry.session)
    return false
  }
  return {
    open: (userName, caller) => {
      const now = vim.clock.now()
      const session = createSession(
        vim,
        access,
        userName,
        caller,
        () => live.get(session.cookie)?.lastActive ?? now,
      )
      live.set(session.cookie, { session, lastActive: now })
      // The one manager whose properties depend on who asks.
      session.add(SESSION_MANAGER, {
        currentSession: () => session.describe(),
        sessionList: () => {
          if (!access.allows(userName, SESSION_MANAGER, 'Sessions.TerminateSession')) return undefined
          return [...live.values()].filter(alive).map((entry) => entry.session.describe())
        },
        defaultLocale: () => 'en',
        supportedLocaleList: () => ['en'],
      })
      return session
    },
    byCookie: (cookie) => {
      const entry = live.get(cookie ?? '')
      if (entry === undefined || !alive(entry)) return undefined
      entry.lastActive = vim.clock.now()
      return entry.session
    },
    all: () => [...live.values()].filter(alive).map((entry) => entry.session),
    close,
  }
}

function createSession(
  vim: VimState,
  access: Access,
  userName: string,
  caller: Caller,
  lastActive: () => number,
): Session {
  const key = randomUUID()
  const opened = new Date(vim.clock.now())
  const own = new Map<string, ManagedObject>()
  return {
    key,
    cookie: randomUUID().replaceAll('-', ''),
    userName,
    collectors: new Map(),
    pages: new Map(),
    find: (id) => {
      const mine = own.get(id)
      if (mine !== undefined) return mine
      const object = vim.find(id)
      return object && access.seen(userName, object)
    },
    add: (ref, properties) => void own.set(ref.id, liveObject(ref, properties)),
    remove: (id) => void own.delete(id),
    describe: () => ({
      key,
      userName,
      fullName: userName,
      loginTime: opened,
      lastActiveTime: new Date(lastActive()),
      locale: 'en',
      messageLocale: 'en',
      extensionSession: false,
      ipAddress: caller.address,
      userAgent: caller.agent,
    }),
  }
}
