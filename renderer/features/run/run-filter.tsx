import Box from '@mui/material/Box'
import type { MigrationView } from '../../../shared/migration/model.ts'
import { StateChips } from '../../ui/state-chips.tsx'
import { CHIPS, isEnded, statusCounts, type StatusKey } from './vm-status.ts'

export interface RunFilterProps {
  readonly view: MigrationView
  readonly state: StatusKey | undefined
  readonly onState: (state: StatusKey | undefined) => void
}

/** Counts per state that are filters at the same time, and the disk copies per host. */
export function RunFilter({ view, state, onState }: RunFilterProps) {
  const counts = statusCounts(view.vms)
  return (
    <Box sx={{ display: 'flex', alignItems: 'center', gap: 1, flexWrap: 'wrap' }}>
      <StateChips
        label="Show VMs by state"
        total={view.vms.length}
        chips={CHIPS.map((chip) => ({ ...chip, count: counts.get(chip.key) ?? 0 }))}
        chosen={state}
        onChoose={onState}
      />
      {isEnded(view) ? null : <Hosts hosts={view.hosts} />}
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
