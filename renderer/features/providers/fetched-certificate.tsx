import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Checkbox from '@mui/material/Checkbox'
import FormControlLabel from '@mui/material/FormControlLabel'
import { useTheme } from '@mui/material/styles'
import { useState } from 'react'
import type { Certificate, Provider } from '../../../shared/provider/model.ts'
import { useClient } from '../../api/client-context.tsx'
import { useAction } from '../../api/use-action.ts'
import { ProblemCard } from '../../ui/problem-card.tsx'
import { StateLabel } from '../../ui/state-label.tsx'
import { CertificateComparison } from './certificate-comparison.tsx'
import { CertificateFacts } from './certificate-facts.tsx'
import type { CertificateTrustProps } from './certificate-trust.tsx'
import { FingerprintField, judgePasted } from './fingerprint-field.tsx'
import { sameAddress } from './same-server.ts'

export type FetchedCertificateProps = Pick<CertificateTrustProps, 'url' | 'known' | 'onPin'>

/** Fetches what the server shows, so that a person can look at it and trust it. */
export function FetchedCertificate({ url, known, onPin }: FetchedCertificateProps) {
  const client = useClient()
  const [certificate, setCertificate] = useState<Certificate>()
  const pinned = known?.trust === 'fingerprint' && sameAddress(known.url, url) ? known : undefined
  const same = certificate !== undefined && certificate.sha256 === pinned?.certificate?.sha256
  const fetching = useAction(async () => {
    const shown = await client.providers.certificate({ url })
    setCertificate(shown)
    // What was trusted before stands only if it is the same; anything else waits for a new act.
    if (shown.sha256 !== certificate?.sha256)
      onPin(pinned?.certificate?.sha256 === shown.sha256 ? shown.sha256 : undefined)
  })
  return (
    <>
      {pinned && !certificate ? <Pinned provider={pinned} /> : null}
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 1.5, flexWrap: 'wrap' }}>
        <Button
          variant="outlined"
          size="small"
          loading={fetching.busy}
          disabled={url.trim() === ''}
          onClick={() => void fetching.run()}
        >
          {certificate ? 'Fetch again' : pinned ? 'Look at what the server shows now' : 'Fetch certificate'}
        </Button>
        <Box sx={{ fontSize: 13, color: 'text.secondary' }}>
          {url.trim() === ''
            ? 'Type the address first.'
            : 'Reads what the server shows. Sends no user and no password.'}
        </Box>
      </Box>
      {fetching.problem ? <ProblemCard problem={fetching.problem} /> : null}
      {certificate && same ? (
        <Well>
          <StateLabel tone="done">The server shows the certificate that you trust</StateLabel>
          <CertificateFacts certificate={certificate} />
        </Well>
      ) : null}
      {certificate && !same ? (
        <Decision key={certificate.sha256} certificate={certificate} pinned={pinned} onPin={onPin} />
      ) : null}
    </>
  )
}

/** The certificate that is trusted already and stays so when nothing else is chosen. */
function Pinned({ provider }: { readonly provider: Provider }) {
  return (
    <Well>
      <StateLabel tone="done">Trusted now, and it stays so</StateLabel>
      {provider.certificate ? (
        <CertificateFacts certificate={provider.certificate} />
      ) : (
        <Box sx={{ fontSize: 13 }}>SHA-1 {provider.thumbprint || 'not known'}</Box>
      )}
    </Well>
  )
}

interface DecisionProps {
  readonly certificate: Certificate
  readonly pinned: Provider | undefined
  readonly onPin: CertificateTrustProps['onPin']
}

/** The facts, a fingerprint from elsewhere to compare with, and the act of trusting. */
function Decision({ certificate, pinned, onPin }: DecisionProps) {
  const [pasted, setPasted] = useState('')
  const [trusted, setTrusted] = useState(false)
  const blocked = judgePasted(pasted, certificate)?.kind === 'mismatch'
  const trust = (yes: boolean) => {
    setTrusted(yes)
    onPin(yes ? certificate.sha256 : undefined)
  }
  return (
    <Well>
      {pinned ? (
        <CertificateComparison
          label={`Certificates of ${pinned.name}`}
          old={pinned.certificate}
          oldThumbprint={pinned.thumbprint}
          shown={certificate}
        />
      ) : (
        <CertificateFacts certificate={certificate} />
      )}
      <FingerprintField
        label="Fingerprint to compare with (optional)"
        hint="Paste what your vSphere administrator gave you, SHA-1 or SHA-256, in any format."
        value={pasted}
        certificate={certificate}
        onChange={(value) => {
          setPasted(value)
          trust(false)
        }}
      />
      <FormControlLabel
        control={
          <Checkbox checked={trusted} disabled={blocked} onChange={(event) => trust(event.target.checked)} />
        }
        label={pinned ? 'I trust the new certificate' : 'I trust this certificate'}
      />
    </Well>
  )
}

function Well({ children }: { readonly children: React.ReactNode }) {
  const { tokens } = useTheme()
  return (
    <Box
      sx={{
        border: `1px solid ${tokens.border}`,
        borderRadius: '6px',
        p: 1.5,
        display: 'flex',
        flexDirection: 'column',
        gap: 1.5,
        bgcolor: tokens.well,
      }}
    >
      {children}
    </Box>
  )
}
