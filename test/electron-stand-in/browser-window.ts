/** One window with one page. Nothing is drawn: Chromium runs headless. */
import type * as Electron from 'electron'
import { readFileSync } from 'node:fs'
import { preventable, StandInEmitter } from './emitter.ts'
import type { StandInSession } from './session.ts'
import type { Part } from './surface.ts'
import type { Host } from './web-contents.ts'
import { StandInContents } from './web-contents.ts'

export interface WindowHost extends Host {
  readonly sandboxEnabled: () => boolean
  readonly onCreated: (window: StandInWindow) => void
  readonly onClosed: (window: StandInWindow) => void
}

let lastId = 0

export class StandInWindow extends StandInEmitter implements Omit<Part<'BrowserWindow'>, 'webContents'> {
  readonly id = ++lastId
  readonly contents: StandInContents
  readonly #host: WindowHost
  readonly #opened: Promise<void>
  #shown: boolean
  #minimized = false
  #destroyed = false

  constructor(host: WindowHost, session: StandInSession, options: Electron.BrowserWindowConstructorOptions) {
    super('BrowserWindow')
    this.#host = host
    this.#shown = options.show ?? true
    this.contents = new StandInContents(host, session)
    this.contents.once('destroyed', () => this.#onDestroyed())
    const wants = options.webPreferences ?? {}
    this.#opened = this.contents.open({
      preload: wants.preload === undefined ? undefined : readFileSync(wants.preload, 'utf8'),
      sandboxed: host.sandboxEnabled() || wants.sandbox !== false,
      // Without isolation the preload script runs in the page's world, as in Electron, and the tests see it.
      contextIsolated: wants.contextIsolation !== false,
      javascript: wants.javascript !== false,
    })
    // Whoever loads a page hears of it; a window that closes first has nobody to tell.
    this.#opened.catch(() => undefined)
    refuseUnsupported(wants)
    host.onCreated(this)
  }

  get webContents(): StandInContents {
    return this.contents.handle
  }

  async loadURL(address: string): Promise<void> {
    await this.#opened
    await this.contents.load(address)
    this.emit('ready-to-show')
  }

  show(): void {
    this.#shown = true
  }

  isVisible(): boolean {
    return this.#shown
  }

  focus(): void {
    this.#shown = true
  }

  isMinimized(): boolean {
    return this.#minimized
  }

  restore(): void {
    this.#minimized = false
  }

  isDestroyed(): boolean {
    return this.#destroyed
  }

  /** Asks the program, but no page. */
  close(): void {
    const event = preventable({})
    this.emit('close', event)
    if (!event.prevented()) this.contents.close()
  }

  destroy(): void {
    this.contents.close()
  }

  #onDestroyed(): void {
    if (this.#destroyed) return
    this.#destroyed = true
    this.emit('closed')
    this.#host.onClosed(this)
  }
}

/** Settings that would give a page powers which this stand-in cannot show the effect of. */
function refuseUnsupported(wants: Electron.WebPreferences): void {
  const unsafe = [
    'nodeIntegration',
    'nodeIntegrationInSubFrames',
    'nodeIntegrationInWorker',
    'webviewTag',
    'allowRunningInsecureContent',
    'experimentalFeatures',
    'navigateOnDragDrop',
  ] as const
  const given = unsafe.filter((name) => wants[name] === true)
  if (wants.webSecurity === false) throw new Error('The Electron stand-in keeps webSecurity.')
  if (given.length > 0) throw new Error(`The Electron stand-in refuses ${given.join(', ')}.`)
}
