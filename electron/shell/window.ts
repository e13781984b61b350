/** The window, and the settings that keep a page apart from the machine. */
import type { BrowserWindowConstructorOptions, Session, WebPreferences } from 'electron'

/**
 * Each is Electron's default or stricter; they are set so that a changed default cannot loosen
 * them. The preload script checks at run time what came of them.
 */
export const ISOLATION = {
  sandbox: true,
  contextIsolation: true,
  webSecurity: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  webviewTag: false,
  allowRunningInsecureContent: false,
  experimentalFeatures: false,
  navigateOnDragDrop: false,
} as const satisfies WebPreferences

export interface WindowParts {
  /** Path of the built preload script. */
  readonly preload: string
  readonly session: Session
  /** Developer tools are for development builds only. */
  readonly devTools: boolean
  readonly dark: boolean
}

export function windowOptions(parts: WindowParts): BrowserWindowConstructorOptions {
  return {
    title: 'Palletjack',
    width: 1360,
    height: 880,
    minWidth: 900,
    minHeight: 600,
    show: false,
    autoHideMenuBar: true,
    // What one sees before the first paint.
    backgroundColor: parts.dark ? '#14191c' : '#f5f7f8',
    webPreferences: {
      ...ISOLATION,
      spellcheck: false,
      devTools: parts.devTools,
      preload: parts.preload,
      session: parts.session,
    },
  }
}
