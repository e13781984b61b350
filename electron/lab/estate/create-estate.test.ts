import { describe, expect, it } from 'vitest'
import { createEstate } from './create-estate.ts'
import type { Estate, EstateVm } from './model.ts'

const estate = (vms = 24, hosts = 4): Estate => createEstate({ seed: 'test', vms, hosts })
const named = (from: Estate, name: string): EstateVm => from.vms.find((vm) => vm.name === name)!

/** Everything but the functions, which two estates never share. */
const plain = (from: Estate): unknown => JSON.parse(JSON.stringify(from))

describe('createEstate', () => {
  it('depends on its options only', async () => {
    expect(plain(estate())).toEqual(plain(estate()))
    expect(plain(createEstate({ seed: 'other', vms: 24, hosts: 4 }))).not.toEqual(plain(estate()))
    const file = '[vmfs-gold-01] web-01/web-01.vmdk'
    expect(await estate().disk(file)!.sha256()).toBe(await estate().disk(file)!.sha256())
  })

  it('keeps the VMs it has when more are asked for', () => {
    expect(estate(200).vms.slice(0, 24)).toEqual(estate().vms)
  })

  it('always has the three clean VMs', () => {
    for (const [vms, hosts] of [
      [3, 1],
      [3, 2],
      [24, 4],
    ] as const) {
      const found = ['web-01', 'app-01', 'db-01'].map((name) => named(estate(vms, hosts), name))
      expect(found.map((vm) => vm.disks.map((disk) => disk.capacityBytes / 1024 ** 2))).toEqual([
        [64],
        [96],
        [48, 128, 64],
      ])
      for (const vm of found) {
        expect(vm).toMatchObject({
          powerState: 'poweredOn',
          tools: 'running',
          changeTracking: true,
          snapshots: [],
        })
        expect(vm.nics.every((nic) => nic.ips.length === 1)).toBe(true)
      }
    }
    const db = named(estate(), 'db-01')
    expect(db).toMatchObject({ firmware: 'efi', secureBoot: true })
    expect(new Set(db.nics.map((nic) => nic.networkId)).size).toBe(2)
  })

  it('keeps the clean VMs on healthy hosts', () => {
    const full = estate()
    const hosts = ['web-01', 'app-01', 'db-01'].map((n) =>
      full.hosts.find((h) => h.id === named(full, n).hostId)!,
    )
    expect(hosts.every((host) => !host.inMaintenance && !host.version.startsWith('6.'))).toBe(true)
    expect(full.hosts.some((host) => host.inMaintenance)).toBe(true)
    expect(full.hosts.some((host) => host.version.startsWith('6.7'))).toBe(true)
  })

  it('shows each situation', () => {
    const { vms, networks } = estate()
    const some = (test: (vm: EstateVm) => boolean): boolean => vms.some(test)
    const onNetworks = (vm: EstateVm, kind: string): boolean =>
      vm.nics.some((nic) => networks.find((n) => n.id === nic.networkId)?.kind === kind)
    const devices = (kind: string) => (vm: EstateVm) => vm.devices.some((d) => d.kind === kind)
    const situations: Record<string, boolean> = {
      spaceInName: some((vm) => / /.test(vm.name)),
      slashInName: some((vm) => vm.name.includes('/')),
      template: some((vm) => vm.isTemplate),
      off: some((vm) => vm.powerState === 'poweredOff' && !vm.isTemplate),
      suspended: some((vm) => vm.powerState === 'suspended'),
      noTools: some((vm) => vm.tools === 'notInstalled'),
      toolsStopped: some((vm) => vm.tools === 'notRunning' && vm.powerState === 'poweredOn'),
      snapshots: some((vm) => vm.snapshots.length > 0),
      consolidation: some((vm) => vm.consolidationNeeded),
      noTracking: some((vm) => !vm.changeTracking),
      independent: some((vm) => vm.disks.some((d) => d.mode !== 'persistent' && d.rdm === 'none')),
      rdmPhysical: some((vm) => vm.disks.some((d) => d.rdm === 'physical')),
      rdmVirtual: some((vm) => vm.disks.some((d) => d.rdm === 'virtual')),
      passthrough: some(devices('pciPassthrough')),
      usb: some(devices('usb')),
      tpm: some(devices('tpm')),
      serial: some(devices('serial')),
      floppy: some(devices('floppy')),
      iso: some((vm) => vm.devices.some((d) => d.kind === 'cdrom' && d.iso !== undefined)),
      sriov: some((vm) => vm.nics.some((nic) => nic.model === 'VirtualSriovEthernetCard')),
      opaque: some((vm) => onNetworks(vm, 'opaque')),
      twinNics: some((vm) => vm.nics.length > 1 && new Set(vm.nics.map((n) => n.networkId)).size === 1),
      inaccessible: some((vm) => vm.connectionState === 'inaccessible'),
      oddGuest: some((vm) => vm.guest.id.startsWith('freebsd')),
      manyAddresses: some((vm) => vm.nics.some((nic) => nic.ips.length > 10)),
      hotAdd: some((vm) => vm.cpuHotAdd && vm.memoryHotAdd),
      sharedBus: some((vm) => vm.sharedBus !== 'noSharing'),
      appliance: some((vm) => vm.managedBy !== undefined && Object.keys(vm.ovfProperties).length > 0),
      oddSockets: some((vm) => vm.cpuCount % vm.coresPerSocket !== 0),
      nested: some((vm) => vm.nestedVirtualization),
      faultTolerance: some((vm) => vm.faultTolerance),
      numa: some((vm) => 'numa.nodeAffinity' in vm.extraConfig),
      muchMemory: some((vm) => vm.memoryMiB > 512 * 1024),
      nearlyFull: some((vm) => vm.guest.fileSystems.some((fs) => fs.freeBytes < fs.capacityBytes / 50)),
      localhost: some((vm) => vm.guest.hostName.startsWith('localhost')),
      ideSataNvme: some((vm) => ['ide', 'sata', 'nvme'].every((bus) => vm.disks.some((d) => d.bus === bus))),
    }
    expect(Object.entries(situations).filter(([, shown]) => !shown)).toEqual([])
  })

  it('has one pair that shares a disk and is kept apart, and one with the same BIOS uuid', () => {
    const { vms, clusters } = estate()
    const sharing = vms.filter((vm) => vm.disks.some((disk) => disk.sharing === 'sharingMultiWriter'))
    expect(sharing.map((vm) => vm.disks[1]!.file)).toEqual(Array(2).fill(sharing[0]!.disks[1]!.file))
    expect(clusters[0]!.rules[0]!.vmIds).toEqual(sharing.map((vm) => vm.id))
    const twins = vms.filter((vm) => vms.some((other) => other !== vm && other.uuid === vm.uuid))
    expect(twins.map((vm) => vm.name)).toEqual(['clone-a-01', 'clone-b-01'])
  })

  it('never gives two objects the same identity, in a large estate either', () => {
    const large = estate(2000, 8)
    const { vms } = large
    const unique = (values: readonly string[]): void => expect(new Set(values).size).toBe(values.length)
    unique(vms.map((vm) => vm.id))
    unique(vms.map((vm) => vm.name))
    unique(vms.map((vm) => vm.instanceUuid))
    unique(vms.flatMap((vm) => vm.nics.map((nic) => nic.mac)))
    unique(vms.flatMap((vm) => vm.disks.filter((d) => d.sharing === 'sharingNone').map((d) => d.file)))
    expect(
      vms.every((vm) => vm.disks.every((d) => large.disk(d.file)?.capacityBytes === d.capacityBytes)),
    ).toBe(true)
    expect(vms.every((vm) => vm.disks.every((d) => d.capacityBytes <= 256 * 1024 ** 2))).toBe(true)
  })

  it('has credentials that need no quoting', () => {
    const { username, password } = estate().credentials
    expect(username).toBe('administrator@vsphere.local')
    expect(password).toMatch(/^[A-Za-z0-9-]{20}$/)
  })

  it('tells of changes until told to stop', () => {
    const here = estate()
    const heard: string[] = []
    const stop = here.onTouch((id) => heard.push(id))
    here.touch('vm-1001')
    stop()
    here.touch('vm-1002')
    expect(heard).toEqual(['vm-1001'])
  })

  it('refuses an estate too small', () => {
    expect(() => estate(2)).toThrow(RangeError)
    expect(() => estate(3, 0)).toThrow(RangeError)
  })
})
