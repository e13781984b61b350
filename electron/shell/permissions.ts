/** What a page may ask the machine for: to copy text, and nothing else. */
import type { Session } from 'electron'
import { isAppUrl } from './app-origin.ts'

type PermissionSession = Pick<
  Session,
  | 'setPermissionRequestHandler'
  | 'setPermissionCheckHandler'
  | 'setDevicePermissionHandler'
  | 'setDisplayMediaRequestHandler'
>

/** Copying to the clipboard after a click; reading it stays denied. */
const COPY = 'clipboard-sanitized-write'

export function denyPermissions(session: PermissionSession): void {
  session.setPermissionRequestHandler((_contents, permission, decide, details) => {
    decide(permission === COPY && isAppUrl(details.requestingUrl))
  })
  session.setPermissionCheckHandler(
    (_contents, permission, origin) => permission === COPY && isAppUrl(origin),
  )
  session.setDevicePermissionHandler(() => false)
  session.setDisplayMediaRequestHandler((_request, answer) => answer(null))
}
