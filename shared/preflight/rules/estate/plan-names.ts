/** The VMs of a plan and what they will be called. */
import { goneFindings } from '../../../plan/consequences.ts'
import { nameFindings } from '../../../plan/plan-findings.ts'
import { targetName } from '../../../plan/names.ts'
import { fact, NONE } from '../../hits.ts'
import type { Finding } from '../../model.ts'
import { rule, type Facts } from '../../rule.ts'
import { adopted, planFactsOf, told } from './adopted.ts'
import { DOCS } from './docs.ts'
import { onCluster, hitsFor } from './words.ts'

const NEEDS = ['plan', 'target']

const names = (facts: Facts) => {
  const planFacts = planFactsOf(facts)
  return planFacts ? nameFindings(planFacts) : []
}

const vmGone = adopted({
  id: 'vm-gone',
  category: 'Critical',
  question: 'Does the source still have each VM of the plan?',
  catalogue: ['plan-vm-not-found'],
  docs: DOCS.prerequisites,
  needs: ['plan'],
  remedy: 'Take it out of the plan.',
  find: ({ plan, inventory }) => (plan ? goneFindings(plan, inventory) : []),
  evidence: (_facts, { object }) => fact('plan.vms.vmId', object.id),
})

const vmTwice = rule({
  id: 'plan-vm-twice',
  scope: 'plan',
  category: 'Critical',
  question: 'Is each VM in the plan once?',
  applies: 'both',
  catalogue: ['plan-duplicate-vm'],
  docs: DOCS.prerequisites,
  needs: ['plan'],
  remedy: 'Take the second entry out of the plan.',
  evaluate(plan, { index }) {
    if (!plan) return NONE
    const counts = Map.groupBy(plan.vms, ({ vmId }) => vmId)
    return hitsFor(
      [...counts],
      ([, entries]) => entries.length > 1,
      ([id, entries]) => ({
        part: id,
        message: `${index.vms.get(id)?.name ?? id} is in the plan ${entries.length} times.`,
        evidence: [fact('plan.vms.vmId', id)],
      }),
    )
  },
})

/** A name here is a DNS label: periods, which some tools let pass, would break the names made from it. */
const namespaceName = adopted({
  id: 'target-namespace',
  category: 'Critical',
  question: 'Can VMs be migrated into a namespace of that name?',
  catalogue: ['plan-target-namespace'],
  docs: DOCS.namespaces,
  needs: NEEDS,
  remedy: 'Choose another name.',
  find: names,
  evidence: told('plan.targetNamespace', ({ plan }) => plan?.targetNamespace),
})

const planName = adopted({
  id: 'plan-name',
  category: 'Critical',
  question: 'Is the name of the plan one that Kubernetes takes?',
  catalogue: [],
  docs: DOCS.names,
  needs: NEEDS,
  remedy: 'Choose another name.',
  find: names,
  evidence: told('plan.name', ({ plan }) => plan?.name),
})

const vmTargetName = adopted({
  id: 'target-name',
  category: 'Critical',
  question: 'Is each target name one that Kubernetes takes?',
  catalogue: ['plan-target-name-invalid'],
  docs: DOCS.names,
  needs: NEEDS,
  remedy: 'Choose another name.',
  find: names,
  evidence: nameEvidence,
})

const targetNameTwice = adopted({
  id: 'target-name-twice',
  category: 'Critical',
  question: 'Has each VM of the plan a target name of its own?',
  catalogue: ['plan-duplicate-vm', 'name-collision-after-normalise'],
  docs: DOCS.names,
  needs: NEEDS,
  remedy: 'Give one of them another target name.',
  // The same VM twice has a rule of its own.
  find: (facts) => {
    const twice = new Set(facts.plan?.vms.map(({ vmId }) => vmId)).size !== facts.plan?.vms.length
    return twice ? [] : names(facts)
  },
  evidence: nameEvidence,
  commands: (facts) => [onCluster(facts, 'get virtualmachines -A')],
})

function nameEvidence(facts: Facts, { object }: Finding) {
  return fact('plan.vms.targetName', planFactsOf(facts)?.names.get(object.id) ?? object.name)
}

/** Names that are different in vSphere and the same once they are valid. */
const nameSuffix = rule({
  id: 'target-name-suffix',
  scope: 'plan',
  category: 'Warning',
  question: 'Do VMs keep the names that theirs become, without a suffix?',
  applies: 'both',
  catalogue: ['name-collision-after-normalise'],
  docs: DOCS.names,
  needs: NEEDS,
  remedy: 'Give these VMs target names of your own.',
  evaluate(_plan, facts) {
    const planFacts = planFactsOf(facts)
    if (!planFacts) return NONE
    const own = new Set(
      facts.plan?.vms.flatMap(({ vmId, targetName: name }) => (name === undefined ? [] : [vmId])),
    )
    return hitsFor(
      planFacts.vms,
      (vm) => {
        if (own.has(vm.id)) return false
        const plain = targetName(vm.name, new Set(), () => '')
        // Nothing of the name can be used: another rule speaks of that.
        return plain !== 'vm-' && plain !== planFacts.names.get(vm.id)
      },
      (vm) => ({
        part: vm.id,
        message: `${vm.name} becomes ${planFacts.names.get(vm.id) ?? ''}, because another VM of the plan has its name already.`,
        evidence: [fact('name', vm.name)],
      }),
    )
  },
})

export const planNameRules = [
  vmGone,
  vmTwice,
  namespaceName,
  planName,
  vmTargetName,
  targetNameTwice,
  nameSuffix,
]
