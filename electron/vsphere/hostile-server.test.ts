/** Servers that are broken, hostile or something else: a clear problem in bounded time and memory. */
import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { describe, expect, it } from 'vitest'
import type { Problem } from '../../shared/problem.ts'
import { parseVsphereAddress } from '../../shared/provider/address.ts'
import { fetchCertificate } from './certificate.ts'
import { problemOf } from './errors.ts'
import { readServiceContent } from './service-content.ts'
import { createSoapClient, type SoapLimits } from './soap-client.ts'
import { createHarness } from './test-support/harness.ts'
import { returned, type Answer } from './test-support/scripted-vcenter.ts'

const { start, connect, connected, onClose, certificate } = createHarness()

/** What a client with `limits` says of the server at `url`. */
async function problemWith(url: string, limits: SoapLimits): Promise<Problem | undefined> {
  const address = parseVsphereAddress(url)
  if (!address.ok) return address.problem
  const client = createSoapClient(address.value, { kind: 'fingerprint', value: certificate().sha1 }, limits)
  try {
    await readServiceContent(client)
    return undefined
  } catch (error) {
    return problemOf(error, 'The question')
  } finally {
    await client.destroy()
  }
}

async function startRaw(onSocket: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    onSocket(socket)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onClose(async () => {
    for (const socket of sockets) socket.destroy()
    server.close()
    await once(server, 'close')
  })
  return `127.0.0.1:${(server.address() as AddressInfo).port}`
}

const xmlHead = (response: ServerResponse) => response.writeHead(200, { 'content-type': 'text/xml' })
const firstAnswer = (
  answer: (response: ServerResponse) => void,
): { RetrieveServiceContent: () => Answer } => ({
  RetrieveServiceContent: () => answer,
})

/** Writes `piece` up to `times`, as fast as the reader takes it; tells how many bytes went out. */
async function pour(response: ServerResponse, piece: Buffer, times: number): Promise<number> {
  let sent = 0
  function* pieces() {
    for (let i = 0; i < times; i++) {
      sent += piece.length
      yield piece
    }
  }
  // The reader hangs up when it has enough: that is what the tests are about.
  await pipeline(Readable.from(pieces()), response).catch(() => undefined)
  return sent
}

describe('a port that speaks something else', () => {
  it.each([
    ['SSH', 'SSH-2.0-OpenSSH_9.6\r\n'],
    ['SMTP', '220 mail.example ESMTP ready\r\n'],
    ['plain HTTP', 'HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n'],
  ])('%s', async (_, banner) => {
    const url = await startRaw((socket) => socket.write(banner))
    const problem = await problemWith(url, { connectMs: 5_000 })
    expect(problem).toMatchObject({ code: 'vsphere.not-tls' })
    expect(problem?.message).toContain('does not speak https on port')
  })

  it('nothing at all, within the limit', async () => {
    const url = await startRaw(() => undefined)
    expect(await problemWith(url, { connectMs: 100 })).toMatchObject({ code: 'vsphere.timeout' })
    const address = parseVsphereAddress(url)
    if (!address.ok) throw new Error(address.problem.message)
    await expect(fetchCertificate(address.value, 100)).rejects.toMatchObject({
      problem: { code: 'vsphere.timeout' },
    })
  })

  it('TLS, and then nothing', async () => {
    const server = await start(firstAnswer(() => undefined))
    expect(await problemWith(server.url, { answerMs: 200 })).toMatchObject({
      code: 'vsphere.timeout',
      message: expect.stringContaining('RetrieveServiceContent') as string,
    })
  })
})

describe('a proxy on the way', () => {
  it.each([
    [407, 'vsphere.proxy-login', 'asks for a login (HTTP 407)'],
    [200, 'vsphere.not-vcenter', 'answers with a web page (HTTP 200)'],
    [403, 'vsphere.not-vcenter', 'answers with a web page (HTTP 403)'],
  ])('%d with a page of its own', async (status, code, words) => {
    const server = await start(
      firstAnswer((response) => {
        response.writeHead(status, { 'content-type': 'text/html' }).end('<html>Proxy</html>')
      }),
    )
    const result = await connect(server)
    expect(result).toMatchObject({ ok: false, problem: { code } })
    expect(result.ok ? '' : result.problem.message).toContain(words)
    expect(server.count('Login')).toBe(0)
  })
})

describe('XML that is none', () => {
  it.each([
    ['cut off', '<Envelope><Body><R><returnval><objects><obj type="Virt'],
    ['an entity bomb', '<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]><a>&c;</a>'],
    ['nested without end', '<a>'.repeat(50_000)],
    ['a million attributes', `<a${Array.from({ length: 1_000_000 }, (_, i) => ` b${i}="1"`).join('')}/>`],
  ])('%s, in the middle of a session', async (_, xml) => {
    const server = await start({ RetrievePropertiesEx: () => (response) => xmlHead(response).end(xml) })
    const session = await connected(server)
    const result = await session.powerState('vm-1')
    expect(result).toMatchObject({ ok: false, problem: { code: 'vsphere.answer-broken' } })
    await session.close()
    expect(server.count('Logout')).toBe(1)
  })

  it('is told as no vCenter when it is the first answer', async () => {
    const server = await start(firstAnswer((response) => xmlHead(response).end('<Envelope><Bo')))
    expect(await connect(server)).toMatchObject({ ok: false, problem: { code: 'vsphere.not-vcenter' } })
  })
})

describe('an answer without end', () => {
  it('of 200 megabytes of elements is cut off before they fill the memory', async () => {
    const piece = Buffer.from('<a><b>c</b></a>'.repeat(4_000))
    const poured: Promise<number>[] = []
    const server = await start({
      RetrievePropertiesEx: () => (response) => {
        xmlHead(response).write('<Envelope>')
        poured.push(pour(response, piece, Math.ceil(200e6 / piece.length)))
      },
    })
    const session = await connected(server)
    const before = process.memoryUsage().heapUsed
    expect(await session.powerState('vm-1')).toMatchObject({
      ok: false,
      problem: { code: 'vsphere.answer-too-large' },
    })
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(400e6)
    // The rest was not even read, but for what was on its way.
    expect(await poured[0]).toBeLessThan(30e6)
    expect(server.count('RetrievePropertiesEx')).toBe(1)
    await session.close()
    expect(server.count('Logout')).toBe(1)
  })

  it('of many objects is read with the memory of what is kept of them', async () => {
    const junk = `<val>${'x'.repeat(100_000)}</val>`
    const object = (id: number) =>
      `<objects><obj type="VirtualMachine">vm-${id % 10}</obj><propSet><name>no.such.path</name>${junk}</propSet></objects>`
    const page = Buffer.from(Array.from({ length: 10 }, (_, id) => object(id)).join(''))
    const server = await start({
      CreateContainerView: () =>
        returned('CreateContainerView', '<returnval type="ContainerView">view-1</returnval>'),
      DestroyView: () => returned('DestroyView', ''),
      RetrievePropertiesEx: () => (response) => {
        xmlHead(response).write('<Envelope><Body><R><returnval>')
        void pour(response, page, 100)
      },
    })
    const session = await connected(server)
    // 100 MB that then stop in the middle: nothing is taken from them.
    expect(await session.inventory()).toMatchObject({ ok: false, problem: { code: 'vsphere.answer-broken' } })
  })

  it('that is larger than the limit is not read on', async () => {
    const poured: Promise<number>[] = []
    const server = await start(
      firstAnswer((response) => {
        xmlHead(response).write('<a>')
        poured.push(pour(response, Buffer.alloc(64 * 1024, ' '), 2_000))
      }),
    )
    const problem = await problemWith(server.url, { answerBytes: 1024 * 1024 })
    expect(problem).toMatchObject({ code: 'vsphere.answer-too-large' })
    expect(await poured[0]).toBeLessThan(40e6)
  })

  it('that trickles is cut off when its time is over, however busy it looks', async () => {
    const server = await start(
      firstAnswer((response) => {
        xmlHead(response)
        const timer = setInterval(() => response.write(' '), 20)
        response.on('close', () => clearInterval(timer))
        response.write('<Envelope>')
        response.on('error', () => undefined)
      }),
    )
    const problem = await problemWith(server.url, { answerMs: 300 })
    expect(problem?.code).toBe('vsphere.timeout')
  })
})
