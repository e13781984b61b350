import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import { useTheme } from '@mui/material/styles'
import { useState } from 'react'
import type { Provider } from '../../shared/provider/model.ts'
import { LazyUnlockDialog } from '../features/providers/lazy-unlock-dialog.tsx'
import { secretWord } from '../features/providers/provider-status.tsx'
import { StateShape } from '../ui/state-label.tsx'
import { useLockedEnds, waitsForVault } from './locked-runs.ts'

/** Over every screen: a run stands still until somebody signs in again, and the button for it. */
export function LockedBar() {
  const { tokens } = useTheme()
  const [unlocking, setUnlocking] = useState<Provider>()
  // Who waits for the vault is told by the bar about that.
  const ends = useLockedEnds().filter((end) => !waitsForVault(end))
  return (
    <Box sx={{ gridArea: 'locked' }}>
      {ends.map(({ provider, runs }) => (
        <Box
          key={provider.id}
          role="status"
          sx={{
            display: 'flex',
            alignItems: 'center',
            gap: 1.25,
            px: 2,
            py: 0.75,
            fontSize: 13.5,
            bgcolor: tokens.surface,
            borderBottom: `1px solid ${tokens.border}`,
            boxShadow: `inset 4px 0 0 ${tokens.action}`,
          }}
        >
          <StateShape tone="action" />
          <Box sx={{ minWidth: 0, overflowWrap: 'anywhere' }}>
            <b>{runs.map((run) => run.planName).join(', ')}</b> {runs.length === 1 ? 'stands' : 'stand'} still
            until {provider.name} gets its {secretWord(provider)} again; then{' '}
            {runs.length === 1 ? 'it goes' : 'they go'}
            on where {runs.length === 1 ? 'it' : 'they'} stopped.
          </Box>
          <Button
            size="small"
            variant="contained"
            color="warning"
            onClick={() => setUnlocking(provider)}
            aria-label={`Give ${secretWord(provider)} of ${provider.name}`}
            sx={{ ml: 'auto', flexShrink: 0 }}
          >
            Give {secretWord(provider)}
          </Button>
        </Box>
      ))}
      {unlocking ? <LazyUnlockDialog provider={unlocking} onClose={() => setUnlocking(undefined)} /> : null}
    </Box>
  )
}
