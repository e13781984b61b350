import LockOpenOutlinedIcon from '@mui/icons-material/LockOpenOutlined'
import LockOutlinedIcon from '@mui/icons-material/LockOutlined'
import NoEncryptionOutlinedIcon from '@mui/icons-material/NoEncryptionOutlined'
import ReportIcon from '@mui/icons-material/Report'
import IconButton from '@mui/material/IconButton'
import Tooltip from '@mui/material/Tooltip'
import { useTheme } from '@mui/material/styles'
import { useLiveData } from '../../app/live-data.tsx'
import { useVaultDoors } from '../../app/vault-doors.tsx'
import { waitingWords } from './unlock-waiting.ts'

/** The lock at the top: how the vault is, and one click to lock, to unlock or to set it up. */
export function LockButton() {
  const { tokens } = useTheme()
  const doors = useVaultDoors()
  const { state } = doors.status ?? {}
  const isAwaited = waitingWords(useLiveData().providers.value ?? []) !== undefined
  if (state === undefined) return null
  const {
    words,
    icon: Icon,
    act,
  } = {
    open: { words: 'Vault is open, lock it', icon: LockOpenOutlinedIcon, act: doors.lock },
    locked: { words: 'Vault is locked, unlock it', icon: LockOutlinedIcon, act: doors.unlock },
    damaged: { words: 'Vault cannot be used, see why', icon: ReportIcon, act: doors.unlock },
    unset: {
      words: 'Credentials are in memory only, set up the vault',
      icon: NoEncryptionOutlinedIcon,
      act: doors.setUp,
    },
    session: {
      words: 'Credentials are in memory only, as chosen; set up the vault',
      icon: NoEncryptionOutlinedIcon,
      act: doors.setUp,
    },
  }[state]
  const waits = { bgcolor: tokens.action, color: tokens.onAction, '&:hover': { bgcolor: tokens.action } }
  return (
    <Tooltip title={words}>
      <IconButton
        size="small"
        aria-label={words}
        onClick={act}
        sx={state === 'locked' && isAwaited ? waits : state === 'damaged' ? { color: tokens.failed } : {}}
      >
        <Icon fontSize="small" />
      </IconButton>
    </Tooltip>
  )
}
