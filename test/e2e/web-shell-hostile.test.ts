/** The loopback server and requests that mean no good. Each answer is also held against what none may tell. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { complaintsAbout } from '../fixtures/quiet-answer.ts'
import type { Answer, Sent, WebDoor } from '../fixtures/web-door.ts'
import { codeOf, openWebDoor } from '../fixtures/web-door.ts'

let door: WebDoor
let token: string
let port: string
beforeAll(async () => {
  door = await openWebDoor()
  token = await door.newToken()
  port = new URL(door.server.origin).port
})
afterAll(() => door.close())

/** As our own page would call, apart from what is given. */
const withToken = (sent: Sent): Promise<Answer> =>
  door.send({ ...sent, headers: { authorization: `Bearer ${token}`, ...sent.headers } })

const CROSS_SITE = {
  origin: 'https://evil.example',
  'sec-fetch-site': 'cross-site',
  'sec-fetch-mode': 'no-cors',
}

describe('web shell: hosts', () => {
  it.each([
    ['a dot at the end', '127.0.0.1.:PORT'],
    ['a user in front', 'user@127.0.0.1:PORT'],
    ['our address as a user', '127.0.0.1:PORT@evil.example'],
    ['our address as the beginning of a name', '127.0.0.1:PORT.evil.example'],
    ['localhost in capitals', 'LOCALHOST:PORT'],
    ['a name below localhost', 'palletjack.localhost:PORT'],
    ['a name that resolves to this computer', '127.0.0.1.nip.io:PORT'],
    ['another name that does', 'localtest.me:PORT'],
    ['the address in one number', '2130706433:PORT'],
    ['the address in octal', '0177.0.0.1:PORT'],
    ['the address shortened', '127.1:PORT'],
    ['another address of this computer', '127.0.0.2:PORT'],
    ['the address that means any', '0.0.0.0:PORT'],
    ['IPv6', '[::1]:PORT'],
    ['IPv4 in IPv6', '[::ffff:127.0.0.1]:PORT'],
    ['a port with a nought in front', '127.0.0.1:0PORT'],
    ['a path behind it', '127.0.0.1:PORT/'],
    ['a list', '127.0.0.1:PORT, evil.example'],
  ])('refuses as a host: %s', async (_name, given) => {
    const host = given.replace('PORT', port)
    for (const sent of [{ method: 'GET', path: '/' }, { path: '/session' }, { path: '/rpc/session/hello' }])
      expect((await withToken({ ...sent, headers: { host } })).status).toBe(403)
  })

  it('believes no header that a proxy would add', async () => {
    const ours = `127.0.0.1:${port}`
    const host = 'evil.example'
    for (const name of ['x-forwarded-host', 'x-host', 'x-original-host', 'x-http-host-override'])
      expect((await withToken({ headers: { host, [name]: ours } })).status, name).toBe(403)
    expect((await withToken({ headers: { host, forwarded: `host=${ours}` } })).status).toBe(403)
    const method = 'GET'
    for (const name of ['x-http-method-override', 'x-http-method', 'x-method-override'])
      expect((await withToken({ method, headers: { [name]: 'POST' } })).status, name).toBe(405)
  })
})

describe('web shell: origins', () => {
  it.each([
    ['with a slash', 'http://127.0.0.1:PORT/'],
    ['with a path', 'http://127.0.0.1:PORT/rpc'],
    ['with another scheme', 'https://127.0.0.1:PORT'],
    ['in capitals', 'HTTP://127.0.0.1:PORT'],
    ['without its port', 'http://127.0.0.1'],
    ['of another program here', 'http://127.0.0.1:1'],
    ['of a file', 'file://'],
    ['of an extension', 'chrome-extension://abcdefghijklmnopabcdefghijklmnop'],
    ['of the desktop application', 'app://bundle'],
    ['twice, ours first', 'http://127.0.0.1:PORT, https://evil.example'],
    ['with a space', 'http://127.0.0.1:PORT null'],
    ['empty', ''],
  ])('refuses an origin %s', async (_name, given) => {
    const origin = given.replace('PORT', port)
    for (const path of ['/session', '/rpc/session/hello'])
      expect((await withToken({ path, headers: { origin } })).text).toBe('wrong origin\n')
  })

  it('refuses what a page of another site can send without asking', async () => {
    const code = codeOf(door.server.entryUrl())
    const forms: [type: string, body: string][] = [
      ['text/plain', JSON.stringify({ code })],
      ['application/x-www-form-urlencoded', `code=${code}`],
      [
        'multipart/form-data; boundary=x',
        `--x\r\ncontent-disposition: form-data; name="code"\r\n\r\n${code}\r\n--x--`,
      ],
    ]
    for (const [type, body] of forms)
      for (const path of ['/session', '/rpc/session/hello', '/'])
        for (const cookie of [null, `token=${token}`]) {
          const answer = await door.send({
            path,
            body,
            headers: { ...CROSS_SITE, 'content-type': type, cookie },
          })
          expect(answer.status).toBe(path === '/' ? 405 : 403)
        }
    // The code was not used up by any of them.
    expect((await door.send({ path: '/session', body: JSON.stringify({ code }) })).status).toBe(200)
  })
})

describe('web shell: codes and tokens', () => {
  it('takes no guess, and no token or code in the place of the other', async () => {
    const code = codeOf(door.server.entryUrl())
    const guesses = [token, code.slice(1), `${code}x`, code.toUpperCase(), ` ${code}`, 'A'.repeat(43), '']
    for (const guess of guesses)
      expect((await door.send({ path: '/session', body: JSON.stringify({ code: guess }) })).status).toBe(403)
    for (const bearer of [
      code,
      token.toLowerCase(),
      `${token} `.repeat(2).trim(),
      `"${token}"`,
      token.slice(0, 42),
    ])
      expect((await door.send({ headers: { authorization: `Bearer ${bearer}` } })).status).toBe(401)
    const other = await openWebDoor()
    expect((await other.send({ headers: { authorization: `Bearer ${token}` } })).status).toBe(401)
    expect((await other.send({ path: '/session', body: JSON.stringify({ code }) })).status).toBe(403)
    await other.close()
    expect((await door.send({ path: '/session', body: JSON.stringify({ code }) })).status).toBe(200)
  })

  it('takes a token from its one place only', async () => {
    const elsewhere: Sent[] = [
      { path: `/rpc/session/hello?authorization=Bearer%20${token}&access_token=${token}` },
      { body: JSON.stringify({ token, authorization: `Bearer ${token}` }) },
      { headers: { 'x-authorization': `Bearer ${token}`, 'proxy-authorization': `Bearer ${token}` } },
      { headers: { cookie: `authorization=Bearer ${token}; session=${token}` } },
      { headers: { authorization: ['Bearer wrong', `Bearer ${token}`] } },
    ]
    for (const sent of elsewhere) expect((await door.send(sent)).status).toBe(401)
  })
})

describe('web shell: paths', () => {
  it.each(
    ['/..%2f..%2fpackage.json', '/..%5c..%5cpackage.json', '/\\..\\..\\package.json', '/%2e%2e%2f', '/.%00./']
      .concat([
        '//evil.example/',
        '///',
        '/\\evil.example',
        '/%2fevil.example',
        '/;/',
        '/page.js%00.html',
        '/page.js;x',
      ])
      .concat([
        '/INDEX.HTML',
        '/index.html/',
        '/index.html%20',
        '/page.js.map',
        '/.git/config',
        '/favicon.ico',
      ])
      .concat([
        '/rpc',
        '/session/',
        '/SESSION',
        '/session%2f',
        '/Rpc/session/hello',
        '/__proto__',
        '/constructor',
      ]),
  )('has nothing at %s', async (path) => {
    const answer = await door.send({ method: 'GET', path })
    expect([answer.status, answer.text]).toEqual([404, 'not found\n'])
  })

  it.each(
    ['/rpc/', '/rpc//', '/rpc/session', '/rpc/session/', '/rpc/session/hello/', '/rpc//session/hello']
      .concat(['/rpc/session/hello/../settings', '/rpc/session%2fhello%00', '/rpc/session/constructor'])
      .concat([
        '/rpc/__proto__/toString',
        '/rpc/constructor/prototype',
        '/rpc/session/hello/~orpc',
        '/rpc/then',
      ])
      .concat(['/rpc/%', '/rpc/%ff', '/rpc/..%2f..%2fsession']),
  )('has no procedure at %s', async (path) => {
    expect((await door.send({ path })).status).toBe(401)
    expect((await withToken({ path })).status).toBe(404)
  })

  it('is asked for its own paths only', async () => {
    for (const path of [
      `${door.server.origin}/`,
      'http://evil.example/',
      'evil.example:80',
      '*',
      'javascript:1',
    ])
      expect((await door.send({ method: 'GET', path })).status, path).toBe(400)
  })

  it('gives whole files and no redirect, whatever part or language is asked for', async () => {
    const whole = await door.send({ method: 'GET', path: '/page.js' })
    const asked: NonNullable<Sent['headers']>[] = [
      { range: 'bytes=0-0' },
      { range: `bytes=${'0-,'.repeat(500)}0-` },
      { 'if-none-match': '*' },
      { 'if-modified-since': new Date(0).toUTCString() },
      { 'accept-encoding': 'gzip, br', te: 'trailers' },
    ]
    for (const headers of asked) {
      const answer = await door.send({ method: 'GET', path: '/page.js', headers })
      expect([answer.status, answer.text]).toEqual([200, whole.text])
    }
  })

  it('knows no method but those that it needs', async () => {
    for (const method of ['TRACE', 'PROPFIND', 'LINK', 'QUERY', 'M-SEARCH', 'PURGE'])
      for (const path of ['/', '/session', '/rpc/session/hello'])
        expect((await withToken({ method, path })).status, method).toBe(405)
  })
})

describe('web shell: what goes wrong inside', () => {
  it('tells nothing of it', async () => {
    const answer = await withToken({ path: '/rpc/session/settings' })
    expect(JSON.parse(answer.text)).toEqual({
      json: { defined: false, code: 'INTERNAL_SERVER_ERROR', status: 500, message: 'Internal server error' },
    })
  })

  it('does not repeat what was given, however wrong it is', async () => {
    const canary = 'typed-canary-5a1'
    const inputs: [path: string, json: unknown][] = [
      ['vault/unlock', { by: canary, passphrase: canary }],
      ['vault/unlock', { by: 'passphrase', passphrase: { canary } }],
      ['vault/unlock', { by: 'recovery', code: canary.repeat(9) }],
      ['vault/create', { passphrase: canary.slice(0, 5), recoveryCode: [canary], device: canary }],
      ['vault/forgetAll', { confirm: canary }],
      ['providers/addVsphere', { name: 'x', password: canary.repeat(99), trust: { kind: canary } }],
      ['providers/reconnect', { id: 1, secret: canary }],
      ['esxi/setLogin', { login: { kind: 'key', privateKey: canary, passphrase: 1 } }],
    ]
    for (const [path, json] of inputs) {
      const { status, text } = await door.send({
        path: `/rpc/${path}`,
        headers: { authorization: `Bearer ${token}` },
        body: JSON.stringify({ json }),
      })
      expect([path, status]).toEqual([path, 400])
      expect(text).not.toContain(canary.slice(0, 5))
    }
    for (const body of [`{"json": ${canary}`, canary, `{"json":"${canary}","meta":[[9,"a","b"]]}`])
      expect((await withToken({ path: '/rpc/vault/unlock', body })).text).not.toContain(canary)
    expect(door.lines.join('\n')).not.toContain(canary)
  })
})

describe('the check on each answer', () => {
  it('finds what is planted', async () => {
    const known = { tokens: [token], codes: ['a-code'] }
    const { headers } = await door.send({ method: 'GET', path: '/nothing' })
    const clean: Answer = { status: 404, headers, text: 'not found\n' }
    expect(complaintsAbout(clean, known)).toEqual([])
    const { 'x-content-type-options': _, ...lacking } = headers
    for (const planted of [
      { text: `token ${token}` },
      { text: 'a-code' },
      { text: `in ${import.meta.filename}` },
      { text: 'Error: x\n    at f' },
      { text: 'nginx 1.2.3' },
      { text: 'x'.repeat(400) },
      { headers: lacking },
      { headers: { ...headers, 'access-control-allow-origin': '*' } },
      { headers: { ...headers, 'set-cookie': ['x=1'] } },
      { headers: { ...headers, 'x-powered-by': 'us' } },
    ])
      expect(complaintsAbout({ ...clean, ...planted }, known), JSON.stringify(planted)).not.toEqual([])
  })
})
