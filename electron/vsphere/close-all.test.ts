import type { ServerResponse } from 'node:http'
import { describe, expect, it } from 'vitest'
import { createHarness } from './test-support/harness.ts'
import { fault, type ScriptedVcenter } from './test-support/scripted-vcenter.ts'
import { createVsphereService } from './vsphere-service.ts'
import { lending } from '../vault/test-support/lending.ts'

const { start, certificate } = createHarness()

const endpoint = (server: ScriptedVcenter) =>
  ({
    url: server.url,
    username: 'ann',
    trust: { kind: 'fingerprint', value: certificate().sha256 },
  }) as const

const LOGGED_IN =
  '<?xml version="1.0"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body>' +
  '<LoginResponse xmlns="urn:vim25"><returnval><key>k</key></returnval></LoginResponse></soapenv:Body></soapenv:Envelope>'

const HEADERS = { 'content-type': 'text/xml', 'set-cookie': 'vmware_soap_session=late' }

/** A server whose login waits until the test lets it go. */
async function slowLogin() {
  const waiting = Promise.withResolvers<ServerResponse>()
  const server = await start({ Login: () => (response) => waiting.resolve(response) })
  return { server, login: waiting.promise }
}

const logouts = (server: ScriptedVcenter) =>
  server.calls.filter(({ method }) => method === 'Logout').map(({ cookie }) => cookie)

describe('the end of the process', () => {
  it('logs out of every session that is open, and of none twice', async () => {
    const service = createVsphereService()
    const server = await start()
    const opened = await Promise.all([1, 2, 3].map(() => service.connect(endpoint(server), lending('p'))))
    const [first] = opened
    if (first?.ok) await first.value.close()
    await service.closeAll()
    await service.closeAll()
    expect(new Set(logouts(server)).size).toBe(3)
    expect(server.count('Logout')).toBe(3)
  })

  it('waits for a log-out that is on its way, however often the session is closed', async () => {
    const service = createVsphereService()
    const asked = Promise.withResolvers<ServerResponse>()
    const server = await start({ Logout: () => (response) => asked.resolve(response) })
    const opened = await service.connect(endpoint(server), lending('p'))
    if (!opened.ok) throw new Error(opened.problem.message)
    let closed = 0
    const closing = [1, 2].map(() => opened.value.close().then(() => (closed += 1)))
    const response = await asked.promise
    expect(closed).toBe(0)
    response.writeHead(200, { 'content-type': 'text/xml' }).end(LOGGED_IN)
    await Promise.all(closing)
    expect(server.count('Logout')).toBe(1)
  })

  it('does not wait for a server that does not answer', async () => {
    const service = createVsphereService()
    const server = await start({ Logout: () => () => undefined })
    await service.connect(endpoint(server), lending('p'))
    await service.closeAll(50)
    expect(server.count('Login')).toBe(1)
  })

  it('logs out of what a login on its way still opens', async () => {
    const service = createVsphereService()
    const { server, login } = await slowLogin()
    const connecting = service.connect(endpoint(server), lending('p'))
    const response = await login
    const closing = service.closeAll()
    expect(await connecting).toMatchObject({ ok: false, problem: { code: 'vsphere.canceled' } })
    response.writeHead(200, HEADERS).end(LOGGED_IN)
    await closing
    expect(logouts(server)).toEqual(['vmware_soap_session=late'])
  })
})

describe('a connect that fails half-way', () => {
  it('leaves no session when its caller gave up', async () => {
    const service = createVsphereService()
    const { server, login } = await slowLogin()
    const stop = new AbortController()
    const connecting = service.connect(endpoint(server), lending('p'), stop.signal)
    const response = await login
    stop.abort()
    expect(await connecting).toMatchObject({ ok: false, problem: { code: 'vsphere.canceled' } })
    response.writeHead(200, HEADERS).end(LOGGED_IN)
    await service.closeAll()
    expect(logouts(server)).toEqual(['vmware_soap_session=late'])
  })

  it('does not log in for a caller who gave up before', async () => {
    const service = createVsphereService()
    const server = await start()
    const result = await service.connect(endpoint(server), lending('p'), AbortSignal.abort())
    expect(result).toMatchObject({ ok: false, problem: { code: 'vsphere.canceled' } })
    expect(server.calls).toEqual([])
  })

  it('leaves no session when the answer to the login is cut off', async () => {
    const service = createVsphereService()
    const server = await start({
      Login: () => (response) => {
        response.writeHead(200, { ...HEADERS, 'content-length': LOGGED_IN.length })
        response.write(LOGGED_IN.slice(0, 40), () => response.socket?.destroy())
      },
    })
    expect((await service.connect(endpoint(server), lending('p'))).ok).toBe(false)
    expect(logouts(server)).toEqual(['vmware_soap_session=late'])
  })

  it('leaves no session when it is closed while it logs in again', async () => {
    const service = createVsphereService()
    const second = Promise.withResolvers<ServerResponse>()
    let logins = 0
    const server = await start({
      Login: () => (response) => {
        if (++logins === 1) response.writeHead(200, HEADERS).end(LOGGED_IN)
        else second.resolve(response)
      },
      RetrievePropertiesEx: () => fault('NotAuthenticated', 'Not any more.'),
    })
    const connected = await service.connect(endpoint(server), lending('p'))
    if (!connected.ok) throw new Error(connected.problem.message)
    const reading = connected.value.powerState('vm-1')
    const response = await second.promise
    const closing = connected.value.close()
    response.writeHead(200, { ...HEADERS, 'set-cookie': 'vmware_soap_session=second' }).end(LOGGED_IN)
    await closing
    expect((await reading).ok).toBe(false)
    expect(logouts(server)).toEqual(['vmware_soap_session=second'])
  })
})
