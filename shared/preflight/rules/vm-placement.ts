/** Where vSphere wants a VM to run. */
import type { Cluster, ClusterRule } from '../../inventory/model.ts'
import { quoted } from '../../shell-quote.ts'
import { govc } from '../commands.ts'
import { DOCS } from '../docs.ts'
import { counted, fact, NONE, oncePerFacts } from '../hits.ts'
import { rule } from '../rule.ts'

interface Placed {
  readonly cluster: Cluster
  readonly rule: ClusterRule
}

/** Rules to hosts that are on, by VM. */
const placements = oncePerFacts(({ inventory }) => {
  const map = new Map<string, Placed[]>()
  for (const cluster of inventory.clusters)
    for (const one of cluster.rules)
      if (one.enabled && one.kind === 'vmsToHosts')
        for (const vmId of one.vmIds) {
          const list = map.get(vmId)
          if (list === undefined) map.set(vmId, [{ cluster, rule: one }])
          else list.push({ cluster, rule: one })
        }
  return map
})

const hostAffinity = rule({
  id: 'host-affinity',
  scope: 'vm',
  category: 'Warning',
  question: 'Does no rule bind the VM to hosts?',
  applies: 'both',
  // From the rules and groups of the cluster: the list that Forklift looks for is in no inventory of it.
  catalogue: ['vm-host-affinity'],
  docs: DOCS.kubevirtPlacement,
  needs: ['clusters.rules'],
  remedy: 'Write the rule down, and make it anew with a node selector or affinity on the target.',
  evaluate(vm, facts) {
    const placed = placements(facts).get(vm.id)
    if (placed === undefined) return NONE
    return placed.map(({ cluster, rule: one }) => ({
      part: `${cluster.id}/${one.name}`,
      message: `The rule ${one.name} of ${cluster.name} ${one.mandatory ? 'binds it to' : 'speaks of'} ${counted(one.hostIds.length, 'host')}.`,
      evidence: [
        fact(`configurationEx.rule[${one.name}].enabled`, true),
        fact(
          `configurationEx.rule[${one.name}].affineHostGroupName`,
          one.hostIds.map((id) => facts.index.hosts.get(id)?.name ?? id).join(', '),
        ),
      ],
      commands: [govc(`cluster.rule.info -cluster ${quoted(cluster.name)} -name ${quoted(one.name)}`)],
    }))
  },
})

export const placementRules = [hostAffinity]
