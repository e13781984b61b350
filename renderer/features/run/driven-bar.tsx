import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import { useTheme } from '@mui/material/styles'
import { useState } from 'react'
import type { DrivenBy, MigrationView } from '../../../shared/migration/model.ts'
import { useClient } from '../../api/client-context.tsx'
import { useAction } from '../../api/use-action.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { StateShape } from '../../ui/state-label.tsx'
import { ago, stamp } from '../../ui/times.ts'
import { isEnded } from './vm-status.ts'

export interface DrivenBarProps {
  readonly view: MigrationView
  readonly now: number
}

/** Another Palletjack drives the run, so this window only watches. Nothing while this one does. */
export function DrivenBar({ view, now }: DrivenBarProps) {
  const { tokens } = useTheme()
  const [asking, setAsking] = useState(false)
  const by = view.drivenBy
  if (!by || by.state === 'us' || isEnded(view)) return null
  const waits = by.state !== 'other'
  return (
    <Box
      role="status"
      sx={{
        display: 'flex',
        alignItems: 'center',
        gap: 1.25,
        px: 1.5,
        py: 1,
        border: `1px solid ${waits ? tokens.action : tokens.border}`,
        boxShadow: waits ? `inset 4px 0 0 ${tokens.action}` : 'none',
        borderRadius: '6px',
        bgcolor: tokens.surface,
        fontSize: 13.5,
      }}
    >
      <StateShape tone={waits ? 'ask' : 'waiting'} size={20} />
      <Box sx={{ flex: 1, minWidth: 0, overflowWrap: 'anywhere' }}>{textOf(by, now)}</Box>
      <Button size="small" variant="outlined" color="inherit" onClick={() => setAsking(true)}>
        Take over...
      </Button>
      {asking ? <TakeOverDialog view={view} by={by} onClose={() => setAsking(false)} /> : null}
    </Box>
  )
}

function textOf({ state, computer, since, lastHeard }: DrivenBy, now: number): string {
  if (state === 'nobody')
    return 'The lease of this run is gone: another Palletjack may have ended it. What is shown here may be old.'
  const from = since === undefined ? '' : `, since ${stamp(since)}`
  const watches = 'This window only watches; what it shows may be old.'
  if (state === 'other') return `Palletjack on ${computer} drives this run${from}. ${watches}`
  const heard = lastHeard === undefined ? 'is not heard of any more' : `was last heard ${ago(lastHeard, now)}`
  return `Palletjack on ${computer} drives this run${from}, and ${heard}. ${watches}`
}

interface TakeOverDialogProps {
  readonly view: MigrationView
  readonly by: DrivenBy
  readonly onClose: () => void
}

/** Says what happens on both sides. */
function TakeOverDialog({ view, by, onClose }: TakeOverDialogProps) {
  const client = useClient()
  const taking = useAction(() => client.migrations.takeOver({ migrationId: view.id }))
  return (
    <ConfirmDialog
      open
      title={`Take ${view.planName} over?`}
      safe="Keep watching"
      act={`Drive ${view.planName} from here`}
      busy={taking.busy}
      problem={taking.problem}
      onSafe={onClose}
      onAct={() => void taking.run().then((worked) => worked && onClose())}
    >
      <Box component="ul" sx={{ m: 0, pl: 2.5 }}>
        <li>{otherSide(by)}</li>
        <li>
          This computer goes on where its own journal stands. What was done elsewhere since then it does not
          know: a VM whose target was made there stays as it is and counts as failed here.
        </li>
        <li>Take over only when the other Palletjack is closed, lost, or you drive both.</li>
      </Box>
    </ConfirmDialog>
  )
}

function otherSide({ state, computer }: DrivenBy): string {
  if (state === 'nobody') return 'Look at the target first: the run may have ended on the other computer.'
  return `Palletjack on ${computer} stops before its next change and only watches from then on. A snapshot, copy or conversion that it has begun goes on.`
}
