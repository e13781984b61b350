import { describe, expect, it } from 'vitest'
import { propertySets } from '../../shared/inventory/from-vsphere/properties.ts'
import type { InventoryUpdate } from './service.ts'
import { createHarness } from './test-support/harness.ts'
import { fault, returned } from './test-support/scripted-vcenter.ts'
import {
  assign,
  envelope,
  names,
  set,
  setXml,
  showing,
  update,
  vm,
  waits,
  watchUntil,
} from './test-support/scripted-updates.ts'
import { createUpdateCollector } from './update-collector.ts'

const { start, open, loginTo } = createHarness()

describe('watchInventory', () => {
  it('loads, then follows', async () => {
    const { server, session } = await open(
      waits(
        () => set('1', vm('enter', 'vm-1', 'one'), true),
        () => set('2', vm('enter', 'vm-2', 'two')),
        () => set('3', vm('modify', 'vm-1', 'uno') + vm('enter', 'vm-3', 'three')),
        () => set('4', update('leave', 'vm-2')),
      ),
    )
    const seen = await watchUntil(session, showing('uno', 'three'))
    expect(seen[0]).toEqual({ state: 'loading', vmsRead: 0 })
    expect(seen.at(-1)).toMatchObject({
      state: 'ready',
      vmsRead: 2,
      inventory: { takenAt: '1970-01-01T00:00:00.000Z' },
    })
    const versions = server.calls
      .filter((call) => call.method === 'WaitForUpdatesEx')
      .map((call) => /<version>(.*?)<\/version>/.exec(call.body)?.[1])
    // The watch may end before it has asked for what follows version 4.
    expect(versions.slice(0, 4)).toEqual(['', '1', '2', '3'])
  })

  it('cleans up on the server when it ends, and before the log-out', async () => {
    const { server, session } = await open(waits(() => set('1', vm('enter', 'vm-1', 'one'))))
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
    const { session } = await open({
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

  it('asks for the next set while one is still on its way', async () => {
    let whole: (() => void) | undefined
    const { server, session } = await open(
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
    const { server, session } = await open(
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
      if (update.inventory?.tagReading) ready ??= update
      return again
    })
    await expect.poll(() => ready !== undefined && server.count('WaitForUpdatesEx') === 2).toBe(true)
    nothingNew?.()
    const seen = await watching
    expect(seen.at(-1)).toMatchObject({ state: 'ready', vmsRead: 1, syncedAt: '1970-01-01T00:00:00.000Z' })
  })

  it('reads many objects again in one request, and forgets those that are gone', async () => {
    const ids = Array.from({ length: 60 }, (_, i) => `vm-${i}`)
    const odd = assign('config.hardware.device[2000].unitNumber', '1')
    const { server, session } = await open({
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

  it('reads an object again at a change of a whole branch', async () => {
    const reread =
      '<returnval><objects><obj type="VirtualMachine">vm-1</obj><propSet><name>name</name><val>uno</val></propSet>' +
      '<propSet><name>config.firmware</name><val>efi</val></propSet></objects></returnval>'
    const { session } = await open({
      ...waits(
        () => set('1', update('enter', 'vm-1', assign('name', 'one') + assign('config.firmware', 'bios'))),
        () => set('2', update('modify', 'vm-1', assign('config', '<firmware>efi</firmware>'))),
      ),
      RetrievePropertiesEx: () => returned('RetrievePropertiesEx', reread),
    })
    const seen = await watchUntil(session, showing('uno'))
    expect(seen.at(-1)?.inventory?.vms[0]).toMatchObject({ firmware: 'efi' })
  })

  it('keeps of a change only what a projection reads', async () => {
    const option = (key: string) => `<OptionValue><key>${key}</key><value>x</value></OptionValue>`
    const options = `<val xsi:type="ArrayOfOptionValue">${option('guestinfo.userdata')}${option('ctkEnabled')}</val>`
    const change = `<changeSet><name>config.extraConfig</name><op>assign</op>${options}</changeSet>`
    const login = await loginTo(await start(waits(() => set('1', update('modify', 'vm-1', change)))))
    const sets = propertySets(login.content.about.apiVersion)
    const collector = await createUpdateCollector(login.client, login.content, sets)
    for await (const seen of collector.updates(new AbortController().signal)) {
      expect(seen?.updates).toMatchObject([{ changes: [{ value: [{ key: 'ctkEnabled' }] }] }])
      break
    }
  })

  it('keeps what a projection reads, also of a server that tells the name last', async () => {
    const change =
      '<changeSet><op>assign</op><val><efiSecureBootEnabled>true</efiSecureBootEnabled><x>y</x></val>'
    const { session } = await open(
      waits(() =>
        set(
          '1',
          update(
            'enter',
            'vm-1',
            assign('name', 'one') + `${change}<name>config.bootOptions</name></changeSet>`,
          ),
        ),
      ),
    )
    const seen = await watchUntil(session, showing('one'))
    expect(seen.at(-1)?.inventory?.vms[0]).toMatchObject({ secureBoot: true })
  })
})
