import Button from '@mui/material/Button'
import Dialog from '@mui/material/Dialog'
import DialogActions from '@mui/material/DialogActions'
import DialogContent from '@mui/material/DialogContent'
import DialogTitle from '@mui/material/DialogTitle'
import { type ReactNode, useId } from 'react'
import type { Problem } from '../../shared/problem.ts'
import { ReasonButton } from './reason-button.tsx'
import { ProblemCard } from './problem-card.tsx'

export interface ConfirmDialogProps {
  readonly open: boolean
  /** Names the object: "Cancel wave-1?" */
  readonly title: string
  readonly children: ReactNode
  /** The safe way out; has the focus when the dialog opens. */
  readonly safe: string
  /** What happens, with its object: "Cancel 3 VMs". */
  readonly act: string
  readonly busy?: boolean
  /** Why it cannot be done yet. */
  readonly reason?: string | undefined
  /** Between the two buttons. */
  readonly more?: ReactNode
  readonly problem?: Problem | undefined
  /** Red, for what cannot be undone; brand colour otherwise. */
  readonly danger?: boolean
  readonly onSafe: () => void
  readonly onAct: () => void
}

/** Asks before something that a person may regret. Escape and the safe button change nothing. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const titleId = useId()
  const { busy = false, danger = true } = props
  return (
    <Dialog
      open={props.open}
      onClose={busy ? undefined : props.onSafe}
      aria-labelledby={titleId}
      maxWidth="sm"
      fullWidth
    >
      <DialogTitle id={titleId}>{props.title}</DialogTitle>
      <DialogContent sx={{ display: 'flex', flexDirection: 'column', gap: 1.5 }}>
        {props.children}
        {props.problem ? <ProblemCard problem={props.problem} /> : null}
      </DialogContent>
      <DialogActions>
        <Button variant="outlined" autoFocus onClick={props.onSafe} disabled={busy}>
          {props.safe}
        </Button>
        {props.more}
        <ReasonButton
          variant="contained"
          color={danger ? 'error' : 'primary'}
          onClick={props.onAct}
          loading={busy}
          reason={props.reason}
        >
          {props.act}
        </ReasonButton>
      </DialogActions>
    </Dialog>
  )
}
