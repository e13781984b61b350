import Tab from '@mui/material/Tab'
import Tabs from '@mui/material/Tabs'
import type { Scope } from '../../../shared/preflight/model.ts'
import { formatNumber } from '../../../shared/units.ts'
import type { PreflightSearch } from '../../app/search.ts'
import { type Change, scopeOf } from './filter.ts'
import type { RuleCounts } from './queries.ts'
import { SCOPE_ORDER, SCOPE_WORDS } from './words.ts'

export interface ScopeTabsProps {
  readonly groups: readonly RuleCounts[]
  readonly search: PreflightSearch
  readonly onChange: Change
}

/** Findings about one kind of objects, with how many pass the filter. */
export function ScopeTabs({ groups, search, onChange }: ScopeTabsProps) {
  const counts = new Map<Scope, number>()
  for (const { objects } of groups)
    for (const scope of SCOPE_ORDER) counts.set(scope, (counts.get(scope) ?? 0) + (objects[scope] ?? 0))
  const all = [...counts.values()].reduce((sum, count) => sum + count, 0)
  const value = scopeOf(search) ?? 'all'
  return (
    <Tabs
      value={value}
      onChange={(_event, next: Scope | 'all') =>
        onChange({ scope: next === 'all' ? undefined : next, rule: undefined, object: undefined })
      }
      aria-label="Kinds of objects"
      variant="scrollable"
      scrollButtons="auto"
      sx={{ flexShrink: 0 }}
    >
      {search.group === 'object' ? null : <Tab value="all" label={`All ${formatNumber(all)}`} />}
      {SCOPE_ORDER.map((scope) => (
        <Tab
          key={scope}
          value={scope}
          label={`${SCOPE_WORDS[scope].title} ${formatNumber(counts.get(scope) ?? 0)}`}
        />
      ))}
    </Tabs>
  )
}
