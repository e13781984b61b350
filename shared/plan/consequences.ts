/** Everything that will happen when a plan runs: the one source of the rail, the review and the CLI's question. */
import type { Inventory, Vm } from '../inventory/model.ts'
import type { Target } from '../target/model.ts'
import { createFacts, vmsById } from '../preflight/facts.ts'
import type { Finding } from '../preflight/model.ts'
import { reviewVm } from '../preflight/review.ts'
import { usesConsent } from './conversion-access.ts'
import { critical } from './finding.ts'
import type { Consequences, PlanInput } from './model.ts'
import { planFindings } from './plan-findings.ts'
import { chosenVms, resolveTargetNames } from './target-names.ts'

/**
 * Computes the consequences of `plan`, finished or not. Without `target` (no cluster connected yet) only
 * the source side is judged.
 */
export function planConsequences(
  plan: PlanInput,
  inventory: Inventory,
  target: Target | undefined,
): Consequences {
  const chosen = chosenVms(plan.vms, inventory)
  const vms = chosen.map((one) => one.vm)
  const names = resolveTargetNames(chosen)
  const facts = createFacts(inventory, { plan, ...(target && { target }) })
  const stopping = vms.filter((vm) => vm.powerState === 'poweredOn').map((vm) => vm.name)
  return {
    vmCount: vms.length,
    diskCount: vms.reduce((sum, vm) => sum + vm.disks.length, 0),
    diskBytes: vms.reduce((sum, vm) => sum + bytesOf(vm), 0),
    stopping,
    renamed: vms.flatMap((vm) => {
      const to = names.get(vm.id) ?? vm.name
      return to === vm.name ? [] : [{ from: vm.name, to }]
    }),
    createsNamespace: target !== undefined && !target.namespaces.includes(plan.targetNamespace),
    findings: [
      ...goneFindings(plan, inventory),
      ...(target ? planFindings({ plan, vms, inventory, target, names }) : []),
      ...vms.flatMap((vm) => reviewVm(vm, facts)),
    ],
    undo: undoWords(plan, stopping.length, target),
  }
}

/** The findings that keep a plan from running. */
export function blockers(consequences: Consequences): Finding[] {
  return consequences.findings.filter((finding) => finding.category === 'Critical')
}

function bytesOf(vm: Vm): number {
  return vm.disks.reduce((sum, disk) => sum + disk.capacityBytes, 0)
}

/** Of each VM that a plan names and the inventory no longer has. */
export function goneFindings(plan: PlanInput, inventory: Inventory): Finding[] {
  const known = vmsById(inventory)
  return plan.vms
    .filter((wish) => !known.has(wish.vmId))
    .map(({ vmId }) =>
      critical(
        'vm-gone',
        { kind: 'vm', id: vmId, name: vmId },
        'This virtual machine is no longer in the inventory.',
        'Take it out of the plan.',
      ),
    )
}

function undoWords(plan: PlanInput, running: number, target: Target | undefined): string[] {
  return [
    'The source disks are only read; they stay as they are.',
    'If a VM fails or is canceled, what was half made for it on the target is removed.',
    ...(running === 0
      ? []
      : [
          plan.options.restoreSourcePower
            ? 'Its source is then powered on again if it ran before.'
            : 'Its source then stays powered off.',
        ]),
    ...(plan.options.keepDisksOnConversionFailure
      ? [
          'If only the conversion fails, the copied disks are kept, and the source stays powered off, until you try again or discard them.',
        ]
      : []),
    ...(target && usesConsent(plan, target)
      ? [
          `However the run ends, the privileged service account and pod security level of namespace ${plan.targetNamespace} are taken back.`,
        ]
      : []),
  ]
}
