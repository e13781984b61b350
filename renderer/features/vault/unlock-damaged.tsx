import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import DialogActions from '@mui/material/DialogActions'
import DialogContent from '@mui/material/DialogContent'
import type { VaultStatus } from '../../../shared/vault/model.ts'
import { useClient } from '../../api/client-context.tsx'
import { useAction } from '../../api/use-action.ts'
import { ProblemCard } from '../../ui/problem-card.tsx'
import { ReasonButton } from '../../ui/reason-button.tsx'

export interface UnlockDamagedProps {
  readonly status: Extract<VaultStatus, { state: 'damaged' }>
  /** Told where the damaged file is kept. */
  readonly onRestored: (kept: string) => void
  readonly onClose: () => void
}

/** What happened to the vault's file, and the ways on. None of them deletes anything. */
export function UnlockDamaged({ status, onRestored, onClose }: UnlockDamagedProps) {
  const client = useClient()
  const restoring = useAction(async () => onRestored((await client.vault.restorePrevious()).kept))
  const reason = status.hasPrevious ? undefined : 'No generation before this one can be read.'
  return (
    <>
      <DialogContent sx={{ display: 'flex', flexDirection: 'column', gap: 2 }}>
        <ProblemCard problem={status.problem} subject="The vault" />
        {restoring.problem ? <ProblemCard problem={restoring.problem} /> : null}
        <div>
          <Box>
            {status.hasPrevious ? '' : 'The generation before the last change cannot be read either. '}
            These ways on delete nothing:
          </Box>
          <Box component="ul" sx={{ m: 0, mt: 0.5, pl: 2.5, '& li': { mb: 0.5 } }}>
            {status.hasPrevious ? (
              <li>
                Go back to the generation before the last change. What was changed last is missing in it: one
                credential, perhaps, that can be given again. The damaged file is kept.
              </li>
            ) : null}
            <li>Put a backup of the file in its place, then start Palletjack again.</li>
            <li>
              Go on without it. What is connected stays connected, and everything known can be looked at; no
              credential can be read or stored.
            </li>
          </Box>
        </div>
      </DialogContent>
      <DialogActions>
        <Button variant="outlined" autoFocus disabled={restoring.busy} onClick={onClose}>
          Go on without the vault
        </Button>
        <ReasonButton
          variant="contained"
          loading={restoring.busy}
          reason={reason}
          onClick={() => void restoring.run()}
        >
          Go back to the generation before
        </ReasonButton>
      </DialogActions>
    </>
  )
}
