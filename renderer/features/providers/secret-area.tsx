import Box from '@mui/material/Box'
import TextField from '@mui/material/TextField'
import { type Ref, useImperativeHandle, useRef, useState } from 'react'
import { MONO } from '../../theme/theme.ts'
import { LoadFile } from './load-file.tsx'
import type { SecretHandle } from './secret-field.tsx'

export interface SecretAreaProps {
  readonly ref: Ref<SecretHandle>
  readonly autoFocus?: boolean
}

/** A kubeconfig, pasted or from a file. It holds keys, so it lives in the element alone, like a password. */
export function SecretArea({ ref, autoFocus }: SecretAreaProps) {
  const area = useRef<HTMLTextAreaElement>(null)
  const [error, setError] = useState<string>()
  useImperativeHandle(ref, () => ({
    take() {
      const element = area.current
      if (!element) return undefined
      const text = element.value
      element.value = ''
      setError(text.trim() === '' ? 'Paste the kubeconfig, or load it from a file.' : undefined)
      if (text.trim() === '') element.focus()
      return text.trim() === '' ? undefined : text
    },
  }))
  const load = (text: string) => {
    if (area.current) area.current.value = text
    setError(undefined)
  }
  return (
    <Box>
      <TextField
        inputRef={area}
        label="Kubeconfig"
        multiline
        // A fixed height: the growing kind keeps a copy of the text in a second element.
        rows={6}
        required
        autoFocus={autoFocus}
        placeholder="apiVersion: v1 ..."
        error={error !== undefined}
        helperText={error}
        slotProps={{
          inputLabel: { shrink: true },
          htmlInput: { style: { fontFamily: MONO, fontSize: 12 }, spellCheck: false },
        }}
      />
      <LoadFile label="Kubeconfig file" what="a kubeconfig" onText={load} onError={setError} />
    </Box>
  )
}
