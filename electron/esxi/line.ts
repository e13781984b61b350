/** The connection to a host during an edit: lost, and taken up again. */
import { setTimeout as delay } from 'node:timers/promises'
import { fail, ok, type Problem, type Result } from '../../shared/problem.ts'
import type { EditLimits } from './edit-limits.ts'
import type { HostShell } from './host-shell.ts'
import type { HostWork } from './host-work.ts'
import type { SshSession } from './ssh.ts'

export interface Line {
  /** Logs in anew; an earlier connection is closed. */
  connect(signal: AbortSignal): Promise<Result<void>>
  /** Of the connection as it is; the first login must have succeeded. */
  shell(): HostShell
  /**
   * Runs `work` on the connection, and again on a new one when it was lost: `work` has to look what is there first.
   * Not stopped by a cancel.
   */
  surely<T>(work: (shell: HostShell) => Promise<Result<T>>): Promise<Result<T>>
  /** Whether there is a connection, as far as is known. */
  isOpen(): boolean
  /** Ends the connection; a later use needs a new one. */
  hangUp(): Promise<void>
}

const TIMES = 4
const LOST = new Set(['esxi.connection-lost', 'esxi.command-timeout'])
/** What may be different in a moment. A refused login may not: trying again locks the account. */
const PASSING = new Set([
  ...LOST,
  'esxi.refused',
  'esxi.timeout',
  'esxi.unreachable',
  'esxi.name-not-found',
  'esxi.not-ssh',
])

export function isPassing({ code }: Problem): boolean {
  return PASSING.has(code)
}

export function createLine(work: HostWork, { commandMs, reconnectMs, pollMs }: EditLimits): Line {
  let session: SshSession | undefined
  let isLost = false

  async function hangUp(): Promise<void> {
    await session?.close()
    session = undefined
  }

  async function connect(signal: AbortSignal): Promise<Result<void>> {
    await hangUp()
    const connected = await work.connect(signal)
    if (!connected.ok) return connected
    session = withLimit(connected.value, commandMs)
    isLost = false
    return ok(undefined)
  }

  async function reconnect(): Promise<Result<void>> {
    const limit = AbortSignal.timeout(reconnectMs)
    for (;;) {
      const connected = await connect(limit)
      if (connected.ok) return connected
      if (limit.aborted || !isPassing(connected.problem)) return connected
      await delay(pollMs)
    }
  }

  const shell = (): HostShell => {
    if (!session) throw new Error(`${work.hostName} was not logged in to`)
    return { name: work.hostName, session }
  }

  return {
    connect,
    shell,
    async surely(run) {
      for (let time = 1; ; time += 1) {
        if (isLost || !session) {
          const back = await reconnect()
          if (!back.ok) return back
        }
        const result = await run(shell())
        if (result.ok || !LOST.has(result.problem.code)) return result
        isLost = true
        if (time === TIMES) return fail(result.problem)
      }
    },
    isOpen: () => session !== undefined && !isLost,
    hangUp,
  }
}

function withLimit(session: SshSession, limitMs: number): SshSession {
  return {
    hostKey: session.hostKey,
    run: (words, options) => session.run(words, { limitMs, ...options }),
    close: () => session.close(),
  }
}
