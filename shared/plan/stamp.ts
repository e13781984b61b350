/** Whether a plan is still the one that was looked at. */
import { sha256Hex } from '../manifests/sha256.ts'
import type { PlanInput } from './model.ts'

/**
 * The same for plans that do the same, in whatever order their parts stand; name and description do not count.
 * SHA-256 in hex.
 */
export function planStamp(plan: PlanInput): string {
  const { sourceId, targetId, targetNamespace, type, vms, networkMap, storageMap, options } = plan
  const { transferNetwork = { kind: 'default' } } = plan
  return sha256Hex(
    canonical({
      ...{ sourceId, targetId, targetNamespace, type, transferNetwork, options },
      vms: sorted(vms),
      networkMap: sorted(networkMap),
      storageMap: sorted(storageMap),
    }),
  )
}

function sorted(values: readonly unknown[]): string[] {
  return values.map(canonical).sort()
}

/** JSON with the keys of every object in order, and without those that are undefined. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => {
    if (typeof part !== 'object' || part === null || Array.isArray(part)) return part
    return Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
  })
}
