import type { FindingFilter } from '../../../shared/contract/preflight.ts'
import type { Scope } from '../../../shared/preflight/model.ts'
import type { PreflightSearch } from '../../app/search.ts'

export type Change = (change: Partial<PreflightSearch>) => void

/** What the counters, the search and the switch say, without scope and group: what all parts of the screen share. */
export function commonFilter(search: PreflightSearch): FindingFilter {
  const text = search.q?.trim() ?? ''
  return {
    ...(search.show === 'all' ? {} : { show: search.show ?? 'open' }),
    ...(search.cat?.length ? { categories: search.cat } : {}),
    ...(search.fresh ? { onlyNew: true } : {}),
    ...(text ? { text } : {}),
  }
}

/** The scope that the findings are narrowed to; verdicts are always about one. */
export function scopeOf(search: PreflightSearch): Scope | undefined {
  return search.scope ?? (search.group === 'object' ? 'vm' : undefined)
}

/** The findings that are listed: everything in the address. */
export function listFilter(search: PreflightSearch): FindingFilter {
  const scope = scopeOf(search)
  const group = search.group ?? 'rule'
  return {
    ...commonFilter(search),
    ...(scope ? { scopes: [scope] } : {}),
    ...(group === 'rule' && search.rule ? { rules: [search.rule] } : {}),
    ...(group === 'object' && search.object ? { objectIds: [search.object] } : {}),
  }
}

/** Anything that keeps open findings from the list. */
export function isFiltered(search: PreflightSearch): boolean {
  const { q, cat, show, fresh, scope, rule, object } = search
  return [q, cat, show, fresh, scope, rule, object].some((part) => part !== undefined)
}

export const NO_FILTER: Partial<PreflightSearch> = {
  q: undefined,
  cat: undefined,
  show: undefined,
  fresh: undefined,
  scope: undefined,
  rule: undefined,
  object: undefined,
}
