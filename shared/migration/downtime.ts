/** How long a VM is down when its cutover begins now, from what its rounds so far have shown. */
import { formatBytes, formatCount, formatDuration, formatRate } from '../units.ts'
import type { Downtime } from './model.ts'
import type { VmRecord } from './record.ts'

/** A span of ms that something takes. */
export interface Span {
  readonly lowMs: number
  readonly highMs: number
}

/** What other VMs of this and earlier runs have taken, ms; empty where nobody knows yet. */
export interface Experience {
  readonly shutdownMs: readonly number[]
  readonly conversionMs: readonly number[]
}

const MINUTE = 60_000
/** Where nothing was measured: what guests and virt-v2v usually take. */
const SHUTDOWN: Span = { lowMs: 15_000, highMs: 2 * MINUTE }
const CONVERSION: Span = { lowMs: 2 * MINUTE, highMs: 10 * MINUTE }
/** Two snapshots' work, the importer's start, the VM's creation. */
const AROUND: Span = { lowMs: 20_000, highMs: 90_000 }

interface Round {
  readonly bytes: number
  readonly startedMs: number
  readonly copyMs: number
}

/** Undefined for a VM that has not copied anything yet, or whose cutover has begun. */
export function forecastDowntime(record: VmRecord, known: Experience, now: number): Downtime | undefined {
  return forecaster(known)(record, now)
}

/** The same for many VMs: what is known is looked at once. */
export function forecaster(known: Experience): (record: VmRecord, now: number) => Downtime | undefined {
  const shutdown = measured(known.shutdownMs) ?? SHUTDOWN
  const conversion = conversionSpan(known)
  const isKnown = known.conversionMs.length > 0
  return (record, now) => forecast(record, { shutdown, conversion, isKnown }, now)
}

interface Spans {
  readonly shutdown: Span
  readonly conversion: Span
  /** Of conversions. */
  readonly isKnown: boolean
}

function forecast(
  record: VmRecord,
  { shutdown, conversion, isKnown }: Spans,
  now: number,
): Downtime | undefined {
  const rounds = roundsOf(record)
  const last = rounds.at(-1)
  if (!last || record.warm?.cutoverStartedAt !== undefined) return undefined
  const deltas = rounds.slice(1)
  const delta = deltaSpan(rounds, now - last.startedMs + shutdown.highMs)
  const sum = (of: (span: Span) => number) =>
    [AROUND, shutdown, delta, conversion].reduce((all, one) => all + of(one), 0)
  return {
    lowMs: sum((one) => one.lowMs),
    highMs: sum((one) => one.highMs),
    quality: deltas.length >= 3 && isKnown ? 'good' : deltas.length > 0 ? 'fair' : 'rough',
    basis: [
      deltas.length === 0 ? 'no delta was copied yet' : deltasWords(deltas.length, last),
      isKnown
        ? `conversions took ${formatDuration(conversion.lowMs)} to ${formatDuration(conversion.highMs)} here`
        : 'no conversion was measured yet',
    ].join('; '),
  }
}

/** A VM that is ready for its cutover, and what is said of it. */
export interface Ready {
  readonly hostId: string
  readonly hostName: string
  readonly disks: number
  readonly downtime: Downtime
}

/**
 * For all that are ready, when all cut over now: as long as the longest of them; where a host bears fewer copies than
 * they have disks, up to one after the other. Undefined without any.
 */
export function forecastAll(
  ready: readonly Ready[],
  limitOf: (hostId: string) => { readonly limit: number },
): Downtime | undefined {
  const longest = ready.reduce<Ready | undefined>(
    (best, one) => (best && best.downtime.highMs >= one.downtime.highMs ? best : one),
    undefined,
  )
  if (!longest) return undefined
  const hosts = new Map<string, { readonly name: string; readonly disks: number; readonly highMs: number }>()
  for (const { hostId, hostName, disks, downtime } of ready) {
    const before = hosts.get(hostId) ?? { disks: 0, highMs: 0 }
    const highMs = Math.max(before.highMs, downtime.highMs)
    hosts.set(hostId, { name: hostName, disks: before.disks + disks, highMs })
  }
  const queues = [...hosts].map(([hostId, { name, disks, highMs }]) => {
    const { limit } = limitOf(hostId)
    const turns = Math.max(1, Math.ceil(disks / Math.max(1, limit)))
    return { name, limit, turns, highMs: highMs * turns }
  })
  const slowest = queues.reduce((worst, one) => (one.highMs > worst.highMs ? one : worst))
  const worst = QUALITIES.find((quality) => ready.some((one) => one.downtime.quality === quality))
  const turns = `; up to ${slowest.turns} turns, since ${slowest.name} bears ${formatCount(slowest.limit, 'disk copy', 'disk copies')}`
  return {
    lowMs: Math.max(...ready.map(({ downtime }) => downtime.lowMs)),
    highMs: slowest.highMs,
    quality: worst ?? 'rough',
    basis: `${ready.length === 1 ? 'one VM' : `the longest of ${ready.length} VMs`}: ${longest.downtime.basis}${slowest.turns > 1 ? turns : ''}`,
  }
}

/** Worst first. */
const QUALITIES = ['rough', 'fair', 'good'] as const

function roundsOf({ warm }: VmRecord): Round[] {
  return (warm?.precopies ?? []).flatMap(({ bytes, startedAt, endedAt }) => {
    if (endedAt === undefined) return []
    const startedMs = Date.parse(startedAt)
    return [{ bytes, startedMs, copyMs: Math.max(1, Date.parse(endedAt) - startedMs) }]
  })
}

/** The last delta grows as those before did, and is copied as fast as they were: the best and the worst of both. */
function deltaSpan(rounds: readonly Round[], sinceMs: number): Span {
  const growths = rounds.flatMap((one, index) => {
    const before = rounds[index - 1]
    return before ? [one.bytes / Math.max(1, one.startedMs - before.startedMs)] : []
  })
  const recent = growths.slice(-3)
  // An empty round says nothing of the speed of a copy.
  const moved = rounds.filter((one) => one.bytes > 0)
  const rates = moved.slice(-3).map((one) => one.bytes / one.copyMs)
  if (rates.length === 0) return { lowMs: 0, highMs: 0 }
  const fastest = Math.max(...rates)
  // A delta of a few bytes says nothing of the speed of a copy; the first, full one does.
  const slowest = Math.max(Math.min(...rates), (rounds[0] ? rounds[0].bytes / rounds[0].copyMs : 0) / 4)
  if (recent.length === 0) {
    // Nobody knows how fast the guest writes: between nothing and a tenth of the disk.
    const tenth = (rounds[0]?.bytes ?? 0) / 10
    return { lowMs: 0, highMs: tenth / slowest }
  }
  return {
    lowMs: (Math.min(...recent) * sinceMs) / fastest,
    highMs: (Math.max(...recent) * 1.5 * sinceMs) / slowest,
  }
}

/** "3 deltas, the last of 1.2 GiB at 100.0 MiB/s" */
function deltasWords(count: number, { bytes, copyMs }: Round): string {
  const size = `of ${formatBytes(bytes)} at ${formatRate((bytes / copyMs) * 1_000)}`
  if (count === 1) return bytes === 0 ? 'one delta, which was empty' : `one delta ${size}`
  return `${count} deltas, the last ${bytes === 0 ? 'of which was empty' : size}`
}

/** What a conversion takes, ms: as measured, or as usual where nothing was. */
export function conversionSpan({ conversionMs }: Pick<Experience, 'conversionMs'>): Span {
  return measured(conversionMs) ?? CONVERSION
}

/** From the middle half of what was measured, widened by a quarter: the next one may be an outlier. */
function measured(all: readonly number[]): Span | undefined {
  if (all.length === 0) return undefined
  const sorted = [...all].sort((a, b) => a - b)
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))] ?? 0
  return { lowMs: at(0.25) * 0.75, highMs: at(0.75) * 1.25 }
}
