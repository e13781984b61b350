/** A session of vCenter's REST API, which is another one than that of the SOAP API. */
import type { VsphereAddress } from '../../shared/provider/address.ts'
import { ok } from '../../shared/problem.ts'
import type { UseSecret } from '../vault/service.ts'
import { VsphereError } from './errors.ts'
import type { RestAnswer, RestClient } from './rest-client.ts'
import { brokenAnswer } from './soap-answer.ts'
import { refusedLogin, restStatus, restUnsupported } from './tag-problems.ts'

/** `api` came with vCenter 7.0 Update 2; `rest` is there from 6.5 on, and wraps each answer in `value`. */
export type RestDialect = 'api' | 'rest'

export interface RestSession {
  readonly dialect: RestDialect
  /** Asks with this session. */
  request(request: Parameters<RestClient['request']>[0]): Promise<RestAnswer>
  /** Ends it on the server. Never throws. */
  end(): Promise<void>
}

export interface RestLogin {
  readonly address: VsphereAddress
  readonly username: string
  readonly useSecret: UseSecret
  /** Of the server, for example "8.0.3.0". */
  readonly apiVersion: string
}

const SESSION_PATHS = { api: '/api/session', rest: '/rest/com/vmware/cis/session' } as const
const SESSION_HEADER = 'vmware-api-session-id'
const LOGIN_LIMIT_MS = 15_000
const LOGOUT_LIMIT_MS = 5_000
/** What a header can carry. */
const TOKEN = /^[\x21-\x7e]{1,1024}$/

/**
 * Logs in. The password is used for one request, or two where a server that should know the newer API does not
 * (404). Throws VsphereError. An abort waits some seconds for the answer: only that names the session to be ended.
 */
export async function openRestSession(
  client: RestClient,
  login: RestLogin,
  signal: AbortSignal,
): Promise<RestSession> {
  const patience = someTimeAfter(signal, LOGOUT_LIMIT_MS)
  for (const dialect of dialectsOf(login.apiVersion)) {
    const answer = await logIn(client, login, SESSION_PATHS[dialect], patience)
    if (answer.status === 404) continue
    if (answer.status === 401) throw new VsphereError(refusedLogin(login.address, login.username))
    if (answer.status < 200 || answer.status > 299) throw restStatus(login.address, answer.status)
    return sessionOf(client, login.address, dialect, unwrapped(dialect, answer.value))
  }
  throw new VsphereError(restUnsupported(login.address))
}

/** What a dialect answers with, without its wrapping. */
export function unwrapped(dialect: RestDialect, value: unknown): unknown {
  if (dialect === 'api') return value
  return typeof value === 'object' && value !== null && 'value' in value ? value.value : undefined
}

function dialectsOf(apiVersion: string): readonly RestDialect[] {
  const [major = 0, minor = 0, update = 0] = apiVersion.split('.').map(Number)
  const isNew = major > 7 || (major === 7 && (minor > 0 || update >= 2))
  return isNew ? ['api', 'rest'] : ['rest']
}

async function logIn(
  client: RestClient,
  { username, useSecret }: RestLogin,
  path: string,
  signal: AbortSignal,
): Promise<RestAnswer> {
  const answer = await useSecret(async (password) => {
    const credentials = Buffer.concat([Buffer.from(`${username}:`, 'utf8'), password]).toString('base64')
    return ok(
      await client.request({
        method: 'POST',
        path,
        what: 'a login to the REST API',
        headers: { authorization: `Basic ${credentials}`, 'vmware-use-header-authn': 'true' },
        signal,
        limitMs: LOGIN_LIMIT_MS,
      }),
    )
  })
  if (!answer.ok) throw new VsphereError(answer.problem)
  return answer.value
}

function sessionOf(
  client: RestClient,
  address: VsphereAddress,
  dialect: RestDialect,
  token: unknown,
): RestSession {
  if (typeof token !== 'string' || !TOKEN.test(token))
    throw new VsphereError(brokenAnswer(address, 'a login to the REST API brought no session'))
  const headers = { [SESSION_HEADER]: token }
  return {
    dialect,
    request: (request) => client.request({ ...request, headers: { ...request.headers, ...headers } }),
    end: async () => {
      await client
        .request({
          method: 'DELETE',
          path: SESSION_PATHS[dialect],
          what: 'a logout from the REST API',
          headers,
          limitMs: LOGOUT_LIMIT_MS,
        })
        .catch(() => undefined)
    },
  }
}

/** Aborts `ms` after `signal` does. */
function someTimeAfter(signal: AbortSignal, ms: number): AbortSignal {
  const late = new AbortController()
  const wait = () => setTimeout(() => late.abort(), ms).unref()
  if (signal.aborted) wait()
  else signal.addEventListener('abort', wait, { once: true })
  return late.signal
}
