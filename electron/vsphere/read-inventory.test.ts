import { describe, expect, it } from 'vitest'
import { createHarness } from './test-support/harness.ts'
import { fault, returned, type Answer, type Script } from './test-support/scripted-vcenter.ts'

const { open } = createHarness()

const collector: Script = {
  CreateContainerView: () =>
    returned('CreateContainerView', '<returnval type="ContainerView">view-1</returnval>'),
  DestroyView: () => returned('DestroyView', ''),
}

/** Never answers. */
const silence: Answer = () => undefined

describe('inventory', () => {
  const page = (id: string, token: string) =>
    returned(
      'R',
      `<returnval>${token}<objects><obj type="VirtualMachine">${id}</obj><propSet><name>name</name>` +
        `<val>${id}</val></propSet></objects></returnval>`,
    )
  const paged: Script = {
    ...collector,
    RetrievePropertiesEx: () => page('vm-1', '<token>t1</token>'),
    ContinueRetrievePropertiesEx: ({ body }) =>
      page(body.includes('t1') ? 'vm-2' : 'vm-3', body.includes('t1') ? '<token>t2</token>' : ''),
  }

  it('reads page after page and removes its view', async () => {
    const { server, session } = await open(paged)
    const result = await session.inventory()
    expect(result.ok && result.value.vms.map((each) => each.id)).toEqual(['vm-1', 'vm-2', 'vm-3'])
    expect(server.count('DestroyView')).toBe(1)
  })

  it('does without a property that the server does not know', async () => {
    const unknown = fault('InvalidProperty', 'No such property.', '<name>config.ftInfo</name>')
    const { server, session } = await open({
      ...paged,
      RetrievePropertiesEx: ({ body }) => (body.includes('config.ftInfo') ? unknown : page('vm-1', '')),
    })
    expect(await session.inventory()).toMatchObject({ ok: true, value: { vms: [{ id: 'vm-1' }] } })
    expect(server.count('RetrievePropertiesEx')).toBe(2)
  })

  it('fails with the property that the server does not know, when nobody asked for it', async () => {
    const { session } = await open({
      ...paged,
      RetrievePropertiesEx: () => fault('InvalidProperty', 'No such property.', '<name>other</name>'),
    })
    expect(await session.inventory()).toMatchObject({
      ok: false,
      problem: { code: 'vsphere.invalid-property' },
    })
  })

  it('lists what it may see when a part is forbidden', async () => {
    const forbidden =
      '<missingSet><path>config</path><fault><fault xsi:type="NoPermission"/>' +
      '<localizedMessage>Permission was denied.</localizedMessage></fault></missingSet>'
    const objects = ['vm-1', 'vm-2'].map(
      (id) =>
        `<objects><obj type="VirtualMachine">${id}</obj><propSet><name>name</name><val>${id}</val></propSet>` +
        `${id === 'vm-1' ? forbidden : ''}</objects>`,
    )
    const { session } = await open({
      ...collector,
      RetrievePropertiesEx: () => returned('R', `<returnval>${objects.join('')}</returnval>`),
    })
    const result = await session.inventory()
    expect(result.ok && result.value.vms.map((each) => each.id)).toEqual(['vm-1', 'vm-2'])
  })

  it('is an empty inventory when there is nothing', async () => {
    const { session } = await open({ ...collector, RetrievePropertiesEx: () => returned('R', '') })
    expect(await session.inventory()).toMatchObject({ ok: true, value: { vms: [], folders: [] } })
  })

  it('can be canceled, and says so', async () => {
    const stop = new AbortController()
    const { session } = await open({
      ...paged,
      ContinueRetrievePropertiesEx: () => (stop.abort(), silence),
    })
    expect(await session.inventory(stop.signal)).toMatchObject({
      ok: false,
      problem: { code: 'vsphere.canceled' },
    })
  })

  it('asks for the next page while one is still on its way', async () => {
    let rest: (() => void) | undefined
    const { server, session } = await open({
      ...collector,
      RetrievePropertiesEx: () => (response) => {
        response.writeHead(200, { 'content-type': 'text/xml' })
        response.write('<Envelope><Body><R><returnval><token>t1</token>')
        const object =
          '<obj type="VirtualMachine">vm-1</obj><propSet><name>name</name><val>first</val></propSet>'
        rest = () => response.end(`<objects>${object}</objects></returnval></R></Body></Envelope>`)
      },
      ContinueRetrievePropertiesEx: () => (rest?.(), page('vm-2', '')),
    })
    const result = await session.inventory()
    expect(result.ok && result.value.vms.map((each) => each.name)).toEqual(['first', 'vm-2'])
    expect(server.count('ContinueRetrievePropertiesEx')).toBe(1)
  })

  it('fails as a whole when one of its pages does', async () => {
    const { server, session } = await open({
      ...paged,
      ContinueRetrievePropertiesEx: ({ body }) =>
        body.includes('t1') ? page('vm-2', '<token>t2</token>') : fault('InvalidArgument', 'No such token.'),
    })
    expect(await session.inventory()).toMatchObject({
      ok: false,
      problem: { code: 'vsphere.invalid-argument' },
    })
    expect(server.count('DestroyView')).toBe(1)
  })
})
