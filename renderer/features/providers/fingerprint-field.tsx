import TextField from '@mui/material/TextField'
import { compareFingerprint, type FingerprintComparison } from '../../../shared/provider/fingerprint.ts'
import type { Certificate } from '../../../shared/provider/model.ts'
import { MONO } from '../../theme/theme.ts'
import { StateLabel } from '../../ui/state-label.tsx'

/** What a pasted fingerprint says about a certificate; undefined as long as nothing was pasted. */
export function judgePasted(pasted: string, certificate: Certificate): FingerprintComparison | undefined {
  return pasted.trim() === '' ? undefined : compareFingerprint(pasted, certificate)
}

export interface FingerprintFieldProps {
  readonly label: string
  /** Said while the field is empty. */
  readonly hint: string
  readonly value: string
  readonly certificate: Certificate
  readonly onChange: (value: string) => void
}

/** A fingerprint from elsewhere, in any usual format, compared while it is typed. */
export function FingerprintField({ label, hint, value, certificate, onChange }: FingerprintFieldProps) {
  const comparison = judgePasted(value, certificate)
  return (
    <TextField
      label={label}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      error={comparison?.kind === 'mismatch'}
      helperText={<ComparisonText comparison={comparison} hint={hint} />}
      slotProps={{
        htmlInput: { style: { fontFamily: MONO, fontSize: 12.5 }, spellCheck: false },
        formHelperText: { role: 'status' },
      }}
    />
  )
}

interface ComparisonTextProps {
  readonly comparison: FingerprintComparison | undefined
  readonly hint: string
}

function ComparisonText({ comparison, hint }: ComparisonTextProps) {
  if (comparison === undefined) return hint
  switch (comparison.kind) {
    case 'match':
      return (
        <StateLabel tone="done">
          {`Same as the ${ALGORITHMS[comparison.algorithm]} fingerprint of the server`}
        </StateLabel>
      )
    case 'mismatch':
      return (
        <StateLabel tone="failed">
          {`Differs from the ${ALGORITHMS[comparison.algorithm]} fingerprint: another server, or its certificate was replaced`}
        </StateLabel>
      )
    case 'unreadable':
      return `${comparison.problem.message} ${comparison.problem.remedy}`
  }
}

const ALGORITHMS = { sha1: 'SHA-1', sha256: 'SHA-256' } as const
