/** What speaks against migrating one VM, from the inventory alone. Full preflight builds on these facts. */
import type { Datastore, Inventory, Network, Vm } from '../inventory/model.ts'
import type { Finding } from './model.ts'

type Remark = Omit<Finding, 'object' | 'vmId'>
type Rule = (vm: Vm, around: Surroundings) => Remark[]

/** What rules look up beside the VM itself, indexed once for an inventory of any size. */
export interface Surroundings {
  readonly datastores: ReadonlyMap<string, Datastore>
  readonly networks: ReadonlyMap<string, Network>
  /** VMs by BIOS UUID. */
  readonly byUuid: ReadonlyMap<string, readonly Vm[]>
}

export function surroundingsOf(inventory: Inventory): Surroundings {
  return {
    datastores: new Map(inventory.datastores.map((one) => [one.id, one])),
    networks: new Map(inventory.networks.map((one) => [one.id, one])),
    byUuid: Map.groupBy(inventory.vms, (vm) => vm.uuid),
  }
}

const remark =
  (severity: Finding['severity']) =>
  (rule: string, message: string, remedy: string): Remark => ({ rule, severity, message, remedy })

const critical = remark('critical')
const warning = remark('warning')
const info = remark('info')

const isTemplate: Rule = (vm) =>
  vm.isTemplate
    ? [critical('vm-template', 'It is a template.', 'Deploy a virtual machine from it and migrate that one.')]
    : []

const isReachable: Rule = (vm) =>
  vm.connectionState === 'connected'
    ? []
    : [
        critical(
          'vm-not-connected',
          `vSphere reports it as ${vm.connectionState}.`,
          'Bring it back in vSphere (host, datastore, registration), then refresh the inventory.',
        ),
      ]

const isSuspended: Rule = (vm) =>
  vm.powerState === 'suspended'
    ? [
        critical(
          'vm-suspended',
          'It is suspended; its memory would be lost.',
          'Resume it; then shut it down, or let it run until the plan shuts it down.',
        ),
      ]
    : []

const hasTools: Rule = (vm) =>
  vm.powerState === 'poweredOn' && vm.tools !== 'running'
    ? [
        warning(
          'vm-tools',
          'VMware Tools does not run, so the guest cannot be asked to shut down.',
          'Start VMware Tools, shut the guest down yourself before the run, or allow a hard power-off in the plan.',
        ),
      ]
    : []

const hasDisks: Rule = (vm) =>
  vm.disks.length === 0 ? [critical('vm-no-disk', 'It has no disk.', 'Leave it out of the plan.')] : []

const rawDisks: Rule = (vm) =>
  vm.disks.flatMap((disk) => {
    if (disk.rdm === 'physical')
      return [
        critical(
          'disk-rdm-physical',
          `${disk.label} is a physical raw device mapping and cannot be copied.`,
          'Convert it to a virtual disk (or virtual compatibility mode), or detach it and present the LUN to the target.',
        ),
      ]
    if (disk.rdm === 'virtual')
      return [
        warning(
          'disk-rdm-virtual',
          `${disk.label} is a raw device mapping; its contents are copied into a claim.`,
          'Check that the target has room for the whole LUN.',
        ),
      ]
    return []
  })

const sharedDisks: Rule = (vm) =>
  vm.disks
    .filter((disk) => disk.shared)
    .map((disk) =>
      warning(
        'disk-shared',
        `${disk.label} is shared with another virtual machine.`,
        'Migrate all VMs that share it together, with all of them powered off.',
      ),
    )

const datastores: Rule = (vm, around) =>
  vm.disks.flatMap((disk) => {
    const datastore = around.datastores.get(disk.datastoreId)
    return datastore?.accessible === false
      ? [
          critical(
            'datastore-inaccessible',
            `${disk.label} lies on ${datastore.name}, which is not accessible.`,
            `Make ${datastore.name} accessible again.`,
          ),
        ]
      : []
  })

const PASSTHROUGH = new Set(['VirtualPCIPassthrough', 'VirtualSCSIPassthrough'])

const devices: Rule = (vm) =>
  vm.devices.flatMap((device) => {
    if (PASSTHROUGH.has(device.kind))
      return [
        critical(
          'device-passthrough',
          `${device.label} is a passthrough device.`,
          'Remove the device, or plan a replacement on the target first.',
        ),
      ]
    if (device.kind === 'VirtualUSB' || device.kind === 'VirtualUSBPassthrough')
      return [
        warning(
          'device-usb',
          `${device.label} is not carried over.`,
          'Check that the guest works without it.',
        ),
      ]
    if (device.kind === 'VirtualCdrom' && device.connected && device.backing.toLowerCase().includes('.iso'))
      return [
        warning(
          'device-iso',
          `${device.label} has ${device.backing} connected.`,
          'Disconnect the ISO image before the run.',
        ),
      ]
    return []
  })

const cards: Rule = (vm, around) =>
  vm.nics.flatMap((nic) => {
    if (nic.model === 'VirtualSriovEthernetCard')
      return [
        warning(
          'nic-sriov',
          `${nic.label} is an SR-IOV card; the target gets a virtio card.`,
          'Check throughput needs, or plan an SR-IOV network on the target.',
        ),
      ]
    const network = around.networks.get(nic.networkId ?? '')
    if (network?.kind === 'opaque')
      return [
        warning(
          'nic-opaque-network',
          `${nic.label} is on the opaque network ${network.name}, which cannot be mapped as it is.`,
          'Choose a network of the target that reaches the same subnet, or leave the card out.',
        ),
      ]
    return []
  })

const tpm: Rule = (vm) =>
  vm.tpm
    ? [
        warning(
          'vm-tpm',
          'Its virtual TPM is made anew; what is sealed in it is lost.',
          'Have the BitLocker or LUKS recovery key at hand.',
        ),
      ]
    : []

const snapshots: Rule = (vm) => [
  ...(vm.snapshotCount > 0
    ? [
        info(
          'vm-snapshots',
          `It has ${vm.snapshotCount} snapshot${vm.snapshotCount === 1 ? '' : 's'}; only the current state is migrated.`,
          'Remove snapshots that are not needed: the copy gets faster.',
        ),
      ]
    : []),
  ...(vm.consolidationNeeded
    ? [
        warning(
          'vm-consolidation',
          'vSphere says that its disks need consolidation.',
          'Consolidate the disks in vSphere before the run.',
        ),
      ]
    : []),
]

const faultTolerance: Rule = (vm) =>
  vm.faultTolerance
    ? [
        warning(
          'vm-fault-tolerance',
          'Fault Tolerance is on; it has no counterpart on the target.',
          'Turn Fault Tolerance off before the run.',
        ),
      ]
    : []

const uniqueUuid: Rule = (vm, around) => {
  const same = vm.uuid === '' ? [] : (around.byUuid.get(vm.uuid) ?? [])
  const twins = same.filter((other) => other.id !== vm.id)
  return twins.length === 0
    ? []
    : [
        warning(
          'vm-duplicate-uuid',
          `It has the same BIOS UUID as ${twins.map((twin) => twin.name).join(', ')}.`,
          'Use CDI 1.66 or later, which finds disks by instance UUID, or give one of them a new BIOS UUID.',
        ),
      ]
}

const RULES: readonly Rule[] = [
  isTemplate,
  isReachable,
  isSuspended,
  hasTools,
  hasDisks,
  rawDisks,
  sharedDisks,
  datastores,
  devices,
  cards,
  tpm,
  snapshots,
  faultTolerance,
  uniqueUuid,
]

const WEIGHT = { critical: 0, warning: 1, info: 2 } as const

/** All findings about one VM, the most serious first. Pure; cheap enough for a list. */
export function vmFindings(vm: Vm, around: Surroundings): Finding[] {
  return RULES.flatMap((rule) => rule(vm, around))
    .map((finding) => ({ ...finding, object: vm.name, vmId: vm.id }))
    .sort((a, b) => WEIGHT[a.severity] - WEIGHT[b.severity])
}
