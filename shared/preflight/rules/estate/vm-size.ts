/** Whether a node of the target is large enough for a VM. */
import { formatBytes } from '../../../units.ts'
import { fact, NONE, oncePerFacts } from '../../hits.ts'
import { rule } from '../../rule.ts'
import { DOCS } from './docs.ts'
import { onCluster } from './words.ts'

/** What a running VM takes beside its own memory: page tables and the like, and the pod around it. */
const OVERHEAD_SHARE = 0.02
const OVERHEAD_BYTES = 2 ** 29

/** The most that a single node offers of each; undefined where sizes could not be read. */
const largest = oncePerFacts(({ target }) => {
  const sizes = target?.nodes.sizes ?? []
  if (sizes.length === 0) return undefined
  return {
    cores: Math.max(...sizes.map((size) => size.cores)),
    memoryBytes: Math.max(...sizes.map((size) => size.memoryBytes)),
  }
})

/**
 * Memory is not overcommitted by default, so that a VM that is too large never starts. Virtual processors are: more
 * of them than a node has cores is slow, and no more than that.
 */
export const largerThanNode = rule({
  id: 'vm-larger-than-node',
  scope: 'vm',
  category: 'Critical',
  question: 'Does the VM fit on a node of the target?',
  applies: 'both',
  catalogue: ['vm-larger-than-node'],
  docs: DOCS.placement,
  needs: ['target', 'vms.cpuCount', 'vms.memoryMiB'],
  remedy: 'Add a larger node, or make the VM smaller.',
  evaluate(vm, facts) {
    const most = largest(facts)
    // Another rule says that the nodes could not be read.
    if (most === undefined) return NONE
    const commands = () => [
      onCluster(
        facts,
        'get nodes -o custom-columns=NAME:.metadata.name,CPU:.status.allocatable.cpu,MEMORY:.status.allocatable.memory',
      ),
    ]
    const memory = vm.memoryMiB * 2 ** 20
    const needed = memory * (1 + OVERHEAD_SHARE) + OVERHEAD_BYTES
    if (needed > most.memoryBytes)
      return [
        {
          message: `With what KubeVirt adds it needs ${formatBytes(needed)} of memory; the largest node has ${formatBytes(most.memoryBytes)}.`,
          evidence: [
            fact('config.hardware.memoryMB', vm.memoryMiB),
            fact('status.allocatable.memory', formatBytes(most.memoryBytes)),
          ],
          commands: commands(),
        },
      ]
    if (vm.cpuCount <= most.cores) return NONE
    return [
      {
        category: 'Warning',
        message: `It has ${vm.cpuCount} virtual processors; the largest node has ${most.cores} cores for pods.`,
        evidence: [fact('config.hardware.numCPU', vm.cpuCount), fact('status.allocatable.cpu', most.cores)],
        commands: commands(),
      },
    ]
  },
})
