import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Dialog from '@mui/material/Dialog'
import DialogActions from '@mui/material/DialogActions'
import DialogContent from '@mui/material/DialogContent'
import DialogTitle from '@mui/material/DialogTitle'
import TextField from '@mui/material/TextField'
import { useRef, useState } from 'react'
import type { Certificate, Provider } from '../../../shared/provider/model.ts'
import { useClient } from '../../api/client-context.tsx'
import { useAction } from '../../api/use-action.ts'
import { ProblemCard } from '../../ui/problem-card.tsx'
import { ReasonButton } from '../../ui/reason-button.tsx'
import { CertificateComparison } from './certificate-comparison.tsx'
import { FingerprintField, judgePasted } from './fingerprint-field.tsx'
import { isSecretMissing } from './provider-status.tsx'
import { SecretField, type SecretHandle } from './secret-field.tsx'

export interface TrustNewDialogProps {
  readonly provider: Provider
  /** The certificate that the server shows now. */
  readonly shown: Certificate
  readonly onClose: (trusted: boolean) => void
}

/** The act of trusting another certificate: only after a comparison, or by typing the provider's name. */
export function TrustNewDialog({ provider, shown, onClose }: TrustNewDialogProps) {
  const client = useClient()
  const password = useRef<SecretHandle>(null)
  const [pasted, setPasted] = useState('')
  const [typed, setTyped] = useState('')
  const trusting = useAction((secret: string | undefined) =>
    client.providers.editVsphere({
      id: provider.id,
      name: provider.name,
      url: provider.url,
      username: provider.username,
      trust: { kind: 'fingerprint', value: shown.sha256 },
      ...(secret === undefined ? {} : { password: secret }),
    }),
  )
  const [asks, setAsks] = useState(provider.status.state === 'needsCredentials')
  const code = trusting.problem?.code
  if (isSecretMissing(code) && !asks) setAsks(true)
  const reason = whyNot(pasted, typed, provider.name, shown)
  const submit = async (event: React.SyntheticEvent) => {
    event.preventDefault()
    // It may lie over another form, which React would tell of this one.
    event.stopPropagation()
    const secret = password.current?.take()
    if (reason || (asks && secret === undefined)) return
    if (await trusting.run(secret)) onClose(true)
  }
  return (
    <Dialog
      open
      onClose={trusting.busy ? undefined : () => onClose(false)}
      aria-labelledby="trust-title"
      maxWidth="md"
      fullWidth
    >
      <Box component="form" noValidate autoComplete="off" onSubmit={(event) => void submit(event)}>
        <DialogTitle id="trust-title">Trust the new certificate of {provider.name}?</DialogTitle>
        <DialogContent sx={{ display: 'flex', flexDirection: 'column', gap: 2 }}>
          <Box>
            A server gets another certificate when somebody renews it. If nobody did, another machine may
            answer in its place, and the password of {provider.username} would go to it.
          </Box>
          <CertificateComparison
            label="Old and new certificate"
            old={provider.certificate}
            oldThumbprint={provider.thumbprint}
            shown={shown}
          />
          <FingerprintField
            label="Fingerprint of the new certificate"
            hint="From the server itself or its administrator, SHA-1 or SHA-256, in any format."
            value={pasted}
            certificate={shown}
            onChange={setPasted}
          />
          {pasted.trim() === '' ? (
            <TextField
              label={`Or type ${provider.name} to trust it without comparing`}
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
              slotProps={{ htmlInput: { spellCheck: false } }}
            />
          ) : null}
          {asks ? (
            <SecretField
              ref={password}
              autoFocus
              label={`Password of ${provider.username}`}
              missing="Type the password."
              helperText="It is not in memory. It is sent once the new certificate is trusted."
            />
          ) : null}
          {trusting.problem && !isOnlyUnlocked(code) ? (
            <ProblemCard problem={trusting.problem} subject={provider.name} />
          ) : null}
        </DialogContent>
        <DialogActions>
          <Button
            variant="outlined"
            autoFocus={!asks}
            disabled={trusting.busy}
            onClick={() => onClose(false)}
          >
            Keep the old certificate
          </Button>
          <ReasonButton
            type="submit"
            variant="contained"
            color="error"
            loading={trusting.busy}
            reason={reason}
          >
            Trust the new certificate
          </ReasonButton>
        </DialogActions>
      </Box>
    </Dialog>
  )
}

/** Not a failure of the act: it goes on as soon as the password is there. */
function isOnlyUnlocked(code: string | undefined): boolean {
  return isSecretMissing(code) && code !== 'vsphere.invalid-login'
}

function whyNot(pasted: string, typed: string, name: string, shown: Certificate): string | undefined {
  const comparison = judgePasted(pasted, shown)
  if (comparison?.kind === 'match') return undefined
  if (comparison?.kind === 'mismatch') return 'The fingerprint is not the one that the server shows.'
  if (comparison?.kind === 'unreadable') return comparison.problem.message
  return typed.trim() === name ? undefined : `Compare the fingerprint first, or type ${name}.`
}
