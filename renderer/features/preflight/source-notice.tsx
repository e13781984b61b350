import Button from '@mui/material/Button'
import Box from '@mui/material/Box'
import { useMemo } from 'react'
import type { Provider } from '../../../shared/provider/model.ts'
import { useVaultDoors } from '../../app/vault-doors.tsx'
import { StateLabel } from '../../ui/state-label.tsx'
import { StartLabButton } from '../overview/start-lab-button.tsx'
import { ProviderNotices } from '../providers/provider-notices.tsx'
import { secretWord } from '../providers/provider-status.tsx'
import type { Open } from '../providers/providers-dialog.tsx'
import { useRegained } from '../providers/regained.ts'
import { useReconnect } from '../providers/use-reconnect.ts'

export interface SourceNoticeProps {
  readonly source: Provider
  readonly onOpen: (open: Open) => void
}

/** What is wrong with the connection of the source, and what brings it back. Runs of before stay. */
export function SourceNotice({ source, onOpen }: SourceNoticeProps) {
  const only = useMemo(() => [source], [source])
  const { regained, dismiss } = useRegained(only)
  const { unlock } = useVaultDoors()
  const reconnect = useReconnect((one) => onOpen({ kind: 'unlock', provider: one }))
  if (source.status.state === 'locked')
    return (
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 1.5, flexWrap: 'wrap', fontSize: 13 }}>
        <StateLabel tone="action">
          {`The ${secretWord(source)} of ${source.name} is in the vault, which is locked.`}
        </StateLabel>
        <Button size="small" variant="contained" color="warning" onClick={unlock}>
          Unlock the vault
        </Button>
      </Box>
    )
  if (source.status.state === 'needsCredentials')
    return (
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 1.5, flexWrap: 'wrap', fontSize: 13 }}>
        <StateLabel tone={source.lab ? 'pending' : 'action'}>
          {source.lab
            ? 'The demo lab ended with the Palletjack that started it.'
            : `${source.name} needs its ${secretWord(source)} before it can be looked at again.`}
        </StateLabel>
        {source.lab ? (
          <StartLabButton size="small" />
        ) : (
          <Button
            size="small"
            variant="contained"
            color="warning"
            onClick={() => onOpen({ kind: 'unlock', provider: source })}
          >
            Give {secretWord(source)}
          </Button>
        )}
      </Box>
    )
  return (
    <ProviderNotices
      providers={only}
      regained={regained}
      onDismiss={dismiss}
      onDeed={(kind, one) => onOpen({ kind, provider: one })}
      onReconnect={reconnect.start}
      reconnecting={reconnect.busy}
    />
  )
}
