import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import TextField from '@mui/material/TextField'
import { type ChangeEvent, type Ref, useImperativeHandle, useRef, useState } from 'react'
import { MONO } from '../../theme/theme.ts'
import type { SecretHandle } from './secret-field.tsx'

/** Bytes. A kubeconfig is a few KiB; anything far above is another file. */
const MAX_FILE = 1024 * 1024

export interface SecretAreaProps {
  readonly ref: Ref<SecretHandle>
  readonly autoFocus?: boolean
}

/** A kubeconfig, pasted or from a file. It holds keys, so it lives in the element alone, like a password. */
export function SecretArea({ ref, autoFocus }: SecretAreaProps) {
  const area = useRef<HTMLTextAreaElement>(null)
  const file = useRef<HTMLInputElement>(null)
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
  const load = async (event: ChangeEvent<HTMLInputElement>) => {
    const chosen = event.target.files?.[0]
    event.target.value = ''
    if (!chosen || !area.current) return
    if (chosen.size > MAX_FILE) {
      setError(`${chosen.name} is larger than 1 MiB; that is not a kubeconfig.`)
      return
    }
    area.current.value = await chosen.text()
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
      <Button size="small" sx={{ mt: 0.5 }} onClick={() => file.current?.click()}>
        Load from a file
      </Button>
      <input
        ref={file}
        type="file"
        hidden
        aria-label="Kubeconfig file"
        onChange={(event) => void load(event)}
      />
    </Box>
  )
}
