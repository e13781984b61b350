/** A window shows our pages and never leaves them. */
import type { Shell, WebContents } from 'electron'
import type { DoorLog } from '../door/log-bugs.ts'
import { isAppUrl } from './app-origin.ts'

/** Sites that our texts link to. Their pages open in the system's browser. */
const LINKED_HOSTS: readonly string[] = [
  'access.redhat.com',
  'docs.redhat.com',
  'docs.openshift.com',
  'kubevirt.io',
  'kubernetes.io',
  'libguestfs.org',
  'knowledge.broadcom.com',
  'techdocs.broadcom.com',
]

/** Whether the system's browser may be asked to open this. */
export function isLinkedSite(address: string): boolean {
  if (!URL.canParse(address)) return false
  const { protocol, hostname, port, username, password } = new URL(address)
  const plain = port === '' && username === '' && password === ''
  return protocol === 'https:' && plain && LINKED_HOSTS.includes(hostname)
}

/** Applies to every WebContents that the application ever makes. */
export function confineContents(
  contents: Pick<WebContents, 'on' | 'setWindowOpenHandler'>,
  shell: Pick<Shell, 'openExternal'>,
  log: DoorLog,
): void {
  const openOutside = (address: string): void => {
    if (!isLinkedSite(address)) return
    shell.openExternal(address).catch(() => log.error('the system could not open a link'))
  }
  contents.on('will-navigate', (event) => {
    if (isAppUrl(event.url)) return
    event.preventDefault()
    openOutside(event.url)
  })
  // Fires for frames too, of which our pages have none.
  contents.on('will-frame-navigate', (event) => {
    if (!event.isMainFrame || !isAppUrl(event.url)) event.preventDefault()
  })
  contents.on('will-redirect', (event) => {
    if (!isAppUrl(event.url)) event.preventDefault()
  })
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.setWindowOpenHandler(({ url }) => {
    openOutside(url)
    return { action: 'deny' }
  })
}
