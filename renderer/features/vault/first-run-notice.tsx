import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import { useVaultDoors } from '../../app/vault-doors.tsx'
import { Panel } from '../../ui/page.tsx'
import { whereItStays } from './lock-words.ts'

/** Under the field of a secret: where it will be, and the button that changes that. */
export function WhereItStays({ what }: { readonly what: string }) {
  const { status, setUp, unlock } = useVaultDoors()
  const button =
    status?.state === 'unset'
      ? { words: 'Set up the vault', act: setUp }
      : status?.state === 'locked'
        ? { words: 'Unlock the vault', act: unlock }
        : undefined
  return (
    <Box
      sx={{ display: 'flex', alignItems: 'center', gap: 1, flexWrap: 'wrap', fontSize: 13, minHeight: 28 }}
    >
      <Box sx={{ color: 'text.secondary' }}>
        The {what} {whereItStays(status)}
      </Box>
      {button ? (
        <Button size="small" onClick={button.act}>
          {button.words}
        </Button>
      ) : null}
    </Box>
  )
}

/** A quiet word on the overview while nobody has chosen yet. */
export function FirstRunPanel() {
  const { status, setUp } = useVaultDoors()
  if (status?.state !== 'unset') return null
  return (
    <Panel
      title="Credentials"
      actions={
        <Button size="small" variant="outlined" onClick={setUp}>
          Set up the vault
        </Button>
      }
    >
      <Box sx={{ fontSize: 13, color: 'text.secondary' }}>
        Passwords and tokens are in memory only and end with Palletjack. In the vault they are kept encrypted
        on this computer, and a run that is interrupted needs one passphrase instead of all of them.
      </Box>
    </Panel>
  )
}
