/** What is left of a quota. */
import type { Quota } from './model.ts'
import { formatAmount, parseQuantity } from './quantity.ts'

export interface QuotaLeft {
  readonly resource: string
  readonly hard: number
  readonly used: number
  /** Never below 0: a quota may have been lowered under what is in use. */
  readonly left: number
}

/** Each resource of a quota whose numbers can be read. */
export function quotaLeft({ resources }: Pick<Quota, 'resources'>): QuotaLeft[] {
  return resources.flatMap(({ name, hard, used }) => {
    const limit = parseQuantity(hard)
    const spent = parseQuantity(used)
    if (limit === undefined || spent === undefined) return []
    return [{ resource: name, hard: limit, used: spent, left: Math.max(0, limit - spent) }]
  })
}

/** "requests.storage: 10.0 GiB of 100.0 GiB left". */
export function leftWords({ resource, hard, left }: QuotaLeft): string {
  return `${resource}: ${formatAmount(resource, left)} of ${formatAmount(resource, hard)} left`
}
