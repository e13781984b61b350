import Box from '@mui/material/Box'
import MenuItem from '@mui/material/MenuItem'
import TextField from '@mui/material/TextField'
import type { Provider, Trust } from '../../../shared/provider/model.ts'
import { AuthorityField } from './authority-field.tsx'
import { FetchedCertificate } from './fetched-certificate.tsx'
import { sameAddress } from './same-server.ts'

export interface CertificateTrustProps {
  /** The address as typed so far. */
  readonly url: string
  /** The provider as it is known, when it is being changed. */
  readonly known?: Provider | undefined
  readonly kind: Trust['kind']
  readonly onKind: (kind: Trust['kind']) => void
  /** The certificates of the trusted authorities; '' for none, undefined for what is no certificate. */
  readonly onPem: (pem: string | undefined) => void
  /** The fingerprint of the certificate that the person trusts; undefined as long as there is none. */
  readonly onPin: (fingerprint: string | undefined) => void
}

/** How the server's certificate is judged. Trusting a certificate is an act of its own, on visible facts. */
export function CertificateTrust({ url, known, kind, onKind, onPem, onPin }: CertificateTrustProps) {
  return (
    <Box sx={{ display: 'flex', flexDirection: 'column', gap: 1.5 }}>
      <TextField
        select
        label="Certificate"
        value={kind}
        onChange={(event) => onKind(event.target.value as Trust['kind'])}
        helperText={HINTS[kind]}
      >
        <MenuItem value="fingerprint">Look at it and trust this one certificate</MenuItem>
        <MenuItem value="ca">Trust the authority that signed it (PEM)</MenuItem>
        <MenuItem value="system">Trust the authorities of this computer</MenuItem>
      </TextField>
      {kind === 'fingerprint' ? <FetchedCertificate key={url} url={url} known={known} onPin={onPin} /> : null}
      {kind === 'ca' ? (
        <AuthorityField stays={known?.trust === 'ca' && sameAddress(known.url, url)} onChange={onPem} />
      ) : null}
    </Box>
  )
}

const HINTS: Readonly<Record<Trust['kind'], string>> = {
  fingerprint: 'Any other certificate stops the connection until you have compared it.',
  ca: 'The server may renew its certificate as long as this authority signs it.',
  system: 'For a certificate of an authority that this computer, or your company, trusts already.',
}
