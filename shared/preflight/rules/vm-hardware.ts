/** Processors and memory that the target treats in another way. */
import { govc, govcVm, powerCli, powerCliVm } from '../commands.ts'
import { DOCS } from '../docs.ts'
import { fact, hit, NONE } from '../hits.ts'
import { rule } from '../rule.ts'

const cpuAffinity = rule({
  id: 'cpu-affinity',
  scope: 'vm',
  category: 'Warning',
  question: 'Are its processors bound to none of the host?',
  applies: 'both',
  catalogue: ['cpu-affinity-set'],
  docs: DOCS.kubevirtCpu,
  needs: ['vms.cpuAffinity'],
  remedy:
    'Write the binding down. Where the workload still needs it, use dedicated CPUs on the target (dedicatedCpuPlacement).',
  evaluate: (vm) =>
    vm.cpuAffinity.length === 0
      ? NONE
      : hit(
          'Its processors are bound to processors of the host.',
          'config.cpuAffinity.affinitySet',
          vm.cpuAffinity.join(', '),
          {
            commands: [
              powerCli(
                `${powerCliVm(vm)} | Get-VMResourceConfiguration | Set-VMResourceConfiguration -CpuAffinity NoAffinity`,
              ),
            ],
          },
        ),
})

const numaAffinity = rule({
  id: 'numa-affinity',
  scope: 'vm',
  category: 'Warning',
  question: 'Is its memory bound to no NUMA node?',
  applies: 'both',
  catalogue: ['numa-affinity-set'],
  docs: DOCS.kubevirtNuma,
  needs: ['vms.numaNodeAffinity'],
  remedy: 'Drop the setting, or plan for NUMA passthrough with dedicated CPUs on the target.',
  evaluate: (vm) =>
    vm.numaNodeAffinity.length === 0
      ? NONE
      : hit(
          `It is bound to NUMA nodes ${vm.numaNodeAffinity.join(', ')}.`,
          'config.extraConfig[numa.nodeAffinity]',
          vm.numaNodeAffinity.join(','),
          { commands: [govc(`vm.change -vm ${govcVm(vm)} -e numa.nodeAffinity=`)] },
        ),
})

const hotPlug = rule({
  id: 'cpu-memory-hot-plug',
  scope: 'vm',
  category: 'Warning',
  question: 'Is hot-plug of processors and memory off?',
  applies: 'both',
  catalogue: ['cpu-memory-hotplug'],
  docs: DOCS.kubevirtHotplug,
  needs: ['vms.cpuHotAdd', 'vms.cpuHotRemove', 'vms.memoryHotAdd'],
  remedy:
    'Give the VM the size that it needs before the migration. For hot-plug on the target set maxSockets and maxGuest there.',
  evaluate(vm) {
    if (!vm.cpuHotAdd && !vm.cpuHotRemove && !vm.memoryHotAdd) return NONE
    return [
      {
        message: 'Processors or memory can be changed while it runs; that is not carried over.',
        evidence: [
          fact('config.cpuHotAddEnabled', vm.cpuHotAdd),
          fact('config.cpuHotRemoveEnabled', vm.cpuHotRemove),
          fact('config.memoryHotAddEnabled', vm.memoryHotAdd),
        ],
        commands: [
          govc(`vm.change -vm ${govcVm(vm)} -cpu-hot-add-enabled=false -memory-hot-add-enabled=false`),
        ],
      },
    ]
  },
})

const cpuTopology = rule({
  id: 'cpu-topology',
  scope: 'vm',
  // Palletjack keeps the number of processors; MTV rounds the sockets down, and the VM loses some.
  category: 'Warning',
  question: 'Do the processors fill whole sockets?',
  applies: 'both',
  catalogue: ['vcpu-topology-lossy'],
  docs: DOCS.virtualMachine,
  needs: ['vms.cpuCount', 'vms.coresPerSocket'],
  remedy: 'Turn the VM off and choose a number of cores per socket that divides the number of processors.',
  evaluate(vm) {
    const { cpuCount, coresPerSocket } = vm
    if (coresPerSocket > 0 && cpuCount % coresPerSocket === 0) return NONE
    const kept = coresPerSocket > 0 ? cpuCount - (cpuCount % coresPerSocket) : 0
    return [
      {
        message: `${cpuCount} processors do not fill sockets of ${coresPerSocket}: Palletjack makes one socket of each, MTV would keep ${kept}.`,
        evidence: [
          fact('config.hardware.numCPU', cpuCount),
          fact('config.hardware.numCoresPerSocket', coresPerSocket),
        ],
        commands: [powerCli(`${powerCliVm(vm)} | Set-VM -CoresPerSocket 1 -Confirm:$false`)],
      },
    ]
  },
})

const nestedVirtualization = rule({
  id: 'nested-virtualization',
  scope: 'vm',
  category: 'Warning',
  question: 'Does it run without nested virtualization?',
  applies: 'both',
  catalogue: ['nested-hv'],
  docs: DOCS.kubevirtCpu,
  needs: ['vms.nestedVirtualization'],
  remedy: 'Turn nested virtualization on in the nodes of the target, or move the hypervisor out of the VM.',
  evaluate: (vm) =>
    vm.nestedVirtualization
      ? hit('It can run virtual machines of its own.', 'config.nestedHVEnabled', true, {
          commands: [govc(`vm.change -vm ${govcVm(vm)} -nested-hv-enabled=false`)],
        })
      : NONE,
})

export const hardwareRules = [cpuAffinity, numaAffinity, hotPlug, cpuTopology, nestedVirtualization]
