/**
 * What the stand-in knows of Electron. Reaching for anything else throws, so that nothing passes a test
 * because it was silently ignored. The names are checked against Electron's own declarations.
 */
import type * as Electron from 'electron'

interface ElectronTypes {
  App: Electron.App
  BrowserWindow: Electron.BrowserWindow
  Dialog: Electron.Dialog
  IpcMain: Electron.IpcMain
  Menu: typeof Electron.Menu
  MessagePortMain: Electron.MessagePortMain
  NativeTheme: Electron.NativeTheme
  Notification: Electron.Notification
  PowerMonitor: Electron.PowerMonitor
  PowerSaveBlocker: Electron.PowerSaveBlocker
  Protocol: Electron.Protocol
  SafeStorage: Electron.SafeStorage
  Session: Electron.Session
  Shell: Electron.Shell
  WebContents: Electron.WebContents
  WebFrameMain: Electron.WebFrameMain
  WebRequest: Electron.WebRequest
}

const EMITTER = ['on', 'once', 'removeListener', 'emit'] as const

export const SURFACE = {
  App: [
    ...EMITTER,
    'enableSandbox',
    'exit',
    'getName',
    'getPath',
    'isPackaged',
    'isReady',
    'quit',
    'requestSingleInstanceLock',
    'setPath',
    'whenReady',
  ],
  BrowserWindow: [
    ...EMITTER,
    'close',
    'destroy',
    'focus',
    'id',
    'isDestroyed',
    'isMinimized',
    'isVisible',
    'loadURL',
    'restore',
    'show',
    'webContents',
  ],
  Dialog: ['showErrorBox', 'showMessageBox'],
  IpcMain: [...EMITTER],
  Menu: ['buildFromTemplate', 'setApplicationMenu', 'getApplicationMenu'],
  MessagePortMain: [...EMITTER, 'close', 'postMessage', 'start'],
  NativeTheme: ['shouldUseDarkColors'],
  Notification: [...EMITTER, 'show'],
  PowerMonitor: [...EMITTER],
  PowerSaveBlocker: ['start', 'stop', 'isStarted'],
  Protocol: ['handle', 'registerSchemesAsPrivileged'],
  SafeStorage: [
    'decryptStringAsync',
    'encryptStringAsync',
    'getSelectedStorageBackend',
    'isAsyncEncryptionAvailable',
  ],
  Session: [
    'protocol',
    'setDevicePermissionHandler',
    'setDisplayMediaRequestHandler',
    'setPermissionCheckHandler',
    'setPermissionRequestHandler',
    'webRequest',
  ],
  Shell: ['openExternal'],
  WebContents: [
    ...EMITTER,
    'close',
    'getURL',
    'id',
    'isDestroyed',
    'mainFrame',
    'printToPDF',
    'session',
    'setWindowOpenHandler',
  ],
  WebFrameMain: ['origin', 'parent', 'url'],
  WebRequest: ['onBeforeRequest'],
} as const satisfies { readonly [K in keyof ElectronTypes]: readonly (keyof ElectronTypes[K])[] }

/** Events that the stand-in really sends. Listening to another one throws. */
export const EVENTS = {
  App: [
    'before-quit',
    'quit',
    'ready',
    'second-instance',
    'web-contents-created',
    'will-quit',
    'window-all-closed',
  ],
  BrowserWindow: ['close', 'closed', 'ready-to-show'],
  MessagePortMain: ['close', 'message'],
  /** Nobody sees a notification here; a test sends them. */
  Notification: ['click', 'close'],
  /** No computer sleeps here; a test sends them. */
  PowerMonitor: ['lock-screen', 'shutdown', 'suspend'],
  WebContents: [
    'destroyed',
    'did-finish-load',
    'render-process-gone',
    'will-attach-webview',
    'will-frame-navigate',
    'will-navigate',
    'will-redirect',
  ],
} as const

export type Known = keyof typeof SURFACE

/**
 * The part of an Electron type that the stand-in has: what its classes have to implement. The emitter's
 * methods are left out, whose dozens of overloads one signature cannot match.
 */
export type Part<K extends Known> = Pick<
  ElectronTypes[K],
  Exclude<(typeof SURFACE)[K][number] & keyof ElectronTypes[K], (typeof EMITTER)[number]>
>

/** `target` as a program may use it: what is not in the surface throws, also when it is only looked at. */
export function strict<T extends object>(kind: Known, target: T): T {
  const allowed: readonly string[] = SURFACE[kind]
  return new Proxy(target, {
    get(object, name) {
      // Promises look for "then", the inspector for symbols and constructors.
      if (typeof name === 'symbol' || name === 'then' || name === 'constructor' || name === 'toJSON')
        return Reflect.get(object, name) as unknown
      if (!allowed.includes(name)) throw new Error(`The Electron stand-in has no ${kind}.${name}.`)
      const value: unknown = Reflect.get(object, name)
      return typeof value === 'function' ? (value.bind(object) as unknown) : value
    },
  })
}
