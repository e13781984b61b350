/**
 * RPC over a message port that our page hands over. The port is the only thing a page can send to this
 * process, and it is taken from one place only: the main frame of our window, showing our pages.
 */
import type { IpcMain, IpcMainEvent, MessagePortMain, WebContents } from 'electron'
import { RPCHandler } from '@orpc/server/message-port'
import type { Router } from '../api/router.ts'
import type { DoorLog } from '../door/log-bugs.ts'
import { logBugs } from '../door/log-bugs.ts'
import { isAppUrl } from './app-origin.ts'
import { isPageMessage } from './page-message.ts'

/** The channel that the preload script sends ports on. */
export const PORT_CHANNEL = 'palletjack:port'

/** Ports that one page may hold. It needs one; a few more allow for a page that starts anew. */
const MAX_PORTS = 8

export interface PortReceiver {
  /** Ends all calls and streams. Ports that come later are ignored. */
  close(): void
}

export interface PortReceiverOptions {
  readonly ipcMain: Pick<IpcMain, 'on' | 'removeListener'>
  /** The window's contents. */
  readonly contents: WebContents
  /** Calls wait in their port until it is there. */
  readonly router: Promise<Router>
  readonly log: DoorLog
}

/** Starts to take ports. */
export function receivePorts(options: PortReceiverOptions): PortReceiver {
  const { ipcMain, contents, log } = options
  const held = new Set<ServedPort>()
  const handler = options.router.then(
    (router) => new RPCHandler(router, { clientInterceptors: [logBugs(log)] }),
  )
  // Whoever made the promise deals with its failure; here it only means that no port is served.
  handler.catch(() => undefined)
  const endAll = (): void => {
    for (const port of [...held]) port.end()
  }
  const onPort = (event: IpcMainEvent): void => {
    const [port, ...more] = event.ports
    if (!port || more.length > 0 || !isFromOurPage(event, contents) || held.size >= MAX_PORTS) {
      log.error('refused a port from a page')
      for (const one of event.ports) one.close()
      return
    }
    const served = new ServedPort(port, log)
    held.add(served)
    served.on('close', () => held.delete(served))
    void handler.then(
      (rpc) => served.serve(() => rpc.upgrade(served)),
      () => served.end(),
    )
  }
  ipcMain.on(PORT_CHANNEL, onPort)
  // A port also closes by itself when its page goes away; a crash should not have to rely on that.
  contents.on('render-process-gone', endAll)
  contents.once('destroyed', endAll)
  return {
    close() {
      ipcMain.removeListener(PORT_CHANNEL, onPort)
      endAll()
    },
  }
}

/** The frame is null once its page has gone on elsewhere; then nobody is left to answer. */
function isFromOurPage(event: IpcMainEvent, contents: WebContents): boolean {
  const frame = event.senderFrame
  if (event.sender !== contents || frame === null) return false
  return frame.parent === null && isAppUrl(frame.url)
}

type Listener = (event?: { data: unknown }) => unknown

/**
 * A port as the RPC library expects it, which it is told to be closed exactly once: by the page's end or by
 * ours. A message that is not a call ends the port.
 */
class ServedPort {
  readonly #port: MessagePortMain
  readonly #log: DoorLog
  readonly #onMessage: Listener[] = []
  readonly #onClose: Listener[] = []
  #ended = false

  constructor(port: MessagePortMain, log: DoorLog) {
    this.#port = port
    this.#log = log
    port.on('close', () => this.end())
    port.on('message', (event) => this.#receive(event.data))
  }

  on(event: string, listener: Listener): void {
    if (event === 'message') this.#onMessage.push(listener)
    if (event === 'close') this.#onClose.push(listener)
  }

  postMessage(data: unknown): void {
    if (!this.#ended) this.#port.postMessage(data)
  }

  /** Attaches the RPC handler, then lets the queued messages come. */
  serve(attach: () => void): void {
    if (this.#ended) return
    attach()
    this.#port.start()
  }

  end(): void {
    if (this.#ended) return
    this.#ended = true
    this.#port.close()
    for (const listener of this.#onClose) listener()
  }

  #receive(data: unknown): void {
    if (this.#ended) return
    if (isPageMessage(data)) {
      for (const listener of this.#onMessage) listener({ data })
    } else {
      // From here on the page's calls cannot be told apart.
      this.#log.error('ended a port after a message that is no call')
      this.end()
    }
  }
}
