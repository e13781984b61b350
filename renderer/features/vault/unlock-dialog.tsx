import Box from '@mui/material/Box'
import Dialog from '@mui/material/Dialog'
import DialogTitle from '@mui/material/DialogTitle'
import { useState } from 'react'
import type { UnlockInput, VaultStatus } from '../../../shared/vault/model.ts'
import { useLiveData } from '../../app/live-data.tsx'
import { useLockedEnds } from '../../app/locked-runs.ts'
import { StateShape } from '../../ui/state-label.tsx'
import { UnlockDamaged } from './unlock-damaged.tsx'
import { UnlockForm } from './unlock-form.tsx'
import { goingWords, haltedWords, waitingWords } from './unlock-waiting.ts'

export interface UnlockVaultDialogProps {
  readonly status: Extract<VaultStatus, { state: 'locked' | 'damaged' }>
  /** Put aside: the vault stays as it is. */
  readonly onClose: () => void
  /** It was opened here. */
  readonly onOpened: (by: UnlockInput['by']) => void
}

/** Over the frame while the vault is locked or cannot be used. What is behind it can be had without unlocking. */
export function UnlockVaultDialog({ status, onClose, onOpened }: UnlockVaultDialogProps) {
  const [kept, setKept] = useState<string>()
  const isLocked = status.state === 'locked'
  return (
    <Dialog
      open
      onClose={onClose}
      aria-labelledby="vault-unlock-title"
      maxWidth={isLocked ? 'xs' : 'sm'}
      fullWidth
    >
      <DialogTitle id="vault-unlock-title" sx={{ display: 'flex', alignItems: 'center', gap: 1 }}>
        <StateShape tone={isLocked ? 'action' : 'failed'} size={20} />
        {isLocked ? 'The vault is locked' : 'The vault cannot be used'}
      </DialogTitle>
      {status.state === 'locked' ? (
        <UnlockForm status={status} onAside={onClose} onOpened={onOpened}>
          <Situation because={status.because} kept={kept} />
        </UnlockForm>
      ) : (
        <UnlockDamaged status={status} onRestored={setKept} onClose={onClose} />
      )}
    </Dialog>
  )
}

interface SituationProps {
  readonly because: string | undefined
  /** Where a damaged file was put when the generation before took its place. */
  readonly kept: string | undefined
}

/** Why it is locked, what goes on all the same, and who waits. */
function Situation({ because, kept }: SituationProps) {
  const { providers, runs } = useLiveData()
  const ends = useLockedEnds()
  const lines = [
    ...(kept === undefined
      ? []
      : [`The generation before is in place. The damaged file is kept as ${kept}; nothing was deleted.`]),
    ...(because === undefined ? [] : [because]),
    ...goingWords(runs.value ?? [], ends),
    ...haltedWords(ends),
    waitingWords(providers.value ?? []) ?? '',
  ].filter(Boolean)
  return (
    <Box sx={{ display: 'grid', gap: 0.5, color: 'text.secondary', overflowWrap: 'anywhere' }}>
      {lines.map((line) => (
        <div key={line}>{line}</div>
      ))}
      <div>While it is locked nothing can log in; what is connected stays so.</div>
    </Box>
  )
}
