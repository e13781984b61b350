/** The loopback server over real sockets with raw requests: who may talk to it, and how. */
import { request } from 'node:http'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { WebDoor } from '../fixtures/web-door.ts'
import { codeOf, openWebDoor } from '../fixtures/web-door.ts'

let door: WebDoor
beforeEach(async () => {
  door = await openWebDoor()
})
afterEach(() => door.close())

describe('web shell: who may talk to it', () => {
  it('listens on 127.0.0.1 and nowhere else', async () => {
    expect(door.server.origin).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
    const port = Number(new URL(door.server.origin).port)
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
    const authorization = `Bearer ${await door.newToken()}`
    for (const sent of [
      { method: 'GET', path: '/' },
      { method: 'GET', path: '/page.js' },
      { path: '/session', body: JSON.stringify({ code: codeOf(door.server.entryUrl()) }) },
      { path: '/rpc/session/hello' },
    ]) {
      const answer = await door.send({ ...sent, headers: { host, authorization } })
      expect(answer.status).toBe(403)
      expect(answer.text).toBe('wrong host\n')
    }
  })

  it('refuses a proxy-style target that would override the host', async () => {
    const answer = await door.send({ method: 'GET', path: `${door.server.origin}/` })
    expect(answer.status).toBe(400)
  })

  it.each([
    ['missing', null],
    ['null', 'null'],
    ['foreign', 'https://evil.example'],
    ['of localhost', 'http://localhost:1'],
    ['longer than ours', 'ours.evil.example'],
  ])('refuses a call whose origin is %s', async (_name, origin) => {
    const authorization = `Bearer ${await door.newToken()}`
    const value = origin === 'ours.evil.example' ? `${door.server.origin}.evil.example` : origin
    for (const path of ['/session', '/rpc/session/hello']) {
      const answer = await door.send({ path, headers: { origin: value, authorization } })
      expect([answer.status, answer.text]).toEqual([403, 'wrong origin\n'])
    }
  })

  it('refuses a call that the browser marks as coming from elsewhere', async () => {
    const authorization = `Bearer ${await door.newToken()}`
    for (const site of ['cross-site', 'same-site', 'none'])
      expect((await door.send({ headers: { 'sec-fetch-site': site, authorization } })).status).toBe(403)
    expect((await door.send({ headers: { 'sec-fetch-site': 'same-origin', authorization } })).status).toBe(
      200,
    )
  })

  it('lets another site link to the page but not embed parts of it', async () => {
    const from = { 'sec-fetch-site': 'cross-site' }
    const linked = await door.send({
      method: 'GET',
      path: '/',
      headers: { ...from, 'sec-fetch-dest': 'document' },
    })
    expect(linked.status).toBe(200)
    for (const dest of ['script', 'iframe', 'image', 'empty'])
      expect(
        (await door.send({ method: 'GET', path: '/page.js', headers: { ...from, 'sec-fetch-dest': dest } }))
          .status,
      ).toBe(403)
  })

  it('refuses a missing and a wrong token', async () => {
    const token = await door.newToken()
    for (const authorization of [
      null,
      '',
      token,
      `Bearer ${token.slice(0, -1)}`,
      'Bearer x',
      `Basic ${token}`,
    ]) {
      const answer = await door.send({ headers: { authorization } })
      expect(answer.status).toBe(401)
    }
    // Neither a query nor a cookie is a second way in.
    expect((await door.send({ path: `/rpc/session/hello?token=${token}` })).status).toBe(401)
    expect((await door.send({ headers: { cookie: `token=${token}` } })).status).toBe(401)
  })

  it('refuses other methods', async () => {
    const authorization = `Bearer ${await door.newToken()}`
    for (const method of ['GET', 'HEAD', 'PUT', 'DELETE', 'PATCH'])
      for (const path of ['/session', '/rpc/session/hello'])
        expect((await door.send({ method, path, headers: { authorization } })).status, method).toBe(405)
    for (const method of ['POST', 'PUT', 'DELETE'])
      expect((await door.send({ method, path: '/' })).status, method).toBe(405)
  })

  it('answers a preflight with 403 and no permission', async () => {
    for (const path of ['/', '/session', '/rpc/session/hello']) {
      const headers = { 'access-control-request-method': 'POST', origin: 'https://evil.example' }
      const answer = await door.send({ method: 'OPTIONS', path, headers })
      expect(answer.status).toBe(403)
      expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([])
    }
  })

  it('refuses other content types', async () => {
    const authorization = `Bearer ${await door.newToken()}`
    for (const type of [
      null,
      'text/plain',
      'application/json; charset=utf-8',
      'application/x-www-form-urlencoded',
      'multipart/form-data',
      'multipart/mixed; boundary=x',
    ])
      for (const path of ['/session', '/rpc/session/hello'])
        expect((await door.send({ path, headers: { authorization, 'content-type': type } })).status).toBe(415)
  })

  it('takes a file only from our own page with its token', async () => {
    const body = '--x\r\ncontent-disposition: form-data; name="data"\r\n\r\n{"json":{}}\r\n--x--\r\n'
    const path = '/rpc/session/hello'
    const type = { 'content-type': 'multipart/form-data; boundary=x' }
    const authorization = `Bearer ${await door.newToken()}`
    expect((await door.send({ path, headers: type, body })).status).toBe(401)
    const foreign = { ...type, authorization, origin: 'https://evil.example' }
    expect((await door.send({ path, headers: foreign, body })).status).toBe(403)
    expect((await door.send({ path, headers: { ...type, authorization }, body })).status).toBe(200)
  })

  it('refuses a body over 8 MiB, announced or not', async () => {
    const authorization = `Bearer ${await door.newToken()}`
    const body = Buffer.from(JSON.stringify({ json: 'x'.repeat(8 * 1024 * 1024) }))
    expect((await door.send({ headers: { authorization }, body })).status).toBe(413)
    const chunked = { authorization, 'transfer-encoding': 'chunked' }
    expect((await door.send({ headers: chunked, body })).status).toBe(413)
    const session = { code: 'x'.repeat(2000) }
    expect((await door.send({ path: '/session', body: JSON.stringify(session) })).status).toBe(413)
  })

  it('offers nothing to upgrade to', async () => {
    const headers = { connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-version': '13' }
    await expect(door.send({ method: 'GET', path: '/', headers })).rejects.toThrow(
      /socket hang up|ECONNRESET/,
    )
  })
})
