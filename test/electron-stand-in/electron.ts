/** The `electron` module as a program imports it. Built by the host before the program's first line runs. */
import type * as Electron from 'electron'
import { StandInApp } from './app.ts'
import type { WindowHost } from './browser-window.ts'
import { StandInWindow } from './browser-window.ts'
import type { DevTools } from './devtools.ts'
import { StandInEmitter } from './emitter.ts'
import { StandInIpc } from './ipc.ts'
import { createSafeStorage } from './safe-storage.ts'
import { createSchemes } from './schemes.ts'
import { StandInProtocol, StandInSession } from './session.ts'
import type { Part } from './surface.ts'
import { strict } from './surface.ts'

export type StandIn = ReturnType<typeof createStandIn>

export function createStandIn(devTools: DevTools) {
  const windows = new Set<StandInWindow>()
  const handles = new Map<StandInWindow, StandInWindow>()
  const schemes = createSchemes()
  const sessions = new Map<string, StandInSession>()
  const app = new StandInApp(() => {
    for (const window of [...windows]) window.close()
  })
  const ipcMain = new StandInIpc()
  const host: WindowHost = {
    devTools,
    schemes,
    ipcMain,
    sandboxEnabled: () => app.sandboxEnabled,
    onCreated: (window) => {
      windows.add(window)
      app.emit('web-contents-created', {}, window.webContents)
    },
    onClosed: (window) => {
      windows.delete(window)
      if (windows.size === 0) app.allWindowsClosed()
    },
  }
  const sessionFor = (partition: string): StandInSession => {
    const found = sessions.get(partition) ?? new StandInSession(schemes)
    sessions.set(partition, found)
    return found
  }
  /** Programs get the strict form of a session; a window needs the one behind it. */
  const behind = new Map<unknown, StandInSession>()
  const partition = (name: string): Electron.Session => {
    if (!app.isReady()) throw new Error('Session can only be received when app is ready')
    const real = sessionFor(name)
    const handle = strict('Session', real) as unknown as Electron.Session
    behind.set(handle, real)
    return handle
  }
  const createWindow = (options: Electron.BrowserWindowConstructorOptions = {}): StandInWindow => {
    if (!app.isReady()) throw new Error('Cannot create BrowserWindow before app is ready')
    const session = behind.get(options.webPreferences?.session) ?? sessionFor('')
    const window = new StandInWindow(host, session, options)
    const handle = strict('BrowserWindow', window)
    handles.set(window, handle)
    return handle
  }
  const statics = {
    getAllWindows: () => [...windows].map((window) => handles.get(window)),
    fromWebContents: (contents: unknown) =>
      handles.get([...windows].find((window) => window.webContents === contents) as StandInWindow) ?? null,
  }
  return {
    app,
    module: {
      app: strict('App', app),
      BrowserWindow: Object.assign(function BrowserWindow(options: Electron.BrowserWindowConstructorOptions) {
        return createWindow(options)
      }, statics),
      dialog: strict('Dialog', createDialog()),
      ipcMain: strict('IpcMain', ipcMain),
      Menu: strict('Menu', createMenu()),
      Notification: Notification as unknown as new (
        options: Electron.NotificationConstructorOptions,
      ) => object,
      nativeTheme: strict('NativeTheme', { shouldUseDarkColors: false }),
      powerMonitor: strict('PowerMonitor', new StandInEmitter('PowerMonitor')),
      powerSaveBlocker: strict('PowerSaveBlocker', createPowerSaveBlocker()),
      protocol: strict('Protocol', new StandInProtocol(schemes, () => app.isReady())),
      safeStorage: strict('SafeStorage', createSafeStorage(app)),
      session: { fromPartition: partition },
      shell: strict('Shell', createShell()),
      webContents: {
        fromDevToolsTargetId: (target: string) =>
          [...windows].find((window) => window.contents.target === target)?.webContents,
      },
    },
  }
}

/** A question is answered with its first button; a test can put another answer in its place. */
function createDialog(): Part<'Dialog'> {
  const showMessageBox = (...args: unknown[]): Promise<Electron.MessageBoxReturnValue> => {
    const { message } = args.at(-1) as Electron.MessageBoxOptions
    process.stdout.write(`[question] ${message}\n`)
    return Promise.resolve({ response: 0, checkboxChecked: false })
  }
  return {
    showErrorBox: (title, content) => void process.stderr.write(`[dialog] ${title}: ${content}\n`),
    showMessageBox,
  }
}

class StandInNotification extends StandInEmitter implements Part<'Notification'> {
  readonly #text: string

  constructor({ title = '', body = '' }: Electron.NotificationConstructorOptions) {
    super('Notification')
    this.#text = `${title}: ${body}`
  }

  show(): void {
    process.stdout.write(`[notification] ${this.#text}\n`)
  }
}

/** Called with `new`, it answers with the strict form. */
function Notification(options: Electron.NotificationConstructorOptions): object {
  return strict('Notification', new StandInNotification(options))
}

/** Keeps nothing awake; a test reads what is held. */
function createPowerSaveBlocker(): Part<'PowerSaveBlocker'> {
  const held = new Set<number>()
  let last = 0
  return {
    start: (type) => {
      last += 1
      held.add(last)
      process.stdout.write(`[awake] ${type}\n`)
      return last
    },
    stop: (id) => {
      process.stdout.write('[may sleep]\n')
      return held.delete(id)
    },
    isStarted: (id) => held.has(id),
  }
}

/** Nothing draws it, so it is only kept. */
function createMenu() {
  let current: unknown = null
  return {
    buildFromTemplate: (template: Electron.MenuItemConstructorOptions[]) => ({ items: template }),
    setApplicationMenu: (menu: unknown) => void (current = menu),
    getApplicationMenu: () => current,
  } satisfies Record<keyof Part<'Menu'>, unknown>
}

/** Opens nothing; a test reads what would have been opened. */
function createShell(): Part<'Shell'> {
  return {
    openExternal: (address) => {
      process.stdout.write(`[openExternal] ${address}\n`)
      return Promise.resolve()
    },
  }
}
