/** What the target cluster has to offer, whatever the plan. */
import { nodeFindings, operatorFindings } from '../../../plan/target-findings.ts'
import type { StorageClass } from '../../../target/model.ts'
import { canICommand, rightText } from '../../../target/permission-groups.ts'
import type { Right } from '../../../target/permissions.ts'
import { quoted } from '../../../shell-quote.ts'
import { formatCount } from '../../../units.ts'
import { fact, hit, NONE, unknownHit } from '../../hits.ts'
import type { Category } from '../../model.ts'
import { rule, type Facts } from '../../rule.ts'
import { adopted, told } from './adopted.ts'
import { DOCS } from './docs.ts'
import { concernedVms, onCluster, hitsFor } from './words.ts'

const KINDS = [
  ['target-kubevirt', 'Is KubeVirt installed?', 'kubevirts', 'kubevirtVersion', DOCS.installKubevirt],
  ['target-cdi', 'Is the Containerized Data Importer installed?', 'cdis', 'cdiVersion', DOCS.cdi],
] as const

const operatorRules = KINDS.map(([id, question, kind, version, docs]) =>
  adopted({
    id,
    category: 'Critical',
    question,
    catalogue: ['provider-not-ready'],
    docs,
    needs: ['target'],
    remedy: 'Install OpenShift Virtualization, or choose another cluster.',
    find: ({ target }) => (target ? operatorFindings(target) : []),
    evidence: told(`${kind}.status.observedVersion`, ({ target }) => target?.[version]),
    commands: (facts) => [onCluster(facts, `get ${kind} -A`)],
  }),
)

/** Nodes that the login may not list are no nodes here: that is not known, not none. */
const hardware = adopted({
  id: 'target-kvm',
  category: 'Warning',
  question: 'Do nodes offer hardware virtualization?',
  catalogue: [],
  docs: DOCS.installKubevirt,
  needs: ['target'],
  remedy: 'Use nodes with hardware virtualization.',
  find: ({ target }) => (target ? nodeFindings(target) : []),
  evidence: told('status.allocatable[devices.kubevirt.io/kvm]', ({ target }) =>
    target ? `on ${target.nodes.withKvm} of ${target.nodes.total} nodes` : undefined,
  ),
  commands: (facts) => [onCluster(facts, 'get nodes -l kubevirt.io/schedulable=true')],
})

const schedulableNodes = rule({
  id: 'target-nodes',
  scope: 'plan',
  category: 'Critical',
  question: 'Are there nodes that take virtual machines, and is it known how large they are?',
  applies: 'both',
  catalogue: ['target-sizing-limit', 'vm-larger-than-node'],
  docs: DOCS.installKubevirt,
  needs: ['target'],
  remedy: 'Make nodes schedulable again (uncordon), or add workers.',
  evaluate(_plan, facts) {
    const { nodes } = facts.target ?? {}
    if (!nodes) return NONE
    const look = [onCluster(facts, 'get nodes -L kubevirt.io/schedulable')]
    if (nodes.total === 0)
      return unknownHit('The nodes of this cluster may not be listed.', LABEL, {
        commands: look,
        remedy:
          'Ask for the right to list nodes, or look yourself whether there are enough and large enough ones.',
      })
    if (nodes.schedulable === 0)
      return hit(
        `None of ${formatCount(nodes.total, 'node')} takes virtual machines now.`,
        LABEL,
        'on no node',
        {
          commands: look,
        },
      )
    if (nodes.sizes !== undefined) return NONE
    return unknownHit('How large the nodes are is not known.', 'status.allocatable', {
      commands: look,
      remedy: 'Compare the largest VMs with the nodes yourself.',
    })
  },
})

const LABEL = 'metadata.labels[kubevirt.io/schedulable]'

const VMS_PER_NODE = 200
const MAX_NODES = 100

const sizing = rule({
  id: 'target-sizing',
  scope: 'plan',
  category: 'Warning',
  question: `Are there at most ${VMS_PER_NODE} VMs per node, those of the plan included?`,
  applies: 'both',
  catalogue: ['target-sizing-limit'],
  docs: DOCS.placement,
  needs: ['target'],
  remedy: 'Add workers, or spread the VMs over several clusters.',
  evaluate(_plan, facts) {
    const { target } = facts
    if (!target || target.nodes.schedulable === 0) return NONE
    const vms = concernedVms(facts).size + target.virtualMachines.length
    const needed = Math.ceil(vms / VMS_PER_NODE)
    if (needed <= target.nodes.schedulable && needed <= MAX_NODES) return NONE
    return [
      {
        message: `With these ${formatCount(vms, 'VM')} the cluster would need ${formatCount(needed, 'node')}${needed > MAX_NODES ? `, more than the ${MAX_NODES} that one cluster is sized for` : ''}.`,
        evidence: [
          fact('nodes that take VMs', target.nodes.schedulable),
          fact('VMs on the cluster and to come', vms),
        ],
        commands: [onCluster(facts, 'get nodes -l kubevirt.io/schedulable=true')],
      },
    ]
  },
})

/** Fewer rights than an administrator's are enough: each use is judged by the rights that it needs. */
const rights = rule({
  id: 'target-rights',
  scope: 'plan',
  category: 'Critical',
  question: 'May the login of the target do what a migration needs?',
  applies: 'both',
  catalogue: ['target-cluster-admin'],
  docs: DOCS.rbac,
  needs: ['permissions'],
  remedy:
    'Ask an administrator for the missing rights, or for the service account that Palletjack proposes, which has them.',
  evaluate(_plan, { permissions }) {
    if (!permissions) return NONE
    const everywhere = permissions.namespace === '' ? ' --all-namespaces' : ''
    return hitsFor(
      permissions.groups,
      ({ state }) => state !== 'works',
      ({ use, message, required, state, rights: all }) => {
        const missing = all.filter((right) => right.state !== 'allowed')
        const [first] = missing
        const tool = first ? canICommand(first) : undefined
        const category: Category = required ? 'Critical' : 'Information'
        return {
          part: use,
          message: `${message} ${askedWhere(permissions.namespace)}`,
          category,
          evidence: missing.map((right) => fact(rightText(right), stateText(right))),
          commands: tool === undefined ? [] : [{ tool: 'kubectl', command: `${tool}${everywhere}` }],
          ...(state === 'unknown' && permissions.namespace === '' && { remedy: CHOOSE_NAMESPACE }),
          ...(state === 'unknown' && { unknown: true as const }),
        }
      },
    )
  },
})

const CHOOSE_NAMESPACE =
  'Run the preflight for a plan, which tells the namespace, or look at the rights for one on the page of the cluster.'

function askedWhere(namespace: string): string {
  return namespace === '' ? 'Asked for all namespaces at once.' : `Asked in namespace ${namespace}.`
}

function stateText({ state, reason }: Right): string {
  return state === 'unknown' && reason !== '' ? `unknown: ${reason}` : state
}

/** Block volumes that several nodes may have open are what a live migration of the VM needs later. */
const liveMigration = rule({
  id: 'storage-live-migration',
  scope: 'plan',
  category: 'Warning',
  question: 'Can VMs on the chosen storage be moved between nodes while they run?',
  applies: 'both',
  catalogue: ['storage-supports-vm-migration'],
  docs: DOCS.liveMigration,
  needs: ['target'],
  remedy:
    'Choose a class that offers ReadWriteMany (Block before Filesystem), or accept that VMs cannot move while they run.',
  evaluate(_plan, facts) {
    return hitsFor(
      chosenClasses(facts),
      ({ accessModes }) => accessModes.length > 0 && !accessModes.includes('ReadWriteMany'),
      ({ name, accessModes }) => ({
        part: name,
        message: `Volumes of ${name} can be used by one node at a time.`,
        evidence: [fact(`StorageProfile ${name} status.claimPropertySets`, accessModes.join(', '))],
        commands: [onCluster(facts, `get storageprofile ${quoted(name)} -o yaml`)],
      }),
    )
  },
})

interface ChosenClass {
  readonly name: string
  /** Of the plan's own choice where it made one; empty where nobody knows. */
  readonly accessModes: readonly string[]
}

/** The classes of the plan; without one the class that a plan would be offered. */
function chosenClasses({ plan, target }: Facts): ChosenClass[] {
  const classes = target?.storageClasses ?? []
  if (!plan) {
    const offered = classes.find((one) => one.isVirtDefault) ?? classes.find((one) => one.isDefault)
    return offered ? [{ name: offered.name, accessModes: modesOf(offered) }] : []
  }
  const chosen = new Map<string, Set<string>>()
  for (const { storageClass, accessMode } of plan.storageMap) {
    const known = classes.find((one) => one.name === storageClass)
    if (!known) continue
    const modes = chosen.get(storageClass) ?? new Set()
    for (const mode of accessMode === undefined ? modesOf(known) : [accessMode]) modes.add(mode)
    chosen.set(storageClass, modes)
  }
  return [...chosen].map(([name, modes]) => ({ name, accessModes: [...modes] }))
}

function modesOf({ claimPropertySets }: StorageClass): string[] {
  return [...new Set(claimPropertySets.flatMap((set) => set.accessModes))]
}

export const targetRules = [...operatorRules, hardware, schedulableNodes, sizing, rights, liveMigration]
