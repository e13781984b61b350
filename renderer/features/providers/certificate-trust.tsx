import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Checkbox from '@mui/material/Checkbox'
import FormControlLabel from '@mui/material/FormControlLabel'
import MenuItem from '@mui/material/MenuItem'
import TextField from '@mui/material/TextField'
import { useTheme } from '@mui/material/styles'
import { useState } from 'react'
import type { Certificate, Trust } from '../../../shared/provider/model.ts'
import { useClient } from '../../api/client-context.tsx'
import { useAction } from '../../api/use-action.ts'
import { MONO } from '../../theme/theme.ts'
import { Facts } from '../../ui/facts.tsx'
import { ProblemCard } from '../../ui/problem-card.tsx'
import { StateLabel } from '../../ui/state-label.tsx'
import { stamp } from '../run/forecast.ts'
import { compareFingerprint, type Comparison } from './fingerprint.ts'

export interface CertificateTrustProps {
  /** The address as typed so far. */
  readonly url: string
  /** What the person trusts; undefined as long as nothing. */
  readonly onChange: (trust: Trust | undefined) => void
}

/** How the server's certificate is judged. Trusting a certificate is an act of its own, on visible facts. */
export function CertificateTrust({ url, onChange }: CertificateTrustProps) {
  const [kind, setKind] = useState<Trust['kind']>('fingerprint')
  const choose = (next: Trust['kind']) => {
    setKind(next)
    onChange(next === 'system' ? { kind: 'system' } : undefined)
  }
  return (
    <Box sx={{ display: 'flex', flexDirection: 'column', gap: 1.5 }}>
      <TextField
        select
        label="Certificate"
        value={kind}
        onChange={(event) => choose(event.target.value as Trust['kind'])}
      >
        <MenuItem value="fingerprint">Look at it and trust this one certificate</MenuItem>
        <MenuItem value="ca">Trust the authority that signed it (PEM)</MenuItem>
        <MenuItem value="system">Trust the authorities of this computer</MenuItem>
      </TextField>
      {kind === 'fingerprint' ? <FetchedCertificate key={url} url={url} onChange={onChange} /> : null}
      {kind === 'ca' ? (
        <TextField
          label="Authority certificate (PEM)"
          multiline
          minRows={3}
          maxRows={8}
          onChange={(event) => {
            const pem = event.target.value.trim()
            onChange(pem.includes('-----BEGIN CERTIFICATE-----') ? { kind: 'ca', pem } : undefined)
          }}
          helperText="For a vCenter: its address in a browser, then Download trusted root CA certificates."
          slotProps={{ htmlInput: { style: { fontFamily: MONO, fontSize: 12 } } }}
        />
      ) : null}
    </Box>
  )
}

function FetchedCertificate({ url, onChange }: CertificateTrustProps) {
  const client = useClient()
  const [certificate, setCertificate] = useState<Certificate>()
  const fetching = useAction(async () => setCertificate(await client.providers.certificate({ url })))
  return (
    <>
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 1.5, flexWrap: 'wrap' }}>
        <Button
          variant="outlined"
          size="small"
          loading={fetching.busy}
          disabled={url.trim() === ''}
          onClick={() => void fetching.run()}
        >
          {certificate ? 'Fetch again' : 'Fetch certificate'}
        </Button>
        <Box sx={{ fontSize: 13, color: 'text.secondary' }}>
          {url.trim() === ''
            ? 'Type the address first.'
            : 'Reads what the server shows. Sends no user and no password.'}
        </Box>
      </Box>
      {fetching.problem ? <ProblemCard problem={fetching.problem} /> : null}
      {certificate ? <CertificateFacts certificate={certificate} onChange={onChange} /> : null}
    </>
  )
}

interface CertificateFactsProps {
  readonly certificate: Certificate
  readonly onChange: (trust: Trust | undefined) => void
}

function CertificateFacts({ certificate, onChange }: CertificateFactsProps) {
  const { tokens } = useTheme()
  const [pasted, setPasted] = useState('')
  const [trusted, setTrusted] = useState(false)
  const comparison = compareFingerprint(pasted, certificate)
  const blocked = comparison === 'differs'
  const trust = (yes: boolean) => {
    setTrusted(yes)
    onChange(yes ? { kind: 'fingerprint', value: certificate.sha256 } : undefined)
  }
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
      <Facts items={certificateFacts(certificate)} />
      <TextField
        label="Fingerprint to compare with (optional)"
        value={pasted}
        onChange={(event) => {
          setPasted(event.target.value)
          trust(false)
        }}
        error={blocked}
        helperText={<ComparisonText comparison={comparison} />}
        slotProps={{ htmlInput: { style: { fontFamily: MONO, fontSize: 12.5 }, spellCheck: false } }}
      />
      <FormControlLabel
        control={
          <Checkbox checked={trusted} disabled={blocked} onChange={(event) => trust(event.target.checked)} />
        }
        label="I trust this certificate"
      />
    </Box>
  )
}

function certificateFacts({ subject, issuer, notBefore, notAfter, sha256, sha1 }: Certificate) {
  return [
    { term: 'Subject', value: subject },
    { term: 'Issuer', value: issuer === subject ? `${issuer} (signed by itself)` : issuer },
    { term: 'Valid', value: `${stamp(notBefore)} to ${stamp(notAfter)}` },
    { term: 'SHA-256', value: <Mono>{sha256}</Mono> },
    { term: 'SHA-1', value: <Mono>{sha1}</Mono> },
  ]
}

function Mono({ children }: { readonly children: string }) {
  return (
    <Box component="code" sx={{ fontFamily: MONO, fontSize: 12 }}>
      {children}
    </Box>
  )
}

function ComparisonText({ comparison }: { readonly comparison: Comparison }) {
  switch (comparison) {
    case 'empty':
      return 'Paste what your vSphere administrator gave you, SHA-1 or SHA-256, in any format.'
    case 'sha1':
      return <StateLabel tone="done">Same as the SHA-1 fingerprint above</StateLabel>
    case 'sha256':
      return <StateLabel tone="done">Same as the SHA-256 fingerprint above</StateLabel>
    case 'differs':
      return (
        <StateLabel tone="failed">
          Differs: this is not the server that you mean, or its certificate was replaced
        </StateLabel>
      )
    case 'unreadable':
      return 'Not a fingerprint yet: SHA-1 has 40 hexadecimal digits, SHA-256 has 64.'
  }
}
