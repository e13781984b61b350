import Button from '@mui/material/Button'
import type { PreflightSummary } from '../../../shared/preflight/model.ts'
import { formatCount } from '../../../shared/units.ts'
import type { PreflightSearch } from '../../app/search.ts'
import { Empty } from '../../ui/page.tsx'
import { type Change, isFiltered, NO_FILTER } from './filter.ts'
import { scopeOfRun } from './words.ts'

export interface NoFindingsProps {
  readonly summary: PreflightSummary
  readonly search: PreflightSearch
  readonly onChange: Change
}

/** Nothing in the list: because of the filter, or because nothing was found; and what could not be judged. */
export function NoFindings({ summary, search, onChange }: NoFindingsProps) {
  const { Critical, Warning, Information, unknown } = summary.counts
  if (isFiltered(search) && search.show !== 'unknown')
    return (
      <Empty
        title="No finding passes the filter"
        action={
          <Button variant="outlined" onClick={() => onChange(NO_FILTER)}>
            Clear the filter
          </Button>
        }
      >
        {formatCount(Critical + Warning + Information, 'open finding')} without it.
      </Empty>
    )
  if (search.show === 'unknown')
    return <Empty title="Nothing is unknown here">Every rule had the facts that it needs.</Empty>
  return (
    <Empty
      title={`${scopeOfRun(summary)}: nothing found`}
      action={
        unknown > 0 ? (
          <Button variant="outlined" onClick={() => onChange({ ...NO_FILTER, show: 'unknown' })}>
            Show what could not be judged
          </Button>
        ) : undefined
      }
    >
      {unknown > 0
        ? `${formatCount(unknown, 'question')} could not be judged: a fact is missing. That is no pass.`
        : 'Every rule had the facts that it needs.'}
    </Empty>
  )
}
