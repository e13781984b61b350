import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Dialog from '@mui/material/Dialog'
import DialogActions from '@mui/material/DialogActions'
import DialogContent from '@mui/material/DialogContent'
import DialogTitle from '@mui/material/DialogTitle'
import { type ReactNode, useId, useRef, useState } from 'react'
import type { Proof } from '../../../shared/vault/model.ts'
import { useAction } from '../../api/use-action.ts'
import { ProblemCard } from '../../ui/problem-card.tsx'
import { PassphraseFields, type PassphraseHandle } from './passphrase-fields.tsx'
import { RecoveryCode } from './recovery-code.tsx'
import { type ProofHandle, ProofFields } from './ways-proof.tsx'

/** What was asked for, once. */
export interface WayInput {
  readonly proof: Proof
  readonly passphrase?: string
  readonly code?: string
}

export interface WayDialogProps {
  readonly title: string
  /** What changes by it; said first. */
  readonly children: ReactNode
  readonly proofs: readonly Proof['by'][]
  /** What has to be made for it. */
  readonly makes?: 'passphrase' | 'recovery' | undefined
  readonly safe: string
  readonly act: string
  readonly danger?: boolean
  readonly run: (input: WayInput) => Promise<unknown>
  readonly onClose: (done: boolean) => void
}

/** Changes a way to open the vault: makes what is new, asks for what opens it now, and does it. */
export function WayDialog(props: WayDialogProps) {
  const { title, children, makes, run, onClose } = props
  const titleId = useId()
  const [step, setStep] = useState<'code' | 'proof'>(makes === 'recovery' ? 'code' : 'proof')
  const code = useRef<string>(undefined)
  const changing = useAction(run)
  const change = async (input: WayInput) => {
    const made = code.current
    const done = await changing.run(made === undefined ? input : { ...input, code: made })
    if (!done) return
    code.current = undefined
    onClose(true)
  }
  return (
    <Dialog
      open
      onClose={changing.busy ? undefined : () => onClose(false)}
      aria-labelledby={titleId}
      maxWidth="sm"
      fullWidth
    >
      <DialogTitle id={titleId}>{title}</DialogTitle>
      {makes === 'recovery' ? (
        // It stays there while it is hidden: what was written down is what is taken.
        <Box sx={{ display: step === 'code' ? 'block' : 'none', '& .MuiDialogContent-root': { pt: 0 } }}>
          <RecoveryCode
            safe={props.safe}
            onSafe={() => onClose(false)}
            act="Continue"
            busy={false}
            onWritten={(written) => {
              code.current = written
              setStep('proof')
            }}
          >
            {children}
          </RecoveryCode>
        </Box>
      ) : null}
      {step === 'proof' ? (
        <ProofForm
          {...props}
          busy={changing.busy}
          problem={changing.problem ? <ProblemCard problem={changing.problem} /> : null}
          onSafe={() => onClose(false)}
          onAct={(input) => void change(input)}
        />
      ) : null}
    </Dialog>
  )
}

interface ProofFormProps extends Omit<WayDialogProps, 'title' | 'run' | 'onClose'> {
  readonly busy: boolean
  readonly problem: ReactNode
  readonly onSafe: () => void
  readonly onAct: (input: WayInput) => void
}

function ProofForm(props: ProofFormProps) {
  const { makes, danger = false, busy } = props
  const proof = useRef<ProofHandle>(null)
  const fresh = useRef<PassphraseHandle>(null)
  const submit = (event: React.SyntheticEvent) => {
    event.preventDefault()
    // Nothing is emptied while there is something to put right.
    if (fresh.current?.check() === false) return
    const shown = proof.current?.take()
    if (!shown) return
    const passphrase = fresh.current?.take()
    props.onAct({ proof: shown, ...(passphrase !== undefined && { passphrase }) })
  }
  return (
    <Box component="form" noValidate autoComplete="off" onSubmit={submit}>
      <DialogContent sx={{ pt: 0, display: 'flex', flexDirection: 'column', gap: 2 }}>
        {makes === 'recovery' ? (
          <Box>The new code takes effect when you confirm it with what opens the vault now.</Box>
        ) : (
          props.children
        )}
        <ProofFields ref={proof} ways={props.proofs} autoFocus />
        {makes === 'passphrase' ? <PassphraseFields ref={fresh} label="New passphrase" /> : null}
        {props.problem}
      </DialogContent>
      <DialogActions>
        <Button variant="outlined" disabled={busy} onClick={props.onSafe}>
          {props.safe}
        </Button>
        <Button type="submit" variant="contained" color={danger ? 'error' : 'primary'} loading={busy}>
          {props.act}
        </Button>
      </DialogActions>
    </Box>
  )
}
