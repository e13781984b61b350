import Box from '@mui/material/Box'
import Chip from '@mui/material/Chip'
import { useTheme } from '@mui/material/styles'
import type { MigrationView } from '../../../shared/migration/model.ts'
import { StateShape, type Tone } from '../../ui/state-label.tsx'
import { CHIPS, isEnded, statusCounts, type StatusKey } from './vm-status.ts'

export interface RunFilterProps {
  readonly view: MigrationView
  readonly state: StatusKey | undefined
  readonly onState: (state: StatusKey | undefined) => void
}

/** Counts per state that are filters at the same time, and the disk copies per host. */
export function RunFilter({ view, state, onState }: RunFilterProps) {
  const { tokens } = useTheme()
  const counts = statusCounts(view.vms)
  const chip = (on: boolean) => ({
    borderRadius: '6px',
    fontVariantNumeric: 'tabular-nums',
    bgcolor: on ? tokens.brandTint : 'transparent',
    borderColor: on ? tokens.brand : tokens.controlBorder,
    '&:hover': { bgcolor: `${on ? tokens.brandTint : tokens.hover} !important` },
  })
  return (
    <Box sx={{ display: 'flex', alignItems: 'center', gap: 1, flexWrap: 'wrap' }}>
      <Box role="group" aria-label="Show VMs by state" sx={{ display: 'flex', gap: 1, flexWrap: 'wrap' }}>
        <Chip
          variant="outlined"
          size="small"
          label={`All ${view.vms.length}`}
          aria-pressed={state === undefined}
          onClick={() => onState(undefined)}
          sx={chip(state === undefined)}
        />
        {CHIPS.filter(({ key }) => counts.has(key) || key === state).map(({ key, label, tone }) => (
          <Chip
            key={key}
            variant="outlined"
            size="small"
            icon={<ChipShape tone={tone} />}
            label={`${label} ${counts.get(key) ?? 0}`}
            aria-pressed={state === key}
            onClick={() => onState(state === key ? undefined : key)}
            sx={chip(state === key)}
          />
        ))}
      </Box>
      {isEnded(view) ? null : <Hosts hosts={view.hosts} />}
    </Box>
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

function Hosts({ hosts }: { readonly hosts: MigrationView['hosts'] }) {
  return (
    <Box
      sx={{
        ml: 'auto',
        display: 'flex',
        flexWrap: 'wrap',
        columnGap: 2,
        fontSize: 13,
        fontVariantNumeric: 'tabular-nums',
      }}
    >
      {hosts.map((host) => (
        <Box
          key={host.hostId}
          component="span"
          title={`${host.name} has ${host.copies} of ${host.limit} disk copies of this run. ${host.because}`}
          sx={{ fontWeight: host.copies >= host.limit ? 650 : 400 }}
        >
          {host.name} {host.copies}/{host.limit} copies
        </Box>
      ))}
    </Box>
  )
}
