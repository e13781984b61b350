import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import { Link } from '@tanstack/react-router'
import type { VaultStatus } from '../../../shared/vault/model.ts'
import { useVaultDoors } from '../../app/vault-doors.tsx'
import { StateLabel, type Tone } from '../../ui/state-label.tsx'

const STATES: Readonly<Record<VaultStatus['state'], { readonly tone: Tone; readonly words: string }>> = {
  unset: { tone: 'pending', words: 'Credentials are in memory only' },
  session: { tone: 'pending', words: 'Credentials are in memory only, as chosen' },
  locked: { tone: 'action', words: 'The vault is locked' },
  open: { tone: 'done', words: 'The vault is open' },
  damaged: { tone: 'failed', words: 'The vault cannot be used' },
}

/** How the vault is, and the one thing that can be done about it here. */
export function VaultLine({ status }: { readonly status: VaultStatus | undefined }) {
  const doors = useVaultDoors()
  if (!status) return null
  const { tone, words } = STATES[status.state]
  const inMemory = status.state === 'unset' || status.state === 'session'
  const [act, what] = inMemory
    ? ([doors.setUp, 'Set up the vault'] as const)
    : status.state === 'open'
      ? ([doors.lock, 'Lock the vault'] as const)
      : ([doors.unlock, status.state === 'locked' ? 'Unlock the vault' : 'See why'] as const)
  return (
    <Box sx={{ display: 'flex', alignItems: 'center', gap: 1, flexWrap: 'wrap' }}>
      <StateLabel tone={tone}>{words}</StateLabel>
      <Button size="small" variant="outlined" onClick={act}>
        {what}
      </Button>
      {inMemory ? null : (
        <Button size="small" component={Link} to="/vault">
          What it holds, and its ways in
        </Button>
      )}
    </Box>
  )
}
