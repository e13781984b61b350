/** The REST API, as far as tags need it: sessions and the tagging service, under /rest and under /api. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { basicCredentials, readBody } from '../http/request.ts'
import type { Service } from '../methods/call.ts'
import { sendReply, type Dialect, type Reply } from './reply.ts'
import { createRestSessions, type RestSession, type RestSessions } from './sessions.ts'
import { answerTagging } from './tagging.ts'

export interface RestApi {
  /** Answers a request whose path begins with /rest/ or /api/. */
  answer(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void>
  readonly sessions: RestSessions
}

const TOKEN_HEADER = 'vmware-api-session-id'
const ROOTS: Readonly<Record<Dialect, string>> = { rest: '/rest/com/vmware/cis/', api: '/api/' }
const TAGGING: Readonly<Record<Dialect, string>> = { rest: 'tagging/', api: 'cis/tagging/' }

export function createRestApi(service: Service): RestApi {
  const sessions = createRestSessions(service.vim.clock)
  return {
    sessions,
    answer: async (request, response, url) => {
      const dialect = url.pathname.startsWith('/api/') ? 'api' : 'rest'
      let text: string
      try {
        text = await readBody(request)
      } catch {
        // Too large, or the caller is gone.
        response.destroy()
        return
      }
      sendReply(response, dialect, reply(service, sessions, { request, url, dialect, text }))
    },
  }
}

interface Asked {
  readonly request: IncomingMessage
  readonly url: URL
  readonly dialect: Dialect
  readonly text: string
}

function reply(service: Service, sessions: RestSessions, asked: Asked): Reply {
  const { url, dialect, request } = asked
  if (!url.pathname.startsWith(ROOTS[dialect])) return { failed: 'not_found' }
  const path = url.pathname.slice(ROOTS[dialect].length)
  const action = url.searchParams.get(dialect === 'rest' ? '~action' : 'action') ?? undefined
  const token = tokenOf(request)
  if (path === 'session' && request.method === 'POST' && action === undefined)
    return logIn(service, sessions, asked)
  const session = sessions.find(token)
  if (session === undefined) return { failed: 'unauthenticated' }
  if (path === 'session') {
    if (request.method !== 'DELETE') return { value: describe(session) }
    sessions.close(token ?? '')
    return {}
  }
  if (!path.startsWith(TAGGING[dialect])) return { failed: 'not_found' }
  const [kind = '', id] = path.slice(TAGGING[dialect].length).split('/')
  return answerTagging(service, {
    method: request.method ?? '',
    kind,
    id: id === undefined ? undefined : decoded(id).replace(/^id:/, ''),
    action,
    body: parsed(asked.text),
    userName: session.userName,
  })
}

function logIn({ access }: Service, sessions: RestSessions, { request }: Asked): Reply {
  const basic = basicCredentials(request)
  const userName = basic && access.login(basic.username, basic.password)
  return userName === undefined
    ? { failed: 'unauthenticated' }
    : { status: 201, value: sessions.open(userName) }
}

/** In the header, or in a cookie of the same name. */
function tokenOf(request: IncomingMessage): string | undefined {
  const header = request.headers[TOKEN_HEADER]
  if (typeof header === 'string') return header
  return /(?:^|;\s*)vmware-api-session-id=([^;]+)/.exec(request.headers.cookie ?? '')?.[1]
}

function describe({ userName, created, lastAccessed }: RestSession) {
  return {
    user: userName,
    created_time: new Date(created).toISOString(),
    last_accessed_time: new Date(lastAccessed).toISOString(),
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
