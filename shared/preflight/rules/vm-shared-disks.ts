/** Disks that more than one VM has, however they do it. */
import type { Vm, VmController, VmDisk } from '../../inventory/model.ts'
import { govc, govcVm, powerCli, powerCliVm } from '../commands.ts'
import { DOCS } from '../docs.ts'
import { fact, hit, named, namedOthers, NONE, perDisk } from '../hits.ts'
import { rule, type Facts, type Hit } from '../rule.ts'

const GROUP = 'Migrate all VMs of the group cold and together, with all of them off; the disk is copied once.'

/** How many VMs have a disk of this VM. */
function sharersOf(disk: VmDisk, { index }: Facts): number {
  return index.twinsByDiskFile.get(disk.file)?.length ?? 1
}

const diskShared = rule({
  id: 'disk-shared',
  scope: 'vm',
  category: 'Warning',
  question: 'Is each disk used by this VM alone?',
  applies: 'both',
  catalogue: ['disk-shared', 'plan-shared-disk-duplicate'],
  docs: DOCS.sharedDisks,
  needs: ['vms.disks.file'],
  review: true,
  remedy: GROUP,
  evaluate: perDisk(
    (disk, _, facts) => disk.shared || sharersOf(disk, facts) > 1,
    (disk, vm, { index }) => {
      const sharers = index.twinsByDiskFile.get(disk.file) ?? index.twinsByLun.get(disk.lunUuid)
      return {
        part: `${disk.key}`,
        evidence: [fact('backing.fileName', disk.file), fact('backing.sharing', sharing(disk))],
        ...(sharers
          ? { message: `${disk.label} is also a disk of ${namedOthers(sharers, vm)}.` }
          : {
              message: `${disk.label} may be written by several VMs, but no other VM here has it.`,
              remedy: 'Find the other VM (another vCenter, perhaps), or turn sharing off for this disk.',
            }),
      }
    },
  ),
})

const diskSharedWarm = rule({
  id: 'disk-shared-warm',
  scope: 'vm',
  category: 'Critical',
  question: 'Is no disk shared, as a warm migration needs it?',
  applies: 'warm',
  catalogue: ['plan-shared-disk-warm'],
  docs: DOCS.warm,
  needs: ['vms.disks.shared'],
  review: true,
  remedy: 'Use a cold migration for the whole group.',
  evaluate(vm, facts) {
    const disk = vm.disks.find((one) => one.shared || sharersOf(one, facts) > 1)
    return disk === undefined
      ? NONE
      : hit(
          `${disk.label} can be written by more than one VM: no snapshot of one of them holds its state.`,
          'backing.sharing',
          sharing(disk),
        )
  },
})

const diskSharedRunning = rule({
  id: 'disk-shared-running',
  scope: 'vm',
  category: 'Critical',
  question: 'Are all VMs off that share a disk?',
  applies: 'cold',
  catalogue: ['plan-shared-disk-running-peers'],
  docs: DOCS.sharedDisks,
  needs: ['vms.disks.file', 'vms.powerState'],
  remedy: 'Shut down every VM of the group before the run, and leave all of them off until the end of it.',
  evaluate(vm, facts) {
    for (const disk of vm.disks) {
      if (sharersOf(disk, facts) < 2) continue
      const running = (facts.index.twinsByDiskFile.get(disk.file) ?? []).filter(
        (one) => one.powerState !== 'poweredOff' && !one.isTemplate,
      )
      if (running.length > 0) return [runningHit(disk, running)]
    }
    return NONE
  },
})

function runningHit(disk: VmDisk, running: readonly Vm[]): Hit {
  return {
    message: `${disk.label} is shared, and not all of its VMs are off: ${named(running)}.`,
    evidence: [
      fact('backing.fileName', disk.file),
      ...running.slice(0, 5).map((one) => fact(`${one.name}: runtime.powerState`, one.powerState)),
    ],
    commands: running.slice(0, 5).map((one) => govc(`vm.power -s ${govcVm(one)}`)),
  }
}

const sharedStorageHidden = rule({
  id: 'shared-storage-hidden',
  scope: 'vm',
  category: 'Critical',
  question: 'Is there no shared storage that file names do not show?',
  applies: 'both',
  catalogue: ['shared-storage-hidden'],
  docs: DOCS.sharedDisks,
  needs: ['vms.controllers.sharedBus', 'vms.disks.lunUuid'],
  remedy: `${GROUP} Attach it to the others as a shareable disk or LUN, with SCSI reservation where a cluster needs it.`,
  evaluate(vm, facts) {
    let found: Hit[] | undefined
    for (const controller of vm.controllers)
      if (isSharing(controller)) (found ??= []).push(busHit(vm, controller))
    for (const disk of vm.disks) {
      const one = hiddenHit(vm, disk, facts)
      if (one) (found ??= []).push(one)
    }
    return found ?? NONE
  },
})

function isSharing({ sharedBus }: VmController): boolean {
  return sharedBus === 'virtualSharing' || sharedBus === 'physicalSharing'
}

function busHit(vm: Vm, controller: VmController): Hit {
  return {
    part: `bus-${controller.key}`,
    message: `SCSI controller ${controller.busNumber} shares its bus with other VMs, as failover clusters do.`,
    evidence: [
      fact(`config.hardware.device[SCSI controller ${controller.busNumber}].sharedBus`, controller.sharedBus),
    ],
    commands: [powerCli(`${powerCliVm(vm)} | Get-ScsiController | Select-Object Name, BusSharingMode`)],
  }
}

function hiddenHit(vm: Vm, disk: VmDisk, facts: Facts): Hit | undefined {
  const others = (facts.index.twinsByLun.get(disk.lunUuid) ?? []).filter((one) => one !== vm)
  if (others.length === 0 || sharersOf(disk, facts) > 1) return undefined
  return {
    part: `lun-${disk.key}`,
    message: `${disk.label} leads to the same LUN as a disk of ${named(others)}.`,
    evidence: [fact('backing.lunUuid', disk.lunUuid)],
  }
}

function sharing(disk: VmDisk): string {
  return disk.shared ? 'shared' : 'sharingNone'
}

export const sharedDiskRules = [diskShared, diskSharedWarm, diskSharedRunning, sharedStorageHidden]
