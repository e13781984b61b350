/** The loopback server over real sockets with raw requests. */
import type { IncomingHttpHeaders } from 'node:http'
import { request } from 'node:http'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/fetch'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { CODE_LIFETIME_MS } from '../../electron/server/access.ts'
import type { WebServer } from '../../electron/server/web-server.ts'
import { startWebServer } from '../../electron/server/web-server.ts'
import type { Client } from '../../shared/contract/contract.ts'
import type { TinyPages } from '../fixtures/tiny-pages.ts'
import { createTinyPages } from '../fixtures/tiny-pages.ts'
import type { TinyRouter } from '../fixtures/tiny-router.ts'
import { createTinyRouter } from '../fixtures/tiny-router.ts'

interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
}

let pages: TinyPages
let tiny: TinyRouter
let server: WebServer
let lines: string[]
let now: number

beforeAll(async () => {
  pages = await createTinyPages()
})
afterAll(() => pages.remove())

beforeEach(async () => {
  now = 0
  lines = []
  tiny = createTinyRouter()
  const note = (line: string) => void lines.push(line)
  server = await startWebServer({
    router: tiny.router,
    rendererDir: pages.dir,
    log: { info: note, error: note },
    now: () => now,
    heartbeatMs: 20,
  })
})
afterEach(() => server.close())

interface Sent {
  readonly method?: string
  readonly path?: string
  /** Header names and values; a null takes a default away. */
  readonly headers?: Readonly<Record<string, string | string[] | null>>
  readonly body?: string | Buffer
}

function send({ method = 'POST', path = '/rpc/session/hello', headers = {}, body = '{}' }: Sent) {
  const host = new URL(server.origin).host
  const usual = { host, origin: server.origin, 'content-type': 'application/json' }
  const all: Record<string, string | string[] | null> = { ...usual, ...headers }
  const sent = method === 'GET' || method === 'HEAD' ? '' : body
  const kept = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null))
  if (sent && !('transfer-encoding' in kept)) kept['content-length'] = String(Buffer.byteLength(sent))
  return new Promise<Answer>((resolve, reject) => {
    const out = request(
      {
        host: '127.0.0.1',
        port: new URL(server.origin).port,
        method,
        path,
        headers: kept as never,
        agent: false,
      },
      (incoming) => {
        let text = ''
        incoming.setEncoding('utf8')
        incoming.on('data', (chunk: string) => (text += chunk))
        incoming.on('end', () =>
          resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, text }),
        )
        incoming.on('error', reject)
      },
    )
    out.on('error', reject)
    out.end(sent)
  })
}

const codeOf = (url: string) => new URL(url).hash.slice('#code='.length)

async function newToken(): Promise<string> {
  const body = JSON.stringify({ code: codeOf(server.entryUrl()) })
  const answer = await send({ path: '/session', body })
  return (JSON.parse(answer.text) as { token: string }).token
}

describe('web shell: who may talk to it', () => {
  it('listens on 127.0.0.1 and nowhere else', async () => {
    expect(server.origin).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
    const port = Number(new URL(server.origin).port)
    // Another loopback address is the same machine, and yet nobody answers there.
    const outcome = await new Promise((resolve) => {
      const out = request({ host: '127.0.0.2', port, timeout: 5_000 }, () => resolve('answered'))
      out.on('error', (error: NodeJS.ErrnoException) => resolve(error.code))
      out.end()
    })
    expect(outcome).toBe('ECONNREFUSED')
  })

  it.each([
    ['another name', 'evil.example'],
    ['localhost', 'localhost'],
    ['no port', '127.0.0.1'],
    ['another port', '127.0.0.1:1'],
    ['a name that points here', 'rebind.evil.example:80'],
  ])('refuses the host "%s" for pages, session and calls', async (_name, host) => {
    const authorization = `Bearer ${await newToken()}`
    for (const sent of [
      { method: 'GET', path: '/' },
      { method: 'GET', path: '/page.js' },
      { path: '/session', body: JSON.stringify({ code: codeOf(server.entryUrl()) }) },
      { path: '/rpc/session/hello' },
    ]) {
      const answer = await send({ ...sent, headers: { host, authorization } })
      expect(answer.status).toBe(403)
      expect(answer.text).toBe('wrong host\n')
    }
  })

  it('refuses a proxy-style target that would override the host', async () => {
    const answer = await send({ method: 'GET', path: `${server.origin}/` })
    expect(answer.status).toBe(400)
  })

  it.each([
    ['missing', null],
    ['null', 'null'],
    ['foreign', 'https://evil.example'],
    ['of localhost', 'http://localhost:1'],
    ['longer than ours', 'ours.evil.example'],
  ])('refuses a call whose origin is %s', async (_name, origin) => {
    const authorization = `Bearer ${await newToken()}`
    const value = origin === 'ours.evil.example' ? `${server.origin}.evil.example` : origin
    for (const path of ['/session', '/rpc/session/hello']) {
      const answer = await send({ path, headers: { origin: value, authorization } })
      expect([answer.status, answer.text]).toEqual([403, 'wrong origin\n'])
    }
  })

  it('refuses a call that the browser marks as coming from elsewhere', async () => {
    const authorization = `Bearer ${await newToken()}`
    for (const site of ['cross-site', 'same-site', 'none'])
      expect((await send({ headers: { 'sec-fetch-site': site, authorization } })).status).toBe(403)
    expect((await send({ headers: { 'sec-fetch-site': 'same-origin', authorization } })).status).toBe(200)
  })

  it('lets another site link to the page but not embed parts of it', async () => {
    const from = { 'sec-fetch-site': 'cross-site' }
    const linked = await send({
      method: 'GET',
      path: '/',
      headers: { ...from, 'sec-fetch-dest': 'document' },
    })
    expect(linked.status).toBe(200)
    for (const dest of ['script', 'iframe', 'image', 'empty'])
      expect(
        (await send({ method: 'GET', path: '/page.js', headers: { ...from, 'sec-fetch-dest': dest } }))
          .status,
      ).toBe(403)
  })

  it('refuses a missing and a wrong token', async () => {
    const token = await newToken()
    for (const authorization of [
      null,
      '',
      token,
      `Bearer ${token.slice(0, -1)}`,
      'Bearer x',
      `Basic ${token}`,
    ]) {
      const answer = await send({ headers: { authorization } })
      expect(answer.status).toBe(401)
    }
    // Neither a query nor a cookie is a second way in.
    expect((await send({ path: `/rpc/session/hello?token=${token}` })).status).toBe(401)
    expect((await send({ headers: { cookie: `token=${token}` } })).status).toBe(401)
  })

  it('refuses other methods', async () => {
    const authorization = `Bearer ${await newToken()}`
    for (const method of ['GET', 'HEAD', 'PUT', 'DELETE', 'PATCH'])
      for (const path of ['/session', '/rpc/session/hello'])
        expect((await send({ method, path, headers: { authorization } })).status, method).toBe(405)
    for (const method of ['POST', 'PUT', 'DELETE'])
      expect((await send({ method, path: '/' })).status, method).toBe(405)
  })

  it('answers a preflight with 403 and no permission', async () => {
    for (const path of ['/', '/session', '/rpc/session/hello']) {
      const headers = { 'access-control-request-method': 'POST', origin: 'https://evil.example' }
      const answer = await send({ method: 'OPTIONS', path, headers })
      expect(answer.status).toBe(403)
      expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([])
    }
  })

  it('refuses other content types', async () => {
    const authorization = `Bearer ${await newToken()}`
    for (const type of [
      null,
      'text/plain',
      'application/json; charset=utf-8',
      'multipart/form-data; boundary=x',
    ])
      for (const path of ['/session', '/rpc/session/hello'])
        expect((await send({ path, headers: { authorization, 'content-type': type } })).status).toBe(415)
  })

  it('refuses a body over 1 MiB, announced or not', async () => {
    const authorization = `Bearer ${await newToken()}`
    const body = Buffer.from(JSON.stringify({ json: 'x'.repeat(1024 * 1024) }))
    expect((await send({ headers: { authorization }, body })).status).toBe(413)
    const chunked = { authorization, 'transfer-encoding': 'chunked' }
    expect((await send({ headers: chunked, body })).status).toBe(413)
    const session = { code: 'x'.repeat(2000) }
    expect((await send({ path: '/session', body: JSON.stringify(session) })).status).toBe(413)
  })

  it('offers nothing to upgrade to', async () => {
    const headers = { connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-version': '13' }
    await expect(send({ method: 'GET', path: '/', headers })).rejects.toThrow(/socket hang up|ECONNRESET/)
  })
})

describe('web shell: the code and the token', () => {
  it('exchanges a code once', async () => {
    const body = JSON.stringify({ code: codeOf(server.entryUrl()) })
    const first = await send({ path: '/session', body })
    expect(first.status).toBe(200)
    expect((JSON.parse(first.text) as { token: string }).token).toMatch(/^[\w-]{43}$/)
    const second = await send({ path: '/session', body })
    expect([second.status, second.text]).toEqual([403, 'code unknown, used or expired\n'])
    await server.firstVisit
  })

  it('makes a fresh code for each address, all good until used', async () => {
    const urls = [server.entryUrl(), server.entryUrl()]
    expect(new Set(urls).size).toBe(2)
    for (const url of urls)
      expect((await send({ path: '/session', body: JSON.stringify({ code: codeOf(url) }) })).status).toBe(200)
  })

  it('refuses an expired code', async () => {
    const body = JSON.stringify({ code: codeOf(server.entryUrl()) })
    now = CODE_LIFETIME_MS
    expect((await send({ path: '/session', body })).status).toBe(403)
  })

  it.each(['', 'null', '[]', '{}', '{"code":1}', '{"code":"x","more":1}', '{"code":"x"', '"x"'])(
    'refuses the malformed body %j',
    async (body) => expect((await send({ path: '/session', body })).status).toBe(400),
  )

  it('sends the security headers with every answer and sets no cookie', async () => {
    const authorization = `Bearer ${await newToken()}`
    const answers = [
      await send({ method: 'GET', path: '/' }),
      await send({ method: 'GET', path: '/page.js' }),
      await send({ method: 'GET', path: '/nothing' }),
      await send({ path: '/session', body: JSON.stringify({ code: codeOf(server.entryUrl()) }) }),
      await send({ headers: { authorization } }),
      await send({ headers: { authorization, origin: null } }),
      await send({ path: '/rpc/no/such', headers: { authorization } }),
    ]
    expect(answers.map((one) => one.status)).toEqual([200, 200, 404, 200, 200, 403, 404])
    for (const { headers } of answers) {
      expect(headers['cache-control']).toBe('no-store')
      expect(headers['x-content-type-options']).toBe('nosniff')
      expect(headers['referrer-policy']).toBe('no-referrer')
      expect(headers['cross-origin-opener-policy']).toBe('same-origin')
      expect(headers['cross-origin-resource-policy']).toBe('same-origin')
      expect(headers['set-cookie']).toBeUndefined()
      expect(headers['access-control-allow-origin']).toBeUndefined()
    }
  })

  it('serves listed paths only', async () => {
    for (const path of [
      '/../package.json',
      '/%2e%2e/package.json',
      '/..%2fpackage.json',
      '/page.js/',
      '//page.js',
    ])
      expect((await send({ method: 'GET', path })).status, path).toBe(404)
    expect((await send({ method: 'HEAD', path: '/page.js' })).text).toBe('')
    expect((await send({ method: 'GET', path: '/page.js?v=1' })).status).toBe(200)
  })

  it('logs method, path and status, never a code, a token or a query', async () => {
    const code = codeOf(server.entryUrl())
    const { text } = await send({ path: '/session?q=secret', body: JSON.stringify({ code }) })
    const { token } = JSON.parse(text) as { token: string }
    await send({ headers: { authorization: `Bearer ${token}` } })
    await send({ method: 'GET', path: '/?q=secret' })
    expect(lines).toEqual(['POST /session 200', 'POST /rpc/session/hello 200', 'GET / 200'])
  })
})

describe('web shell: calls and streams', () => {
  async function connect(): Promise<Client> {
    const authorization = `Bearer ${await newToken()}`
    return createORPCClient<Client>(
      new RPCLink({ url: `${server.origin}/rpc`, headers: () => ({ authorization, origin: server.origin }) }),
    )
  }

  it('answers a call', async () => {
    const client = await connect()
    expect(await client.session.hello()).toMatchObject({ product: 'Palletjack', shell: 'test' })
  })

  it('keeps the detail of a bug in the log', async () => {
    const client = await connect()
    await expect(client.session.settings()).rejects.toThrow('Internal server error')
    expect(lines.join('\n')).toContain('session.settings failed: Error: planted bug')
    const raw = await send({
      path: '/rpc/session/settings',
      headers: { authorization: `Bearer ${await newToken()}` },
    })
    expect(raw.text).not.toContain('planted')
  })

  it('ends a stream on the server when the reader stops', async () => {
    const client = await connect()
    for await (const list of await client.providers.watch()) {
      expect(list).toEqual([])
      expect(tiny.open()).toBe(1)
      break
    }
    await tiny.waitForOpen(0)
  })

  it('keeps a silent stream alive and ends it when the connection is cut', async () => {
    const authorization = `Bearer ${await newToken()}`
    const host = new URL(server.origin).host
    const headers = { host, origin: server.origin, 'content-type': 'application/json', authorization }
    const [hostname, port] = host.split(':')
    await new Promise<void>((resolve, reject) => {
      const out = request(
        { host: hostname, port, method: 'POST', path: '/rpc/providers/watch', headers, agent: false },
        (incoming) => {
          let text = ''
          let afterBeats = false
          incoming.setEncoding('utf8')
          incoming.on('data', (chunk: string) => {
            text += chunk
            if (!afterBeats && text.split('\n').filter((line) => line.startsWith(':')).length > 10) {
              afterBeats = true
              tiny.publish()
            }
            if (text.split('event: message').length === 3) out.destroy()
          })
          incoming.on('close', () => resolve())
        },
      )
      out.on('error', reject)
      out.end('{}')
    })
    await tiny.waitForOpen(0)
  })

  it('ends streams when the server closes', async () => {
    const client = await connect()
    const stream = await client.providers.watch()
    await stream.next()
    await server.close()
    await tiny.waitForOpen(0)
    await expect(stream.next()).rejects.toThrow()
  })
})
