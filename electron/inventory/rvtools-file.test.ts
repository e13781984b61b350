import { describe, expect, it } from 'vitest'
import { inventorySchema } from '../../shared/inventory/model.ts'
import { FULL } from './test-support/full-workbook.ts'
import { workbookStore } from './test-support/workbook-store.ts'
import { smallest } from './test-support/workbooks.ts'

const { load, read } = workbookStore()

describe('an RVTools workbook', () => {
  it('becomes an inventory with all that it tells', async () => {
    const inventory = await read(FULL)
    expect(inventorySchema.parse(inventory)).toEqual(inventory)
    expect(inventory).toMatchObject({
      about: {
        name: 'RVTools of vc.example.com',
        version: '8.0.3',
        build: '24022515',
        apiType: 'VirtualCenter',
      },
      takenAt: '2026-02-28T17:15:00.000Z',
      clusters: [{ name: 'prod', highAvailability: true, drs: true, drsBehavior: 'manual' }],
      switches: [{ name: 'dvs-1', mtu: 9000, hostIds: ['esx-01'] }],
    })
    expect(inventory.hosts).toMatchObject([
      {
        name: 'esx-01',
        clusterId: 'prod',
        version: '8.0.2',
        build: '22380479',
        cpuCores: 16,
        memoryBytes: 256 * 2 ** 30,
        datastoreIds: ['gold'],
        networkIds: ['VM Network'],
      },
    ])
    expect(inventory.datastores).toMatchObject([
      { name: 'gold', capacityBytes: 2 ** 40, freeBytes: 2 ** 39, shared: true, backing: ['naa.1'] },
      { name: 'silver' },
    ])
    expect(inventory.networks).toMatchObject([
      {
        name: 'dv-web',
        kind: 'distributed',
        vlanTrunk: '0-4094',
        switchId: 'dvs-1',
        promiscuous: true,
        macChanges: false,
      },
      { name: 'VM Network', kind: 'standard', vlan: 120 },
    ])
    const [vm] = inventory.vms
    expect(vm).toMatchObject({
      id: 'vm-101',
      name: 'web-01',
      path: 'DC1/Web/Front',
      hostId: 'esx-01',
      datastoreIds: ['gold', 'silver'],
      networkIds: ['VM Network'],
      powerState: 'poweredOn',
      consolidationNeeded: true,
      uuid: '4200-a',
      instanceUuid: '5000-a',
      firmware: 'efi',
      secureBoot: true,
      guestName: 'Red Hat Enterprise Linux 9 (64-bit)',
      configuredGuestName: 'Red Hat Enterprise Linux 8 (64-bit)',
      guestHostName: 'web-01.example.com',
      tools: 'running',
      toolsVersion: 'guestToolsNeedUpgrade',
      guestOperationsReady: true,
      ipAddresses: ['192.0.2.10', '198.51.100.7', 'fe80::1'],
      guestDisks: [{ path: '/boot', capacityBytes: 500 * 2 ** 20, freeBytes: 50 * 2 ** 20, diskKey: 2000 }],
      cpuCount: 4,
      coresPerSocket: 2,
      memoryMiB: 8192,
      cpuHotAdd: true,
      memoryHotAdd: true,
      changeTracking: false,
      diskUuidsShown: true,
      faultTolerance: false,
      hardwareVersion: 'vmx-09',
      usedBytes: 10 * 2 ** 30,
      snapshotCount: 2,
      snapshots: [
        { name: 'before', createdAt: '2026-02-01T10:00:00.000Z', quiesced: true },
        { name: 'after', createdAt: '2026-02-02T11:30:00.000Z', quiesced: false },
      ],
      controllers: [
        { key: 1001, busNumber: 1, sharedBus: 'physicalSharing' },
        { key: 31000, sharedBus: 'noSharing' },
      ],
    })
    expect(vm?.disks).toMatchObject([
      {
        label: 'Hard disk 1',
        file: '[gold] web-01/web-01.vmdk',
        currentFile: '[gold] web-01/web-01-000002.vmdk',
        capacityBytes: 100 * 2 ** 30,
        bus: 'scsi',
        unitNumber: 3,
        thin: true,
        rdm: 'none',
      },
      {
        capacityBytes: 2 ** 30,
        bus: 'nvme',
        shared: true,
        rdm: 'physical',
        lunUuid: '0200',
        mode: 'independent_persistent',
      },
    ])
    expect(vm?.nics).toMatchObject([
      { mac: '00:50:56:aa:bb:cc', model: 'VirtualVmxnet3', networkId: 'VM Network', addressType: 'assigned' },
    ])
    expect(inventory.folders.map(({ name, kind }) => [name, kind])).toEqual([
      ['DC1', 'datacenter'],
      ['Web', 'vm'],
      ['Front', 'vm'],
    ])
  })

  it('names what it cannot tell, more of it for a workbook with less', async () => {
    const full = (await read(FULL)).unknown ?? []
    expect(full).toEqual(
      expect.arrayContaining(['vms.guestId', 'vms.devices', 'vms.encrypted', 'hosts.services']),
    )
    expect(full).not.toEqual(expect.arrayContaining(['vms.changeTracking']))
    expect(full.filter((property) => property.startsWith('vms.disks'))).toEqual([
      'vms.disks.backing',
      'vms.disks.chainLength',
      'vms.disks.encrypted',
      'vms.disks.changeTracking',
    ])
    const small = (await read(smallest())).unknown ?? []
    expect(small).toEqual(
      expect.arrayContaining(['vms.disks', 'vms.nics', 'vms.changeTracking', 'vms.snapshots']),
    )
    expect(small).not.toContain('vms.powerState')
    expect(small).not.toContain('vms.disks.mode')
  })

  it('can be looked at after a restart, as a saved inventory', async () => {
    const inventory = await read(FULL)
    expect(await load()).toEqual({ ok: true, value: inventory })
  })
})
