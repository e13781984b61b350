/** Names: what the target makes of them, and which are taken there. */
import type { Vm } from '../../inventory/model.ts'
import { isLabel, isVmName, vmNameFault } from '../../plan/names.ts'
import { chosenVms, resolveTargetNames } from '../../plan/target-names.ts'
import { quoted } from '../../shell-quote.ts'
import { govc, govcVm, powerCli, powerCliVm, powerShellText } from '../commands.ts'
import { DOCS } from '../docs.ts'
import { hit, NONE, oncePerFacts } from '../hits.ts'
import { rule, type Facts, type Hit } from '../rule.ts'

export const nameInvalid = rule({
  id: 'name-invalid',
  scope: 'vm',
  category: 'Warning',
  question: 'Is the name of the VM one that the target takes as it is?',
  applies: 'both',
  // Capitals and an empty name are faults too; the expression in Forklift's own rule lets both pass.
  catalogue: ['vm-name-seed-rule', 'vm-name-invalid-forklift'],
  docs: DOCS.sourceVms,
  needs: ['vms.name'],
  remedy:
    'Rename the VM, or give it a target name in the plan; otherwise it gets a name that is made from this one.',
  evaluate(vm, facts) {
    if (isLabel(vm.name) || chosenName(vm, facts) !== undefined) return NONE
    // KubeVirt takes periods, MTV's rule does not; the guest gets the part before the first one as its host name.
    if (isVmName(vm.name))
      return hit('Its name has periods, which MTV advises against.', 'name', vm.name, {
        category: 'Information',
        commands: rename(vm, vm.name.replaceAll('.', '-')),
      })
    const fault = vmNameFault(vm.name)
    return hit(fault?.message ?? 'Its name is not valid on the target.', 'name', vm.name || '""', {
      commands: fault && fault.suggestion !== '' ? rename(vm, fault.suggestion) : [],
    })
  },
})

function rename(vm: Vm, name: string): NonNullable<Hit['commands']> {
  return [
    govc(`vm.change -vm ${govcVm(vm)} -name ${quoted(name)}`),
    powerCli(`${powerCliVm(vm)} | Set-VM -Name ${powerShellText(name)} -Confirm:$false`),
  ]
}

/** Target names that the plan itself gives. */
const chosenNames = oncePerFacts(
  ({ plan }) => new Map(plan?.vms.map(({ vmId, targetName }) => [vmId, targetName]) ?? []),
)

function chosenName(vm: Vm, facts: Facts): string | undefined {
  return facts.plan === undefined ? undefined : chosenNames(facts).get(vm.id)
}

/** What VMs of the plan will be called, by their id. */
const plannedNames = oncePerFacts(({ plan, inventory }) =>
  plan === undefined ? undefined : resolveTargetNames(chosenVms(plan.vms, inventory)),
)

/** Namespaces of the target by name of a VirtualMachine in them. */
const takenNames = oncePerFacts(({ target }) => {
  const taken = new Map<string, string[]>()
  for (const entry of target?.virtualMachines ?? []) {
    const slash = entry.indexOf('/')
    const name = entry.slice(slash + 1)
    const list = taken.get(name)
    if (list === undefined) taken.set(name, [entry.slice(0, slash)])
    else list.push(entry.slice(0, slash))
  }
  return taken
})

const nameTaken = rule({
  id: 'target-name-taken',
  scope: 'vm',
  category: 'Critical',
  question: 'Is there no VM of that name on the target?',
  applies: 'both',
  catalogue: ['vm-name-exists-in-target'],
  docs: DOCS.sourceVms,
  needs: ['target', 'vms.name'],
  review: true,
  remedy: 'Choose another target name or another namespace, or remove the VM that is there.',
  evaluate(vm, facts) {
    const taken = takenNames(facts)
    if (taken.size === 0) return NONE
    // The name that the VM would have there, not the one that it has here.
    const name = plannedNames(facts)?.get(vm.id) ?? madeName(vm)
    const namespaces = taken.get(name)
    if (namespaces === undefined) return NONE
    const namespace = facts.plan?.targetNamespace
    if (namespace !== undefined && !namespaces.includes(namespace)) return NONE
    const where = namespace ?? namespaces.join(', ')
    return hit(
      `${name} stands in namespace ${where} of the target already.`,
      'VirtualMachine',
      `${where}/${name}`,
      {
        ...(namespace === undefined && {
          category: 'Information' as const,
          remedy:
            'It matters only in that namespace: choose another one for the plan, or another target name.',
        }),
        commands: [
          {
            tool: 'oc',
            command: `oc get virtualmachine -n ${quoted(namespace ?? namespaces[0] ?? '')} ${quoted(name)}`,
          },
        ],
      },
    )
  },
})

function madeName(vm: Vm): string {
  return isVmName(vm.name) ? vm.name : (vmNameFault(vm.name)?.suggestion ?? vm.name)
}

export const nameRules = [nameInvalid, nameTaken]
