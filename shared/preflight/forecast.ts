/** What a report proposes: how busy each ESXi host will be, which VMs go when, and how long that takes. */
import type { Vm } from '../inventory/model.ts'
import { atOnce, type Steps } from '../steps.ts'
import { copyLimitOf, type HostCopyLimit } from '../esxi/copy-limit.ts'
import { NFC_DEFAULT_BYTES } from '../esxi/limits.ts'
import { DEFAULT_COPIES_PER_HOST } from '../migration/scheduler.ts'
import { formatBytes, formatRange, formatRate } from '../units.ts'
import {
  addVm,
  busyTime,
  CONVERSION_MS,
  COPY_RATES,
  emptyLoad,
  timeOf,
  type CopyRates,
  type Load,
} from './copy-times.ts'
import type { Forecast, HostBudget, Wave, WaveGrouping } from './estimate-model.ts'
import type { Verdict } from './model.ts'
import { named } from './hits.ts'
import type { Facts } from './rule.ts'
import { judgedVms } from './subjects.ts'
import { apartRules, applicationsOf, groupsOf, type Group } from './wave-groups.ts'
import { tagGrouping } from './wave-tags.ts'
import { packWaves, WAVE_BOUNDS, type PackedWave, type WaveBounds } from './waves.ts'

export { diskEstimates } from './copy-times.ts'

export interface ForecastOptions {
  readonly bounds?: WaveBounds
  readonly rates?: CopyRates
  /** Disk copies at once per ESXi host; left out: what the NFC memory of each bears. */
  readonly connections?: number
  /** What somebody decided for this source; automatic otherwise. */
  readonly grouping?: WaveGrouping | undefined
}

const SESSION_BUFFERS = 4 * 2 ** 20
/** Host of VMs whose host is not in the inventory. */
const NO_HOST = { id: '', name: 'Host not known' }

/** Deterministic: the same facts and verdicts give the same forecast. VMs without a verdict count as free to go. */
export function forecast(
  facts: Facts,
  verdicts: readonly Verdict[],
  options: ForecastOptions = {},
): Forecast {
  return atOnce(forecastSteps(facts, verdicts, options))
}

/** The same with pauses. */
export function* forecastSteps(
  facts: Facts,
  verdicts: readonly Verdict[],
  options: ForecastOptions = {},
): Steps<Forecast> {
  const { bounds = WAVE_BOUNDS, rates = COPY_RATES, connections } = options
  const limitOf = (hostId: string): HostCopyLimit => budgetOf(hostId, facts, connections)
  const stuck = blockedIds(facts, verdicts)
  const machines = [...new Set(judgedVms(facts))].filter((vm) => !vm.isTemplate)
  const moving = machines.filter((vm) => !stuck.has(vm.id))
  yield
  const groups = groupsOf(machines, facts).flatMap((group) => withoutBlocked(group, stuck))
  yield
  const grouping = tagGrouping(machines, options.grouping, facts.inventory.tagReading)
  const applications = applicationsOf(groups, bounds.maxVms, grouping.tagOf)
  yield
  const packed = packWaves(applications, apartRules(facts), bounds)
  yield
  const hosts = hostBudgets(moving, facts, limitOf, rates)
  const waves: Wave[] = []
  for (const [at, wave] of packed.entries()) {
    waves.push(waveOf(wave, at, limitOf, rates))
    yield
  }
  return {
    hosts,
    waves,
    blocked: machines.filter((vm) => stuck.has(vm.id)).map((vm) => vm.id),
    grouping: grouping.facts,
    assumptions: [...gaps(facts), ...assumptions(bounds, rates, atOnceWords(hosts), grouping.basis)],
  }
}

/** VMs that neither way is open for; of a plan, its own way. */
function blockedIds({ plan }: Facts, verdicts: readonly Verdict[]): Set<string> {
  return new Set(
    verdicts
      .filter(({ object, cold, warm }) => {
        if (object.kind !== 'vm') return false
        return plan
          ? verdictOf(plan.type, { cold, warm }) === 'blocked'
          : cold === 'blocked' && warm === 'blocked'
      })
      .map(({ object }) => object.id),
  )
}

function verdictOf(type: string, { cold, warm }: Pick<Verdict, 'cold' | 'warm'>): Verdict['cold'] {
  return type === 'warm' ? warm : cold
}

/** What is left of a group; it goes on being one, and says whom it waits for. */
function withoutBlocked({ vms, why }: Group, stuck: ReadonlySet<string>): Group[] {
  const free = vms.filter((vm) => !stuck.has(vm.id))
  if (free.length === 0) return []
  if (free.length === vms.length) return [{ vms, why }]
  const blocked = vms.filter((vm) => stuck.has(vm.id))
  return [{ vms: free, why: `${why}; blocked and not in this wave: ${named(blocked)}` }]
}

/** What the source cannot tell, and what that does to the figures. */
function gaps({ unknown }: Facts): string[] {
  return [
    ...(unknown.has('vms.disks') || unknown.has('vms.disks.capacityBytes')
      ? ['The source does not tell the disks: sizes and copy times leave them out, and say too little.']
      : []),
    ...(unknown.has('vms.usedBytes')
      ? ['The source does not tell the space in use: whole disks are counted.']
      : []),
    ...(unknown.has('vms.hostId')
      ? ['The source does not tell which host runs a VM: limits of hosts are not applied.']
      : []),
  ]
}

function hostBudgets(
  vms: readonly Vm[],
  { index }: Facts,
  limitOf: (hostId: string) => HostCopyLimit,
  rates: CopyRates,
): HostBudget[] {
  return [...loadsByHost(vms, rates)]
    .map(([id, { load, vms: count }]): HostBudget => {
      const { name } = index.hosts.get(id) ?? { ...NO_HOST, name: id === '' ? NO_HOST.name : id }
      const { disks, bytes } = load
      const { limit: connections, because: basis } = limitOf(id)
      const busyMs = busyTime(load, connections, rates)
      return { hostId: id, name, vms: count, disks, bytes, connections, basis, busyMs }
    })
    .sort((a, b) => b.busyMs.to - a.busyMs.to || (a.hostId < b.hostId ? -1 : 1))
}

function loadsByHost(vms: readonly Vm[], rates: CopyRates): Map<string, { load: Load; vms: number }> {
  const loads = new Map<string, { load: Load; vms: number }>()
  for (const vm of vms) {
    const id = vm.hostId ?? NO_HOST.id
    const entry = loads.get(id) ?? { load: emptyLoad(), vms: 0 }
    addVm(entry.load, vm, rates)
    entry.vms += 1
    loads.set(id, entry)
  }
  return loads
}

function waveOf(
  { vms, bytes, reason }: PackedWave,
  at: number,
  limitOf: (hostId: string) => HostCopyLimit,
  rates: CopyRates,
): Wave {
  const byHost = [...loadsByHost(vms, rates)]
  const loads = byHost.map(([, { load }]) => load)
  const busy = byHost.map(([id, { load }]) => busyTime(load, limitOf(id).limit, rates))
  const used = loads.reduce((sum, load) => sum + load.used, 0)
  const whole = timeOf({ from: used, to: bytes }, rates.estate)
  const copy = {
    from: Math.max(whole.from, ...busy.map((one) => one.from)),
    to: Math.max(whole.to, ...busy.map((one) => one.to)),
  }
  return {
    name: `Wave ${at + 1}`,
    reason,
    vmIds: vms.map((vm) => vm.id),
    bytes,
    durationMs: {
      from: Math.round(copy.from + CONVERSION_MS.from),
      to: Math.round(copy.to + CONVERSION_MS.to),
    },
  }
}

/** What a host bears: as it was read back from it, or as chosen, or the default. */
function budgetOf(hostId: string, { nfc }: Facts, chosen: number | undefined): HostCopyLimit {
  const memory = formatBytes(NFC_DEFAULT_BYTES)
  const byDefault = DEFAULT_COPIES_PER_HOST
  if (chosen !== undefined)
    return {
      limit: chosen,
      because: `${chosen} as chosen. By default a host has ${memory} of NFC memory, good for ${byDefault} disk copies.`,
    }
  const known = nfc?.[hostId]
  if (known) {
    const { limit, because } = copyLimitOf(known)
    return { limit, because: `${because} Read back from the host on ${known.verifiedAt.slice(0, 10)}.` }
  }
  const fill = Math.floor(NFC_DEFAULT_BYTES / SESSION_BUFFERS)
  return {
    limit: byDefault,
    because: `${byDefault} by default: a host has ${memory} of NFC memory, each open disk is one session of up to ${formatBytes(SESSION_BUFFERS)} of buffers, so ${fill} fill it; ${byDefault} leaves room for backups. vSphere does not tell whether somebody raised it; palletjack esxi nfc show reads it from the host.`,
  }
}

/** "10", "10 to 20" */
function atOnceWords(hosts: readonly HostBudget[]): string {
  const limits = hosts.map(({ connections }) => connections)
  const least = Math.min(...limits, ...(limits.length === 0 ? [DEFAULT_COPIES_PER_HOST] : []))
  const most = Math.max(least, ...limits)
  return least === most ? String(least) : `${least} to ${most}`
}

function assumptions(bounds: WaveBounds, rates: CopyRates, connections: string, grouping: string): string[] {
  const rate = ({ from, to }: CopyRates['disk']) => `${formatRate(from)} to ${formatRate(to)}`
  return [
    `One disk copies at ${rate(rates.disk)} (fair: the upper end is a published measurement, the lower one half of it).`,
    `One ESXi host serves ${rate(rates.host)} in all, with ${connections} disks at once (fair: upper end measured; the network and the storage of this site decide).`,
    `All hosts together reach ${rate(rates.estate)} (rough: measured with eight hosts elsewhere).`,
    `At least the space in use is read, at most the whole capacity (fair; where the space in use is not known, the whole capacity).`,
    `Conversion and first start take ${formatRange(CONVERSION_MS.from, CONVERSION_MS.to)} and the VMs of a wave do that side by side (rough: experience, not measured).`,
    `A wave has at most ${bounds.maxVms} VMs, ${formatBytes(bounds.maxBytes)} and ${bounds.maxDisksPerHost} disks of one host, unless VMs that have to go together are more.`,
    'VMs that share a disk or a LUN, or that a rule keeps together, are in one wave; VMs that a rule keeps apart are in different waves, so that one of them stays up.',
    grouping,
    'Nothing else uses the hosts and the network meanwhile: no backups, no Storage vMotion.',
  ]
}
