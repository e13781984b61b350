import Box from '@mui/material/Box'
import Table from '@mui/material/Table'
import TableBody from '@mui/material/TableBody'
import TableCell from '@mui/material/TableCell'
import TableHead from '@mui/material/TableHead'
import TableRow from '@mui/material/TableRow'
import { useTheme } from '@mui/material/styles'
import type { ReactNode } from 'react'
import type { Certificate } from '../../../shared/provider/model.ts'
import { StateLabel } from '../../ui/state-label.tsx'
import { stamp } from '../../ui/times.ts'
import { issuerText, Mono, ValidityLabel } from './certificate-facts.tsx'

export interface CertificateComparisonProps {
  /** Names the table: "Certificates of vcenter-01". */
  readonly label: string
  /** The one that is trusted; undefined where nothing but a fingerprint is known. */
  readonly old: Certificate | undefined
  /** SHA-1 of the trusted one, for when `old` is not known. */
  readonly oldThumbprint: string
  readonly shown: Certificate
}

/** The trusted certificate and the one that the server shows now, line by line. */
export function CertificateComparison({ label, old, oldThumbprint, shown }: CertificateComparisonProps) {
  const lines = comparisonLines(old, oldThumbprint, shown)
  return (
    <Table
      size="small"
      aria-label={label}
      sx={{
        tableLayout: 'fixed',
        '& td, & th': { whiteSpace: 'normal', lineHeight: 1.45, py: 0.75, verticalAlign: 'top' },
      }}
    >
      <TableHead>
        <TableRow>
          <TableCell sx={{ width: 96 }}>Line</TableCell>
          <TableCell>Trusted so far</TableCell>
          <TableCell>Shown now</TableCell>
          <TableCell sx={{ width: 104 }}>Result</TableCell>
        </TableRow>
      </TableHead>
      <TableBody>
        {lines.map((line) => (
          <ComparisonLine key={line.term} {...line} />
        ))}
      </TableBody>
    </Table>
  )
}

interface Line {
  readonly term: string
  readonly old: ReactNode
  readonly shown: ReactNode
  readonly result: 'same' | 'differs' | 'unknown'
}

function ComparisonLine({ term, old, shown, result }: Line) {
  const { tokens } = useTheme()
  const differs = result === 'differs'
  return (
    <TableRow sx={differs ? { bgcolor: tokens.failedTint } : undefined}>
      <TableCell
        component="th"
        scope="row"
        sx={{
          fontWeight: differs ? 600 : 400,
          boxShadow: differs ? `inset 3px 0 0 ${tokens.failed}` : 'none',
        }}
      >
        {term}
      </TableCell>
      <TableCell sx={{ overflowWrap: 'anywhere' }}>{old}</TableCell>
      <TableCell sx={{ overflowWrap: 'anywhere', fontWeight: differs ? 600 : 400 }}>{shown}</TableCell>
      <TableCell>
        {differs ? (
          <StateLabel tone="failed">Differs</StateLabel>
        ) : (
          <Box component="span" sx={{ color: 'text.secondary' }}>
            {result === 'same' ? 'Same' : 'Not known'}
          </Box>
        )}
      </TableCell>
    </TableRow>
  )
}

function comparisonLines(old: Certificate | undefined, thumbprint: string, shown: Certificate): Line[] {
  const line = (
    term: string,
    show: (one: Certificate) => ReactNode,
    value: (one: Certificate) => string,
  ): Line => ({
    term,
    old: old ? show(old) : 'not known',
    shown: show(shown),
    result: old ? judged(value(old), value(shown)) : 'unknown',
  })
  const plain = (term: string, value: (one: Certificate) => string) => line(term, value, value)
  const oldSha1 = old?.sha1 ?? thumbprint
  return [
    plain('Subject', (one) => one.subject),
    plain('Issuer', issuerText),
    plain('Valid from', (one) => stamp(one.notBefore)),
    line(
      'Valid until',
      (one) => <Until certificate={one} />,
      (one) => one.notAfter,
    ),
    line(
      'SHA-256',
      (one) => <Mono>{one.sha256}</Mono>,
      (one) => one.sha256,
    ),
    {
      term: 'SHA-1',
      old: oldSha1 ? <Mono>{oldSha1}</Mono> : 'not known',
      shown: <Mono>{shown.sha1}</Mono>,
      result: oldSha1 ? judged(oldSha1, shown.sha1) : 'unknown',
    },
  ]
}

function judged(old: string, shown: string): Line['result'] {
  return old === shown ? 'same' : 'differs'
}

function Until({ certificate }: { readonly certificate: Certificate }) {
  return (
    <>
      {stamp(certificate.notAfter)}
      <br />
      <ValidityLabel certificate={certificate} />
    </>
  )
}
