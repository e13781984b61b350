/** Whether the VM is there, and in a state in which it can be migrated. */
import type { Vm } from '../../inventory/model.ts'
import { quoted } from '../../shell-quote.ts'
import { govc, govcVm, inGuest, powerCli, powerCliVm } from '../commands.ts'
import { DOCS } from '../docs.ts'
import { fact, hit, NONE, unknownHit } from '../hits.ts'
import { rule, type Facts } from '../rule.ts'

const template = rule({
  id: 'vm-template',
  scope: 'vm',
  category: 'Critical',
  question: 'Is it a VM and not a template?',
  applies: 'both',
  catalogue: ['vm-template'],
  docs: DOCS.virtualMachine,
  needs: ['vms.isTemplate'],
  review: true,
  templates: true,
  remedy: 'Deploy a virtual machine from it, or convert it to one, and migrate that.',
  evaluate(vm, { index }) {
    if (!vm.isTemplate) return NONE
    const host = index.hosts.get(vm.hostId ?? '')
    return hit('It is a template.', 'config.template', true, {
      commands: host ? [govc(`vm.markasvm -host ${quoted(host.name)} ${govcVm(vm)}`)] : [],
    })
  },
})

const notConnected = rule({
  id: 'vm-not-connected',
  scope: 'vm',
  category: 'Critical',
  question: 'Can vSphere reach the VM?',
  applies: 'both',
  catalogue: ['vm-not-connected'],
  docs: DOCS.runtimeInfo,
  needs: ['vms.connectionState'],
  review: true,
  templates: true,
  remedy: 'Bring back its host or datastore, or register it again; then read the inventory again.',
  evaluate: (vm) =>
    vm.connectionState === 'connected'
      ? NONE
      : hit(
          `vSphere reports it as ${vm.connectionState}: what else is said of it may be old, or not known.`,
          'runtime.connectionState',
          vm.connectionState,
          {
            commands: [powerCli(`(${powerCliVm(vm)}).ExtensionData.Reload()`)],
          },
        ),
})

const hostNotVisible = rule({
  id: 'host-not-visible',
  scope: 'vm',
  category: 'Critical',
  question: 'Is the host of the VM in the inventory?',
  applies: 'both',
  catalogue: ['inventory-host-not-visible'],
  docs: DOCS.prerequisites,
  needs: ['vms.hostId', 'hosts'],
  remedy: 'Give the account the right to read hosts and clusters, propagated to their children.',
  evaluate(vm, { index }) {
    if (vm.hostId === undefined) return hit('Its host cannot be seen.', 'runtime.host', 'none')
    const host = index.hosts.get(vm.hostId)
    if (host === undefined) return hit('Its host cannot be seen.', 'runtime.host', vm.hostId)
    if (host.clusterId !== undefined && !index.clusters.has(host.clusterId))
      return hit(`The cluster of its host ${host.name} cannot be seen.`, 'HostSystem.parent', host.clusterId)
    return NONE
  },
})

const suspended = rule({
  id: 'vm-suspended',
  scope: 'vm',
  category: 'Critical',
  question: 'Is the VM on or off, and not suspended?',
  applies: 'both',
  catalogue: ['unclean-power-state'],
  docs: DOCS.runtimeInfo,
  needs: ['vms.powerState'],
  review: true,
  remedy:
    'Resume it; its memory would be lost. Then shut it down, or let it run until the plan shuts it down.',
  evaluate: (vm) =>
    vm.powerState === 'suspended'
      ? hit('It is suspended.', 'runtime.powerState', 'suspended', {
          commands: [
            govc(`vm.power -on ${govcVm(vm)}`),
            govc(`vm.power -s ${govcVm(vm)}`),
            powerCli(`${powerCliVm(vm)} | Start-VM`),
          ],
        })
      : NONE,
})

const stoppedUnclean = rule({
  id: 'vm-stopped-unclean',
  scope: 'vm',
  category: 'Critical',
  question: 'Was the guest shut down, and not just turned off?',
  applies: 'both',
  catalogue: ['unclean-power-state'],
  docs: DOCS.v2v,
  needs: ['vms.cleanPowerOff'],
  remedy: 'Start the VM, let its file systems recover, and shut the guest down: virt-v2v refuses dirty ones.',
  evaluate(vm) {
    if (vm.powerState !== 'poweredOff' || vm.cleanPowerOff === true) return NONE
    const commands = [govc(`vm.power -on ${govcVm(vm)}`), govc(`vm.power -s ${govcVm(vm)}`)]
    return vm.cleanPowerOff === false
      ? hit('It was turned off hard, so its file systems may be dirty.', 'runtime.cleanPowerOff', false, {
          commands,
        })
      : unknownHit('vSphere does not tell whether the guest was shut down.', 'runtime.cleanPowerOff', {
          category: 'Warning',
        })
  },
})

const question = rule({
  id: 'vm-question',
  scope: 'vm',
  category: 'Critical',
  question: 'Does vSphere wait for no answer?',
  applies: 'both',
  catalogue: ['unclean-power-state'],
  docs: DOCS.runtimeInfo,
  needs: ['vms.question'],
  remedy: 'Answer the question in vSphere: until then nothing can be done with the VM.',
  evaluate: (vm) =>
    vm.question === ''
      ? NONE
      : hit('vSphere waits for an answer before the VM can go on.', 'runtime.question', vm.question, {
          commands: [govc(`vm.question -vm ${govcVm(vm)}`), powerCli(`${powerCliVm(vm)} | Get-VMQuestion`)],
        }),
})

const INSTALL = 'Install VMware Tools or open-vm-tools, let the VM run once, and read the inventory again'

const toolsMissing = rule({
  id: 'tools-missing',
  scope: 'vm',
  category: 'Critical',
  question: 'Are VMware Tools installed?',
  applies: 'both',
  catalogue: ['vmware-tools-installed'],
  docs: DOCS.sourceVms,
  needs: ['vms.tools'],
  review: true,
  remedy: `${INSTALL}.`,
  evaluate(vm, { plan }) {
    if (vm.tools !== 'notInstalled' && vm.tools !== 'unknown') return NONE
    // Without Tools nobody can ask a running guest to shut down, unless the plan may turn it off.
    const blocks = vm.powerState === 'poweredOn' && isHopeless(plan)
    const category = blocks ? 'Critical' : 'Warning'
    const commands = [
      govc(`vm.guest.tools -mount ${govcVm(vm)}`),
      inGuest('sudo dnf install -y open-vm-tools || sudo apt-get install -y open-vm-tools'),
    ]
    const remedy = `${INSTALL}; or shut the guest down yourself before the run, or allow a hard power-off in the plan.`
    const running = vm.powerState === 'poweredOn' && { remedy, ...pulled(plan) }
    const more = { category, commands, ...running } as const
    if (vm.tools === 'notInstalled')
      return hit(
        `VMware Tools are not installed${shutdown(vm, plan)}.`,
        'guest.toolsVersionStatus2',
        'guestToolsNotInstalled',
        more,
      )
    return vm.powerState === 'poweredOn'
      ? hit(
          `It runs, and VMware Tools tell nothing${shutdown(vm, plan)}.`,
          'guest.toolsRunningStatus',
          'not known',
          more,
        )
      : unknownHit('Whether VMware Tools are installed is not known.', 'guest.toolsVersionStatus2', {
          category,
        })
  },
})

/** What comes of it for a VM that the run has to shut down. */
function shutdown({ powerState }: Pick<Vm, 'powerState'>, plan: Facts['plan']): string {
  if (powerState !== 'poweredOn') return ''
  const then = plan?.options.onShutdownTimeout
  if (then === 'power-off') return ', so it is powered off hard, as the plan allows'
  if (then === 'ask') return ', so the run asks before it powers it off hard'
  return ', so the guest cannot be asked to shut down'
}

/** Nobody can shut such a guest down then. */
function isHopeless(plan: Facts['plan']): boolean {
  return plan === undefined || plan.options.onShutdownTimeout === 'give-up'
}

function pulled(plan: Facts['plan']): { readonly remedy?: string } {
  return plan?.options.onShutdownTimeout === 'power-off'
    ? { remedy: 'Shut the guest down yourself before the run if unsaved data would be lost.' }
    : {}
}

const toolsNotRunning = rule({
  id: 'tools-not-running',
  scope: 'vm',
  category: 'Critical',
  question: 'Do VMware Tools run, so that the guest can be asked to shut down?',
  applies: 'both',
  catalogue: ['plan-guest-tools-not-running'],
  docs: DOCS.sourceVms,
  needs: ['vms.tools', 'vms.powerState'],
  review: true,
  remedy:
    'Start VMware Tools in the guest, shut the guest down yourself before the run, or allow a hard power-off in the plan.',
  evaluate(vm, { plan }) {
    if (vm.tools !== 'notRunning' || vm.powerState !== 'poweredOn') return NONE
    return [
      {
        message: `VMware Tools do not run${shutdown(vm, plan)}.`,
        ...pulled(plan),
        category: isHopeless(plan) ? 'Critical' : 'Warning',
        evidence: [
          fact('guest.toolsRunningStatus', 'guestToolsNotRunning'),
          fact('runtime.powerState', vm.powerState),
        ],
        commands: [inGuest('sudo systemctl restart vmtoolsd'), inGuest('Restart-Service VMTools')],
      },
    ]
  },
})

const managedBy = rule({
  id: 'managed-by',
  scope: 'vm',
  category: 'Warning',
  question: 'Does no other product manage the VM?',
  applies: 'both',
  catalogue: ['managed-by-extension'],
  docs: DOCS.configInfo,
  needs: ['vms.managedBy', 'vms.replicated'],
  remedy: 'Do not migrate machines of the infrastructure itself. Stop replication and backup jobs first.',
  evaluate(vm) {
    if (vm.managedBy !== '')
      return hit(`It is managed by ${vm.managedBy}.`, 'config.managedBy.extensionKey', vm.managedBy)
    if (vm.name.startsWith('vCLS'))
      return hit('It is one of the machines of vSphere Cluster Services.', 'name', vm.name)
    if (vm.replicated)
      return hit('vSphere Replication is configured for it.', 'config.repConfig.vmReplicationId', 'present', {
        remedy: 'Stop the replication before the migration.',
      })
    return NONE
  },
})

export const stateRules = [
  template,
  notConnected,
  hostNotVisible,
  suspended,
  stoppedUnclean,
  question,
  toolsMissing,
  toolsNotRunning,
  managedBy,
]
