/** A page of Chromium as Electron's WebContents. */
import type * as Electron from 'electron'
import type { DevTools, Params } from './devtools.ts'
import { preventable, StandInEmitter } from './emitter.ts'
import type { StandInIpc } from './ipc.ts'
import { StandInPort } from './message-port.ts'
import { BINDING, DELIVER, preloadScript, RECEIVE_EXPOSED, WORLD } from './page-scripts.ts'
import type { Schemes } from './schemes.ts'
import type { StandInSession } from './session.ts'
import { isFile, printed, requestType } from './page-files.ts'
import type { Part } from './surface.ts'
import { strict } from './surface.ts'

export interface Host {
  readonly devTools: DevTools
  readonly schemes: Schemes
  readonly ipcMain: StandInIpc
}

export interface Isolation {
  readonly preload: string | undefined
  readonly sandboxed: boolean
  readonly contextIsolated: boolean
  readonly javascript: boolean
}

interface Paused {
  readonly requestId: string
  readonly frameId: string
  readonly resourceType: string
  readonly request: {
    readonly url: string
    readonly method: string
    readonly headers: Record<string, string>
  }
}

interface FromPage {
  readonly type: 'data' | 'post'
  readonly port: number
  readonly ports: readonly number[]
  readonly json: string
  readonly channel: string
}

type OpenHandler = Parameters<Electron.WebContents['setWindowOpenHandler']>[0]

let lastId = 0

export class StandInContents
  extends StandInEmitter
  implements Omit<Part<'WebContents'>, 'session' | 'mainFrame'>
{
  readonly id = ++lastId
  readonly pageSession: StandInSession
  target = ''
  readonly #host: Host
  readonly #ports = new Map<number, StandInPort>()
  /** What programs compare senders with. */
  readonly #self: StandInContents
  #session = ''
  #url = 'about:blank'
  #world: number | undefined
  #byProgram = false
  #javascript = true
  #destroyed = false
  #openHandler: OpenHandler | undefined

  constructor(host: Host, session: StandInSession) {
    super('WebContents')
    this.#host = host
    this.pageSession = session
    this.#self = strict('WebContents', this as StandInContents)
  }

  get handle(): StandInContents {
    return this.#self
  }

  get session(): Part<'Session'> {
    return strict('Session', this.pageSession as never)
  }

  get mainFrame(): Part<'WebFrameMain'> {
    return frameOf(this.#url)
  }

  getURL(): string {
    return this.#url
  }

  isDestroyed(): boolean {
    return this.#destroyed
  }

  setWindowOpenHandler(handler: OpenHandler): void {
    this.#openHandler = handler
  }

  close(): void {
    void this.#host.devTools.send('Target.closeTarget', { targetId: this.target }).catch(() => undefined)
    this.destroy()
  }

  destroy(): void {
    if (this.#destroyed) return
    this.#destroyed = true
    this.#endPorts()
    this.emit('destroyed')
  }

  /** Makes the page and everything that has to be in it before its first script. */
  async open(isolation: Isolation): Promise<void> {
    const { devTools } = this.#host
    const { targetId } = await devTools.send<{ targetId: string }>('Target.createTarget', {
      url: 'about:blank',
    })
    this.target = targetId
    this.#javascript = isolation.javascript
    // Closed before there was anything to close.
    if (this.#destroyed) this.close()
    const attached = await devTools.send<{ sessionId: string }>('Target.attachToTarget', {
      targetId,
      flatten: true,
    })
    this.#session = attached.sessionId
    devTools.listen(this.#session, (method, params) => void this.#onEvent(method, params))
    for (const domain of ['Page', 'Runtime', 'Inspector']) await this.#send(`${domain}.enable`)
    await this.#send('Page.addScriptToEvaluateOnNewDocument', { source: RECEIVE_EXPOSED })
    if (isolation.preload !== undefined) {
      const world = isolation.contextIsolated ? { name: WORLD } : undefined
      await this.#send('Runtime.addBinding', { name: BINDING, ...(world && { executionContextName: WORLD }) })
      const source = preloadScript({ source: isolation.preload, ...isolation })
      await this.#send('Page.addScriptToEvaluateOnNewDocument', {
        source,
        ...(world && { worldName: world.name }),
      })
    }
    if (!isolation.javascript) await this.#send('Emulation.setScriptExecutionDisabled', { value: true })
    // A new page of this one is stopped before it does anything.
    await this.#send('Target.setAutoAttach', {
      autoAttach: true,
      waitForDebuggerOnStart: true,
      flatten: true,
    })
    await this.#send('Fetch.enable', { patterns: [{ urlPattern: '*' }] })
  }

  async load(address: string): Promise<void> {
    await this.#setPermissions(address)
    this.#byProgram = true
    const loaded = new Promise<void>((resolve) => this.once('did-finish-load', () => resolve()))
    const { errorText } = await this.#send<{ errorText?: string }>('Page.navigate', {
      url: this.#host.schemes.toBrowser(address),
    })
    if (errorText !== undefined) throw new Error(`${errorText} loading '${address}'`)
    await loaded
  }

  async printToPDF(options: Electron.PrintToPDFOptions): Promise<Buffer> {
    return printed(options, (params) => this.#send<{ data: string }>('Page.printToPDF', params))
  }

  async #setPermissions(address: string): Promise<void> {
    if (isFile(address)) {
      // Chromium's protocol sets nothing for the origin of a file; a page without scripts asks for nothing.
      if (this.#javascript) throw new Error('The Electron stand-in loads files without JavaScript only.')
      return
    }
    for (const { permission, setting } of await this.pageSession.permissions(this.#self, address)) {
      const origin = new URL(this.#host.schemes.toBrowser(address)).origin
      await this.#host.devTools.send('Browser.setPermission', { permission, setting, origin })
    }
  }

  #send<T = Params>(method: string, params: Params = {}): Promise<T> {
    return this.#host.devTools.send<T>(method, params, this.#session)
  }

  async #onEvent(method: string, params: Params): Promise<void> {
    switch (method) {
      case 'Runtime.executionContextCreated': {
        const context = params['context'] as { id: number; name: string; auxData?: { frameId?: string } }
        if (context.name === WORLD && context.auxData?.frameId === this.target) this.#world = context.id
        return
      }
      case 'Runtime.executionContextsCleared': {
        this.#endPorts()
        return
      }
      case 'Page.frameNavigated': {
        const frame = params['frame'] as { url: string; parentId?: string }
        if (frame.parentId === undefined) this.#url = this.#host.schemes.toProgram(frame.url)
        return
      }
      case 'Page.loadEventFired':
        return void this.emit('did-finish-load')
      case 'Page.windowOpen': {
        this.#onWindowOpen(params['url'] as string)
        return
      }
      case 'Target.attachedToTarget':
        return this.#closeNewPage(params['targetInfo'] as { targetId: string; type: string })
      case 'Fetch.requestPaused':
        return this.#onRequest(params as unknown as Paused)
      case 'Runtime.bindingCalled': {
        this.#onPage(
          JSON.parse(params['payload'] as string) as FromPage,
          params['executionContextId'] as number,
        )
        return
      }
      case 'Inspector.targetCrashed':
        this.#endPorts()
        return void this.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 1 })
      case 'Inspector.detached': {
        this.destroy()
        return
      }
    }
  }

  /** Frames of a site of their own and workers attach here too; the stand-in's pages have none. */
  async #closeNewPage({ targetId, type }: { targetId: string; type: string }): Promise<void> {
    if (type !== 'page') throw new Error(`The Electron stand-in knows no target of type ${type}.`)
    await this.#host.devTools.send('Target.closeTarget', { targetId })
  }

  /** New pages are always closed here; the handler must not believe otherwise. */
  #onWindowOpen(url: string): void {
    const answer = this.#openHandler?.({ url: this.#host.schemes.toProgram(url) } as Electron.HandlerDetails)
    if (answer?.action !== 'deny') throw new Error('The Electron stand-in opens no second window.')
  }

  async #onRequest(paused: Paused): Promise<void> {
    const address = this.#host.schemes.toProgram(paused.request.url)
    if (paused.resourceType === 'Document' && !this.#mayNavigate(address, paused.frameId))
      return this.#refuse(paused, 'Aborted')
    const resourceType = requestType(paused.resourceType, paused.frameId === this.target)
    if (!(await this.pageSession.requests.allows({ url: address, resourceType })))
      return this.#refuse(paused, 'BlockedByClient')
    if (isFile(address)) return this.#settle('Fetch.continueRequest', { requestId: paused.requestId })
    const { method, headers } = paused.request
    const answer = await this.pageSession.handlers.answer(
      new Request('http://stand-in/', { method, headers }),
      address,
    )
    if (!answer) return this.#refuse(paused, 'NameNotResolved')
    await this.#settle('Fetch.fulfillRequest', {
      requestId: paused.requestId,
      responseCode: answer.status,
      responseHeaders: [...answer.headers].map(([name, value]) => ({ name, value })),
      body: Buffer.from(await answer.arrayBuffer()).toString('base64'),
    })
  }

  async #refuse({ requestId }: Paused, errorReason: string): Promise<void> {
    await this.#settle('Fetch.failRequest', { requestId, errorReason })
  }

  /** A page that went on or closed does not wait for its request any more. */
  async #settle(method: string, params: Params): Promise<void> {
    await this.#send(method, params).catch((error: unknown) => {
      if (!this.#destroyed && !/InterceptionId|session/i.test(String(error))) throw error
    })
  }

  /** Asks the program, unless it started this itself. Order as in Electron: the frame event, then the page's. */
  #mayNavigate(url: string, frameId: string): boolean {
    const isMainFrame = frameId === this.target
    if (this.#byProgram && isMainFrame) {
      this.#byProgram = false
      return true
    }
    const frameEvent = preventable({ url, isMainFrame, isSameDocument: false })
    this.emit('will-frame-navigate', frameEvent, url)
    if (frameEvent.prevented() || !isMainFrame) return !frameEvent.prevented()
    const event = preventable({ url, isMainFrame, isSameDocument: false })
    this.emit('will-navigate', event, url)
    return !event.prevented()
  }

  #onPage(message: FromPage, world: number): void {
    if (message.type === 'data') this.#ports.get(message.port)?.receive(message.json)
    if (message.type !== 'post') return
    const ports = message.ports.map((id) => {
      const port = new StandInPort({ deliver: (json) => this.#deliver(world, id, json) })
      this.#ports.set(id, port)
      return strict('MessagePortMain', port)
    })
    const event = { ports, sender: this.#self, senderFrame: frameOf(this.#url), type: 'frame' }
    this.#host.ipcMain.emit(message.channel, event, JSON.parse(message.json))
  }

  #deliver(world: number, port: number, json: string | null): void {
    if (world !== this.#world || this.#destroyed) return
    const call = `${DELIVER}(${port}, ${JSON.stringify(json)})`
    // The world may go away while this is under way; then nobody is left to be told.
    this.#send('Runtime.evaluate', { contextId: world, expression: call }).catch(() => undefined)
  }

  #endPorts(): void {
    this.#world = undefined
    for (const port of this.#ports.values()) port.pageGone()
    this.#ports.clear()
  }
}

function frameOf(url: string): Part<'WebFrameMain'> {
  const parsed = new URL(url)
  return strict('WebFrameMain', { url, parent: null, origin: `${parsed.protocol}//${parsed.host}` })
}
