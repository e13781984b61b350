/** Serves the built pages under app://bundle/ from the same table as the web shell. */
import type { Protocol } from 'electron'
import { COMMON_HEADERS } from '../door/security-headers.ts'
import type { StaticTable } from '../door/static-table.ts'
import { APP_SCHEME, isAppUrl } from './app-origin.ts'

/**
 * Must be called before the application is ready. No `bypassCSP`, no `corsEnabled`: the scheme behaves like
 * https towards everything else.
 */
export function registerAppScheme(protocol: Pick<Protocol, 'registerSchemesAsPrivileged'>): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: APP_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ])
}

/** `table` may still be loading; requests wait for it. */
export function serveApp(protocol: Pick<Protocol, 'handle'>, table: Promise<StaticTable>): void {
  protocol.handle(APP_SCHEME, async (request) => {
    if (!isAppUrl(request.url)) return refusal(403)
    if (request.method !== 'GET' && request.method !== 'HEAD') return refusal(405)
    const answer = (await table).answer(new URL(request.url).pathname)
    if (!answer) return refusal(404)
    return new Response(request.method === 'HEAD' ? null : answer.body, { headers: { ...answer.headers } })
  })
}

function refusal(status: number): Response {
  return new Response(null, { status, headers: { ...COMMON_HEADERS } })
}
