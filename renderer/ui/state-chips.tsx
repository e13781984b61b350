import Box from '@mui/material/Box'
import Chip from '@mui/material/Chip'
import { useTheme } from '@mui/material/styles'
import type { ReactElement } from 'react'
import { formatNumber } from '../../shared/units.ts'
import { StateShape, type Tone } from './state-label.tsx'

export interface StateChipsProps<Key extends string> {
  /** "Show VMs by state" */
  readonly label: string
  /** Of all states. */
  readonly total: number
  readonly chips: readonly {
    readonly key: Key
    readonly label: string
    readonly tone: Tone
    readonly count: number
  }[]
  readonly chosen: Key | undefined
  readonly onChoose: (key: Key | undefined) => void
}

/** Counts per state that are filters at the same time; a state that nothing has is left out. */
export function StateChips<Key extends string>(props: StateChipsProps<Key>) {
  const { label, total, chips, chosen, onChoose } = props
  const some = chips.filter(({ key, count }) => count > 0 || key === chosen)
  return (
    <Box role="group" aria-label={label} sx={{ display: 'flex', gap: 1, flexWrap: 'wrap' }}>
      <StateChip
        label={`All ${formatNumber(total)}`}
        on={chosen === undefined}
        onClick={() => onChoose(undefined)}
      />
      {some.map(({ key, label: name, tone, count }) => (
        <StateChip
          key={key}
          icon={<ChipShape tone={tone} />}
          label={`${name} ${formatNumber(count)}`}
          on={chosen === key}
          onClick={() => onChoose(chosen === key ? undefined : key)}
        />
      ))}
    </Box>
  )
}

interface StateChipProps {
  readonly icon?: ReactElement
  readonly label: string
  readonly on: boolean
  readonly onClick: () => void
}

function StateChip({ icon, label, on, onClick }: StateChipProps) {
  const { tokens } = useTheme()
  return (
    <Chip
      variant="outlined"
      size="small"
      {...(icon && { icon })}
      label={label}
      aria-pressed={on}
      onClick={onClick}
      sx={{
        borderRadius: '6px',
        fontVariantNumeric: 'tabular-nums',
        bgcolor: on ? tokens.brandTint : 'transparent',
        borderColor: on ? tokens.brand : tokens.controlBorder,
        '&:hover': { bgcolor: `${on ? tokens.brandTint : tokens.hover} !important` },
      }}
    />
  )
}

/** A chip places its icon by a class, so the icon has to take one. */
function ChipShape({ tone, className }: { readonly tone: Tone; readonly className?: string }) {
  return (
    <Box component="span" className={className} sx={{ display: 'inline-flex' }}>
      <StateShape tone={tone} />
    </Box>
  )
}
