/** Everything that will happen when a plan runs: the one source of the rail, the review and the CLI's question. */
import type { Inventory, Vm } from '../inventory/model.ts'
import type { Target } from '../target/model.ts'
import { surroundingsOf, vmFindings } from './findings.ts'
import { usesConsent } from './conversion-access.ts'
import type { Consequences, Finding, PlanInput } from './model.ts'
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
  const ofPlan = target ? planFindings({ plan, vms, inventory, target, names }) : []
  const around = surroundingsOf(inventory)
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
      ...ofPlan,
      ...withoutEchoes(
        vms.flatMap((vm) => vmFindings(vm, around)),
        ofPlan,
      ),
    ],
    undo: undoWords(plan, stopping.length, target),
  }
}

/** The findings that keep a plan from running. */
export function blockers(consequences: Consequences): Finding[] {
  return consequences.findings.filter((finding) => finding.severity === 'critical')
}

/** Without the warning about Tools where the plan itself already says what comes of it. */
function withoutEchoes(ofVms: readonly Finding[], ofPlan: readonly Finding[]): Finding[] {
  const told = new Set(
    ofPlan.filter((one) => ['power-off', 'hard-power-off'].includes(one.rule)).map((one) => one.vmId),
  )
  return ofVms.filter((one) => one.rule !== 'vm-tools' || !told.has(one.vmId))
}

function bytesOf(vm: Vm): number {
  return vm.disks.reduce((sum, disk) => sum + disk.capacityBytes, 0)
}

/** Of each VM that a plan names and the inventory no longer has. */
export function goneFindings(plan: PlanInput, inventory: Inventory): Finding[] {
  const known = new Set(inventory.vms.map((vm) => vm.id))
  return plan.vms
    .filter((wish) => !known.has(wish.vmId))
    .map((wish) => ({
      rule: 'vm-gone',
      severity: 'critical',
      object: wish.vmId,
      vmId: wish.vmId,
      message: 'This virtual machine is no longer in the inventory.',
      remedy: 'Take it out of the plan.',
    }))
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
    ...(target && usesConsent(plan, target)
      ? [
          `However the run ends, the privileged service account and pod security level of namespace ${plan.targetNamespace} are taken back.`,
        ]
      : []),
  ]
}
