import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Dialog from '@mui/material/Dialog'
import DialogActions from '@mui/material/DialogActions'
import DialogContent from '@mui/material/DialogContent'
import DialogTitle from '@mui/material/DialogTitle'
import { type RefCallback, useRef } from 'react'
import type { Provider } from '../../../shared/provider/model.ts'
import { useClient } from '../../api/client-context.tsx'
import { useAction } from '../../api/use-action.ts'
import { ProblemCard } from '../../ui/problem-card.tsx'
import { ReasonButton } from '../../ui/reason-button.tsx'
import { UnlockAction, useLockedReason } from '../vault/lock-action.tsx'
import { WhereItStays } from '../vault/first-run-notice.tsx'
import { ChangedCertificate } from './changed-certificate.tsx'
import { isCertificateChange, secretWord } from './provider-status.tsx'
import { SecretArea } from './secret-area.tsx'
import { SecretField, type SecretHandle } from './secret-field.tsx'

const WHY: Readonly<Record<Provider['credential'], string>> = {
  none: '',
  password: 'The one of before is not known any more, or does not work.',
  token:
    'The one of before is not known any more, or does not work. Another one of the same cluster does as well.',
  kubeconfig:
    'This cluster was added by a kubeconfig, which is not known any more or does not work. Its current context, or the one you named then, is used.',
}

export interface UnlockDialogProps {
  readonly provider: Provider
  readonly onClose: () => void
}

/** Gives a known provider again what it was signed in with. */
export function UnlockDialog({ provider, onClose }: UnlockDialogProps) {
  const client = useClient()
  const secret = useRef<SecretHandle>(null)
  const word = secretWord(provider)
  const unlocking = useAction((value: string) =>
    client.providers.reconnect({ id: provider.id, secret: word === 'token' ? value.trim() : value }),
  )
  const locked = useLockedReason(true)
  const submit = async (event: React.SyntheticEvent) => {
    event.preventDefault()
    if (locked !== undefined) return
    const value = secret.current?.take()
    if (value && (await unlocking.run(value))) onClose()
  }
  return (
    <Dialog
      open
      onClose={unlocking.busy ? undefined : onClose}
      aria-labelledby="unlock-title"
      maxWidth={isCertificateChange(unlocking.problem?.code) ? 'md' : 'xs'}
      fullWidth
    >
      <Box component="form" noValidate onSubmit={(event: React.SyntheticEvent) => void submit(event)}>
        <DialogTitle id="unlock-title">Connect {provider.name}</DialogTitle>
        <DialogContent sx={{ display: 'flex', flexDirection: 'column', gap: 2 }}>
          <Box sx={{ color: 'text.secondary' }}>
            {provider.kind === 'vsphere' ? `${provider.username} at ${provider.url}` : provider.url}
          </Box>
          <CredentialField
            word={word}
            ref={(handle) => {
              secret.current = handle
            }}
          />
          <Box sx={{ color: 'text.secondary', fontSize: 13 }}>{WHY[provider.credential]}</Box>
          <WhereItStays what={word} />
          {unlocking.problem ? (
            <ProblemCard
              problem={unlocking.problem}
              subject={provider.name}
              action={<UnlockAction problem={unlocking.problem} />}
            />
          ) : null}
          {isCertificateChange(unlocking.problem?.code) ? (
            <ChangedCertificate provider={provider} onReconnect={unlocking.reset} onTrusted={onClose} />
          ) : null}
        </DialogContent>
        <DialogActions>
          <Button variant="outlined" onClick={onClose} disabled={unlocking.busy}>
            Not now
          </Button>
          <ReasonButton type="submit" variant="contained" loading={unlocking.busy} reason={locked}>
            Connect
          </ReasonButton>
        </DialogActions>
      </Box>
    </Dialog>
  )
}

interface CredentialFieldProps {
  readonly word: string
  readonly ref: RefCallback<SecretHandle>
}

function CredentialField({ word, ref }: CredentialFieldProps) {
  if (word === 'kubeconfig') return <SecretArea ref={ref} autoFocus />
  const label = word === 'password' ? 'Password' : 'Token'
  return <SecretField ref={ref} autoFocus label={label} missing={`Type the ${word}.`} />
}
