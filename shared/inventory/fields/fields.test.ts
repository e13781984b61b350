import { describe, expect, it } from 'vitest'
import {
  aCluster,
  aDatastore,
  aDisk,
  aHost,
  aNetwork,
  aNic,
  anInventory,
  aVm,
} from '../../../test/fixtures/inventory.ts'
import type { FieldValue } from '../../contract/inventory.ts'
import { INVENTORY_KINDS } from '../kinds.ts'
import { describeFields } from '../../query/describe.ts'
import { parseQuery } from '../../query/parse.ts'
import { createBrowser } from '../browse.ts'
import type { Inventory, Vm } from '../model.ts'
import { fieldsOf } from './tables.ts'

const KINDS = INVENTORY_KINDS

const ESTATE = anInventory({
  folders: [
    { id: 'dc', name: 'DC1', kind: 'datacenter' },
    { id: 'group-v1', name: 'Web', kind: 'vapp', parentId: 'dc' },
    { id: 'pod', name: 'Pod', kind: 'storagePod', parentId: 'dc' },
  ],
  clusters: [
    aCluster({
      parentId: 'dc',
      rules: [
        { name: 'keep-apart', kind: 'apart', enabled: true, mandatory: false, vmIds: ['vm-1'], hostIds: [] },
      ],
    }),
  ],
  hosts: [aHost({ services: [{ key: 'TSM-SSH', label: 'SSH', running: true, policy: 'on' }] })],
  datastores: [aDatastore({ parentId: 'pod', freeBytes: 2 ** 38 })],
  switches: [{ id: 'dvs', name: 'dvs-1', mtu: 9000, hostIds: [] }],
  networks: [aNetwork({ kind: 'distributed', vlan: 12, switchId: 'dvs', parentId: 'dc' })],
})

function rowOf(kind: (typeof KINDS)[number], inventory: Inventory = ESTATE): Record<string, FieldValue> {
  const page = createBrowser(inventory).query({ kind, where: '', sort: [], offset: 0, limit: 1 })
  if (!page.ok) throw new Error(page.problem.message)
  return page.value.rows[0]?.values ?? {}
}

const vmRow = (change: Partial<Vm>) => rowOf('vms', { ...ESTATE, vms: [aVm(change)] })

describe.each(KINDS)('fields of %s', (kind) => {
  const fields = fieldsOf(kind)

  it('have names of their own that the language reads', () => {
    expect(new Set(fields.map((field) => field.name)).size).toBe(fields.length)
    for (const { name } of fields) {
      expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/)
      expect(['and', 'or', 'not', 'in']).not.toContain(name)
    }
    for (const { example } of describeFields(fields))
      expect(parseQuery(example, fields), example).toMatchObject({ ok: true })
  })

  it('are explained in one sentence, under a title of their own', () => {
    expect(new Set(fields.map((field) => field.title)).size).toBe(fields.length)
    for (const { doc } of fields) expect(doc).toMatch(/^[A-Zv].*\.$/)
  })

  it('lead from no other word to two fields, nor from a name away from it', () => {
    const also = fields.flatMap((field) => field.also ?? [])
    expect(new Set(also).size).toBe(also.length)
    expect(fields.map((field) => field.name).filter((name) => also.includes(name))).toEqual([])
  })

  it('have values of their type, and of their values', () => {
    for (const inventory of [ESTATE, bare(ESTATE)])
      for (const field of fields) {
        const value = rowOf(kind, inventory)[field.name] ?? null
        if (value === null) continue
        const type = { text: 'string', number: 'number', bytes: 'number', flag: 'boolean', list: 'object' }
        expect(typeof value, field.name).toBe(type[field.type])
        if (field.values) expect(field.values).toEqual(expect.arrayContaining([value].flat()))
      }
  })
})

/** The same objects with nothing around them. */
function bare(inventory: Inventory): Inventory {
  return {
    ...inventory,
    folders: [],
    vms: [
      aVm({ hostId: undefined, disks: [], nics: [], controllers: [], hardwareVersion: '', snapshots: [] }),
    ],
    clusters: [aCluster()],
    hosts: [aHost({ clusterId: undefined, memoryBytes: 0 })],
    datastores: [aDatastore({ capacityBytes: 0, freeBytes: 0 })],
    networks: [aNetwork()],
  }
}

describe('VM fields', () => {
  it('tell where it is', () => {
    expect(vmRow({})).toMatchObject({
      name: 'web-01',
      power: 'on',
      state: 'connected',
      host: 'esx-01',
      cluster: 'prod',
      datacenter: 'DC1',
      folder: 'DC1/Web',
      vapp: 'Web',
      rule: ['keep-apart'],
      datastore: ['gold'],
      network: ['VM Network'],
      vlan: ['12'],
      switch: ['dvs-1'],
      memory: 2 ** 31,
      'host-version': '8.0.2',
      hardware: 19,
    })
  })

  it('tell tags by category and name, and what nobody knows apart from none', () => {
    const tags = [
      { category: 'Application', name: 'Shop' },
      { category: 'Backup', name: 'daily' },
      { category: 'Backup', name: 'Shop' },
    ]
    expect(vmRow({ tags })).toMatchObject({
      tag: ['Application/Shop', 'Backup/daily', 'Backup/Shop'],
      'tag-name': ['Shop', 'daily'],
      'tag-category': ['Application', 'Backup'],
    })
    expect(vmRow({ tags: [] })).toMatchObject({ tag: [], 'tag-name': [], 'tag-category': [] })
    expect(vmRow({ tags: undefined })).toMatchObject({ tag: null, 'tag-name': null, 'tag-category': null })
    const vms = [aVm({ tags }), aVm({ id: 'vm-2', tags: [] }), aVm({ id: 'vm-3' })]
    const browser = createBrowser({ ...ESTATE, vms })
    const matching = (where: string) => {
      const found = browser.ids({ kind: 'vms', where })
      return found.ok ? found.value.ids : found.problem.code
    }
    expect(matching("tag ~ 'application/*'")).toEqual(['vm-1'])
    expect(matching('tag-name = shop')).toEqual(['vm-1'])
    expect(matching('shop daily')).toEqual(['vm-1'])
    expect(matching("tag = ''")).toEqual(['vm-2', 'vm-3'])
  })

  it('tell about disks', () => {
    const disks = [
      aDisk({
        capacityBytes: 10,
        thin: false,
        rdm: 'virtual',
        mode: 'independent_persistent',
        changeTracking: false,
      }),
      aDisk({
        key: 2001,
        capacityBytes: 30,
        encrypted: true,
        datastoreId: 'nowhere',
        bus: 'nvme',
        chainLength: 3,
      }),
    ]
    expect(vmRow({ disks })).toMatchObject({
      disks: 2,
      'disk-size': 40,
      'largest-disk': 30,
      thin: true,
      thick: true,
      rdm: 'virtual',
      independent: true,
      encrypted: true,
      'disk-bus': ['scsi', 'nvme'],
      chain: 3,
      'cbt-disks': 1,
      controller: ['paravirtualscsi'],
    })
    expect(vmRow({ disks: [aDisk({ thin: undefined })] })).toMatchObject({
      thin: null,
      thick: null,
      rdm: 'none',
    })
  })

  it('tell about the guest', () => {
    const guest = {
      guestNics: [
        {
          mac: '',
          network: '',
          addresses: [{ ip: '192.0.2.10', prefixLength: 24, origin: 'manual' }],
          dns: ['192.0.2.1'],
        },
      ],
      guestRoutes: [{ network: '0.0.0.0', prefixLength: 0, gateway: '192.0.2.1' }],
      guestDisks: [
        { path: '/', capacityBytes: 100, freeBytes: 40, fileSystem: 'XFS' },
        { path: '/var', capacityBytes: 50, freeBytes: 10, fileSystem: 'xfs' },
      ],
      configuredGuestId: 'otherGuest',
    }
    expect(vmRow(guest)).toMatchObject({
      'static-ip': true,
      dns: ['192.0.2.1'],
      gateway: ['192.0.2.1'],
      volumes: 2,
      'guest-free': 10,
      'guest-used': 100,
      filesystem: ['xfs'],
      'os-differs': true,
      'os-family': 'linux',
      'tools-version': 'current',
      tools: 'running',
    })
    expect(vmRow({})).toMatchObject({ 'static-ip': null, 'guest-free': null, 'os-differs': false })
  })

  it('tell about cards, devices and snapshots', () => {
    const snapshot = {
      id: 's',
      name: 'before',
      createdAt: '2026-01-02T00:00:00Z',
      quiesced: false,
      current: true,
    }
    const row = vmRow({
      nics: [aNic({ model: 'VirtualE1000e', connected: false }), aNic({ networkId: undefined, mac: 'b' })],
      devices: [{ key: 1, kind: 'VirtualCdrom', label: 'CD', connected: true, backing: '[gold] a.ISO' }],
      snapshots: [{ ...snapshot, createdAt: '2026-02-01T00:00:00Z' }, snapshot],
      snapshotCount: 2,
    })
    expect(row).toMatchObject({
      nics: 2,
      'nic-model': ['e1000e', 'vmxnet3'],
      'nic-disconnected': true,
      'nic-unbacked': true,
      iso: true,
      device: ['cdrom'],
      usb: false,
      snapshots: 2,
      'oldest-snapshot': '2026-01-02T00:00:00Z',
    })
  })

  it('tell what was found', () => {
    expect(vmRow({ isTemplate: true, tpm: true })).toMatchObject({
      migratable: false,
      critical: 1,
      warnings: 0,
      findings: ['vm-template'],
      refusal: 'A template is not migrated. Deploy a VM from it and choose that one.',
    })
    expect(vmRow({ powerState: 'suspended', tpm: true })).toMatchObject({
      critical: 1,
      warnings: 1,
      findings: ['vm-suspended', 'tpm'],
    })
    expect(vmRow({})).toMatchObject({ migratable: true, refusal: null, critical: 0 })
  })
})

describe('fields of places', () => {
  it('count what is there', () => {
    expect(rowOf('hosts')).toMatchObject({
      vms: 1,
      running: 1,
      ssh: true,
      'vm-memory': 2 ** 31,
      datacenter: 'DC1',
    })
    expect(rowOf('clusters')).toMatchObject({ hosts: 1, vms: 1, cpu: 16, version: ['8.0.2'], rules: 1 })
    expect(rowOf('datastores')).toMatchObject({
      vms: 1,
      hosts: 1,
      'free-percent': 25,
      pod: 'Pod',
      folder: 'DC1/Pod',
    })
    expect(rowOf('networks')).toMatchObject({ vms: 1, hosts: 1, vlan: 12, switch: 'dvs-1', mtu: 9000 })
  })
})
