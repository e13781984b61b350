import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import { useState } from 'react'
import { formatCount, formatNumber } from '../../../shared/units.ts'
import type { RowsWanted } from '../inventory/use-rows.ts'
import { type Matching, useRefusals } from './use-matching.ts'

const NAMES_SHOWN = 20

export interface ChooseAllProps {
  readonly wanted: RowsWanted
  readonly matching: Matching
  /** Something narrows the list: a search, or a node of the tree. */
  readonly filtered: boolean
}

/** Chooses by the search: all that match at once, and says which of them cannot be chosen, and why. */
export function ChooseAll({ wanted, matching, filtered }: ChooseAllProps) {
  const [open, setOpen] = useState(false)
  const { ids, migratable, state, toggle } = matching
  const refusals = useRefusals(wanted, matching, open)
  if (ids === undefined || ids.length === 0) return null
  const refused = ids.length - migratable.length
  const count = formatNumber(migratable.length)
  const which = filtered ? `${count} that match` : formatCount(migratable.length, 'VM')
  return (
    <Box sx={{ fontSize: 13 }}>
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 1.5, flexWrap: 'wrap' }}>
        {migratable.length > 0 ? (
          <Button size="small" variant="outlined" onClick={toggle}>
            {state === 'all' ? `Take out the ${which}` : `Choose all ${which}`}
          </Button>
        ) : null}
        {refused > 0 ? (
          <Box sx={{ color: 'text.secondary' }}>
            {formatCount(refused, 'VM')} in this list cannot be chosen.{' '}
            <Button size="small" aria-expanded={open} onClick={() => setOpen(!open)}>
              {open ? 'Hide them' : 'Which, and why?'}
            </Button>
          </Box>
        ) : null}
      </Box>
      {open && refused > 0 ? (
        <Box component="ul" aria-label="VMs that cannot be chosen" sx={{ m: 0, mt: 0.5, pl: 2.5 }}>
          {refusals.isReading ? <li>Reading their names</li> : null}
          {refusals.groups.map(({ reason, names }) => (
            <Box component="li" key={reason} sx={{ overflowWrap: 'anywhere' }}>
              {names.slice(0, NAMES_SHOWN).join(', ')}
              {names.length > NAMES_SHOWN
                ? ` and ${formatNumber(names.length - NAMES_SHOWN)} more`
                : ''}:{' '}
              <Box component="span" sx={{ color: 'text.secondary' }}>
                {reason}
              </Box>
            </Box>
          ))}
        </Box>
      ) : null}
    </Box>
  )
}
