/** Packs VMs into waves of bounded size: applications stay whole where they fit, groups always. */
import type { Vm } from '../inventory/model.ts'
import { formatCount } from '../units.ts'
import type { Application, Group } from './wave-groups.ts'

/** No wave is over these, unless one group alone is. */
export interface WaveBounds {
  readonly maxVms: number
  readonly maxBytes: number
  /** Disks of one ESXi host. */
  readonly maxDisksPerHost: number
}

export const WAVE_BOUNDS: WaveBounds = { maxVms: 50, maxBytes: 10 * 2 ** 40, maxDisksPerHost: 60 }

export interface PackedWave {
  readonly vms: readonly Vm[]
  readonly bytes: number
  readonly reason: string
}

/** What is packed: one group, several of an application, or a wave itself. */
interface Bin {
  readonly vms: Vm[]
  bytes: number
  readonly disksByHost: Map<string, number>
  /** Anti-affinity rules that a VM of it stands in. */
  readonly apart: Set<string>
  readonly words: string[]
  /** One group that is over a bound by itself. */
  oversized: boolean
}

type Apart = ReadonlyMap<string, readonly string[]>

export function packWaves(
  applications: readonly Application[],
  apart: Apart,
  bounds: WaveBounds = WAVE_BOUNDS,
): PackedWave[] {
  const waves: Bin[] = []
  for (const chunk of applications.flatMap((application) => chunksOf(application, apart, bounds))) {
    const home = chunk.oversized ? undefined : waves.find((wave) => fits(wave, chunk, bounds))
    if (home) merge(home, chunk)
    else waves.push(chunk)
  }
  return waves.map(({ vms, bytes, words }) => ({ vms, bytes, reason: sentence(words) }))
}

/** An application as one chunk where it fits a wave, else as few as it takes. */
function chunksOf({ name, groups }: Application, apart: Apart, bounds: WaveBounds): Bin[] {
  const chunks: Bin[] = []
  for (const group of groups) {
    const bin = binOf(group, apart, bounds)
    const home = bin.oversized ? undefined : chunks.find((chunk) => fits(chunk, bin, bounds))
    if (home) merge(home, bin)
    else chunks.push(bin)
  }
  return chunks.map((chunk, at) => {
    const part = chunks.length === 1 ? '' : `, part ${at + 1} of ${chunks.length}`
    const label = `${name} (${formatCount(chunk.vms.length, 'VM')}${part})`
    return { ...chunk, words: [label, ...chunk.words] }
  })
}

function binOf({ vms, why }: Group, apart: Apart, bounds: WaveBounds): Bin {
  const bin: Bin = {
    vms: [...vms],
    bytes: 0,
    disksByHost: new Map(),
    apart: new Set(),
    words: why === '' ? [] : [`${namesOf(vms)} ${vms.length === 1 ? 'goes alone' : 'go together'}: ${why}`],
    oversized: false,
  }
  for (const vm of vms) {
    for (const rule of apart.get(vm.id) ?? []) bin.apart.add(rule)
    for (const disk of vm.disks) bin.bytes += disk.capacityBytes
    if (vm.hostId !== undefined)
      bin.disksByHost.set(vm.hostId, (bin.disksByHost.get(vm.hostId) ?? 0) + vm.disks.length)
  }
  bin.oversized =
    vms.length > bounds.maxVms ||
    bin.bytes > bounds.maxBytes ||
    [...bin.disksByHost.values()].some((disks) => disks > bounds.maxDisksPerHost)
  return bin
}

function fits(bin: Bin, more: Bin, bounds: WaveBounds): boolean {
  if (bin.oversized) return false
  if (bin.vms.length + more.vms.length > bounds.maxVms) return false
  if (bin.bytes + more.bytes > bounds.maxBytes) return false
  for (const [host, disks] of more.disksByHost)
    if (disks + (bin.disksByHost.get(host) ?? 0) > bounds.maxDisksPerHost) return false
  for (const rule of more.apart) if (bin.apart.has(rule)) return false
  return true
}

function merge(bin: Bin, more: Bin): void {
  bin.vms.push(...more.vms)
  bin.bytes += more.bytes
  for (const [host, disks] of more.disksByHost)
    bin.disksByHost.set(host, disks + (bin.disksByHost.get(host) ?? 0))
  for (const rule of more.apart) bin.apart.add(rule)
  bin.words.push(...more.words)
}

const SHOWN = 4

function sentence(words: readonly string[]): string {
  const more = words.length - SHOWN
  const shown = words.slice(0, SHOWN).join('; ')
  const text = more > 0 ? `${shown}; and ${more} more` : shown
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
}

function namesOf(vms: readonly Vm[]): string {
  const names = vms.slice(0, SHOWN).map((vm) => vm.name)
  return vms.length > SHOWN ? `${names.join(', ')} and ${vms.length - SHOWN} more` : names.join(', ')
}
