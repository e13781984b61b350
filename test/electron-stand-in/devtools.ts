/** Chromium and its DevTools protocol (https://chromedevtools.github.io/devtools-protocol/). */
import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { browserArguments, requireBrowser } from '../browser.ts'

export type Params = Readonly<Record<string, unknown>>
export type Handler = (method: string, params: Params) => void

export interface DevTools {
  readonly url: string
  send<T = Params>(method: string, params?: Params, session?: string): Promise<T>
  /** Events of one session. */
  listen(session: string, handler: Handler): void
  close(): void
}

const START_TIMEOUT_MS = 30_000

/** Starts Chromium without a window. No name resolves in it: what the program does not serve does not exist. */
export async function startChromium(): Promise<DevTools> {
  const profile = mkdtempSync(join(tmpdir(), 'palletjack-stand-in-'))
  const child = spawn(
    requireBrowser(),
    [
      ...browserArguments(),
      '--headless=new',
      '--no-startup-window',
      '--host-resolver-rules=MAP * ~NOTFOUND',
      '--remote-debugging-port=0',
      // Chromium ends when this pipe does, so it never outlives this process, however that ends.
      '--remote-debugging-pipe',
      `--user-data-dir=${profile}`,
    ],
    { stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'] },
  )
  const close = (): void => {
    child.kill('SIGKILL')
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
  }
  process.once('exit', close)
  const url = await debuggerAddress(child)
  const socket = new WebSocket(url)
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve, { once: true })
    socket.addEventListener('error', () => reject(new Error('Chromium refused its debugger.')), {
      once: true,
    })
  })
  return { url, close, ...protocolOver(socket) }
}

function debuggerAddress(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    const timer = setTimeout(() => reject(new Error(`Chromium did not start: ${text}`)), START_TIMEOUT_MS)
    child.once('error', reject)
    child.once('exit', () => reject(new Error(`Chromium ended at once: ${text}`)))
    child.stderr?.on('data', (chunk: Buffer) => {
      text += chunk.toString()
      const found = /DevTools listening on (ws:\S+)/.exec(text)
      if (!found?.[1]) return
      clearTimeout(timer)
      resolve(found[1])
    })
  })
}

interface Reply {
  readonly id?: number
  readonly sessionId?: string
  readonly method?: string
  readonly params?: Params
  readonly result?: Params
  readonly error?: { readonly message: string }
}

function protocolOver(socket: WebSocket): Pick<DevTools, 'send' | 'listen'> {
  const waiting = new Map<number, (reply: Reply) => void>()
  const handlers = new Map<string, Handler>()
  let last = 0
  socket.addEventListener('message', (event: MessageEvent<string>) => {
    const reply = JSON.parse(event.data) as Reply
    if (reply.id !== undefined) {
      waiting.get(reply.id)?.(reply)
      waiting.delete(reply.id)
    } else if (reply.method !== undefined) {
      handlers.get(reply.sessionId ?? '')?.(reply.method, reply.params ?? {})
      // Said of the session, not in it; what Inspector says in it can be lost when its target goes.
      const gone = reply.method === 'Target.detachedFromTarget' ? reply.params?.['sessionId'] : undefined
      if (typeof gone === 'string') handlers.get(gone)?.('Inspector.detached', {})
    }
  })
  return {
    listen: (session, handler) => void handlers.set(session, handler),
    send: (method, params = {}, sessionId?: string) =>
      new Promise((resolve, reject) => {
        const id = ++last
        waiting.set(id, ({ error, result }) => {
          if (error) reject(new Error(`${method}: ${error.message}`))
          else resolve(result as never)
        })
        socket.send(JSON.stringify({ id, method, params, sessionId }))
      }),
  }
}
