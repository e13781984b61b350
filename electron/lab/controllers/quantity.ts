/**
 * Kubernetes resource quantities (k8s.io/apimachinery resource.Quantity): a number with a decimal (k, M, G, T,
 * P, E, m) or binary (Ki, Mi, Gi, Ti, Pi, Ei) suffix.
 */
const FACTORS: Readonly<Record<string, number>> = {
  '': 1,
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

/** The number a quantity stands for (bytes for storage), or undefined for text that is none. */
export function parseQuantity(text: string): number | undefined {
  const match = /^(\d+(?:\.\d*)?|\.\d+)(?:[eE](\d+)|([numkMGTPE]|[KMGTPE]i)?)$/.exec(text)
  if (!match?.[1]) return undefined
  const factor = match[2] === undefined ? FACTORS[match[3] ?? ''] : 10 ** Number(match[2])
  return factor === undefined ? undefined : Number(match[1]) * factor
}

/** Bytes as a quantity: in the largest binary unit that says it exactly. */
export function formatBytes(bytes: number): string {
  const units = ['Ei', 'Pi', 'Ti', 'Gi', 'Mi', 'Ki'] as const
  const unit = bytes > 0 ? units.find((name) => bytes % (FACTORS[name] ?? 1) === 0) : undefined
  return unit === undefined ? String(bytes) : `${bytes / (FACTORS[unit] ?? 1)}${unit}`
}
