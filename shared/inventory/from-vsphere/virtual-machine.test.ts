import { describe, expect, it } from 'vitest'
import { inventorySchema } from '../model.ts'
import { estate, object, only, project, record, ref, vm } from './test-support/estate.ts'

describe('virtual machines', () => {
  it('reads a running VM', () => {
    const snapshot = record('VirtualMachineSnapshotInfo', {
      rootSnapshotList: record('VirtualMachineSnapshotTree', {
        childSnapshotList: [record('T'), record('T', { childSnapshotList: record('T') })],
      }),
    })
    const address = (ipAddress: string) => record('NetIpConfigInfoIpAddress', { ipAddress })
    const found = only({
      name: 'a%2fb%5C%25',
      parent: ref('Folder', 'group-v10'),
      'runtime.powerState': 'poweredOn',
      'runtime.connectionState': 'connected',
      'runtime.host': ref('HostSystem', 'host-1'),
      'runtime.consolidationNeeded': 'true',
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
      'config.memoryHotAddEnabled': 'true',
      'config.version': 'vmx-19',
      'config.hardware.numCPU': '4',
      'config.hardware.numCoresPerSocket': '2',
      'config.hardware.memoryMB': '8192',
      'guest.guestId': 'rhel9_64Guest',
      'guest.guestFullName': 'Red Hat Enterprise Linux 9 (64-bit)',
      'guest.hostName': 'web-01.example.com',
      'guest.ipAddress': '192.0.2.10',
      'guest.net': [
        record('GuestNicInfo', {
          ipConfig: record('NetIpConfigInfo', {
            ipAddress: [address('fe80::1'), address('192.0.2.10'), address('2001:db8::5')],
          }),
        }),
      ],
      'guest.toolsRunningStatus': 'guestToolsRunning',
      'summary.config.tpmPresent': 'true',
      snapshot,
    })
    expect(found).toEqual({
      id: 'vm-1',
      name: 'a/b\\%',
      path: 'EU/DC1/Production',
      folderId: 'group-v10',
      hostId: 'host-1',
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
      ipAddresses: ['192.0.2.10', '2001:db8::5'],
      cpuCount: 4,
      coresPerSocket: 2,
      memoryMiB: 8192,
      nestedVirtualization: true,
      changeTracking: true,
      cpuHotAdd: true,
      memoryHotAdd: true,
      faultTolerance: true,
      snapshotCount: 4,
      consolidationNeeded: true,
      hardwareVersion: 'vmx-19',
      disks: [],
      nics: [],
      devices: [],
    })
  })

  it('shows a VM whose configuration cannot be read, and says so', () => {
    const found = only({ name: '/vmfs/volumes/x/lost.vmx', 'runtime.connectionState': 'inaccessible' })
    expect(found).toMatchObject({ connectionState: 'inaccessible', cpuCount: 0, uuid: '', disks: [] })
    expect(only({}).connectionState).toBe('disconnected')
  })

  it.each([
    ['guestToolsRunning', 'guestToolsCurrent', 'running'],
    ['guestToolsExecutingScripts', 'guestToolsCurrent', 'running'],
    ['guestToolsNotRunning', 'guestToolsNotInstalled', 'notInstalled'],
    ['guestToolsNotRunning', 'guestToolsUnmanaged', 'notRunning'],
    ['', '', 'unknown'],
  ])('Tools %s, %s: %s', (running, version, tools) => {
    expect(only({ 'guest.toolsRunningStatus': running, 'guest.toolsVersionStatus2': version }).tools).toBe(
      tools,
    )
  })

  it('falls back to the configured guest where Tools know none', () => {
    const configured = { 'config.guestId': 'rhel8_64Guest', 'config.guestFullName': 'RHEL 8' }
    expect(only({ ...configured, 'guest.guestId': '', 'guest.guestFullName': '' })).toMatchObject({
      guestId: 'rhel8_64Guest',
      guestName: 'RHEL 8',
    })
  })

  it('sees a TPM by its device, and a template by its mark', () => {
    expect(only({ 'config.hardware.device': [record('VirtualTPM', { key: '11000' })] }).tpm).toBe(true)
    expect(only({ 'config.template': 'true' }).isTemplate).toBe(true)
  })

  it('fits the schema of the model, even where vSphere told nothing', () => {
    const bare = estate.map(({ ref: { type, value } }) => object(type, `${value}-bare`, {}))
    const inventory = project(vm('vm-1', {}), ...bare)
    expect(inventorySchema.parse(inventory)).toEqual(inventory)
  })
})
