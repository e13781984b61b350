import { describe, expect, it } from 'vitest'
import type { InventoryUpdate } from './service.ts'
import { createTestCertificate } from './test-support/certificate.ts'
import { createHarness } from './test-support/harness.ts'
import { fault, returned } from './test-support/scripted-vcenter.ts'
import {
  collector,
  names,
  set,
  showing,
  silence,
  vm,
  waits,
  watchUntil,
} from './test-support/scripted-updates.ts'
import { watchInventory } from './watch-inventory.ts'

const { open, loginTo } = createHarness()

describe('watchInventory with problems', () => {
  it('makes its collector anew after a lost session, without showing less in between', async () => {
    const { server, session } = await open(
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
    const { server, session } = await open({
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
    const { session } = await open(
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
    const { session } = await open(
      waits(() => fault('NoPermission', 'No.', '<privilegeId>System.View</privilegeId>')),
    )
    const seen = await watchUntil(session, () => false)
    expect(seen.at(-1)).toMatchObject({ state: 'failed', problem: { code: 'vsphere.no-permission' } })
  })

  it('ends at once when the certificate changes', async () => {
    const other = await createTestCertificate('other.test')
    const { server, session } = await open(waits(() => set('1', vm('enter', 'vm-1', 'one'))))
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

  it('goes on after vCenter has canceled its wait', async () => {
    const { server, session } = await open(
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
    const { server, session } = await open({
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
    const readTags = () => Promise.resolve({ reading: {}, byVm: new Map() })
    const options = { context, signal, readTags, retryDelaysMs: [1, 1, 1] }
    for await (const each of watchInventory(login, options)) {
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
    const { server, session } = await open({
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
