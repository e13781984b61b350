import { describe, expect, it } from 'vitest'
import {
  child,
  COLLECTOR,
  containerView,
  readProperties,
  specOf,
  texts,
  viewSpec,
  vmId,
  useVcenter,
} from './test-support/test-vcenter.ts'
import type { XmlNode } from './vim/read-xml.ts'

const { lab, client } = useVcenter('all', 60)

const retrieveEx = async (spec: string, options = ''): Promise<XmlNode | undefined> =>
  (
    await client.call(
      COLLECTOR,
      'RetrievePropertiesEx',
      `<specSet>${spec}</specSet><options>${options}</options>`,
    )
  )[0]

/** The selection that reaches everything from the root folder: each spec names those that may follow. */
function fullTraversal(): string {
  const select = (names: readonly string[]): string =>
    names.map((name) => `<selectSet><name>${name}</name></selectSet>`).join('')
  const spec = (name: string, type: string, path: string, next: readonly string[]): string =>
    `<selectSet i:type="TraversalSpec"><name>${name}</name><type>${type}</type><path>${path}</path>${select(next)}</selectSet>`
  const datacenter = ['vm', 'host', 'datastore', 'network']
  return [
    spec('children', 'Folder', 'childEntity', [
      'children',
      ...datacenter.map((d) => `dc-${d}`),
      'hosts',
      'pool',
    ]),
    ...datacenter.map((d) => spec(`dc-${d}`, 'Datacenter', `${d}Folder`, ['children'])),
    spec('hosts', 'ComputeResource', 'host', []),
    spec('pool', 'ComputeResource', 'resourcePool', ['pool-vms']),
    spec('pool-vms', 'ResourcePool', 'vm', []),
  ].join('')
}

describe('container views', () => {
  it('hold all objects of a type', async () => {
    const result = await retrieveEx(
      viewSpec(await containerView(client, 'VirtualMachine'), 'VirtualMachine', ['name']),
    )
    expect(texts(result!, 'objects.obj').sort()).toEqual(lab.estate.vms.map((vm) => vm.id).sort())
  })

  it('hold subtypes too, and only children when not recursive', async () => {
    const entities = await retrieveEx(
      viewSpec(await containerView(client, 'ManagedEntity'), 'ManagedEntity', ['name']),
    )
    const types = new Set(entities!.children.map((o) => child(o, 'obj').refType))
    expect([...types].sort()).toEqual([
      'ClusterComputeResource',
      'Datacenter',
      'Datastore',
      'DistributedVirtualPortgroup',
      'Folder',
      'HostSystem',
      'Network',
      'OpaqueNetwork',
      'ResourcePool',
      'StoragePod',
      'VirtualMachine',
      'VmwareDistributedVirtualSwitch',
    ])
    const top = await retrieveEx(
      viewSpec(await containerView(client, 'ManagedEntity', false), 'ManagedEntity', ['name']),
    )
    expect(texts(top!, 'objects.propSet.val')).toEqual(['Lab-DC'])
  })

  it('reach as far as a traversal from the root folder does', async () => {
    const spec = `<propSet><type>ManagedEntity</type><pathSet>name</pathSet></propSet>
      <objectSet><obj type="Folder">group-d1</obj><skip>true</skip>${fullTraversal()}</objectSet>`
    const entities = await retrieveEx(
      viewSpec(await containerView(client, 'ManagedEntity'), 'ManagedEntity', ['name']),
    )
    const found = await retrieveEx(spec)
    expect(texts(found!, 'objects.obj').sort()).toEqual(texts(entities!, 'objects.obj').sort())
  })
})

describe('paged reads', () => {
  it('come in pages of the size asked for until there is no token', async () => {
    let page = await retrieveEx(
      viewSpec(await containerView(client, 'VirtualMachine'), 'VirtualMachine', ['name']),
      '<maxObjects>25</maxObjects>',
    )
    const pages: string[][] = []
    for (;;) {
      pages.push(texts(page!, 'objects.obj'))
      const [token] = texts(page!, 'token')
      if (token === undefined) break
      page = (await client.call(COLLECTOR, 'ContinueRetrievePropertiesEx', `<token>${token}</token>`))[0]
    }
    expect(pages.map((p) => p.length)).toEqual([25, 25, 10])
    expect(new Set(pages.flat()).size).toBe(60)
  })

  it('end when canceled', async () => {
    const page = await retrieveEx(
      viewSpec(await containerView(client, 'VirtualMachine'), 'VirtualMachine', ['name']),
      '<maxObjects>1</maxObjects>',
    )
    const token = `<token>${texts(page!, 'token')[0]!}</token>`
    await client.call(COLLECTOR, 'CancelRetrievePropertiesEx', token)
    await expect(client.call(COLLECTOR, 'ContinueRetrievePropertiesEx', token)).rejects.toMatchObject({
      type: 'InvalidArgument',
    })
  })

  it('answer with nothing where nothing is selected', async () => {
    expect(
      await retrieveEx(viewSpec(await containerView(client, 'VirtualApp'), 'VirtualApp', ['name'])),
    ).toBeUndefined()
  })
})

describe('properties', () => {
  it('carry their types', async () => {
    const properties = await readProperties(client, `VirtualMachine:${vmId(lab, 'web-01')}`, [
      'name',
      'runtime.powerState',
      'runtime.host',
      'config.hardware.numCPU',
      'config.hardware.device',
      'summary.storage.committed',
      'datastore',
    ])
    const types = Object.fromEntries([...properties].map(([path, val]) => [path, val.xsiType]))
    expect(types).toEqual({
      name: 'string',
      'runtime.powerState': 'VirtualMachinePowerState',
      'runtime.host': 'ManagedObjectReference',
      'config.hardware.numCPU': 'int',
      'config.hardware.device': 'ArrayOfVirtualDevice',
      'summary.storage.committed': 'long',
      datastore: 'ArrayOfManagedObjectReference',
    })
    const disk = properties.get('config.hardware.device')!.children.find((d) => d.xsiType === 'VirtualDisk')!
    expect(texts(disk, 'backing.fileName')).toEqual(['[vmfs-gold-01] web-01/web-01.vmdk'])
    expect(child(disk, 'backing').xsiType).toBe('VirtualDiskFlatVer2BackingInfo')
  })

  it('are left out where they are unset', async () => {
    const paths = ['name', 'snapshot', 'config.ftInfo', 'config.keyId', 'config.vAppConfig']
    const properties = await readProperties(client, `VirtualMachine:${vmId(lab, 'web-01')}`, paths)
    expect([...properties.keys()]).toEqual(['name'])
  })

  it('are known in part for an inaccessible VM', async () => {
    const paths = ['name', 'config.uuid', 'config', 'runtime.connectionState', 'summary.config.vmPathName']
    const properties = await readProperties(client, `VirtualMachine:${vmId(lab, 'inaccessible-01')}`, paths)
    expect([...properties.keys()]).toEqual(['name', 'runtime.connectionState', 'summary.config.vmPathName'])
  })

  it('show separators in names as escapes', async () => {
    const properties = await readProperties(client, `VirtualMachine:${vmId(lab, 'app/billing-01')}`, [
      'name',
      'parent',
    ])
    expect(properties.get('name')!.text).toBe('app%2fbilling-01')
    const folder = await readProperties(client, `Folder:${properties.get('parent')!.text}`, ['name'])
    expect(folder.get('name')!.text).toBe('R%2fD')
  })

  it('come all when all are asked for', async () => {
    const spec = `<specSet><propSet><type>HostSystem</type><all>true</all></propSet>
      <objectSet><obj type="HostSystem">${lab.estate.hosts[0]!.id}</obj></objectSet></specSet>`
    const [content] = await client.call(COLLECTOR, 'RetrieveProperties', spec)
    const names = texts(content!, 'propSet.name')
    expect(names).toEqual(expect.arrayContaining(['name', 'summary', 'config', 'runtime', 'vm', 'network']))
    expect(names).not.toContain('answerFileValidationState')
  })

  it.each([
    ['VirtualMachine', 'nonsense', 'InvalidProperty'],
    ['VirtualMachine', 'config.hardware.nonsense', 'InvalidProperty'],
    ['OpaqueNetwork', 'summary.opaqueNetworkId', 'InvalidProperty'],
    ['NoSuchType', 'name', 'InvalidType'],
  ])('fail the whole call for %s %s', async (type, path, fault) => {
    const spec = `<specSet><propSet><type>${type}</type><pathSet>name</pathSet><pathSet>${path}</pathSet></propSet>
      <objectSet><obj type="Folder">group-d1</obj></objectSet></specSet>`
    await expect(client.call(COLLECTOR, 'RetrieveProperties', spec)).rejects.toMatchObject({ type: fault })
  })

  it('fail for an object that is gone', async () => {
    const spec = `<specSet>${specOf('VirtualMachine:vm-9', ['name'])}</specSet>`
    await expect(client.call(COLLECTOR, 'RetrieveProperties', spec)).rejects.toMatchObject({
      type: 'ManagedObjectNotFound',
    })
  })

  it('describe hosts and networks for a migration', async () => {
    const host = await readProperties(client, `HostSystem:${lab.estate.hosts[0]!.id}`, [
      'summary.config.sslThumbprint',
      'config.dateTimeInfo.timeZone.name',
      'config.network.vnic',
      'config.lockdownMode',
      'config.product.version',
    ])
    expect(host.size).toBe(5)
    expect(host.get('summary.config.sslThumbprint')!.text).toMatch(/^([0-9A-F]{2}:){19}[0-9A-F]{2}$/)
    const web = lab.estate.networks.find((n) => n.name === 'dvpg-web-110')!
    const portgroup = await readProperties(client, `DistributedVirtualPortgroup:${web.id}`, ['config', 'key'])
    expect(texts(portgroup.get('config')!, 'defaultPortConfig.vlan.vlanId')).toEqual(['110'])
    expect(portgroup.get('key')!.text).toBe(web.id)
  })
})

describe('searches', () => {
  const find = async (method: string, args: string): Promise<string | undefined> =>
    (await client.call('SearchIndex:SearchIndex', method, args))[0]?.text
  const byUuid = (uuid: string, instance: boolean): Promise<string | undefined> =>
    find(
      'FindByUuid',
      `<uuid>${uuid}</uuid><vmSearch>true</vmSearch><instanceUuid>${instance}</instanceUuid>`,
    )

  it('find a VM by either uuid', async () => {
    const vm = lab.estate.vms[0]!
    expect(await byUuid(vm.instanceUuid, true)).toBe(vm.id)
    expect(await byUuid(vm.uuid.toUpperCase(), false)).toBe(vm.id)
    expect(await byUuid(vm.uuid, true)).toBeUndefined()
  })

  it('find by inventory path and by child', async () => {
    const path = (text: string): Promise<string | undefined> =>
      find('FindByInventoryPath', `<inventoryPath>${text}</inventoryPath>`)
    expect(await path('/Lab-DC/vm/Production/Web/web-01')).toBe(vmId(lab, 'web-01'))
    expect(await path('Lab-DC/vm/R%2fD/app%2fbilling-01')).toBe(vmId(lab, 'app/billing-01'))
    expect(await path('Lab-DC/vm/nothing')).toBeUndefined()
    expect(await find('FindChild', '<entity type="Folder">group-d1</entity><name>Lab-DC</name>')).toBe(
      'datacenter-3',
    )
  })
})
