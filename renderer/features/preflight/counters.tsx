import FiberNewOutlinedIcon from '@mui/icons-material/FiberNewOutlined'
import HowToRegOutlinedIcon from '@mui/icons-material/HowToRegOutlined'
import Box from '@mui/material/Box'
import Chip from '@mui/material/Chip'
import { useTheme } from '@mui/material/styles'
import { CATEGORIES, type Category, type PreflightSummary } from '../../../shared/preflight/model.ts'
import { formatNumber } from '../../../shared/units.ts'
import type { PreflightSearch } from '../../app/search.ts'
import type { Change } from './filter.ts'
import { CategoryMark } from './labels.tsx'

export interface CountersProps {
  readonly counts: PreflightSummary['counts']
  readonly search: PreflightSearch
  readonly onChange: Change
}

/** Counts of the run that are filters at the same time. */
export function Counters({ counts, search, onChange }: CountersProps) {
  const chosen = search.cat ?? []
  const toggleCategory = (category: Category) => {
    const next = chosen.includes(category)
      ? chosen.filter((one) => one !== category)
      : CATEGORIES.filter((one) => one === category || chosen.includes(one))
    onChange({ cat: next.length > 0 ? next : undefined, ...(isOpen(search) ? {} : { show: undefined }) })
  }
  const toggleShow = (show: 'unknown' | 'waived') =>
    onChange({ show: search.show === show ? undefined : show, cat: undefined })
  return (
    <Box role="group" aria-label="Show findings by kind" sx={{ display: 'flex', gap: 1, flexWrap: 'wrap' }}>
      {CATEGORIES.map((category) => (
        <Counter
          key={category}
          icon={<CategoryMark category={category} />}
          label={category}
          count={counts[category]}
          on={isOpen(search) && chosen.includes(category)}
          onClick={() => toggleCategory(category)}
        />
      ))}
      <Counter
        icon={<CategoryMark category="unknown" />}
        label="Unknown"
        count={counts.unknown}
        on={search.show === 'unknown'}
        onClick={() => toggleShow('unknown')}
        title="A fact is missing, so it was neither found nor ruled out."
      />
      <Counter
        icon={<FiberNewOutlinedIcon />}
        label="New"
        count={counts.isNew}
        on={search.fresh === true}
        onClick={() => onChange({ fresh: search.fresh ? undefined : true })}
        title="Only what the run before did not have."
      />
      <Counter
        icon={<HowToRegOutlinedIcon />}
        label="Waived"
        count={counts.waived}
        on={search.show === 'waived'}
        onClick={() => toggleShow('waived')}
        title="Somebody waived these, for a reason."
      />
    </Box>
  )
}

function isOpen({ show }: PreflightSearch): boolean {
  return show === undefined || show === 'all'
}

interface CounterProps {
  readonly icon: React.ReactElement
  readonly label: string
  readonly count: number
  readonly on: boolean
  readonly title?: string
  readonly onClick: () => void
}

function Counter({ icon, label, count, on, title, onClick }: CounterProps) {
  const { tokens } = useTheme()
  return (
    <Chip
      variant="outlined"
      size="small"
      icon={icon}
      label={`${label} ${formatNumber(count)}`}
      aria-pressed={on}
      title={title}
      onClick={onClick}
      sx={{
        borderRadius: '6px',
        fontVariantNumeric: 'tabular-nums',
        bgcolor: on ? tokens.brandTint : 'transparent',
        borderColor: on ? tokens.brand : tokens.controlBorder,
        '&:hover': { bgcolor: `${on ? tokens.brandTint : tokens.hover} !important` },
        '& .MuiChip-icon': { fontSize: 16, color: tokens.textSoft },
      }}
    />
  )
}
