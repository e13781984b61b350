/** What warm migrations need: changed block tracking, and that nothing rules it out. */
import type { Vm, VmDisk } from '../../inventory/model.ts'
import { govc, govcVm, powerCli, powerCliVm } from '../commands.ts'
import { DOCS } from '../docs.ts'
import { fact, hit, NONE, unknownHit } from '../hits.ts'
import type { Command } from '../model.ts'
import { rule, type Facts, type Hit } from '../rule.ts'

const STUN =
  'It takes effect once the VM stands still for a moment: take a snapshot and remove it, or turn the VM off and on.'

const changeTrackingOff = rule({
  id: 'change-tracking-off',
  scope: 'vm',
  // A warm copy cannot begin without it; for a cold one it means nothing, so it is never shown there.
  category: 'Critical',
  question: 'Is changed block tracking (CBT) on for the VM?',
  applies: 'warm',
  catalogue: ['cbt-disabled-vm', 'plan-warm-cbt-missing', 'warm-cbt-vm-required'],
  docs: DOCS.prerequisites,
  needs: ['vms.changeTracking'],
  review: true,
  remedy: `Turn change tracking on for the VM and its disks. ${STUN}`,
  evaluate(vm, { plan }) {
    if (vm.changeTracking) return NONE
    // A VM that is out of reach shows no configuration at all.
    if (vm.hardwareVersion === '' && vm.connectionState !== 'connected')
      return unknownHit('Whether change tracking is on is not known.', 'config.changeTrackingEnabled')
    const name = govcVm(vm)
    const disks = vm.disks.map((disk) => option(slot(vm, disk))).join('')
    return hit('Change tracking is off.', 'config.changeTrackingEnabled', false, {
      ...consented(plan),
      commands: [
        govc(`vm.change -vm ${name} -e ctkEnabled=true${disks}`),
        ...stun(name),
        powerCli(
          `$spec = New-Object VMware.Vim.VirtualMachineConfigSpec; $spec.ChangeTrackingEnabled = $true; (${powerCliVm(vm)}).ExtensionData.ReconfigVM($spec)`,
        ),
      ],
    })
  },
})

/** What is left of the finding where the plan lets the run switch it on; a warm plan that does not could. */
function consented(plan: Facts['plan']): Pick<Hit, 'category' | 'remedy'> {
  if (plan?.type !== 'warm') return {}
  return plan.options.enableChangeTracking
    ? {
        category: 'Information',
        remedy: 'The run switches it on, as the plan allows: the VM stands still for a moment.',
      }
    : { remedy: `Let the run switch it on (an option of the plan), or turn it on yourself. ${STUN}` }
}

export const diskChangeTrackingOff = rule({
  id: 'disk-change-tracking-off',
  scope: 'vm',
  category: 'Critical',
  question: 'Is change tracking on for each disk?',
  applies: 'warm',
  catalogue: ['cbt-disabled-disk', 'warm-cbt-disk-required'],
  docs: DOCS.prerequisites,
  needs: ['vms.changeTracking', 'vms.disks.changeTracking'],
  review: true,
  remedy: `Turn change tracking on for that disk. ${STUN}`,
  evaluate(vm) {
    // Off for the VM is off for all of its disks: one finding says so.
    if (!vm.changeTracking || !vm.disks.some(isUntracked)) return NONE
    const name = govcVm(vm)
    const last = stun(name)
    return vm.disks.filter(isUntracked).map((disk) => untracked(disk, vm, name, last))
  },
})

/** `name` and `last` (the commands after it) are the same for all disks of the VM. */
function untracked(disk: VmDisk, vm: Vm, name: string, last: readonly Command[]): Hit {
  const place = slot(vm, disk)
  return {
    // The device key: two disks with one unit number on different controllers are two findings.
    part: `${disk.key}`,
    message: `Change tracking is off for ${disk.label}.`,
    evidence: [fact(`config.extraConfig[${place}.ctkEnabled]`, false)],
    commands: [govc(`vm.change -vm ${name}${option(place)}`), ...last],
  }
}

/** Disks that no snapshot holds cannot be tracked at all; other rules speak of those. */
function isUntracked(disk: VmDisk): boolean {
  return !disk.changeTracking && disk.rdm !== 'physical' && !disk.mode.startsWith('independent')
}

/** "scsi1:0": the controller counts by its bus number, not by its key. */
function slot(vm: Vm, disk: VmDisk): string {
  const controller = vm.controllers.find(({ key }) => key === disk.controllerKey)
  return `${disk.bus}${controller?.busNumber ?? disk.controllerKey % 100}:${disk.unitNumber}`
}

/** Nothing in it needs quotes: a place is a kind of bus that we know, and numbers. */
function option(place: string): string {
  return ` -e ${place}.ctkEnabled=true`
}

function stun(name: string): Command[] {
  return [
    govc(`snapshot.create -vm ${name} -m=false palletjack-cbt`),
    govc(`snapshot.remove -vm ${name} palletjack-cbt`),
  ]
}

/** Change tracking came with virtual hardware 7; below 10 it is old enough to be worth a look. */
const TRACKING_SINCE = 7
const OLD_BELOW = 10

const hardwareVersion = rule({
  id: 'hardware-version',
  scope: 'vm',
  category: 'Critical',
  question: 'Is the virtual hardware new enough for change tracking?',
  applies: 'warm',
  catalogue: ['hw-version-too-old'],
  docs: DOCS.prerequisites,
  needs: ['vms.hardwareVersion'],
  review: true,
  remedy: 'Upgrade the virtual hardware while the VM is off, or migrate it cold.',
  evaluate(vm) {
    const version = hardwareNumber(vm.hardwareVersion)
    if (version >= OLD_BELOW) return NONE
    if (version === 0)
      return unknownHit('The version of its virtual hardware is not known.', 'config.version', {
        category: 'Warning',
      })
    const commands = [govc(`vm.upgrade -vm ${govcVm(vm)}`)]
    return version < TRACKING_SINCE
      ? hit(`Virtual hardware ${version} has no change tracking.`, 'config.version', vm.hardwareVersion, {
          commands,
        })
      : hit(`Virtual hardware ${version} is old.`, 'config.version', vm.hardwareVersion, {
          category: 'Information',
          remedy: 'Change tracking works with it. Upgrade it when the VM is off anyway.',
          commands,
        })
  },
})

/** 19 of "vmx-19"; 0 where there is none. */
function hardwareNumber(text: string): number {
  const number = Number.parseInt(text.startsWith('vmx-') ? text.slice(4) : text, 10)
  return Number.isNaN(number) ? 0 : number
}

const faultTolerance = rule({
  id: 'fault-tolerance',
  scope: 'vm',
  category: 'Warning',
  question: 'Is Fault Tolerance off?',
  applies: 'cold',
  // Any subtype of ftInfo counts, and the state: the plain type alone is never what a vCenter answers.
  catalogue: ['fault-tolerance-on'],
  docs: DOCS.configInfo,
  needs: ['vms.faultTolerance'],
  review: true,
  remedy:
    'Turn Fault Tolerance off before the run. It has no counterpart on the target: plan for high availability.',
  evaluate: (vm) => (vm.faultTolerance ? toleranceHits(vm) : NONE),
})

const faultToleranceWarm = rule({
  id: 'fault-tolerance-warm',
  scope: 'vm',
  category: 'Critical',
  question: 'Is Fault Tolerance off, so that snapshots can be taken?',
  applies: 'warm',
  catalogue: ['fault-tolerance-on'],
  docs: DOCS.configInfo,
  needs: ['vms.faultTolerance'],
  review: true,
  remedy: 'Turn Fault Tolerance off: while it is on, the VM has neither snapshots nor change tracking.',
  evaluate: (vm) => (vm.faultTolerance ? toleranceHits(vm) : NONE),
})

function toleranceHits(vm: Vm): Hit[] {
  return hit('Fault Tolerance is configured.', 'config.ftInfo', 'present', {
    commands: [powerCli(`(${powerCliVm(vm)}).ExtensionData.TurnOffFaultToleranceForVM()`)],
  })
}

export const changeTrackingRules = [
  changeTrackingOff,
  diskChangeTrackingOff,
  hardwareVersion,
  faultTolerance,
  faultToleranceWarm,
]
