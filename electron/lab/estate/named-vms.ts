import type { EstateVm } from './model.ts'
import type { VmSpec } from './vm-builder.ts'

/** The three VMs that every estate has: nothing about them stands in the way of a migration. */
export const CLEAN_VMS: readonly VmSpec[] = [
  {
    name: 'web-01',
    folder: 'web',
    guest: 'rhel9',
    disks: [{ mib: 64 }],
    nics: [{ network: 'web' }],
    hardwareVersion: 20,
  },
  {
    name: 'app-01',
    folder: 'production',
    guest: 'windows2022',
    cpuCount: 4,
    coresPerSocket: 2,
    memoryMiB: 8192,
    disks: [{ mib: 96 }],
    nics: [{ network: 'web' }],
  },
  {
    name: 'db-01',
    folder: 'databases',
    guest: 'rhel8',
    cpuCount: 8,
    coresPerSocket: 4,
    memoryMiB: 16384,
    firmware: 'efi',
    secureBoot: true,
    disks: [{ mib: 48 }, { mib: 128, datastore: 'vsan' }, { mib: 64, datastore: 'vsan' }],
    nics: [{ network: 'database' }, { network: 'web' }],
  },
]

const GOLD = 'datastore-31'
const QUORUM = '[vmfs-gold-01] cluster-quorum/cluster-quorum.vmdk'

/** VMs that each show one situation, or a few that belong together. */
export const SITUATION_VMS: readonly VmSpec[] = [
  {
    name: 'Web Front 02',
    folder: 'web',
    guest: 'rhel9',
    hardwareVersion: 20,
    autoCoresPerSocket: true,
    disks: [{ mib: 32 }],
    nics: [{ network: 'web' }],
  },
  {
    name: 'app/billing-01',
    folder: 'research',
    guest: 'sles15',
    disks: [{ mib: 32, datastore: 'silver' }],
    nics: [{ network: 'web', ips: 12 }],
    cpuHotAdd: true,
    memoryHotAdd: true,
    cpuHotRemove: true,
    annotation: 'Hot-add of CPU and memory; twelve addresses on one NIC.',
  },
  {
    name: 'tpl-rhel9',
    folder: 'templates',
    guest: 'rhel9',
    isTemplate: true,
    disks: [{ mib: 16 }],
    nics: [{ network: 'standard' }],
  },
  {
    name: 'parked-off-01',
    folder: 'legacy',
    host: 'maintenance',
    guest: 'rhel8',
    power: 'poweredOff',
    cleanPowerOff: false,
    disks: [{ mib: 32 }],
    nics: [{ network: 'web' }],
  },
  {
    name: 'suspended-01',
    folder: 'legacy',
    guest: 'ubuntu',
    power: 'suspended',
    disks: [{ mib: 32 }],
    nics: [{ network: 'web' }],
  },
  {
    name: 'tools-stopped-iso-01',
    folder: 'legacy',
    guest: 'windows2019',
    tools: 'notRunning',
    question:
      'The guest operating system has locked the CD-ROM door. Disconnect it anyway and override the lock?',
    disks: [{ mib: 48, datastore: 'silver' }],
    nics: [{ network: 'standard' }],
    devices: [{ kind: 'cdrom', iso: '[vmfs-gold-01] iso/windows.iso', datastoreId: GOLD }],
  },
  {
    name: 'snapshot-chain-01',
    folder: 'production',
    guest: 'rhel9',
    disks: [{ mib: 64 }, { mib: 16 }],
    nics: [{ network: 'web' }],
    consolidationNeeded: true,
    snapshots: [
      { name: 'before-patch', description: 'Monthly patches' },
      { name: 'after-patch', description: 'Kept until the next window' },
    ],
  },
  {
    name: 'cbt-off-independent-01',
    folder: 'databases',
    guest: 'rhel8',
    changeTracking: false,
    disks: [{ mib: 32 }, { mib: 32, mode: 'independent_persistent' }],
    nics: [{ network: 'database' }],
  },
  {
    name: 'legacy-rdm-01',
    folder: 'databases',
    guest: 'rhel8',
    sharedBus: 'physicalSharing',
    disks: [
      { mib: 32 },
      { mib: 64, rdm: 'physical', mode: 'independent_persistent' },
      { mib: 64, rdm: 'virtual' },
    ],
    nics: [{ network: 'database' }],
  },
  ...['a', 'b'].map((letter): VmSpec => ({
    name: `cluster-node-${letter}`,
    folder: 'databases',
    guest: 'windows2022',
    disks: [{ mib: 32 }, { mib: 16, sharing: 'sharingMultiWriter', file: QUORUM }],
    nics: [{ network: 'database' }],
    annotation: 'Shares its quorum disk with its twin; the two must run on different hosts.',
  })),
  {
    name: 'gpu-numa-01',
    folder: 'research',
    guest: 'ubuntu',
    cpuCount: 32,
    coresPerSocket: 16,
    memoryMiB: 768 * 1024,
    nestedVirtualization: true,
    cpuAffinity: [0, 1, 2, 3],
    extraConfig: { 'numa.nodeAffinity': '0,1' },
    disks: [{ mib: 48 }],
    nics: [{ network: 'web' }],
    devices: [{ kind: 'pciPassthrough', name: 'NVIDIA A100', vendorId: 0x10de, deviceId: '20b0' }],
  },
  {
    name: 'usb-serial-floppy-01',
    folder: 'legacy',
    guest: 'windows2019',
    // Three CPUs in sockets of two: no whole number of sockets.
    cpuCount: 3,
    coresPerSocket: 2,
    hardwareVersion: 11,
    disks: [{ mib: 32 }],
    nics: [{ network: 'trunk', model: 'VirtualE1000e' }],
    devices: [
      { kind: 'usb', name: 'SafeNet licence key', vendor: 0x0529, product: 0x0001 },
      { kind: 'serial', file: '[vmfs-gold-01] usb-serial-floppy-01/serial1.out', datastoreId: GOLD },
      { kind: 'floppy', image: '[vmfs-gold-01] iso/drivers.flp', datastoreId: GOLD },
    ],
  },
  {
    name: 'edge-sriov-nsx-01',
    folder: 'production',
    guest: 'debian12',
    managedBy: 'com.vmware.nsx.management.nsxt',
    luks: 'open the edge',
    annotation: 'Its disk is encrypted with LUKS; the passphrase is "open the edge".',
    ovfProperties: { 'nsx.hostname': 'edge-sriov-nsx-01', 'nsx.role': 'edge' },
    disks: [{ mib: 16 }],
    nics: [{ network: 'web', model: 'VirtualSriovEthernetCard' }, { network: 'segment' }],
  },
  {
    name: 'win11-vtpm-01',
    folder: 'research',
    guest: 'windows11',
    firmware: 'efi',
    secureBoot: true,
    encrypted: true,
    disks: [{ mib: 64, datastore: 'vsan' }],
    nics: [{ network: 'standard' }],
    devices: [{ kind: 'tpm' }],
  },
  {
    name: 'localhost-full-twin-nic-01',
    folder: 'legacy',
    host: 'old',
    guest: 'centos7',
    hostName: 'localhost.localdomain',
    replicated: true,
    freeShare: 0.01,
    hardwareVersion: 14,
    disks: [{ mib: 64 }],
    nics: [{ network: 'standard' }, { network: 'standard' }],
  },
  ...['clone-a-01', 'clone-b-01'].map((name): VmSpec => ({
    name,
    folder: 'research',
    guest: 'rhel9',
    uuidOf: 'clone-a-01',
    disks: [{ mib: 16 }],
    nics: [{ network: 'web' }],
  })),
  {
    name: 'inaccessible-01',
    folder: 'legacy',
    guest: 'rhel7',
    power: 'poweredOff',
    connectionState: 'inaccessible',
    disks: [{ mib: 16, datastore: 'archive' }],
    nics: [{ network: 'standard' }],
  },
  {
    name: 'freebsd-mixed-bus-no-tools-01',
    folder: 'research',
    host: 'old',
    guest: 'freebsd13',
    tools: 'notInstalled',
    toolsInstallerMounted: true,
    hardwareVersion: 14,
    disks: [
      { mib: 16, bus: 'ide' },
      { mib: 16, bus: 'sata' },
      { mib: 16, bus: 'nvme' },
    ],
    nics: [{ network: 'open', model: 'VirtualE1000' }],
  },
  {
    name: 'fault-tolerant-01',
    folder: 'production',
    guest: 'rhel8',
    faultTolerance: true,
    changeTracking: false,
    disks: [{ mib: 32 }],
    nics: [{ network: 'web', connectedAtStart: false }],
  },
]

/** Pairs that DRS keeps apart, by VM name. */
export const APART: Readonly<Record<string, readonly EstateVm['name'][]>> = {
  'cluster-nodes-apart': ['cluster-node-a', 'cluster-node-b'],
}

/** VMs that DRS keeps on one host, by VM name. */
export const TOGETHER: Readonly<Record<string, readonly EstateVm['name'][]>> = {
  'clones-together': ['clone-a-01', 'clone-b-01'],
}

/** VMs that must stay on their host, by VM name: their software is licensed for that one. */
export const LICENSED: Readonly<Record<string, readonly EstateVm['name'][]>> = {
  'licensed-database': ['legacy-rdm-01'],
}
