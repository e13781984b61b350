/** The loopback server over real sockets with raw requests: codes, tokens, headers, files and the log. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { CODE_LIFETIME_MS } from '../../electron/server/access.ts'
import type { WebDoor } from '../fixtures/web-door.ts'
import { codeOf, openWebDoor } from '../fixtures/web-door.ts'

let door: WebDoor
beforeEach(async () => {
  door = await openWebDoor()
})
afterEach(() => door.close())

describe('web shell: the code and the token', () => {
  it('exchanges a code once', async () => {
    const body = JSON.stringify({ code: codeOf(door.server.entryUrl()) })
    const first = await door.send({ path: '/session', body })
    expect(first.status).toBe(200)
    expect((JSON.parse(first.text) as { token: string }).token).toMatch(/^[\w-]{43}$/)
    const second = await door.send({ path: '/session', body })
    expect([second.status, second.text]).toEqual([403, 'code unknown, used or expired\n'])
    await door.server.firstVisit
  })

  it('makes a fresh code for each address, all good until used', async () => {
    const urls = [door.server.entryUrl(), door.server.entryUrl()]
    expect(new Set(urls).size).toBe(2)
    for (const url of urls)
      expect(
        (await door.send({ path: '/session', body: JSON.stringify({ code: codeOf(url) }) })).status,
      ).toBe(200)
  })

  it('refuses an expired code', async () => {
    const body = JSON.stringify({ code: codeOf(door.server.entryUrl()) })
    door.setNow(CODE_LIFETIME_MS)
    expect((await door.send({ path: '/session', body })).status).toBe(403)
  })

  it.each(['', 'null', '[]', '{}', '{"code":1}', '{"code":"x","more":1}', '{"code":"x"', '"x"'])(
    'refuses the malformed body %j',
    async (body) => expect((await door.send({ path: '/session', body })).status).toBe(400),
  )

  it('sends the security headers with every answer and sets no cookie', async () => {
    const authorization = `Bearer ${await door.newToken()}`
    const answers = [
      await door.send({ method: 'GET', path: '/' }),
      await door.send({ method: 'GET', path: '/page.js' }),
      await door.send({ method: 'GET', path: '/nothing' }),
      await door.send({ path: '/session', body: JSON.stringify({ code: codeOf(door.server.entryUrl()) }) }),
      await door.send({ headers: { authorization } }),
      await door.send({ headers: { authorization, origin: null } }),
      await door.send({ path: '/rpc/no/such', headers: { authorization } }),
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
      expect((await door.send({ method: 'GET', path })).status, path).toBe(404)
    expect((await door.send({ method: 'HEAD', path: '/page.js' })).text).toBe('')
    expect((await door.send({ method: 'GET', path: '/page.js?v=1' })).status).toBe(200)
  })

  it('logs method, path and status, never a code, a token or a query', async () => {
    const code = codeOf(door.server.entryUrl())
    const { text } = await door.send({ path: '/session?q=secret', body: JSON.stringify({ code }) })
    const { token } = JSON.parse(text) as { token: string }
    await door.send({ headers: { authorization: `Bearer ${token}` } })
    await door.send({ method: 'GET', path: '/?q=secret' })
    expect(door.lines).toEqual(['POST /session 200', 'POST /rpc/session/hello 200', 'GET / 200'])
  })
})
