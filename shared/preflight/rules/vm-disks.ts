/** Disks that cannot be copied, or not the way that one expects. */
import type { Vm, VmDisk } from '../../inventory/model.ts'
import { quoted } from '../../shell-quote.ts'
import { govc, govcVm, inGuest, powerCli, powerCliVm, powerShellText } from '../commands.ts'
import { DOCS } from '../docs.ts'
import { counted, fact, hit, NONE, perDisk } from '../hits.ts'
import { rule, type Hit } from '../rule.ts'

const DEVICES = 'config.hardware.device'

const diskNone = rule({
  id: 'disk-none',
  scope: 'vm',
  category: 'Critical',
  question: 'Has the VM a disk?',
  applies: 'both',
  catalogue: [],
  docs: DOCS.virtualDisk,
  needs: ['vms.disks'],
  review: true,
  remedy: 'Leave it out of the plan.',
  evaluate: (vm) =>
    // A VM that is out of reach shows no hardware at all; that it is out of reach says another rule.
    vm.disks.length === 0 && vm.connectionState === 'connected'
      ? hit('It has no disk.', `${DEVICES}[VirtualDisk]`, 0)
      : NONE,
})

const diskNoDatastore = rule({
  id: 'disk-no-datastore',
  scope: 'vm',
  category: 'Critical',
  question: 'Does each disk lie on a datastore?',
  applies: 'both',
  catalogue: ['disk-without-datastore'],
  docs: DOCS.storageMaps,
  needs: ['vms.disks.datastoreId'],
  remedy: 'Move the disk to a datastore that the host sees, or detach it.',
  evaluate: perDisk(
    (disk) => disk.datastoreId === '',
    (disk) => ofDisk(disk, `${disk.label} lies on no datastore.`, 'backing.datastore', 'none'),
  ),
})

const diskDatastoreInaccessible = rule({
  id: 'disk-datastore-inaccessible',
  scope: 'vm',
  category: 'Critical',
  question: 'Are the datastores of all disks accessible?',
  applies: 'both',
  catalogue: [],
  docs: DOCS.storageMaps,
  needs: ['vms.disks.datastoreId', 'datastores.accessible'],
  review: true,
  remedy: 'Make the datastore accessible again, or move the disk.',
  evaluate: perDisk(
    (disk, _, { index }) => index.datastores.get(disk.datastoreId)?.accessible === false,
    (disk, _, { index }) => {
      const name = index.datastores.get(disk.datastoreId)?.name ?? disk.datastoreId
      return {
        part: `${disk.key}`,
        message: `${disk.label} lies on ${name}, which is not accessible.`,
        evidence: [fact(`${name}: summary.accessible`, false), fact('backing.fileName', disk.file)],
        commands: [govc(`datastore.info ${quoted(name)}`)],
      }
    },
  ),
})

/** Disks that a VirtualMachine of KubeVirt can have. */
const MOST_DISKS = 165

const diskCount = rule({
  id: 'disk-count',
  scope: 'vm',
  category: 'Warning',
  question: `Has the VM at most ${MOST_DISKS} disks?`,
  applies: 'both',
  catalogue: ['disk-count-over-limit'],
  docs: DOCS.kubevirtDisks,
  needs: ['vms.disks'],
  remedy: `Merge volumes inside the guest, or split the workload, so that at most ${MOST_DISKS} disks remain.`,
  evaluate: (vm) =>
    vm.disks.length > MOST_DISKS
      ? hit(`It has ${counted(vm.disks.length, 'disk')}.`, `${DEVICES}[VirtualDisk]`, vm.disks.length)
      : NONE,
})

const diskIndependent = rule({
  id: 'disk-independent',
  scope: 'vm',
  category: 'Warning',
  question: 'Are all disks part of snapshots?',
  applies: 'cold',
  catalogue: ['disk-mode-independent', 'plan-independent-disk-without-offload'],
  docs: DOCS.validation,
  needs: ['vms.disks.mode'],
  remedy: 'Turn the VM off and make the disk dependent.',
  evaluate: perDisk(isIndependent, independent),
})

const diskIndependentWarm = rule({
  id: 'disk-independent-warm',
  scope: 'vm',
  // No snapshot holds such a disk, so there is nothing to copy from while the VM runs.
  category: 'Critical',
  question: 'Are all disks part of snapshots, as a warm migration needs it?',
  applies: 'warm',
  catalogue: ['disk-mode-independent', 'plan-independent-disk-without-offload'],
  docs: DOCS.warm,
  needs: ['vms.disks.mode'],
  review: true,
  remedy: 'Turn the VM off and make the disk dependent, or migrate the VM cold.',
  evaluate: perDisk(isIndependent, independent),
})

function isIndependent(disk: VmDisk): boolean {
  return disk.mode.startsWith('independent')
}

function independent(disk: VmDisk, vm: Vm): Hit {
  const lost = disk.mode.endsWith('nonpersistent')
    ? ' What was written since the VM was turned on is thrown away when it is turned off.'
    : ''
  return {
    ...ofDisk(disk, `${disk.label} is independent.${lost}`, 'backing.diskMode', disk.mode),
    commands: [
      govc(`vm.disk.change -vm ${govcVm(vm)} -disk.name ${govcDisk(disk)} -mode persistent`),
      powerCli(
        `${powerCliVm(vm)} | Get-HardDisk -Name ${powerShellText(disk.label)} | Set-HardDisk -Persistence Persistent`,
      ),
    ],
  }
}

const diskSerial = rule({
  id: 'disk-serial',
  scope: 'vm',
  category: 'Information',
  question: 'Does the guest see serials of disks, which change?',
  applies: 'both',
  catalogue: ['disk-serial-truncated'],
  docs: DOCS.kubevirtDisks,
  needs: ['vms.diskUuidsShown', 'vms.disks.bus'],
  remedy:
    'Look in the guest for udev rules, cluster or backup software bound to serials or WWNs of disks, and adapt them after the migration.',
  evaluate: (vm) =>
    vm.diskUuidsShown && vm.disks.some((disk) => disk.bus === 'scsi')
      ? hit(
          'The guest sees the serials of its disks. On the target they are cut to 20 characters.',
          'config.extraConfig[disk.EnableUUID]',
          true,
          {
            commands: [
              inGuest('ls -l /dev/disk/by-id; grep -rs ID_SERIAL /etc/udev/rules.d /etc/multipath.conf'),
            ],
          },
        )
      : NONE,
})

const diskCapacity = rule({
  id: 'disk-capacity',
  scope: 'vm',
  category: 'Critical',
  question: 'Has each disk a size?',
  applies: 'both',
  catalogue: ['disk-capacity-invalid'],
  docs: DOCS.virtualDisk,
  needs: ['vms.disks.capacityBytes'],
  remedy: 'Repair or remove the broken disk. Scan the datastore again where only the size is missing.',
  evaluate: perDisk(
    (disk) => disk.capacityBytes <= 0,
    (disk) => ofDisk(disk, `${disk.label} has no size.`, 'capacityInBytes', `${disk.capacityBytes}`),
  ),
})

const diskRdm = rule({
  id: 'disk-rdm',
  scope: 'vm',
  category: 'Warning',
  question: 'Are all disks files on a datastore, and no raw LUNs?',
  applies: 'both',
  catalogue: ['rdm-disk', 'plan-rdm-without-offload'],
  docs: DOCS.validation,
  needs: ['vms.disks.rdm'],
  review: true,
  remedy: 'Convert it to a virtual disk, or detach it and present the LUN to the target.',
  evaluate: perDisk(
    (disk) => disk.rdm !== 'none',
    (disk) =>
      disk.rdm === 'physical'
        ? {
            ...ofDisk(
              disk,
              `${disk.label} is a raw device mapping in physical mode: no snapshot holds it and it cannot be copied.`,
              'backing.compatibilityMode',
              'physicalMode',
            ),
            category: 'Critical',
          }
        : {
            ...ofDisk(
              disk,
              `${disk.label} is a raw device mapping in virtual mode: the whole LUN is copied.`,
              'backing.compatibilityMode',
              'virtualMode',
            ),
            remedy:
              'Check that the target has room for the whole LUN, or convert it to a virtual disk first.',
          },
  ),
})

/** Backings that the inventory of Forklift knows; a disk with any other is left out there without a word. */
const KNOWN_BACKINGS: ReadonlySet<string> = new Set([
  'VirtualDiskFlatVer1BackingInfo',
  'VirtualDiskFlatVer2BackingInfo',
  'VirtualDiskRawDiskMappingVer1BackingInfo',
  'VirtualDiskRawDiskVer2BackingInfo',
])

const diskBacking = rule({
  id: 'disk-backing',
  scope: 'vm',
  category: 'Critical',
  question: 'Is each disk of a kind that is carried over?',
  applies: 'both',
  catalogue: ['disk-backing-invisible'],
  docs: DOCS.virtualDisk,
  needs: ['vms.disks.backing'],
  remedy:
    'Move it with Storage vMotion to a thick or thin disk (promote linked clones) before the migration.',
  evaluate: perDisk(
    (disk) => !KNOWN_BACKINGS.has(disk.backing),
    (disk) =>
      disk.backing === ''
        ? {
            ...ofDisk(disk, `It is not known what ${disk.label} is made of.`, 'backing', 'not known'),
            unknown: true,
          }
        : {
            ...ofDisk(
              disk,
              `${disk.label} is a ${disk.backing}; MTV leaves such a disk out without a word.`,
              'backing',
              disk.backing,
            ),
          },
  ),
})

function ofDisk(disk: VmDisk, message: string, property: string, value: string): Hit {
  return {
    part: `${disk.key}`,
    message,
    evidence: [fact(`${DEVICES}[${disk.label}].${property}`, value), fact('backing.fileName', disk.file)],
  }
}

/** The name that govc gives a disk. */
function govcDisk(disk: VmDisk): string {
  return `disk-${disk.controllerKey}-${disk.unitNumber}`
}

export const diskRules = [
  diskNone,
  diskNoDatastore,
  diskDatastoreInaccessible,
  diskCount,
  diskIndependent,
  diskIndependentWarm,
  diskSerial,
  diskCapacity,
  diskRdm,
  diskBacking,
]
