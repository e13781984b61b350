import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Dialog from '@mui/material/Dialog'
import DialogActions from '@mui/material/DialogActions'
import DialogContent from '@mui/material/DialogContent'
import DialogTitle from '@mui/material/DialogTitle'
import { useQuery } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import type { CreateInput, VaultStatus } from '../../../shared/vault/model.ts'
import { useClient } from '../../api/client-context.tsx'
import { type Action, useAction } from '../../api/use-action.ts'
import { ProblemCard } from '../../ui/problem-card.tsx'
import { FirstRunChoice, type Way } from './first-run-choice.tsx'
import type { PassphraseHandle } from './passphrase-fields.tsx'
import { RecoveryCode } from './recovery-code.tsx'

export interface FirstRunDialogProps {
  readonly status: Extract<VaultStatus, { state: 'unset' | 'session' }>
  readonly onClose: () => void
}

/** How credentials are kept: under a passphrase, by the keychain, or in memory only. Can be put off. */
export function FirstRunDialog({ status, onClose }: FirstRunDialogProps) {
  const client = useClient()
  const passphrase = useRef<PassphraseHandle>(null)
  const [way, setWay] = useState<Way>('passphrase')
  const [withCode, setWithCode] = useState(true)
  const [step, setStep] = useState<'choose' | 'code'>('choose')
  const [codeIsVoid, setCodeIsVoid] = useState(false)
  const device = useQuery({
    queryKey: ['vault-device'],
    queryFn: ({ signal }) => client.vault.device(undefined, { signal }),
  })
  const creating = useAction((input: CreateInput) => client.vault.create(input))
  const memory = useAction(() => client.vault.useMemory())
  const needsCode = way === 'device' || withCode

  const create = async (recoveryCode?: string) => {
    const typed = way === 'passphrase' ? passphrase.current?.take() : undefined
    if (way === 'passphrase' && typed === undefined) {
      setStep('choose')
      return
    }
    const made = await creating.run({
      device: way === 'device',
      ...(typed !== undefined && { passphrase: typed }),
      ...(recoveryCode !== undefined && { recoveryCode }),
    })
    if (made) onClose()
    // The passphrase is gone from its fields: it has to be typed again.
    else {
      setStep('choose')
      setCodeIsVoid(recoveryCode !== undefined)
    }
  }
  const goOn = (event: React.SyntheticEvent) => {
    event.preventDefault()
    if (way === 'memory') void memory.run().then((done) => done && onClose())
    else if (way === 'passphrase' && passphrase.current?.check() !== true) return
    else if (needsCode) setStep('code')
    else void create()
  }
  return (
    <Dialog
      open
      onClose={(_event, why) => {
        // A click beside the code would leave somebody with a code of no vault.
        if (!creating.busy && (step === 'choose' || why !== 'backdropClick')) onClose()
      }}
      aria-labelledby="first-run-title"
      maxWidth="sm"
      fullWidth
    >
      <DialogTitle id="first-run-title">
        {step === 'choose' ? 'How should credentials be kept?' : 'Write down the recovery code'}
      </DialogTitle>
      {/* Stays in the page under the second step: what was typed is in its fields and nowhere else. */}
      <Box
        component="form"
        noValidate
        autoComplete="off"
        onSubmit={goOn}
        sx={{ display: step === 'choose' ? 'contents' : 'none' }}
      >
        <DialogContent sx={{ display: 'flex', flexDirection: 'column', gap: 2 }}>
          <Box sx={{ color: 'text.secondary' }}>
            The vault is one encrypted file on this computer. No page, log or report ever shows what is in it.
            {status.state === 'unset' ? ' What was typed since the start is in memory so far.' : ''}
          </Box>
          <FirstRunChoice
            way={way}
            onWay={setWay}
            device={device}
            passphrase={passphrase}
            withCode={withCode}
            onWithCode={setWithCode}
          />
          <Problems actions={[creating, memory]} />
          {codeIsVoid && creating.problem ? (
            <Box>The code that you wrote down opens nothing: throw it away. The next one is another.</Box>
          ) : null}
        </DialogContent>
        <DialogActions>
          <Button variant="outlined" disabled={creating.busy} onClick={onClose}>
            {status.state === 'unset' ? 'Decide later' : 'Leave it as it is'}
          </Button>
          <Button type="submit" variant="contained" loading={creating.busy || memory.busy}>
            {way === 'memory'
              ? 'Keep in memory only'
              : needsCode
                ? 'Next: recovery code'
                : 'Set up the vault'}
          </Button>
        </DialogActions>
      </Box>
      {step === 'code' ? (
        <RecoveryCode
          safe="Back"
          onSafe={() => setStep('choose')}
          act="Set up the vault"
          busy={creating.busy}
          onWritten={(code) => void create(code)}
        >
          <Box>
            {way === 'device'
              ? 'If the keychain is lost, this code is the only way into the vault.'
              : 'If the passphrase is forgotten, this code is the only way into the vault.'}{' '}
            It is shown now and never again. Keep it away from this computer.
          </Box>
        </RecoveryCode>
      ) : null}
    </Dialog>
  )
}

function Problems({ actions }: { readonly actions: readonly Pick<Action<never>, 'problem'>[] }) {
  return actions.map(({ problem }) => (problem ? <ProblemCard key={problem.code} problem={problem} /> : null))
}
