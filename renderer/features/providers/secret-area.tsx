import Box from '@mui/material/Box'
import TextField from '@mui/material/TextField'
import { type Ref, useImperativeHandle, useRef, useState } from 'react'
import { MONO } from '../../theme/theme.ts'
import { LoadFile } from './load-file.tsx'
import type { SecretHandle } from './secret-field.tsx'

export interface SecretAreaHandle extends SecretHandle {
  /** What stands in the field now; it stays there. For a question that has to be asked before the submit. */
  readonly peek: () => string
}

interface SecretAreaWords {
  readonly label: string
  readonly placeholder: string
  /** Said when it is taken empty. */
  readonly missing: string
  /** With its article: "a kubeconfig". */
  readonly what: string
}

const KUBECONFIG: SecretAreaWords = {
  label: 'Kubeconfig',
  placeholder: 'apiVersion: v1 ...',
  missing: 'Paste the kubeconfig, or load it from a file.',
  what: 'a kubeconfig',
}

export interface SecretAreaProps {
  readonly ref: Ref<SecretAreaHandle>
  readonly autoFocus?: boolean
  /** Left out: a kubeconfig. */
  readonly words?: SecretAreaWords
  /** The text is another one now; `loaded` when it came as a whole, from a file. */
  readonly onText?: (loaded: boolean) => void
}

/** A kubeconfig or a private key, pasted or from a file. It holds keys, so it lives in the element alone, like a password. */
export function SecretArea({ ref, autoFocus, words = KUBECONFIG, onText }: SecretAreaProps) {
  const area = useRef<HTMLTextAreaElement>(null)
  const [error, setError] = useState<string>()
  useImperativeHandle(ref, () => ({
    peek: () => area.current?.value ?? '',
    take() {
      const element = area.current
      if (!element) return undefined
      const text = element.value
      element.value = ''
      setError(text.trim() === '' ? words.missing : undefined)
      if (text.trim() === '') element.focus()
      return text.trim() === '' ? undefined : text
    },
  }))
  const load = (text: string) => {
    if (area.current) area.current.value = text
    setError(undefined)
    onText?.(true)
  }
  return (
    <Box>
      <TextField
        inputRef={area}
        label={words.label}
        multiline
        // A fixed height: the growing kind keeps a copy of the text in a second element.
        rows={6}
        required
        autoFocus={autoFocus}
        placeholder={words.placeholder}
        error={error !== undefined}
        helperText={error}
        onChange={() => {
          setError(undefined)
          onText?.(false)
        }}
        slotProps={{
          inputLabel: { shrink: true },
          htmlInput: { style: { fontFamily: MONO, fontSize: 12 }, spellCheck: false },
        }}
      />
      <LoadFile label={`${words.label} file`} what={words.what} onText={load} onError={setError} />
    </Box>
  )
}
