/** vSphere clusters: what they do by themselves, and what is lost of it. Once per cluster, not per VM. */
import type { Cluster, ClusterRule } from '../../../inventory/model.ts'
import { govc, powerCli } from '../../commands.ts'
import { counted, fact, hit, named, NONE, oncePerFacts, unknownHit } from '../../hits.ts'
import { rule, type Facts } from '../../rule.ts'
import { DOCS } from './docs.ts'
import { concerned, concernedVms, govcName, powerCliName, hitsFor } from './words.ts'

const used = oncePerFacts((facts) => {
  const clusters = new Set<string>()
  for (const vm of concernedVms(facts)) {
    const id = facts.index.hosts.get(vm.hostId ?? '')?.clusterId
    if (id !== undefined) clusters.add(id)
  }
  return clusters
})

function isUsed(cluster: Cluster, facts: Facts): boolean {
  return used(facts).has(cluster.id)
}

const powerManagement = rule({
  id: 'cluster-power-management',
  scope: 'cluster',
  category: 'Information',
  question: 'Is Distributed Power Management off?',
  applies: 'both',
  catalogue: ['cluster-dpm-enabled'],
  docs: DOCS.cluster,
  needs: ['clusters.powerManagement'],
  remedy: 'Make sure that it puts no host into standby while disks are copied from it.',
  evaluate: (cluster, facts) =>
    cluster.powerManagement && isUsed(cluster, facts)
      ? hit(
          'Distributed Power Management may put hosts into standby.',
          'configurationEx.dpmConfigInfo.enabled',
          true,
          {
            commands: [
              powerCli(
                `$spec = New-Object VMware.Vim.ClusterConfigSpecEx -Property @{ DpmConfig = (New-Object VMware.Vim.ClusterDpmConfigInfo -Property @{ Enabled = $false }) }; (${powerCliName('ClusterComputeResource', cluster)}).ExtensionData.ReconfigureComputeResource_Task($spec, $true)`,
              ),
            ],
          },
        )
      : NONE,
})

const scheduler = rule({
  id: 'cluster-drs',
  scope: 'cluster',
  category: 'Information',
  question: 'Does DRS leave VMs where they are?',
  applies: 'both',
  catalogue: ['cluster-drs-enabled'],
  docs: DOCS.cluster,
  needs: ['clusters.drs', 'clusters.drsBehavior'],
  remedy:
    'Consider partially automated DRS for the migration window: a VM that moves changes the host whose connections it uses. On the target the descheduler has that task.',
  evaluate: (cluster, facts) =>
    cluster.drs && isUsed(cluster, facts)
      ? [
          {
            message: `DRS is on (${cluster.drsBehavior || 'behavior not told'}).`,
            evidence: [
              fact('configuration.drsConfig.enabled', true),
              fact('configuration.drsConfig.defaultVmBehavior', cluster.drsBehavior || 'not told'),
            ],
            commands:
              cluster.drsBehavior === 'fullyAutomated'
                ? [
                    govc(
                      `cluster.change -drs-mode partiallyAutomated ${govcName('ClusterComputeResource', cluster)}`,
                    ),
                  ]
                : [],
          },
        ]
      : NONE,
})

const LOST: Partial<Record<ClusterRule['kind'], string>> = {
  together: 'keeps them together',
  apart: 'keeps them apart',
  vmsToHosts: 'binds them to hosts',
  dependency: 'starts them in order',
}

const rulesLost = rule({
  id: 'cluster-rules-lost',
  scope: 'cluster',
  category: 'Information',
  question: 'Are there rules between VMs that end with the migration?',
  applies: 'both',
  catalogue: ['affinity-rules-lost'],
  docs: DOCS.placement,
  needs: ['clusters.rules'],
  remedy:
    'Make them again on the target: pod affinity or anti-affinity for VMs, node affinity for hosts. Until all VMs of a rule have moved, nothing enforces it.',
  evaluate: (cluster, facts) =>
    hitsFor(
      cluster.rules,
      ({ enabled, kind, vmIds }) => enabled && LOST[kind] !== undefined && vmsOf(vmIds, facts).length > 0,
      ({ name, kind, mandatory, vmIds }) => ({
        part: name,
        message: `The rule ${name} ${LOST[kind] ?? ''}: ${named(vmsOf(vmIds, facts))}.`,
        evidence: [fact('configurationEx.rule', `${name} (${kind}${mandatory ? ', mandatory' : ''})`)],
        commands: [govc(`cluster.rule.ls -cluster ${govcName('ClusterComputeResource', cluster)} -l`)],
      }),
    ),
})

function vmsOf(ids: readonly string[], facts: Facts) {
  return concerned(
    ids.flatMap((id) => facts.index.vms.get(id) ?? []),
    facts,
  )
}

/** Above these a target without overcommitment of memory needs more than the source has. */
const CPU_RATIO = 4
const MEMORY_RATIO = 1

interface Demand {
  cpus: number
  memory: number
}

const demands = oncePerFacts((facts) => {
  const result = new Map<string, Demand>()
  for (const vm of facts.inventory.vms) {
    const cluster = facts.index.hosts.get(vm.hostId ?? '')?.clusterId
    if (cluster === undefined || vm.isTemplate) continue
    const demand = result.get(cluster) ?? { cpus: 0, memory: 0 }
    demand.cpus += vm.cpuCount
    demand.memory += vm.memoryMiB * 2 ** 20
    result.set(cluster, demand)
  }
  return result
})

const sizes = oncePerFacts((facts) => {
  const result = new Map<string, Demand>()
  for (const { clusterId, cpuCores, memoryBytes } of facts.inventory.hosts) {
    if (clusterId === undefined) continue
    const size = result.get(clusterId) ?? { cpus: 0, memory: 0 }
    size.cpus += cpuCores
    size.memory += memoryBytes
    result.set(clusterId, size)
  }
  return result
})

const overcommitment = rule({
  id: 'cluster-overcommitment',
  scope: 'cluster',
  category: 'Information',
  question: `Are at most ${CPU_RATIO} virtual processors promised per core, and no more memory than there is?`,
  applies: 'both',
  catalogue: ['host-overcommit'],
  docs: DOCS.cluster,
  needs: ['hosts.cpuCores', 'hosts.memoryBytes', 'vms.cpuCount', 'vms.memoryMiB'],
  remedy: 'Size the target for the demand that was measured; it does not overcommit memory by default.',
  evaluate(cluster, facts) {
    const demand = demands(facts).get(cluster.id)
    if (!demand || !isUsed(cluster, facts)) return NONE
    const { cpus, memory } = sizes(facts).get(cluster.id) ?? { cpus: 0, memory: 0 }
    if (cpus === 0 || memory === 0)
      return unknownHit('The size of its hosts is not known.', 'summary.hardware')
    const ratios = [demand.cpus / cpus, demand.memory / memory] as const
    if (ratios[0] <= CPU_RATIO && ratios[1] <= MEMORY_RATIO) return NONE
    return [
      {
        message: `Its VMs are promised ${ratios[0].toFixed(1)} virtual processors per core and ${ratios[1].toFixed(1)} times its memory.`,
        evidence: [
          fact(
            'summary.config.numCpu',
            `${counted(demand.cpus, 'virtual processor')} on ${counted(cpus, 'core')}`,
          ),
          fact('summary.config.memorySizeMB', `${Math.round(ratios[1] * 100)} % of the memory`),
        ],
      },
    ]
  },
})

export const clusterRules = [powerManagement, scheduler, rulesLost, overcommitment]
