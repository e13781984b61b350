import { describe, expect, it } from 'vitest'
import { condenseProperty } from './condense.ts'
import { hardware } from './devices.ts'
import { list, type RawRecord, type RawValue } from './raw.ts'

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
    capacityInKB: '1',
    capacityInBytes: '1048576',
    deviceInfo: record('Description', { label: 'Hard disk 1' }),
    backing: backing('FlatVer2'),
    ...fields,
  })
const controller = (type: string, fields: Record<string, RawValue> = {}) =>
  record(type, { key: '1000', busNumber: '0', ...fields })
const untracked = { tracked: new Set<string>() }
const condensed = (devices: RawValue[]) => list(condenseProperty('config.hardware.device', devices))
const read = (...devices: RawValue[]) => hardware(condensed(devices), () => undefined, untracked)
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
          backing: 'VirtualDiskFlatVer2BackingInfo',
          chainLength: 1,
          lunUuid: '',
          encrypted: false,
          changeTracking: false,
        },
      ],
      controllers: [{ key: 1000, kind: 'ParaVirtualSCSIController', busNumber: 0, sharedBus: '' }],
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
      chainLength: 3,
    })
  })

  it('ends at a chain that no server makes', () => {
    let chain = backing('FlatVer2')
    for (let i = 0; i < 1_000; i++) chain = backing('FlatVer2', { parent: chain })
    expect(firstDisk(disk({ backing: chain }))?.chainLength).toBe(256)
  })

  it('tells thin, encrypted and the LUN, of the base where the delta does not', () => {
    const base = backing('FlatVer2', { thinProvisioned: 'true', keyId: record('CryptoKeyId') })
    expect(firstDisk(disk({ backing: base }))).toMatchObject({ thin: true, encrypted: true })
    const thick = backing('FlatVer2', { thinProvisioned: 'false' })
    expect(firstDisk(disk({ backing: thick }))).toMatchObject({ thin: false, encrypted: false })
    const lun = backing('RawDiskMappingVer1', { lunUuid: '0200', compatibilityMode: 'virtualMode' })
    expect(firstDisk(disk({ backing: backing('SeSparse', { parent: lun }) }))).toMatchObject({
      backing: 'VirtualDiskSeSparseBackingInfo',
      rdm: 'virtual',
      lunUuid: '0200',
    })
  })

  it.each([
    ['ParaVirtualSCSIController', '1', '2', 'scsi1:2'],
    ['VirtualAHCIController', '0', '3', 'sata0:3'],
    ['VirtualIDEController', '1', '0', 'ide1:0'],
    ['VirtualNVMEController', '0', '0', 'nvme0:0'],
  ])('%s %s, unit %s: change tracking is the option of %s', (type, busNumber, unitNumber, slot) => {
    const devices = [controller(type, { busNumber }), disk({ unitNumber })]
    const tracking = (...tracked: string[]) =>
      hardware(condensed(devices), () => undefined, { tracked: new Set(tracked) }).disks[0]?.changeTracking
    expect(tracking(slot)).toBe(true)
    expect(tracking('scsi9:9')).toBe(false)
  })

  it('keeps the controllers that a disk can be behind, with how they share', () => {
    const shared = controller('VirtualLsiLogicSASController', { sharedBus: 'physicalSharing' })
    const { controllers } = read(
      controller('VirtualPCIController', { key: '100' }),
      controller('VirtualIDEController', { key: '201', busNumber: '1' }),
      shared,
    )
    expect(controllers).toEqual([
      { key: 201, kind: 'VirtualIDEController', busNumber: 1, sharedBus: '' },
      { key: 1000, kind: 'VirtualLsiLogicSASController', busNumber: 0, sharedBus: 'physicalSharing' },
    ])
  })

  it('takes no number that a disk cannot have', () => {
    const odd = disk({ key: '2000.5', unitNumber: 'NaN', capacityInBytes: '1e400', capacityInKB: 'x' })
    expect(firstDisk(odd)).toMatchObject({ key: -1, unitNumber: -1, capacityBytes: 0 })
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
      addressType: 'manual',
      connectable: record('VirtualDeviceConnectInfo', { startConnected: 'true', connected: 'false' }),
      backing: record('VirtualEthernetCardNetworkBackingInfo', { deviceName: 'VM Network' }),
    })
    const { nics, devices } = hardware(condensed([card]), () => 'network-7', untracked)
    expect(nics).toEqual([
      {
        key: 4000,
        label: '',
        mac: '00:50:56:ab:cd:ef',
        networkId: 'network-7',
        connectedAtStart: true,
        model: 'VirtualVmxnet3',
        addressType: 'manual',
        connected: false,
      },
    ])
    expect(devices).toEqual([])
  })

  it('has no network where the backing names none', () => {
    expect(read(record('VirtualSriovEthernetCard', { key: '4001' })).nics[0]).not.toHaveProperty('networkId')
  })
})

describe('other devices', () => {
  it.each([
    ['VirtualFloppyDeviceBackingInfo', { deviceName: '/dev/fd0' }, '/dev/fd0'],
    ['VirtualSerialPortURIBackingInfo', { serviceURI: 'telnet://:7000' }, 'telnet://:7000'],
    ['VirtualSerialPortPipeBackingInfo', { pipeName: '/tmp/console' }, '/tmp/console'],
  ])('says what is behind a %s', (type, fields, expected) => {
    expect(read(record('VirtualX', { backing: record(type, fields) })).devices[0]?.backing).toBe(expected)
  })

  it('keeps what a person must decide about, and USB controllers', () => {
    const { devices } = read(
      controller('VirtualAHCIController'),
      controller('VirtualPCIController'),
      record('VirtualUSBController', { key: '7000', busNumber: '0' }),
      record('VirtualTPM', { key: '11000' }),
      record('VirtualCdrom', {
        key: '3000',
        deviceInfo: record('Description', { label: 'CD/DVD drive 1' }),
        connectable: record('VirtualDeviceConnectInfo', { connected: 'true', startConnected: 'true' }),
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
        connectedAtStart: true,
        backing: '[iso] rhel.iso',
      },
      {
        key: 8000,
        kind: 'VirtualFloppy',
        label: '',
        connected: false,
        connectedAtStart: false,
        backing: '',
      },
    ])
  })
})
