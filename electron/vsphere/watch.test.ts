import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { parseVsphereAddress } from '../../shared/provider/address.ts'
import { logIn, type Login } from './login.ts'
import { readServiceContent } from './service-content.ts'
import type { InventoryUpdate, VsphereSession } from './service.ts'
import { createSoapClient } from './soap-client.ts'
import { createTestCertificate, type TestCertificate } from './test-support/certificate.ts'
import { createHarness } from './test-support/harness.ts'
import {
  fault,
  returned,
  type Answer,
  type Call,
  type Script,
  type ScriptedVcenter,
} from './test-support/scripted-vcenter.ts'
import { watchInventory } from './watch-inventory.ts'

let certificate: TestCertificate
const { start: startServer, connected, closeAll } = createHarness(() => certificate)

beforeAll(async () => {
  certificate = await createTestCertificate('vcenter.test')
})

afterEach(closeAll)

const collector: Script = {
  CreateContainerView: () =>
    returned('CreateContainerView', '<returnval type="ContainerView">view-1</returnval>'),
  CreatePropertyCollector: () =>
    returned('CreatePropertyCollector', '<returnval type="PropertyCollector">pc-1</returnval>'),
  CreateFilter: () => returned('CreateFilter', '<returnval type="PropertyFilter">filter-1</returnval>'),
  CancelWaitForUpdates: () => returned('CancelWaitForUpdates', ''),
  DestroyPropertyCollector: () => returned('DestroyPropertyCollector', ''),
  DestroyView: () => returned('DestroyView', ''),
}

const assign = (name: string, value: string) =>
  `<changeSet><name>${name}</name><op>assign</op><val>${value}</val></changeSet>`
const update = (kind: string, id: string, changes = '') =>
  `<objectSet><kind>${kind}</kind><obj type="VirtualMachine">${id}</obj>${changes}</objectSet>`
const setXml = (version: string, updates: string, truncated: boolean) =>
  `<returnval><version>${version}</version><filterSet><filter type="PropertyFilter">f</filter>${updates}` +
  `</filterSet>${truncated ? '<truncated>true</truncated>' : ''}</returnval>`
const set = (version: string, updates: string, truncated = false) =>
  returned('WaitForUpdatesEx', setXml(version, updates, truncated))
const envelope = (returnval: string) =>
  `<Envelope><Body><WaitForUpdatesExResponse>${returnval}</WaitForUpdatesExResponse></Body></Envelope>`
const vm = (kind: string, id: string, name: string) => update(kind, id, assign('name', name))

/** Never answers: a long poll in which nothing happens. */
const silence: Answer = () => undefined

/** Answers each WaitForUpdatesEx with the next of `answers`, then is silent. */
function waits(...answers: ((call: Call) => Answer)[]): Script {
  let next = 0
  return { ...collector, WaitForUpdatesEx: (call) => answers[next++]?.(call) ?? silence }
}

async function start(script: Script): Promise<{ server: ScriptedVcenter; session: VsphereSession }> {
  const server = await startServer(script)
  return { server, session: await connected(server) }
}

/** A login of its own, for what a session does not let a test choose. */
async function loginTo(server: ScriptedVcenter): Promise<Login> {
  const address = parseVsphereAddress(server.url)
  if (!address.ok) throw new Error(address.problem.message)
  const client = createSoapClient(address.value, { kind: 'fingerprint', value: certificate.sha1 })
  const content = await readServiceContent(client)
  return logIn(address.value, 'ann', (use) => use('secret'), client, content)
}

/** Reads updates until `done`; the watch is ended then. */
async function watchUntil(
  session: VsphereSession,
  done: (update: InventoryUpdate) => boolean,
): Promise<InventoryUpdate[]> {
  const stop = new AbortController()
  const seen: InventoryUpdate[] = []
  for await (const update of session.watchInventory(stop.signal)) {
    seen.push(update)
    if (done(update)) stop.abort()
  }
  return seen
}

const names = (update: InventoryUpdate | undefined) => update?.inventory?.vms.map((each) => each.name)
const showing =
  (...wanted: string[]) =>
  (update: InventoryUpdate) =>
    JSON.stringify(names(update)) === JSON.stringify(wanted)

describe('watchInventory', () => {
  it('loads, then follows, with rising revisions', async () => {
    const { server, session } = await start(
      waits(
        () => set('1', vm('enter', 'vm-1', 'one'), true),
        () => set('2', vm('enter', 'vm-2', 'two')),
        () => set('3', vm('modify', 'vm-1', 'uno') + vm('enter', 'vm-3', 'three')),
        () => set('4', update('leave', 'vm-2')),
      ),
    )
    const seen = await watchUntil(session, showing('uno', 'three'))
    expect(seen[0]).toEqual({ revision: 1, state: 'loading', vmsRead: 0 })
    expect(seen.at(-1)).toMatchObject({
      state: 'ready',
      vmsRead: 2,
      inventory: { takenAt: '1970-01-01T00:00:00.000Z' },
    })
    const revisions = seen.map((each) => each.revision)
    expect(revisions).toEqual([...revisions].sort((a, b) => a - b))
    expect(new Set(revisions).size).toBe(revisions.length)
    const versions = server.calls
      .filter((call) => call.method === 'WaitForUpdatesEx')
      .map((call) => /<version>(.*?)<\/version>/.exec(call.body)?.[1])
    // The watch may end before it has asked for what follows version 4.
    expect(versions.slice(0, 4)).toEqual(['', '1', '2', '3'])
  })

  it('cleans up on the server when it ends, and before the log-out', async () => {
    const { server, session } = await start(waits(() => set('1', vm('enter', 'vm-1', 'one'))))
    await watchUntil(session, showing('one'))
    for (const method of ['CancelWaitForUpdates', 'DestroyPropertyCollector', 'DestroyView']) {
      expect(server.count(method)).toBe(1)
    }
    const before = server.count('WaitForUpdatesEx')
    const second = watchUntil(session, () => false)
    await expect.poll(() => server.count('WaitForUpdatesEx'), { timeout: 20_000 }).toBe(before + 1)
    await session.close()
    expect((await second).at(-1)?.state).not.toBe('failed')
    expect(server.count('DestroyPropertyCollector')).toBe(2)
    expect(server.calls.at(-1)?.method).toBe('Logout')
  })

  it('reads an object again when a change does not fit what is known', async () => {
    const reread = returned(
      'RetrievePropertiesEx',
      '<returnval><objects><obj type="VirtualMachine">vm-1</obj><propSet><name>name</name><val>read again</val>' +
        '</propSet></objects></returnval>',
    )
    const { session } = await start({
      ...waits(
        () => set('1', vm('enter', 'vm-1', 'one') + vm('enter', 'vm-2', 'gone')),
        () =>
          set(
            '2',
            update('modify', 'vm-1', assign('config.hardware.device[2000].unitNumber', '1')) +
              update('modify', 'vm-2', assign('guest.net[1].macAddress', 'x')),
          ),
      ),
      RetrievePropertiesEx: ({ body }) =>
        body.includes('vm-1') ? reread : fault('ManagedObjectNotFound', 'The object is gone.'),
    })
    await watchUntil(session, showing('read again'))
  })

  it('makes its collector anew after a lost session, without showing less in between', async () => {
    const { server, session } = await start(
      waits(
        () => set('1', vm('enter', 'vm-1', 'one')),
        () => fault('NotAuthenticated', 'The session is not authenticated.'),
        () => set('1', vm('enter', 'vm-1', 'one'), true),
        () => set('2', vm('enter', 'vm-2', 'two')),
      ),
    )
    const seen = await watchUntil(session, showing('one', 'two'))
    expect(server.count('Login')).toBe(2)
    expect(server.count('CreatePropertyCollector')).toBe(2)
    const first = seen.findIndex((each) => each.inventory)
    expect(seen.slice(first).map((each) => each.state)).not.toContain('loading')
    expect(seen.map((each) => each.state)).not.toContain('failed')
  })

  it('follows a log-in that another call has made', async () => {
    let lost = true
    const { server, session } = await start({
      ...waits(
        () => set('1', vm('enter', 'vm-1', 'one')),
        () => silence,
        () => set('1', vm('enter', 'vm-1', 'renewed')),
      ),
      RetrievePropertiesEx: () => {
        if (lost) return ((lost = false), fault('NotAuthenticated', 'No.'))
        const value = '<propSet><name>runtime.powerState</name><val>poweredOn</val></propSet>'
        return returned(
          'R',
          `<returnval><objects><obj type="VirtualMachine">vm-1</obj>${value}</objects></returnval>`,
        )
      },
    })
    const watching = watchUntil(session, showing('renewed'))
    await expect.poll(() => server.count('WaitForUpdatesEx'), { timeout: 20_000 }).toBe(2)
    expect(await session.powerState('vm-1')).toEqual({ ok: true, value: 'poweredOn' })
    await watching
    expect(server.count('Login')).toBe(2)
  })

  it('shows a passing problem with the last inventory, then goes on', async () => {
    const { session } = await start(
      waits(
        () => set('1', vm('enter', 'vm-1', 'one')),
        () => (response) => response.destroy(),
        () => set('1', vm('enter', 'vm-1', 'back')),
      ),
    )
    const seen = await watchUntil(session, showing('back'))
    const lost = seen.find((each) => each.state === 'reconnecting')
    expect(lost?.problem?.code).toBe('vsphere.connection-lost')
    expect(names(lost)).toEqual(['one'])
    expect(seen.map((each) => each.state)).not.toContain('failed')
    expect(seen.at(-1)).toMatchObject({ state: 'ready' })
    expect(seen.at(-1)).not.toHaveProperty('problem')
  })

  it('ends with the problem when it lasts', async () => {
    const { session } = await start(
      waits(() => fault('NoPermission', 'No.', '<privilegeId>System.View</privilegeId>')),
    )
    const seen = await watchUntil(session, () => false)
    expect(seen.at(-1)).toMatchObject({ state: 'failed', problem: { code: 'vsphere.no-permission' } })
  })

  it('asks for the next set while one is still on its way', async () => {
    let whole: (() => void) | undefined
    const { server, session } = await start(
      waits(
        () => (response) => {
          const [head = '', tail = ''] = envelope(setXml('1', vm('enter', 'vm-1', 'one'), true)).split(
            '<kind>',
          )
          response.writeHead(200, { 'content-type': 'text/xml' })
          response.write(head)
          whole = () => response.end(`<kind>${tail}`)
        },
        () => (whole?.(), set('2', vm('enter', 'vm-2', 'two'))),
      ),
    )
    await watchUntil(session, showing('one', 'two'))
    expect(server.count('WaitForUpdatesEx')).toBeGreaterThanOrEqual(2)
  })

  it('says that it is in step when nothing has changed, with the same inventory', async () => {
    let nothingNew: (() => void) | undefined
    const { server, session } = await start(
      waits(
        () => set('1', vm('enter', 'vm-1', 'one')),
        () => (response) => {
          nothingNew = () => response.writeHead(200, { 'content-type': 'text/xml' }).end(envelope(''))
        },
      ),
    )
    let ready: InventoryUpdate | undefined
    const watching = watchUntil(session, (update) => {
      const again = ready !== undefined && update.inventory === ready.inventory
      if (update.inventory) ready ??= update
      return again
    })
    await expect.poll(() => ready !== undefined && server.count('WaitForUpdatesEx') === 2).toBe(true)
    nothingNew?.()
    const seen = await watching
    expect(seen.at(-1)).toMatchObject({ state: 'ready', vmsRead: 1, syncedAt: '1970-01-01T00:00:00.000Z' })
    expect(seen.at(-1)?.revision).toBeGreaterThan(ready?.revision ?? 0)
  })

  it('reads many objects again in one request, and forgets those that are gone', async () => {
    const ids = Array.from({ length: 60 }, (_, i) => `vm-${i}`)
    const odd = assign('config.hardware.device[2000].unitNumber', '1')
    const { server, session } = await start({
      ...waits(
        () => set('1', ids.map((id) => vm('enter', id, 'old')).join('')),
        () => set('2', ids.map((id) => update('modify', id, odd)).join('')),
      ),
      RetrievePropertiesEx: ({ body }) => {
        const asked = ids.filter((id) => id !== 'vm-59' && body.includes(`>${id}<`))
        const objects = asked.map(
          (id) =>
            `<objects><obj type="VirtualMachine">${id}</obj><propSet><name>name</name><val>new</val></propSet></objects>`,
        )
        return returned('R', `<returnval>${objects.join('')}</returnval>`)
      },
    })
    const seen = await watchUntil(session, (each) => names(each)?.[0] === 'new')
    expect(names(seen.at(-1))).toEqual(Array<string>(59).fill('new'))
    expect(server.count('RetrievePropertiesEx')).toBe(1)
  })

  it('ends at once when the certificate changes', async () => {
    const other = await createTestCertificate('other.test')
    const { server, session } = await start(waits(() => set('1', vm('enter', 'vm-1', 'one'))))
    const seen: InventoryUpdate[] = []
    for await (const update of session.watchInventory(new AbortController().signal)) {
      seen.push(update)
      if (seen.some((each) => each.inventory)) server.useCertificate(other)
      if (update.inventory) server.dropConnections()
    }
    expect(seen.at(-1)).toMatchObject({
      state: 'failed',
      problem: { code: 'vsphere.certificate-changed' },
      inventory: { vms: [{ name: 'one' }] },
    })
    expect(server.count('Login')).toBe(1)
  })

  it('goes on after vCenter has cancelled its wait', async () => {
    const { server, session } = await start(
      waits(
        () => set('1', vm('enter', 'vm-1', 'one')),
        () => fault('RequestCanceled', 'The task was canceled by a user.'),
        () => set('1', vm('enter', 'vm-1', 'uno')),
      ),
    )
    const seen = await watchUntil(session, showing('uno'))
    expect(seen.every((each) => each.problem === undefined)).toBe(true)
    expect(server.count('CreatePropertyCollector')).toBe(2)
  })

  it('stops after its last attempt, with the last inventory and a word on it', async () => {
    const { server, session } = await start({
      ...waits(() => set('1', vm('enter', 'vm-1', 'one'))),
      CreatePropertyCollector: () =>
        server.count('CreatePropertyCollector') > 1
          ? (response) => response.destroy()
          : returned('CreatePropertyCollector', '<returnval type="PropertyCollector">pc-1</returnval>'),
    })
    await session.close()
    const login = await loginTo(server)
    const seen: InventoryUpdate[] = []
    const { signal } = new AbortController()
    const context = () => ({ about: login.content.about, takenAt: 'now', serverThumbprint: '' })
    for await (const each of watchInventory(login, { context, signal, retryDelaysMs: [1, 1, 1] })) {
      seen.push(each)
      if (each.inventory && !each.problem) server.dropConnections()
    }
    await login.close()
    expect(seen.at(-1)).toMatchObject({
      state: 'failed',
      problem: {
        code: 'vsphere.connection-lost',
        meaning: expect.stringContaining('tried 3 times') as string,
      },
      inventory: { vms: [{ name: 'one' }] },
    })
    // The last inventory, then three attempts and no more.
    expect(server.count('CreatePropertyCollector')).toBe(4)
  })

  it('gives up a collector that is lost again and again', async () => {
    const { server, session } = await start({
      ...collector,
      WaitForUpdatesEx: () => fault('InvalidCollectorVersion', 'No such version.'),
    })
    const stop = new AbortController()
    for await (const { state, problem } of session.watchInventory(stop.signal)) {
      if (state !== 'reconnecting') continue
      expect(problem?.code).toBe('vsphere.collector-lost')
      stop.abort()
    }
    expect(server.count('WaitForUpdatesEx')).toBe(4)
  })
})
