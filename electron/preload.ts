/**
 * Runs before our page, in a world of its own, and does one thing: it hands a message port of the page to the
 * main process. The page gets no function, no module and no channel name from here.
 */
import { contextBridge, ipcRenderer } from 'electron'

/** The little of the page's window that is used here. */
interface PageWindow {
  readonly location: { readonly origin: string }
  addEventListener(type: 'message', listener: (event: PageMessage) => void): void
}
interface PageMessage {
  readonly source: unknown
  readonly origin: string
  readonly data: unknown
  readonly ports: readonly PagePort[]
}
type PagePort = InstanceType<typeof MessagePort>
declare const window: PageWindow

// Without these the page would share this script's powers: better no application than that one.
if (!process.sandboxed || !process.contextIsolated) throw new Error('The page is not isolated.')

contextBridge.exposeInMainWorld('palletjack', { shell: 'electron' })

window.addEventListener('message', (event) => {
  if (event.source !== window || event.origin !== window.location.origin) return
  if (!isHandOver(event.data) || event.ports.length !== 1) return
  ipcRenderer.postMessage('palletjack:port', null, [...event.ports])
})

function isHandOver(data: unknown): boolean {
  return typeof data === 'object' && data !== null && 'type' in data && data.type === 'palletjack:port'
}
