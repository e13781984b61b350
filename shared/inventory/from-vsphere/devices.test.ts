import { describe, expect, it } from 'vitest'
import { hardware } from './devices.ts'
import type { RawRecord, RawValue } from './raw.ts'

const record = ($type: string, fields: Record<string, RawValue> = {}): RawRecord => ({ ...fields, $type })
const ref = (type: string, value: string) => record('ManagedObjectReference', { type, value })
const backing = (type: string, fields: Record<string, RawValue> = {}) =>
  record(`VirtualDisk${type}BackingInfo`, {
    fileName: '[gold] web-01/web-01.vmdk',
    datastore: ref('Datastore', 'datastore-1'),
    diskMode: 'persistent',
    uuid: '6000C29a',
    ...fields,
  })
const disk = (fields: Record<string, RawValue> = {}) =>
  record('VirtualDisk', {
    key: '2000',
    controllerKey: '1000',
    unitNumber: '0',
    capacityInKB: '1024',
    capacityInBytes: '1048576',
    deviceInfo: record('Description', { label: 'Hard disk 1' }),
    backing: backing('FlatVer2'),
    ...fields,
  })
const controller = (type: string, fields: Record<string, RawValue> = {}) =>
  record(type, { key: '1000', busNumber: '0', ...fields })
const read = (...devices: RawValue[]) => hardware(devices, () => undefined)
const firstDisk = (...devices: RawValue[]) => read(...devices).disks[0]

describe('disks', () => {
  it('reads a plain disk', () => {
    expect(read(controller('ParaVirtualSCSIController'), disk())).toEqual({
      disks: [
        {
          key: 2000,
          label: 'Hard disk 1',
          file: '[gold] web-01/web-01.vmdk',
          currentFile: '[gold] web-01/web-01.vmdk',
          capacityBytes: 1_048_576,
          datastoreId: 'datastore-1',
          bus: 'scsi',
          controllerKey: 1000,
          unitNumber: 0,
          mode: 'persistent',
          shared: false,
          rdm: 'none',
          uuid: '6000C29a',
        },
      ],
      nics: [],
      devices: [],
    })
  })

  it.each([
    ['ParaVirtualSCSIController', 'scsi'],
    ['VirtualLsiLogicController', 'scsi'],
    ['VirtualLsiLogicSASController', 'scsi'],
    ['VirtualBusLogicController', 'scsi'],
    ['VirtualAHCIController', 'sata'],
    ['VirtualIDEController', 'ide'],
    ['VirtualNVMEController', 'nvme'],
    ['VirtualFutureController', 'unknown'],
  ])('%s is bus %s', (type, bus) => {
    expect(firstDisk(disk(), controller(type))?.bus).toBe(bus)
  })

  it('takes the older size in KiB where there is no other', () => {
    const old = record('VirtualDisk', { capacityInKB: '2048' })
    expect(firstDisk(old)?.capacityBytes).toBe(2_097_152)
  })

  it('names the base disk of a chain of snapshots', () => {
    const base = backing('FlatVer2', { datastore: ref('Datastore', 'datastore-2'), uuid: 'base' })
    const delta = backing('FlatVer2', {
      fileName: '[fast] web-01/web-01-000002.vmdk',
      parent: backing('FlatVer2', { fileName: '[fast] web-01/web-01-000001.vmdk', parent: base }),
    })
    expect(firstDisk(disk({ backing: delta }))).toMatchObject({
      file: '[gold] web-01/web-01.vmdk',
      datastoreId: 'datastore-2',
      uuid: 'base',
    })
  })

  it('strips the suffix of a snapshot whose parent is not told', () => {
    const delta = backing('SeSparse', { fileName: '[gold] web-01/web-01-000001.vmdk' })
    expect(firstDisk(disk({ backing: delta }))?.file).toBe('[gold] web-01/web-01.vmdk')
    const odd = backing('FlatVer2', { fileName: '[gold] web-01/web-01-00001.vmdk' })
    expect(firstDisk(disk({ backing: odd }))?.file).toBe('[gold] web-01/web-01-00001.vmdk')
  })

  it.each([
    [backing('RawDiskMappingVer1', { compatibilityMode: 'physicalMode' }), 'physical'],
    [backing('RawDiskMappingVer1', { compatibilityMode: 'virtualMode' }), 'virtual'],
    [backing('RawDiskVer2'), 'physical'],
    [backing('SparseVer2'), 'none'],
  ])('raw device mapping %#', (raw, rdm) => {
    expect(firstDisk(disk({ backing: raw }))?.rdm).toBe(rdm)
  })

  it('is shared by multi-writer or by a shared bus', () => {
    expect(firstDisk(disk({ backing: backing('FlatVer2', { sharing: 'sharingMultiWriter' }) }))?.shared).toBe(
      true,
    )
    expect(firstDisk(disk({ backing: backing('FlatVer2', { sharing: 'sharingNone' }) }))?.shared).toBe(false)
    const bus = (sharedBus: string) => controller('ParaVirtualSCSIController', { sharedBus })
    expect(firstDisk(disk(), bus('physicalSharing'))?.shared).toBe(true)
    expect(firstDisk(disk(), bus('virtualSharing'))?.shared).toBe(true)
    expect(firstDisk(disk(), bus('noSharing'))?.shared).toBe(false)
  })

  it('survives a disk of which nothing is told', () => {
    expect(firstDisk(record('VirtualDisk'))).toMatchObject({ file: '', bus: 'unknown', capacityBytes: 0 })
  })
})

describe('network cards', () => {
  it('reads a card and asks for its network', () => {
    const card = record('VirtualVmxnet3', {
      key: '4000',
      macAddress: '00:50:56:AB:CD:EF',
      connectable: record('VirtualDeviceConnectInfo', { startConnected: 'true', connected: 'false' }),
      backing: record('VirtualEthernetCardNetworkBackingInfo', { deviceName: 'VM Network' }),
    })
    const { nics, devices } = hardware([card], () => 'network-7')
    expect(nics).toEqual([
      {
        key: 4000,
        label: '',
        mac: '00:50:56:ab:cd:ef',
        networkId: 'network-7',
        connectedAtStart: true,
        model: 'VirtualVmxnet3',
      },
    ])
    expect(devices).toEqual([])
  })

  it('has no network where the backing names none', () => {
    expect(read(record('VirtualSriovEthernetCard', { key: '4001' })).nics[0]).not.toHaveProperty('networkId')
  })
})

describe('other devices', () => {
  it('keeps what a person must decide about, and USB controllers', () => {
    const { devices } = read(
      controller('VirtualAHCIController'),
      controller('VirtualPCIController'),
      record('VirtualUSBController', { key: '7000', busNumber: '0' }),
      record('VirtualTPM', { key: '11000' }),
      record('VirtualCdrom', {
        key: '3000',
        deviceInfo: record('Description', { label: 'CD/DVD drive 1' }),
        connectable: record('VirtualDeviceConnectInfo', { connected: 'true' }),
        backing: record('VirtualCdromIsoBackingInfo', { fileName: '[iso] rhel.iso' }),
      }),
      record('VirtualFloppy', {
        key: '8000',
        connectable: record('VirtualDeviceConnectInfo', { connected: 'false' }),
        backing: record('VirtualFloppyRemoteDeviceBackingInfo', { deviceName: '', useAutoDetect: 'false' }),
      }),
    )
    expect(devices).toEqual([
      { key: 7000, kind: 'VirtualUSBController', label: '', connected: true, backing: '' },
      { key: 11000, kind: 'VirtualTPM', label: '', connected: true, backing: '' },
      {
        key: 3000,
        kind: 'VirtualCdrom',
        label: 'CD/DVD drive 1',
        connected: true,
        backing: '[iso] rhel.iso',
      },
      { key: 8000, kind: 'VirtualFloppy', label: '', connected: false, backing: '' },
    ])
  })
})
