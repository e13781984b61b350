import LockOpenOutlinedIcon from '@mui/icons-material/LockOpenOutlined'
import LockOutlinedIcon from '@mui/icons-material/LockOutlined'
import Button from '@mui/material/Button'
import type { VaultStatus } from '../../../shared/vault/model.ts'
import { formatCount } from '../../../shared/units.ts'
import { useLiveData } from '../../app/live-data.tsx'
import { useVaultDoors } from '../../app/vault-doors.tsx'
import { Facts } from '../../ui/facts.tsx'
import { Panel } from '../../ui/page.tsx'
import { StateLabel } from '../../ui/state-label.tsx'
import { stamp } from '../../ui/times.ts'
import { waitingWords } from './unlock-waiting.ts'
import { useEntries } from './vault-page-queries.ts'
import { isInMemory, stateWords, waysText } from './vault-page-words.ts'

/** How the vault is, where it is kept, what protects it, and the way in or out. */
export function VaultState({ status }: { readonly status: VaultStatus }) {
  const providers = useLiveData().providers.value ?? []
  const { tone, word, meaning } = stateWords(status, waitingWords(providers) !== undefined)
  return (
    <Panel title="State" actions={<Door status={status} />}>
      <Facts
        items={[
          {
            term: 'Vault',
            value: (
              <>
                <StateLabel tone={tone}>{word}</StateLabel>
                {sinceText(status)}. {meaning}
              </>
            ),
          },
          { term: 'Kept', value: <Place status={status} /> },
          { term: 'Protected by', value: protection(status) },
        ]}
      />
    </Panel>
  )
}

function sinceText(status: VaultStatus): string {
  if (status.state === 'open') return ` since ${stamp(status.since)}`
  return status.state === 'locked' && status.because !== undefined ? ` ${status.because}` : ''
}

function Place({ status }: { readonly status: VaultStatus }) {
  const entries = useEntries().data
  const count = entries ? formatCount(entries.length, 'credential') : 'Credentials'
  return isInMemory(status)
    ? `${count}, in the memory of Palletjack on this computer and in no file.`
    : `${count}, in one encrypted file on this computer, which only your user account can read.`
}

function protection(status: VaultStatus): string {
  switch (status.state) {
    case 'open':
    case 'locked':
      return `AES-256-GCM under a random key. The key itself opens only with ${waysText(status.slots)}.`
    case 'damaged':
      return 'AES-256-GCM under a random key, which shows that something was changed.'
    case 'unset':
    case 'session':
      return 'The end of Palletjack: then they are gone.'
  }
}

function Door({ status }: { readonly status: VaultStatus }) {
  const doors = useVaultDoors()
  switch (status.state) {
    case 'open':
      return (
        <Button size="small" variant="outlined" startIcon={<LockOutlinedIcon />} onClick={doors.lock}>
          Lock
        </Button>
      )
    case 'locked':
      return (
        <Button size="small" variant="contained" startIcon={<LockOpenOutlinedIcon />} onClick={doors.unlock}>
          Unlock
        </Button>
      )
    case 'unset':
    case 'session':
      return (
        <Button size="small" variant="contained" onClick={doors.setUp}>
          Set up the vault
        </Button>
      )
    case 'damaged':
      return (
        <Button size="small" variant="outlined" onClick={doors.unlock}>
          See what can be done
        </Button>
      )
  }
}
