import Box from '@mui/material/Box'
import TextField from '@mui/material/TextField'
import { useState } from 'react'
import { formatCount } from '../../../shared/units.ts'
import { MONO } from '../../theme/theme.ts'
import { StateLabel } from '../../ui/state-label.tsx'
import { LoadFile } from './load-file.tsx'

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g

export interface AuthorityFieldProps {
  /** A bundle was given before for this address; it is not shown, and stays when none is given. */
  readonly stays: boolean
  /** The certificates of the bundle; '' for an empty field, undefined for what is no bundle. */
  readonly onChange: (pem: string | undefined) => void
}

/** The certificates of one or more authorities, pasted or from a file. */
export function AuthorityField({ stays, onChange }: AuthorityFieldProps) {
  const [text, setText] = useState('')
  const [error, setError] = useState<string>()
  const count = text.match(CERTIFICATE)?.length ?? 0
  const give = (value: string) => {
    const problem = faultOf(value)
    setText(value)
    setError(problem)
    onChange(problem === undefined ? value.trim() : undefined)
  }
  const hint = stays
    ? 'Left empty: the bundle given before stays (it is not shown again).'
    : 'For a vCenter: its address in a browser, then Download trusted root CA certificates.'
  return (
    <Box>
      <TextField
        label="Authority certificates (PEM)"
        multiline
        minRows={3}
        maxRows={8}
        value={text}
        onChange={(event) => give(event.target.value)}
        placeholder="-----BEGIN CERTIFICATE-----"
        error={error !== undefined}
        helperText={
          error ??
          (count > 0 ? <StateLabel tone="done">{formatCount(count, 'certificate')}</StateLabel> : hint)
        }
        slotProps={{
          inputLabel: { shrink: true },
          htmlInput: { style: { fontFamily: MONO, fontSize: 12 }, spellCheck: false },
        }}
      />
      <LoadFile label="Certificate file" what="a bundle of certificates" onText={give} onError={setError} />
    </Box>
  )
}

function faultOf(text: string): string | undefined {
  if (text.trim() === '') return undefined
  if (text.includes('PRIVATE KEY-----'))
    return 'This holds a private key. Give certificates only, and keep the key where it belongs.'
  if (!new RegExp(CERTIFICATE.source).test(text))
    return 'No certificate is in it: the text begins with -----BEGIN CERTIFICATE----- and has an end line.'
  return undefined
}
