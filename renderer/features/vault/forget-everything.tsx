import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Dialog from '@mui/material/Dialog'
import DialogActions from '@mui/material/DialogActions'
import DialogContent from '@mui/material/DialogContent'
import DialogTitle from '@mui/material/DialogTitle'
import TextField from '@mui/material/TextField'
import { useId, useState } from 'react'
import { formatCount } from '../../../shared/units.ts'
import { useClient } from '../../api/client-context.tsx'
import { useAction } from '../../api/use-action.ts'
import { useLiveData } from '../../app/live-data.tsx'
import { ProblemCard } from '../../ui/problem-card.tsx'
import { ReasonButton } from '../../ui/reason-button.tsx'
import { useEntries, useRefreshVault } from './vault-page-queries.ts'

const CONFIRM = 'forget everything'

/** The end of the vault. Nothing brings it back, so it has to be typed. */
export function ForgetEverything({ onClose }: { readonly onClose: () => void }) {
  const client = useClient()
  const refresh = useRefreshVault()
  const titleId = useId()
  const [typed, setTyped] = useState('')
  const forgetting = useAction(async () => {
    await client.vault.forgetAll({ confirm: CONFIRM })
    await refresh()
  })
  const confirmed = typed.trim().toLowerCase() === CONFIRM
  const submit = async (event: React.SyntheticEvent) => {
    event.preventDefault()
    if (confirmed && (await forgetting.run())) onClose()
  }
  return (
    <Dialog
      open
      onClose={forgetting.busy ? undefined : onClose}
      aria-labelledby={titleId}
      maxWidth="sm"
      fullWidth
    >
      <Box component="form" noValidate autoComplete="off" onSubmit={(event) => void submit(event)}>
        <DialogTitle id={titleId}>Forget everything in the vault?</DialogTitle>
        <DialogContent sx={{ display: 'flex', flexDirection: 'column', gap: 1.5 }}>
          <WhatGoes />
          <TextField
            label={`Type "${CONFIRM}"`}
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
            slotProps={{ inputLabel: { shrink: true }, htmlInput: { spellCheck: false, maxLength: 60 } }}
          />
          {forgetting.problem ? <ProblemCard problem={forgetting.problem} /> : null}
        </DialogContent>
        <DialogActions>
          <Button variant="outlined" autoFocus disabled={forgetting.busy} onClick={onClose}>
            Keep everything
          </Button>
          <ReasonButton
            type="submit"
            variant="contained"
            color="error"
            loading={forgetting.busy}
            reason={confirmed ? undefined : `Type "${CONFIRM}" first.`}
          >
            Forget everything
          </ReasonButton>
        </DialogActions>
      </Box>
    </Dialog>
  )
}

function WhatGoes() {
  const entries = useEntries().data
  const runs = (useLiveData().runs.value ?? []).filter(({ endedAt }) => endedAt === undefined)
  const what = entries ? formatCount(entries.length, 'credential') : 'credentials'
  return (
    <>
      <Box component="ul" sx={{ m: 0, pl: 2.5 }}>
        <li>The vault with {what} is deleted, and so is the generation of it before the last change.</li>
        <li>Its passphrase, its recovery code and the key in the keychain open nothing any more.</li>
        <li>Nobody brings it back. Each credential has to be given again, or comes from an exported copy.</li>
        {runs.length > 0 ? (
          <li>
            <b>{runs.map(({ planName }) => planName).join(', ')}</b>{' '}
            {runs.length === 1 ? 'runs now: it stands' : 'run now: they stand'} still where it is needed to
            log in again.
          </li>
        ) : null}
      </Box>
      <Box sx={{ color: 'text.secondary' }}>
        Providers, plans, inventories and the audit log stay. Nothing on a server changes.
      </Box>
    </>
  )
}
