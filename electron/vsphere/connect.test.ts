import { once } from 'node:events'
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Trust } from '../../shared/provider/model.ts'
import type { VsphereSession } from './service.ts'
import { createTestCertificate, type TestCertificate } from './test-support/certificate.ts'
import {
  fault,
  returned,
  startScriptedVcenter,
  type Script,
  type ScriptedVcenter,
} from './test-support/scripted-vcenter.ts'
import { createVsphereService } from './vsphere-service.ts'

const PASSWORD = `p<&>"']]>s3cret`
const service = createVsphereService()
let certificate: TestCertificate
let other: TestCertificate
let expired: TestCertificate
const closing: (() => Promise<void>)[] = []

beforeAll(async () => {
  certificate = await createTestCertificate('vcenter.test')
  other = await createTestCertificate('other.test')
  expired = await createTestCertificate('expired.test', true)
})

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

async function start(script: Script = {}, shown = certificate): Promise<ScriptedVcenter> {
  const server = await startScriptedVcenter(shown, script)
  closing.push(() => server.close())
  return server
}

async function connect(
  server: ScriptedVcenter,
  trust: Trust = { kind: 'fingerprint', value: certificate.sha256 },
) {
  const result = await service.connect({ url: server.url, username: 'ann@lab', trust }, (use) =>
    use(PASSWORD),
  )
  if (result.ok) closing.push(() => result.value.close())
  return result
}

async function connected(server: ScriptedVcenter): Promise<VsphereSession> {
  const result = await connect(server)
  if (!result.ok) throw new Error(result.problem.message)
  return result.value
}

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
  closing.push(async () => {
    for (const socket of sockets) socket.destroy()
    server.close()
    await once(server, 'close')
  })
  return `127.0.0.1:${(server.address() as AddressInfo).port}`
}

describe('certificate', () => {
  it('shows who the server says it is, and sends it nothing', async () => {
    const server = await start()
    const result = await service.certificate(server.url)
    expect(result).toMatchObject({
      ok: true,
      value: { subject: 'CN=vcenter.test, O=Test', sha1: certificate.sha1, sha256: certificate.sha256 },
    })
    expect(result.ok && Date.parse(result.value.notBefore) < Date.parse(result.value.notAfter)).toBe(true)
    expect(server.calls).toEqual([])
  })

  it('shows an expired one too', async () => {
    const server = await start({}, expired)
    expect(await service.certificate(server.url)).toMatchObject({ ok: true, value: { sha1: expired.sha1 } })
  })

  it.each([
    ['http://vcenter', 'vsphere.address-not-https'],
    ['no-such-host.invalid', 'vsphere.name-not-found'],
    ['127.0.0.1:1', 'vsphere.refused'],
  ])('%s: %s', async (url, code) => {
    expect(await service.certificate(url)).toMatchObject({ ok: false, problem: { code } })
  })
})

describe('trust', () => {
  it.each([
    ['SHA-256', () => ({ kind: 'fingerprint' as const, value: certificate.sha256 })],
    [
      'SHA-1 as openssl prints it',
      () => ({ kind: 'fingerprint' as const, value: `sha1 Fingerprint=${certificate.sha1}` }),
    ],
    ['the authority', () => ({ kind: 'ca' as const, pem: certificate.pem })],
  ])('accepts by %s', async (_, trust) => {
    const server = await start()
    const result = await connect(server, trust())
    expect(result).toMatchObject({
      ok: true,
      value: { url: server.url, about: { version: '8.0.3' }, certificate: { sha1: certificate.sha1 } },
    })
  })

  it.each([
    [
      'another fingerprint',
      () => ({ kind: 'fingerprint' as const, value: other.sha1 }),
      'vsphere.fingerprint-mismatch',
    ],
    [
      'a fingerprint that is none',
      () => ({ kind: 'fingerprint' as const, value: 'abc' }),
      'fingerprint.length',
    ],
    ['another authority', () => ({ kind: 'ca' as const, pem: other.pem }), 'vsphere.certificate-untrusted'],
    ['an authority that is no PEM', () => ({ kind: 'ca' as const, pem: 'x' }), 'vsphere.ca-unreadable'],
    ['the system', () => ({ kind: 'system' as const }), 'vsphere.certificate-untrusted'],
  ])('refuses by %s before a byte is sent', async (_, trust, code) => {
    const server = await start()
    expect(await connect(server, trust())).toMatchObject({ ok: false, problem: { code } })
    expect(server.calls).toEqual([])
  })

  it('names both fingerprints when they differ', async () => {
    const server = await start()
    const result = await connect(server, { kind: 'fingerprint', value: other.sha256.toLowerCase() })
    expect(result.ok ? '' : result.problem.message).toContain(other.sha256)
    expect(result.ok ? '' : result.problem.message).toContain(certificate.sha256)
  })

  it('refuses an expired certificate, unless it is pinned', async () => {
    const server = await start({}, expired)
    expect(await connect(server, { kind: 'ca', pem: expired.pem })).toMatchObject({
      ok: false,
      problem: { code: 'vsphere.certificate-expired' },
    })
    expect(await connect(server, { kind: 'fingerprint', value: expired.sha1 })).toMatchObject({ ok: true })
  })

  it('notices a certificate that changes while the session lives', async () => {
    const server = await start()
    const session = await connected(server)
    const before = server.calls.length
    server.useCertificate(other)
    server.dropConnections()
    // The first call may still meet the connection that was dropped.
    await expect
      .poll(async () => {
        const result = await session.powerState('vm-1')
        return result.ok ? 'ok' : result.problem.code
      })
      .toBe('vsphere.certificate-changed')
    expect(server.calls.length).toBe(before)
  })
})

describe('login', () => {
  it('sends the password once, whole, and speaks the version of the server', async () => {
    const server = await start()
    await connected(server)
    expect(server.count('Login')).toBe(1)
    const login = server.calls.find((call) => call.method === 'Login')
    expect(login?.body).toContain('<password>p&lt;&amp;&gt;&quot;&apos;]]&gt;s3cret</password>')
    expect(login?.soapAction).toBe('"urn:vim25/8.0.3.0"')
    expect(login?.cookie).toBeUndefined()
  })

  it('does not try a refused password again, and does not repeat it', async () => {
    const server = await start({
      Login: () => fault('InvalidLogin', 'Cannot complete login due to an incorrect user name or password.'),
    })
    const result = await connect(server)
    expect(result).toMatchObject({ ok: false, problem: { code: 'vsphere.invalid-login' } })
    expect(JSON.stringify(result)).not.toContain('s3cret')
    expect(server.count('Login')).toBe(1)
  })

  it('says what is wrong with a password that XML cannot carry, and sends nothing of it', async () => {
    const server = await start()
    const endpoint = {
      url: server.url,
      username: 'ann',
      trust: { kind: 'fingerprint', value: certificate.sha1 },
    } as const
    const result = await service.connect(endpoint, (use) => use('hunter2\u0000'))
    expect(result).toMatchObject({ ok: false, problem: { code: 'vsphere.unsendable-text' } })
    expect(JSON.stringify(result)).not.toContain('hunter2')
    expect(server.count('Login')).toBe(0)
  })

  it('logs out on close, once', async () => {
    const server = await start()
    const session = await connected(server)
    await session.close()
    await session.close()
    expect(server.calls.filter((call) => call.method === 'Logout').map((call) => call.cookie)).toEqual([
      'vmware_soap_session="session-1"',
    ])
    expect(await session.powerState('vm-1')).toMatchObject({ ok: false, problem: { code: 'vsphere.closed' } })
  })
})

describe('a lost session', () => {
  const properties = (state: string) =>
    returned(
      'RetrievePropertiesEx',
      '<returnval><objects><obj type="VirtualMachine">vm-1</obj>' +
        `<propSet><name>runtime.powerState</name><val xsi:type="VirtualMachinePowerState">${state}</val></propSet>` +
        '</objects></returnval>',
    )
  const missing = returned(
    'RetrievePropertiesEx',
    '<returnval><objects><obj type="VirtualMachine">vm-1</obj><missingSet><path>name</path><fault>' +
      '<fault xsi:type="NotAuthenticated"/><localizedMessage>The session is not authenticated.</localizedMessage>' +
      '</fault></missingSet></objects></returnval>',
  )

  it.each([
    ['as a fault', fault('NotAuthenticated', 'The session is not authenticated.')],
    ['as a missing property', missing],
  ])('is renewed once for all who wait: told %s', async (_, lost) => {
    const server = await start({
      RetrievePropertiesEx: ({ cookie }) => (cookie?.includes('session-2') ? properties('poweredOn') : lost),
    })
    const session = await connected(server)
    const states = await Promise.all([1, 2, 3].map(() => session.powerState('vm-1')))
    expect(states).toEqual([1, 2, 3].map(() => ({ ok: true, value: 'poweredOn' })))
    expect(server.count('Login')).toBe(2)
  })

  it('is given up when the renewed one is lost at once', async () => {
    const server = await start({ RetrievePropertiesEx: () => fault('NotAuthenticated', 'No.') })
    const session = await connected(server)
    expect(await session.powerState('vm-1')).toMatchObject({
      ok: false,
      problem: { code: 'vsphere.not-authenticated' },
    })
    expect(server.count('Login')).toBe(2)
  })

  it('does not try a password again that was refused at renewal', async () => {
    let logins = 0
    const ok = (call: { method: string }) => ({
      xml: `<${call.method}Response xmlns="urn:vim25"/>`,
      headers: { 'set-cookie': 'vmware_soap_session=a' },
    })
    const server = await start({
      Login: (call) => (logins++ === 0 ? ok(call) : fault('InvalidLogin', 'No.')),
      RetrievePropertiesEx: () => fault('NotAuthenticated', 'No.'),
    })
    const session = await connected(server)
    for (let i = 0; i < 3; i++) {
      expect(await session.powerState('vm-1')).toMatchObject({
        ok: false,
        problem: { code: 'vsphere.invalid-login' },
      })
    }
    expect(server.count('Login')).toBe(2)
  })
})

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

describe('faults', () => {
  const vm =
    '<returnval><objects><obj type="VirtualMachine">vm-1</obj><propSet><name>name</name>' +
    '<val xsi:type="xsd:string" xmlns:xsd="http://www.w3.org/2001/XMLSchema">web%2f01</val></propSet>' +
    '<propSet><name>runtime.powerState</name><val>poweredOn</val></propSet></objects></returnval>'
  const readVm: Script = { RetrievePropertiesEx: () => returned('RetrievePropertiesEx', vm) }

  it.each([
    [
      fault('ToolsUnavailable', 'Cannot complete operation because VMware Tools is not running.'),
      'vsphere.tools-unavailable',
      'VMware Tools is not running',
    ],
    [
      fault(
        'NoPermission',
        'Permission was denied.',
        '<object type="VirtualMachine">vm-1</object><privilegeId>VirtualMachine.Interact.PowerOff</privilegeId>',
      ),
      'vsphere.no-permission',
      'VirtualMachine.Interact.PowerOff on VirtualMachine vm-1',
    ],
    [
      fault(
        'NoPermission',
        'Denied.',
        '<missingPrivileges><entity type="Folder">group-v3</entity><privilegeIds>A.B</privilegeIds><privilegeIds>C.D</privilegeIds></missingPrivileges>',
      ),
      'vsphere.no-permission',
      'A.B, C.D on Folder group-v3',
    ],
    [
      fault(
        'InvalidPowerState',
        'No.',
        '<requestedState>poweredOff</requestedState><existingState>suspended</existingState>',
      ),
      'vsphere.invalid-power-state',
      'suspended',
    ],
    [fault('RestrictedVersion', 'Current license prohibits it.'), 'vsphere.licence-read-only', 'prohibits'],
    [fault('SomethingNew', 'A new reason'), 'vsphere.fault', 'A new reason.'],
  ])('%# in words', async (answer, code, words) => {
    const server = await start({ ...readVm, ShutdownGuest: () => answer })
    const session = await connected(server)
    const result = await session.shutdownGuest('vm-1')
    expect(result).toMatchObject({ ok: false, problem: { code } })
    expect(result.ok ? '' : result.problem.message).toContain('VM "web/01"')
    expect(result.ok ? '' : result.problem.message).toContain(words)
  })

  it('is content when the VM is already where it should be', async () => {
    const already = fault('InvalidPowerState', 'No.', '<existingState>poweredOff</existingState>')
    const server = await start({ ...readVm, ShutdownGuest: () => already, PowerOffVM_Task: () => already })
    const session = await connected(server)
    expect(await session.shutdownGuest('vm-1')).toEqual({ ok: true, value: undefined })
    expect(await session.powerOff('vm-1')).toEqual({ ok: true, value: undefined })
    expect(await session.powerOn('vm-1')).toEqual({ ok: true, value: undefined })
    expect(server.count('PowerOnVM_Task')).toBe(0)
  })

  it('tells the error of a task, and looks at the VM when a host has forgotten the task', async () => {
    const task = '<returnval type="Task">task-1</returnval>'
    const info = (xml: string) =>
      returned(
        'RetrievePropertiesEx',
        `<returnval><objects><obj type="Task">task-1</obj><propSet><name>info</name><val>${xml}</val></propSet></objects></returnval>`,
      )
    const failed =
      '<state>error</state><error><fault xsi:type="TaskInProgress"/><localizedMessage>Busy</localizedMessage></error>'
    let forgotten = false
    let off = false
    const server = await start({
      RetrievePropertiesEx: ({ body }) => {
        if (!body.includes('task-1')) return returned('R', off ? vm.replace('poweredOn', 'poweredOff') : vm)
        return forgotten ? fault('ManagedObjectNotFound', 'Gone.') : info(failed)
      },
      PowerOffVM_Task: () => returned('PowerOffVM_Task', task),
    })
    const session = await connected(server)
    expect(await session.powerOff('vm-1')).toMatchObject({
      ok: false,
      problem: { code: 'vsphere.task-in-progress', message: 'Power-off of VM "web/01" failed: Busy.' },
    })
    forgotten = true
    const done = session.powerOff('vm-1')
    off = true
    expect(await done).toEqual({ ok: true, value: undefined })
  })
})
