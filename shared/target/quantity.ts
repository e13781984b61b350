/**
 * Kubernetes resource quantities (k8s.io/apimachinery resource.Quantity): a number with a decimal (n, u, m, k, M, G,
 * T, P, E) or binary (Ki, Mi, Gi, Ti, Pi, Ei) suffix, or with an exponent.
 */
import { formatBytes, formatNumber } from '../units.ts'

const FACTORS: Readonly<Record<string, number>> = {
  '': 1,
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
}

/** The number a quantity stands for (bytes, cores, a count); undefined for text that is none. */
export function parseQuantity(text: string): number | undefined {
  const match = /^([+-]?(?:\d+(?:\.\d*)?|\.\d+))(?:[eE]([+-]?\d+)|([numkMGTPE]|[KMGTPE]i)?)$/.exec(
    text.trim(),
  )
  if (!match?.[1]) return undefined
  const factor = match[2] === undefined ? FACTORS[match[3] ?? ''] : 10 ** Number(match[2])
  return factor === undefined ? undefined : Number(match[1]) * factor
}

/** A whole number of bytes as a quantity: in the largest binary unit that says it exactly. */
export function bytesQuantity(bytes: number): string {
  const units = ['Ei', 'Pi', 'Ti', 'Gi', 'Mi', 'Ki'] as const
  const unit = bytes > 0 ? units.find((name) => bytes % (FACTORS[name] ?? 1) === 0) : undefined
  return unit === undefined ? String(bytes) : `${bytes / (FACTORS[unit] ?? 1)}${unit}`
}

/** What a resource of a quota counts. */
function quotaUnit(resource: string): 'bytes' | 'cores' | 'count' {
  if (/(^|\.|\/)(storage|memory|ephemeral-storage)$/.test(resource)) return 'bytes'
  return /(^|\.)cpu$/.test(resource) ? 'cores' : 'count'
}

/** An amount of a quota's resource for a person: "48.0 GiB", "1.5 cores", "3". */
export function formatAmount(resource: string, amount: number): string {
  const unit = quotaUnit(resource)
  if (unit === 'bytes') return formatBytes(amount)
  if (unit === 'count') return formatNumber(amount)
  const cores = String(Number(amount.toFixed(2)))
  return `${cores} ${cores === '1' ? 'core' : 'cores'}`
}
