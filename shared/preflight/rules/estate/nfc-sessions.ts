/** Disk copies that meet on one ESXi host. */
import type { Vm } from '../../../inventory/model.ts'
import { DEFAULT_COPIES_PER_HOST as LIMIT } from '../../../migration/scheduler.ts'
import { powerCli } from '../../commands.ts'
import { counted, fact, NONE } from '../../hits.ts'
import { rule, type Facts } from '../../rule.ts'
import { DOCS } from './docs.ts'
import { concerned, powerCliName } from './words.ts'

function disksOf(vms: readonly Vm[]): number {
  return vms.reduce((sum, vm) => sum + vm.disks.length, 0)
}

/**
 * Counted in disks: each open disk is one NFC session, so that ten VMs with eight disks each are eighty. How much
 * memory a host gives to NFC cannot be read through the vSphere API.
 */
export const planSessions = rule({
  id: 'nfc-sessions',
  scope: 'host',
  category: 'Warning',
  question: `Does the plan copy at most ${LIMIT} disks of the host?`,
  applies: 'both',
  catalogue: ['nfc-memory-more-than-10-vms', 'nfc-session-budget-by-disks'],
  docs: DOCS.nfc,
  needs: ['plan', 'vms.hostId', 'vms.disks'],
  remedy: `Palletjack copies ${LIMIT} disks of a host at once and lets the rest wait. For more at once, and for MTV, which counts otherwise: raise maxMemory of nfcsvc on the host and restart hostd, split the plan, or move VMs to other hosts.`,
  evaluate(host, facts) {
    if (!facts.plan) return NONE
    const vms = concerned(facts.index.vmsByHost.get(host.id), facts)
    const disks = disksOf(vms)
    if (disks <= LIMIT) return NONE
    return [
      {
        message: `The plan takes ${counted(vms.length, 'VM')} with ${counted(disks, 'disk')} from this host; with its default NFC memory it serves ${LIMIT} disks at once.`,
        evidence: [
          fact('runtime.host', counted(vms.length, 'VM')),
          fact('config.hardware.device', counted(disks, 'disk')),
        ],
        commands: [powerCli(`${powerCliName('HostSystem', host)} | Get-VM | Get-HardDisk | Measure-Object`)],
      },
    ]
  },
})

export const allPlansSessions = rule({
  id: 'nfc-sessions-all-plans',
  scope: 'host',
  category: 'Warning',
  question: `Do all plans together copy at most ${LIMIT} disks of the host?`,
  applies: 'both',
  catalogue: ['concurrent-over-10-per-host', 'nfc-session-budget-by-disks'],
  docs: DOCS.nfc,
  needs: ['plans', 'vms.hostId', 'vms.disks'],
  remedy:
    'Run these plans one after the other, or at least not with MTV at the same time: only copies that Palletjack itself makes are counted against each other.',
  evaluate(host, facts) {
    const names = plansOn(host.id, facts)
    if (names.vms.size === 0 || names.plans.size < 2) return NONE
    const vms = [...names.vms]
    const disks = disksOf(vms)
    if (disks <= LIMIT) return NONE
    return [
      {
        message: `${counted(names.plans.size, 'plan')} (${[...names.plans].slice(0, 5).join(', ')}) take ${counted(disks, 'disk')} from this host.`,
        evidence: [fact('config.hardware.device', counted(disks, 'disk'))],
      },
    ]
  },
})

/** VMs of the host that stand in any plan, each once, and those plans; the plan that is judged is one of them. */
function plansOn(hostId: string, { plan, plans = [], index }: Facts) {
  const all = plan && !plans.some(({ name }) => name === plan.name) ? [...plans, plan] : plans
  const names = new Set<string>()
  const vms = new Set<Vm>()
  for (const { name, vms: wishes } of all)
    for (const { vmId } of wishes) {
      const vm = index.vms.get(vmId)
      if (vm?.hostId !== hostId) continue
      names.add(name)
      vms.add(vm)
    }
  return { plans: names, vms }
}

export const nfcRules = [planSessions, allPlansSessions]
