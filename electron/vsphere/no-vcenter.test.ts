import { once } from 'node:events'
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { describe, expect, it } from 'vitest'
import { createHarness } from './test-support/harness.ts'
import { returned } from './test-support/scripted-vcenter.ts'
import { createVsphereService } from './vsphere-service.ts'

const service = createVsphereService()
const { start, connect, onClose } = createHarness()

/** A raw TCP server: for what is no vCenter at all. */
async function startRaw(onSocket: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>()
  const server: Server = createServer((socket) => {
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

describe('what is no vCenter', () => {
  it.each([
    ['a web page', () => ({ status: 404, html: '<html>no</html>' }), 'vsphere.not-vcenter'],
    ['a web page that says 200', () => ({ status: 200, html: '<html>hello</html>' }), 'vsphere.not-vcenter'],
    ['a server that starts', () => ({ status: 503, html: '503 Service Unavailable' }), 'vsphere.unavailable'],
  ])('%s', async (_, page, code) => {
    const server = await start({
      RetrieveServiceContent: () => (response) => {
        const { status, html } = page()
        response.writeHead(status, { 'content-type': 'text/html' }).end(html)
      },
    })
    expect(await connect(server)).toMatchObject({ ok: false, problem: { code } })
    expect(server.count('Login')).toBe(0)
  })

  it.each([
    ['other XML', '<rss><channel/></rss>'],
    ['broken XML', '<soapenv:Envelope'],
    ['an envelope without a body', '<Envelope/>'],
    ['a document type', '<!DOCTYPE a><a/>'],
  ])('%s', async (_, xml) => {
    const server = await start({
      RetrieveServiceContent: () => (response) => {
        response.writeHead(200, { 'content-type': 'text/xml' }).end(xml)
      },
    })
    expect(await connect(server)).toMatchObject({ ok: false, problem: { code: 'vsphere.not-vcenter' } })
  })

  it('another SOAP service', async () => {
    const server = await start({
      RetrieveServiceContent: () => returned('RetrieveServiceContent', '<returnval><about/></returnval>'),
    })
    expect(await connect(server)).toMatchObject({ ok: false, problem: { code: 'vsphere.not-vcenter' } })
  })

  it('a connection that is cut before the answer', async () => {
    const server = await start({ RetrieveServiceContent: () => (response) => response.destroy() })
    expect(await connect(server)).toMatchObject({ ok: false, problem: { code: 'vsphere.connection-lost' } })
  })

  it('a server without TLS', async () => {
    const url = await startRaw((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))
    expect(await service.certificate(url)).toMatchObject({ ok: false, problem: { code: 'vsphere.not-tls' } })
  })
})
