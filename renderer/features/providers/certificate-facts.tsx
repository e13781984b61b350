import Box from '@mui/material/Box'
import { Fragment } from 'react'
import type { Certificate } from '../../../shared/provider/model.ts'
import { MONO } from '../../theme/theme.ts'
import { Facts } from '../../ui/facts.tsx'
import { StateLabel } from '../../ui/state-label.tsx'
import { useNow } from '../../ui/use-now.ts'
import { stamp } from '../../ui/times.ts'
import { validity } from './validity.ts'

/** What a certificate says of itself, with its dates in words. */
export function CertificateFacts({ certificate }: { readonly certificate: Certificate }) {
  const { subject, notBefore, notAfter, sha256, sha1 } = certificate
  return (
    <Facts
      items={[
        { term: 'Subject', value: subject || 'empty' },
        { term: 'Issuer', value: issuerText(certificate) },
        { term: 'Valid from', value: stamp(notBefore) },
        {
          term: 'Valid until',
          value: (
            <>
              {stamp(notAfter)} <ValidityLabel certificate={certificate} />
            </>
          ),
        },
        { term: 'SHA-256', value: <Mono>{sha256}</Mono> },
        { term: 'SHA-1', value: <Mono>{sha1}</Mono> },
      ]}
    />
  )
}

export function issuerText({ subject, issuer }: Certificate): string {
  return issuer === subject ? `${issuer || 'empty'} (signed by itself)` : issuer
}

/** "Valid, 69 d left"; what is not valid today has a shape of its own and a hint about the clock. */
export function ValidityLabel({ certificate }: { readonly certificate: Certificate }) {
  const { state, text } = validity(certificate, useNow())
  return state === 'valid' ? (
    <Box component="span" sx={{ color: 'text.secondary' }}>
      {text}
    </Box>
  ) : (
    <StateLabel tone="failed">{`${text} by the clock of this computer`}</StateLabel>
  )
}

/** A fingerprint, which breaks between its bytes and not within them. */
export function Mono({ children }: { readonly children: string }) {
  return (
    <Box component="code" sx={{ fontFamily: MONO, fontSize: 12 }}>
      {children.split(':').map((pair, index) => (
        <Fragment key={index}>
          {index === 0 ? null : (
            <>
              :<wbr />
            </>
          )}
          {pair}
        </Fragment>
      ))}
    </Box>
  )
}
