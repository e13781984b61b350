import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Dialog from '@mui/material/Dialog'
import DialogActions from '@mui/material/DialogActions'
import DialogContent from '@mui/material/DialogContent'
import DialogTitle from '@mui/material/DialogTitle'
import { useState } from 'react'
import { formatCount } from '../../../shared/units.ts'
import { ProblemCard } from '../../ui/problem-card.tsx'
import { ReasonButton } from '../../ui/reason-button.tsx'
import type { Waivers } from './use-waivers.ts'
import { useName } from './use-name.ts'
import { WaiveFields, waiveFault, type WaiveText } from './waive-fields.tsx'

export interface WaiveDialogProps {
  readonly ids: readonly string[]
  readonly waivers: Waivers
  readonly onClose: (waived: boolean) => void
}

/** Accepts many findings with one reason. */
export function WaiveDialog({ ids, waivers, onClose }: WaiveDialogProps) {
  const [name, remember] = useName()
  const [text, setText] = useState<WaiveText>({ by: name, reason: '' })
  const what = formatCount(ids.length, 'finding')
  const submit = async (event: React.SyntheticEvent) => {
    event.preventDefault()
    if (waiveFault(text)) return
    remember(text.by.trim())
    if (await waivers.waive(ids, text)) onClose(true)
  }
  return (
    <Dialog
      open
      onClose={waivers.busy ? undefined : () => onClose(false)}
      aria-labelledby="waive-title"
      maxWidth="sm"
      fullWidth
    >
      <Box component="form" noValidate onSubmit={(event) => void submit(event)}>
        <DialogTitle id="waive-title">Waive {what}</DialogTitle>
        <DialogContent sx={{ display: 'flex', flexDirection: 'column', gap: 2 }}>
          <Box sx={{ color: 'text.secondary' }}>
            Waived findings no longer count against the verdicts. They stay in the report with your name and
            reason, and can be taken back at any time.
          </Box>
          <WaiveFields value={text} onChange={setText} />
          {waivers.problem ? <ProblemCard problem={waivers.problem} /> : null}
        </DialogContent>
        <DialogActions>
          <Button variant="outlined" autoFocus disabled={waivers.busy} onClick={() => onClose(false)}>
            Keep them open
          </Button>
          <ReasonButton type="submit" variant="contained" loading={waivers.busy} reason={waiveFault(text)}>
            {`Waive ${what}`}
          </ReasonButton>
        </DialogActions>
      </Box>
    </Dialog>
  )
}
