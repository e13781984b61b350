/** Disk copies that meet on one ESXi host. */
import { copyLimitOf, MOST_COPIES_PER_HOST } from '../../../esxi/copy-limit.ts'
import { generationOf } from '../../../esxi/generation.ts'
import { NFC_RAISED_BYTES } from '../../../esxi/limits.ts'
import type { Host, Vm } from '../../../inventory/model.ts'
import { quoted } from '../../../shell-quote.ts'
import { formatBytes } from '../../../units.ts'
import { powerCli } from '../../commands.ts'
import { counted, fact, NONE } from '../../hits.ts'
import type { Command, Evidence } from '../../model.ts'
import { rule, type Facts, type Hit } from '../../rule.ts'
import { DOCS } from './docs.ts'
import { concerned, powerCliName } from './words.ts'

function disksOf(vms: readonly Vm[]): number {
  return vms.reduce((sum, vm) => sum + vm.disks.length, 0)
}

/**
 * Counted in disks: each open disk is one NFC session, so that ten VMs with eight disks each are eighty. How much
 * memory a host gives to NFC cannot be read through the vSphere API; a host that was read over SSH has a limit of its
 * own.
 */
const planSessions = rule({
  id: 'nfc-sessions',
  scope: 'host',
  category: 'Warning',
  question: 'Does the plan copy at most as many disks of the host as it bears at once?',
  applies: 'both',
  catalogue: ['nfc-memory-more-than-10-vms', 'nfc-session-budget-by-disks'],
  docs: DOCS.nfc,
  needs: ['plan', 'vms.hostId', 'vms.disks'],
  remedy:
    'Palletjack copies as many disks of a host at once as it bears, and lets the rest wait. For more at once, and for MTV, which counts otherwise: raise the NFC memory of the host, split the plan, or move VMs to other hosts.',
  evaluate(host, facts) {
    if (!facts.plan) return NONE
    const vms = concerned(facts.index.vmsByHost.get(host.id), facts)
    const disks = disksOf(vms)
    const { limit, because } = limitOf(host, facts)
    if (disks <= limit) return NONE
    return [
      {
        message: `The plan takes ${counted(vms.length, 'VM')} with ${counted(disks, 'disk')} from this host, which serves ${limit} at once. ${because}`,
        evidence: [
          fact('runtime.host', counted(vms.length, 'VM')),
          fact('config.hardware.device', counted(disks, 'disk')),
          memoryOf(host, facts),
        ],
        ...wayOut(host, facts, limit),
      },
    ]
  },
})

const APART =
  'Run these plans one after the other, or at least not with MTV at the same time: only copies that Palletjack itself makes are counted against each other.'

const allPlansSessions = rule({
  id: 'nfc-sessions-all-plans',
  scope: 'host',
  category: 'Warning',
  question: 'Do all plans together copy at most as many disks of the host as it bears at once?',
  applies: 'both',
  catalogue: ['concurrent-over-10-per-host', 'nfc-session-budget-by-disks'],
  docs: DOCS.nfc,
  needs: ['plans', 'vms.hostId', 'vms.disks'],
  remedy: APART,
  evaluate(host, facts) {
    const names = plansOn(host.id, facts)
    if (names.vms.size === 0 || names.plans.size < 2) return NONE
    const vms = [...names.vms]
    const disks = disksOf(vms)
    const { limit, because } = limitOf(host, facts)
    if (disks <= limit) return NONE
    const { remedy, commands } = wayOut(host, facts, limit)
    return [
      {
        message: `${counted(names.plans.size, 'plan')} (${[...names.plans].slice(0, 5).join(', ')}) take ${counted(disks, 'disk')} from this host, which serves ${limit} at once. ${because}`,
        evidence: [fact('config.hardware.device', counted(disks, 'disk')), memoryOf(host, facts)],
        remedy: `${APART} ${remedy}`,
        commands,
      },
    ]
  },
})

function limitOf(host: Host, { nfc }: Facts) {
  return copyLimitOf(nfc?.[host.id])
}

function memoryOf(host: Host, { nfc }: Facts): Evidence {
  const known = nfc?.[host.id]
  if (!known) return fact('nfcsvc.maxMemory', 'not read')
  const { maxMemory } = known.values
  const value = maxMemory === undefined ? 'not set' : `${maxMemory} (${formatBytes(maxMemory)})`
  return fact('nfcsvc.maxMemory', `${value}, read back from the host on ${known.verifiedAt.slice(0, 10)}`)
}

/** What helps this host: Palletjack's own edit, or the way by hand that its generation heeds. */
function wayOut(host: Host, facts: Facts, limit: number): Required<Pick<Hit, 'remedy' | 'commands'>> {
  const look = powerCli(`${powerCliName('HostSystem', host)} | Get-VM | Get-HardDisk | Measure-Object`)
  if (limit >= MOST_COPIES_PER_HOST)
    return {
      remedy: `Palletjack copies ${limit} disks of this host at once and lets the rest wait; more NFC memory would change nothing. If that takes too long, split the plan or move VMs to other hosts.`,
      commands: [look],
    }
  const once = limit === 1 ? '1 disk' : `${limit} disks`
  return {
    remedy: `Palletjack copies ${once} of this host at once and lets the rest wait. For more at once, and for MTV, which counts otherwise: raise its NFC memory on the page of hosts or with palletjack esxi nfc set, which keeps a backup, restarts hostd (VMs go on running) and reads the value back. ${byHand(host, facts)} Or split the plan, or move VMs to other hosts.`,
    commands: [...editCommands(host, facts), look],
  }
}

function byHand(host: Host, { nfc }: Facts): string {
  const inFile = `set maxMemory of nfcsvc to ${NFC_RAISED_BYTES} in /etc/vmware/hostd/config.xml`
  const inStore = `change maxMemory under nfcsvc with configstorecli config current get and set (-c esx -g services -k hostd)`
  switch (nfc?.[host.id]?.generation ?? generationOf(host.version)) {
    case 'configFile':
      return `By hand: ${inFile} on the host and restart hostd.`
    case 'configStore':
      return `By hand: ${inStore} on the host and restart hostd; from ESXi 7.0 U2 on an edit of /etc/vmware/hostd/config.xml does nothing.`
    case 'unknown':
      return `By hand: before ESXi 7.0 U2 ${inFile}; from 7.0 U2 on, where that file does nothing, ${inStore}; then restart hostd.`
  }
}

/** Only for a source that another process knows by name. */
function editCommands(host: Host, { ends }: Facts): Command[] {
  if (!ends) return []
  const which = `--provider ${quoted(ends.source)} --host ${quoted(host.name)}`
  return ['nfc show', 'nfc set'].map((words) => ({
    tool: 'palletjack' as const,
    command: `palletjack esxi ${words} ${which}`,
  }))
}

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
