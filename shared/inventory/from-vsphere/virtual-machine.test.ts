import { describe, expect, it } from 'vitest'
import { inventorySchema } from '../model.ts'
import { estate, object, only, project, record, ref, vm } from './test-support/estate.ts'

const address = (ipAddress: string, prefixLength: string, origin?: string) =>
  record('NetIpConfigInfoIpAddress', { ipAddress, prefixLength, ...(origin !== undefined && { origin }) })
const tracked = record('OptionValue', { key: 'ctkEnabled', value: 'TRUE' })
const snapshotTree = record('VirtualMachineSnapshotTree', {
  snapshot: ref('VirtualMachineSnapshot', 'snapshot-1'),
  name: 'a%2fb',
  createTime: '2026-01-12T06:00:00.123456+01:00',
  quiesced: 'true',
  childSnapshotList: [
    record('T', { snapshot: ref('VirtualMachineSnapshot', 'snapshot-2'), name: 'two', createTime: 'never' }),
    record('T', { snapshot: ref('VirtualMachineSnapshot', 'snapshot-3') }),
  ],
})
const running = {
  name: 'a%2fb%5C%25',
  parent: ref('Folder', 'group-v10'),
  resourcePool: ref('ResourcePool', 'resgroup-1'),
  datastore: [ref('Datastore', 'datastore-1'), ref('Datastore', 'datastore-2')],
  network: ref('Network', 'network-1'),
  'runtime.powerState': 'poweredOn',
  'runtime.connectionState': 'connected',
  'runtime.host': ref('HostSystem', 'host-1'),
  'runtime.consolidationNeeded': 'true',
  'runtime.toolsInstallerMounted': 'true',
  'runtime.question': record('VirtualMachineQuestionInfo', { id: '1', text: 'Was it moved or copied?' }),
  'config.template': 'false',
  'config.uuid': 'bios',
  'config.instanceUuid': 'instance',
  'config.firmware': 'efi',
  'config.bootOptions': record('BootOptions', { efiSecureBootEnabled: 'true' }),
  'config.guestId': 'rhel8_64Guest',
  'config.guestFullName': 'Red Hat Enterprise Linux 8 (64-bit)',
  'config.ftInfo': record('FaultToleranceConfigInfo'),
  'config.nestedHVEnabled': 'true',
  'config.changeTrackingEnabled': 'true',
  'config.cpuHotAddEnabled': 'true',
  'config.cpuHotRemoveEnabled': 'true',
  'config.memoryHotAddEnabled': 'true',
  'config.cpuAffinity': record('VirtualMachineAffinityInfo', { affinitySet: ['0', '3'] }),
  'config.keyId': record('CryptoKeyId', { keyId: 'k' }),
  'config.managedBy': record('ManagedByInfo', { extensionKey: 'com.example.appliance', type: 'x' }),
  'config.repConfig.vmReplicationId': 'GID-1',
  'config.vAppConfig.installBootRequired': 'false',
  'config.extraConfig': [
    record('OptionValue', { key: 'numa.nodeAffinity', value: '0, 1' }),
    record('OptionValue', { key: 'disk.enableUUID', value: 'TRUE' }),
  ],
  'config.version': 'vmx-19',
  'config.hardware.numCPU': '4',
  'config.hardware.numCoresPerSocket': '2',
  'config.hardware.autoCoresPerSocket': 'true',
  'config.hardware.memoryMB': '8192',
  'guest.guestId': 'rhel9_64Guest',
  'guest.guestFamily': 'linuxGuest',
  'guest.guestFullName': 'Red Hat Enterprise Linux 9 (64-bit)',
  'guest.guestDetailedData': "prettyName='Red Hat Enterprise Linux 9.4'",
  'guest.guestOperationsReady': 'true',
  'guest.hostName': 'web-01.example.com',
  'guest.ipAddress': '192.0.2.10',
  'guest.net': [
    record('GuestNicInfo', {
      network: 'DMZ',
      macAddress: '00-50-56-AB-00-01',
      deviceConfigId: '4000',
      ipConfig: record('NetIpConfigInfo', {
        ipAddress: [
          address('fe80::1', '64', 'linklayer'),
          address('192.0.2.10', '24', 'manual'),
          address('2001:db8::5', '64'),
        ],
      }),
      dnsConfig: record('NetDnsConfigInfo', { dhcp: 'false', ipAddress: '192.0.2.53' }),
    }),
    record('GuestNicInfo', { deviceConfigId: '-1' }),
  ],
  'guest.ipStack': record('GuestStackInfo', {
    ipRouteConfig: record('NetIpRouteConfigInfo', {
      ipRoute: [
        record('R', {
          network: '0.0.0.0',
          prefixLength: '0',
          gateway: record('G', { ipAddress: '192.0.2.1' }),
        }),
        record('R', { network: '192.0.2.0', prefixLength: '24', gateway: record('G', { device: '0' }) }),
      ],
    }),
  }),
  'guest.disk': [
    record('GuestDiskInfo', {
      diskPath: '/',
      capacity: '1000',
      freeSpace: '400',
      filesystemType: 'xfs',
      mappings: record('GuestInfoVirtualDiskMapping', { key: '2000' }),
    }),
    record('GuestDiskInfo', { diskPath: '/boot', capacity: '100', freeSpace: '50' }),
  ],
  'guest.toolsRunningStatus': 'guestToolsRunning',
  'guest.toolsVersionStatus2': 'guestToolsCurrent',
  'summary.config.tpmPresent': 'true',
  'summary.storage.committed': '123456789012',
  snapshot: record('VirtualMachineSnapshotInfo', {
    currentSnapshot: ref('VirtualMachineSnapshot', 'snapshot-2'),
    rootSnapshotList: snapshotTree,
  }),
}

describe('virtual machines', () => {
  it('reads a running VM', async () => {
    expect(await only(running)).toEqual({
      id: 'vm-1',
      name: 'a/b\\%',
      path: 'EU/DC1/Production',
      folderId: 'group-v10',
      hostId: 'host-1',
      resourcePoolId: 'resgroup-1',
      datastoreIds: ['datastore-1', 'datastore-2'],
      networkIds: ['network-1'],
      powerState: 'poweredOn',
      connectionState: 'connected',
      isTemplate: false,
      uuid: 'bios',
      instanceUuid: 'instance',
      firmware: 'efi',
      secureBoot: true,
      tpm: true,
      guestId: 'rhel9_64Guest',
      guestName: 'Red Hat Enterprise Linux 9 (64-bit)',
      guestHostName: 'web-01.example.com',
      tools: 'running',
      toolsVersion: 'guestToolsCurrent',
      toolsInstallerMounted: true,
      guestOperationsReady: true,
      guestFamily: 'linuxGuest',
      configuredGuestId: 'rhel8_64Guest',
      configuredGuestName: 'Red Hat Enterprise Linux 8 (64-bit)',
      guestDetails: "prettyName='Red Hat Enterprise Linux 9.4'",
      ipAddresses: ['192.0.2.10', '2001:db8::5'],
      guestNics: [
        {
          deviceKey: 4000,
          mac: '00:50:56:ab:00:01',
          network: 'DMZ',
          addresses: [
            { ip: 'fe80::1', prefixLength: 64, origin: 'linklayer' },
            { ip: '192.0.2.10', prefixLength: 24, origin: 'manual' },
            { ip: '2001:db8::5', prefixLength: 64, origin: '' },
          ],
          dns: ['192.0.2.53'],
        },
        { mac: '', network: '', addresses: [], dns: [] },
      ],
      guestRoutes: [{ network: '0.0.0.0', prefixLength: 0, gateway: '192.0.2.1' }],
      guestDisks: [
        { path: '/', capacityBytes: 1000, freeBytes: 400, fileSystem: 'xfs', diskKey: 2000 },
        { path: '/boot', capacityBytes: 100, freeBytes: 50, fileSystem: '' },
      ],
      cpuCount: 4,
      coresPerSocket: 2,
      memoryMiB: 8192,
      nestedVirtualization: true,
      changeTracking: true,
      cpuHotAdd: true,
      memoryHotAdd: true,
      cpuHotRemove: true,
      cpuAffinity: [0, 3],
      numaNodeAffinity: ['0', '1'],
      autoCoresPerSocket: true,
      diskUuidsShown: true,
      faultTolerance: true,
      encrypted: true,
      vAppOptions: true,
      managedBy: 'com.example.appliance',
      replicated: true,
      question: 'Was it moved or copied?',
      snapshotCount: 3,
      snapshots: [
        {
          id: 'snapshot-1',
          name: 'a/b',
          createdAt: '2026-01-12T05:00:00.123Z',
          quiesced: true,
          current: false,
        },
        {
          id: 'snapshot-2',
          name: 'two',
          createdAt: '',
          parentId: 'snapshot-1',
          quiesced: false,
          current: true,
        },
        {
          id: 'snapshot-3',
          name: '',
          createdAt: '',
          parentId: 'snapshot-1',
          quiesced: false,
          current: false,
        },
      ],
      consolidationNeeded: true,
      hardwareVersion: 'vmx-19',
      usedBytes: 123_456_789_012,
      controllers: [],
      disks: [],
      nics: [],
      devices: [],
    })
  })

  it.each([
    [{ 'config.ftInfo': record('FaultTolerancePrimaryConfigInfo') }, { faultTolerance: true }],
    [{ 'runtime.faultToleranceState': 'running' }, { faultTolerance: true }],
    [{ 'runtime.faultToleranceState': 'notConfigured' }, { faultTolerance: false }],
    [{ 'runtime.cryptoState': 'locked' }, { encrypted: true }],
    [{ 'config.keyId': record('CryptoKeyId') }, { encrypted: true }],
    [{ 'config.vAppConfig.installBootRequired': 'false' }, { vAppOptions: true }],
    [{ 'runtime.cleanPowerOff': 'false' }, { cleanPowerOff: false }],
    [{ 'runtime.cleanPowerOff': 'true' }, { cleanPowerOff: true }],
    [{ 'config.changeTrackingEnabled': 'false', 'config.extraConfig': [tracked] }, { changeTracking: false }],
    [{ 'config.extraConfig': [tracked] }, { changeTracking: true }],
    [{ 'config.extraConfig': tracked }, { changeTracking: true }],
    [{ 'config.cpuAffinity': record('A', { affinitySet: ['1', 'x'] }) }, { cpuAffinity: [1] }],
    [{ 'config.hardware.numCoresPerSocket': '0' }, { coresPerSocket: 1 }],
  ])('%j', async (properties, expected) => {
    expect(await only(properties)).toMatchObject(expected)
  })

  it('ends at a tree of snapshots that no server makes', async () => {
    let tree = record('T')
    for (let i = 0; i < 5_000; i++) tree = record('T', { childSnapshotList: tree })
    const { snapshots } = await only({ snapshot: record('S', { rootSnapshotList: tree }) })
    expect(snapshots.length).toBeLessThan(200)
  })

  it('shows a VM whose configuration cannot be read, and says so', async () => {
    const found = await only({ name: '/vmfs/volumes/x/lost.vmx', 'runtime.connectionState': 'inaccessible' })
    expect(found).toMatchObject({ connectionState: 'inaccessible', cpuCount: 0, uuid: '', disks: [] })
    expect((await only({})).connectionState).toBe('disconnected')
  })

  it.each([
    ['guestToolsRunning', 'guestToolsCurrent', 'running'],
    ['guestToolsExecutingScripts', 'guestToolsCurrent', 'running'],
    ['guestToolsNotRunning', 'guestToolsNotInstalled', 'notInstalled'],
    ['guestToolsNotRunning', 'guestToolsUnmanaged', 'notRunning'],
    ['', '', 'unknown'],
  ])('Tools %s, %s: %s', async (state, version, tools) => {
    const found = await only({ 'guest.toolsRunningStatus': state, 'guest.toolsVersionStatus2': version })
    expect(found).toMatchObject({ tools, toolsVersion: version })
  })

  it('falls back to the configured guest where Tools know none', async () => {
    const configured = { 'config.guestId': 'rhel8_64Guest', 'config.guestFullName': 'RHEL 8' }
    expect(await only({ ...configured, 'guest.guestId': '', 'guest.guestFullName': '' })).toMatchObject({
      guestId: 'rhel8_64Guest',
      guestName: 'RHEL 8',
    })
  })

  it('sees a TPM by its device, and a template by its mark', async () => {
    expect((await only({ 'config.hardware.device': [record('VirtualTPM', { key: '11000' })] })).tpm).toBe(
      true,
    )
    expect((await only({ 'config.template': 'true' })).isTemplate).toBe(true)
  })

  it('fits the schema of the model, even where vSphere told nothing', async () => {
    const bare = estate.map(({ ref: { type, value } }) => object(type, `${value}-bare`, {}))
    const inventory = await project(vm('vm-1', {}), ...bare)
    expect(inventorySchema.parse(inventory)).toEqual(inventory)
  })
})
