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
  const password = useRef<SecretHandle>(null)
  const [proof, setProof] = useState<Proof>({ pasted: '', typed: '' })
  const trusting = useTrusting(provider, shown)
  const { problem, busy, asks } = trusting
  const reason = whyNot(proof, provider.name, shown)
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
      onClose={busy ? undefined : () => onClose(false)}
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
          <ProofFields name={provider.name} shown={shown} proof={proof} onChange={setProof} />
          {asks ? (
            <SecretField
              ref={password}
              autoFocus
              label={`Password of ${provider.username}`}
              missing="Type the password."
              helperText="It is not known any more. It is sent once the new certificate is trusted."
            />
          ) : null}
          {problem ? <ProblemCard problem={problem} subject={provider.name} /> : null}
        </DialogContent>
        <DialogActions>
          <Button variant="outlined" autoFocus={!asks} disabled={busy} onClick={() => onClose(false)}>
            Keep the old certificate
          </Button>
          <ReasonButton type="submit" variant="contained" color="error" loading={busy} reason={reason}>
            Trust the new certificate
          </ReasonButton>
        </DialogActions>
      </Box>
    </Dialog>
  )
}

/** `asks`: the password is needed, from the start or since it was found to be missing. */
function useTrusting({ id, name, url, username, status }: Provider, shown: Certificate) {
  const client = useClient()
  const [asks, setAsks] = useState(status.state === 'needsCredentials')
  const trusting = useAction((secret: string | undefined) =>
    client.providers.editVsphere({
      ...{ id, name, url, username },
      trust: { kind: 'fingerprint', value: shown.sha256 },
      ...(secret === undefined ? {} : { password: secret }),
    }),
  )
  if (isSecretMissing(trusting.problem?.code) && !asks) setAsks(true)
  const problem = isOnlyUnlocked(trusting.problem?.code) ? undefined : trusting.problem
  return { ...trusting, problem, asks }
}

/** What a person shows to know: a fingerprint from elsewhere, or the name of the provider. */
interface Proof {
  readonly pasted: string
  readonly typed: string
}

interface ProofFieldsProps {
  readonly name: string
  readonly shown: Certificate
  readonly proof: Proof
  readonly onChange: (proof: Proof) => void
}

function ProofFields({ name, shown, proof, onChange }: ProofFieldsProps) {
  return (
    <>
      <FingerprintField
        label="Fingerprint of the new certificate"
        hint="From the server itself or its administrator, SHA-1 or SHA-256, in any format."
        value={proof.pasted}
        certificate={shown}
        onChange={(pasted) => onChange({ ...proof, pasted })}
      />
      {proof.pasted.trim() === '' ? (
        <TextField
          label={`Or type ${name} to trust it without comparing`}
          value={proof.typed}
          onChange={(event) => onChange({ ...proof, typed: event.target.value })}
          slotProps={{ htmlInput: { spellCheck: false } }}
        />
      ) : null}
    </>
  )
}

/** Not a failure of the act: it goes on as soon as the password is there. */
function isOnlyUnlocked(code: string | undefined): boolean {
  return isSecretMissing(code) && code !== 'vsphere.invalid-login'
}

function whyNot({ pasted, typed }: Proof, name: string, shown: Certificate): string | undefined {
  const comparison = judgePasted(pasted, shown)
  if (comparison?.kind === 'match') return undefined
  if (comparison?.kind === 'mismatch') return 'The fingerprint is not the one that the server shows.'
  if (comparison?.kind === 'unreadable') return comparison.problem.message
  return typed.trim() === name ? undefined : `Compare the fingerprint first, or type ${name}.`
}
