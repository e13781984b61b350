/** The loopback server and what is no proper request: bytes as they are, sent slowly, without end, or too many. */
import { connect } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { complaintsAbout } from '../fixtures/quiet-answer.ts'
import type { WebDoor } from '../fixtures/web-door.ts'
import { codeOf, openWebDoor } from '../fixtures/web-door.ts'

const PATIENCE = { headersMs: 300, requestMs: 600, checkMs: 50 }

let door: WebDoor
let host: string
beforeEach(async () => {
  door = await openWebDoor({ patience: PATIENCE })
  host = new URL(door.server.origin).host
})
afterEach(() => door.close())

/** Sends text, then `more` again and again until the server hangs up. Answers with all that came back. */
async function exchange(text: string, more = '', everyMs = 1): Promise<string> {
  const socket = connect(Number(host.split(':')[1]), '127.0.0.1')
  socket.write(text)
  const again = setInterval(() => more !== '' && socket.writable && socket.write(more), everyMs)
  let answer = ''
  socket.setEncoding('utf8')
  socket.on('data', (piece: string) => (answer += piece))
  // It may hang up while more is on its way.
  socket.on('error', () => undefined)
  await new Promise((resolve) => socket.once('close', resolve))
  clearInterval(again)
  return answer
}

/** The status of the only answer, which has to be as quiet as any. */
function statusOf(answer: string): number {
  const [head = '', text = ''] = answer.split('\r\n\r\n')
  const [first = '', ...lines] = head.split('\r\n')
  const headers = Object.fromEntries(
    lines.map((line) => line.toLowerCase().split(': ', 2) as [string, string]),
  )
  const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(first)?.[1])
  expect(headers['connection']).toBe('close')
  expect(answer.split('HTTP/1.1 ')).toHaveLength(2)
  const body = text.replace(/^[0-9a-f]+\r\n|\r\n0$/g, '')
  expect(complaintsAbout({ status, headers, text: body }, { tokens: [], codes: [] })).toEqual([])
  return status
}

const post = (path: string, ...headers: string[]): string =>
  [
    `POST ${path} HTTP/1.1`,
    `Host: ${host}`,
    `Origin: http://${host}`,
    'Content-Type: application/json',
    ...headers,
  ]
    .map((line) => `${line}\r\n`)
    .join('')

describe('web shell: what is no proper request', () => {
  it.each([
    ['no host', 'GET / HTTP/1.1\r\n\r\n', 403],
    ['an empty host', 'GET / HTTP/1.1\r\nHost:\r\n\r\n', 403],
    ['no host in the old protocol', 'GET / HTTP/1.0\r\n\r\n', 403],
    ['two hosts, ours first', 'GET / HTTP/1.1\r\nHost: HOST\r\nHost: evil.example\r\n\r\n', 403],
    ['two hosts, ours last', 'GET / HTTP/1.1\r\nHost: evil.example\r\nhOsT: HOST\r\n\r\n', 403],
    ['a host on a folded line', 'GET / HTTP/1.1\r\nHost:\r\n HOST\r\n\r\n', 400],
    ['a space before the colon', 'GET / HTTP/1.1\r\nHost : HOST\r\n\r\n', 400],
    ['another host in the target', 'GET http://evil.example/ HTTP/1.1\r\nHost: HOST\r\n\r\n', 400],
    ['a target without a slash', 'GET evil.example:80 HTTP/1.1\r\nHost: HOST\r\n\r\n', 400],
    ['a bare line feed in a header', 'GET / HTTP/1.1\r\nHost: HOST\r\nX: a\nHost: evil\r\n\r\n', 400],
    ['a nought byte', 'GET /\0 HTTP/1.1\r\nHost: HOST\r\n\r\n', 400],
    ['an unknown protocol', 'GET / HTTP/3.0\r\nHost: HOST\r\n\r\n', 400],
    ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400],
    ['TLS', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', 400],
    ['SSH', 'SSH-2.0-OpenSSH_9.6\r\n', 400],
    [
      'two lengths',
      'POST /session HTTP/1.1\r\nHost: HOST\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n',
      400,
    ],
    [
      'a length and pieces',
      'POST /session HTTP/1.1\r\nHost: HOST\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n',
      400,
    ],
    [
      'a condition that nobody knows',
      'GET /x HTTP/1.1\r\nHost: HOST\r\nExpect: x\r\nConnection: close\r\n\r\n',
      404,
    ],
  ])('refuses %s', async (_name, text, status) => {
    expect(statusOf(await exchange(text.replaceAll('HOST', host)))).toBe(status)
  })

  it('answers nothing that rides along behind a refused request', async () => {
    const refused = `${post('/session', 'Content-Length: 2').replace('Origin: http://', 'Origin: http://x')}\r\n{}`
    const body = JSON.stringify({ code: codeOf(door.server.entryUrl()) })
    const good = `${post('/session', `Content-Length: ${body.length}`)}\r\n${body}`
    expect(statusOf(await exchange(refused + good))).toBe(403)
    expect(door.lines[0]).toBe('POST /session 403')
  })

  it('hangs up on what wants another protocol', async () => {
    const upgrade = 'Connection: Upgrade\r\nUpgrade: '
    for (const text of [
      `GET / HTTP/1.1\r\nHost: ${host}\r\n${upgrade}websocket\r\nSec-WebSocket-Version: 13\r\n\r\n`,
      `GET /rpc HTTP/1.1\r\nHost: ${host}\r\n${upgrade}h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n`,
      `CONNECT evil.example:443 HTTP/1.1\r\nHost: ${host}\r\n\r\n`,
      `CONNECT ${host} HTTP/1.1\r\nHost: ${host}\r\n\r\n`,
    ])
      expect(await exchange(text)).toBe('')
  })
})

describe('web shell: too much and too slow', () => {
  it('refuses a flood of headers', async () => {
    expect(
      statusOf(await exchange(`GET / HTTP/1.1\r\nHost: ${host}\r\n`, 'X: 0123456789\r\n'.repeat(200))),
    ).toBe(431)
    expect(statusOf(await exchange(`GET / HTTP/1.1\r\nHost: ${host}\r\nX: `, 'x'.repeat(4096)))).toBe(431)
    expect(statusOf(await exchange(`GET /${'x'.repeat(20_000)} HTTP/1.1\r\nHost: ${host}\r\n\r\n`))).toBe(431)
  })

  it('finds a second host behind very many headers', async () => {
    const many = 'a: b\r\n'.repeat(500)
    const text = `GET / HTTP/1.1\r\nHost: ${host}\r\n${many}Host: evil.example\r\n\r\n`
    expect(statusOf(await exchange(text))).toBe(403)
  })

  it('does not wait for headers that come slowly', async () => {
    expect(statusOf(await exchange(`GET / HTTP/1.1\r\nHost: ${host}\r\n`, 'X: y\r\n', 20))).toBe(408)
    expect(statusOf(await exchange('GE'))).toBe(408)
  })

  it('does not wait for a body that comes slowly', async () => {
    const text = `${post('/session', 'Content-Length: 900')}\r\n{"code":"`
    expect(statusOf(await exchange(text, 'x', 20))).toBe(408)
    const authorization = `Authorization: Bearer ${await door.newToken()}`
    const call = `${post('/rpc/session/hello', authorization, 'Content-Length: 900')}\r\n{"json":"`
    expect(statusOf(await exchange(call, 'x', 20))).toBe(408)
  })

  it('ends a body without an end, whoever sends it', async () => {
    const piece = `4000\r\n${'x'.repeat(0x4000)}\r\n`
    const chunked = 'Transfer-Encoding: chunked'
    expect(statusOf(await exchange(`${post('/session', chunked)}\r\n`, piece))).toBe(413)
    expect(statusOf(await exchange(`${post('/rpc/session/hello', chunked)}\r\n`, piece))).toBe(401)
    expect(statusOf(await exchange(`${post('/nothing', chunked)}\r\n`, piece))).toBe(405)
    expect(door.lines).toEqual(['POST /session 413', 'POST /rpc/session/hello 401', 'POST /nothing 405'])
  })
})
