/** What \`import ... from 'electron'\` resolves to inside the host. */
import type { StandIn } from './electron.ts'

const { module } = (globalThis as unknown as { readonly electronStandIn: StandIn }).electronStandIn

export const { app, BrowserWindow, dialog, ipcMain, Menu, Notification } = module
export const {
  nativeTheme,
  powerMonitor,
  powerSaveBlocker,
  protocol,
  safeStorage,
  session,
  shell,
  webContents,
} = module
