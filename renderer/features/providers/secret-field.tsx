import IconButton from '@mui/material/IconButton'
import InputAdornment from '@mui/material/InputAdornment'
import TextField from '@mui/material/TextField'
import VisibilityIcon from '@mui/icons-material/Visibility'
import VisibilityOffIcon from '@mui/icons-material/VisibilityOff'
import { type Ref, useImperativeHandle, useRef, useState } from 'react'

export interface SecretHandle {
  /** What was typed, once: the field is empty afterwards. Undefined (and the field is marked) when it is empty. */
  readonly take: () => string | undefined
}

export interface SecretFieldProps {
  readonly ref: Ref<SecretHandle>
  readonly label: string
  /** Said when it is taken empty. */
  readonly missing: string
  readonly helperText?: string
  readonly autoFocus?: boolean
  /** It may stay empty: nothing is marked then. */
  readonly optional?: boolean
}

/** A password or token. It lives in the input element alone: never in state, a form library or a cache. */
export function SecretField(props: SecretFieldProps) {
  const { ref, label, missing, helperText, autoFocus, optional = false } = props
  const input = useRef<HTMLInputElement>(null)
  const [empty, setEmpty] = useState(false)
  const [shown, setShown] = useState(false)
  useImperativeHandle(ref, () => ({
    take() {
      const element = input.current
      if (!element) return undefined
      const secret = element.value
      element.value = ''
      const isMissing = secret === '' && !optional
      setEmpty(isMissing)
      setShown(false)
      if (isMissing) element.focus()
      return secret === '' ? undefined : secret
    },
  }))
  const isMissing = empty && !optional
  const hint = isMissing ? missing : helperText
  return (
    <TextField
      inputRef={input}
      label={label}
      type={shown ? 'text' : 'password'}
      required={!optional}
      autoFocus={autoFocus}
      error={isMissing}
      helperText={hint}
      slotProps={{
        htmlInput: { autoComplete: 'new-password', spellCheck: false },
        inputLabel: { shrink: true },
        input: {
          endAdornment: (
            <InputAdornment position="end">
              <IconButton
                size="small"
                aria-label={shown ? `Hide ${label.toLowerCase()}` : `Show ${label.toLowerCase()}`}
                onClick={() => setShown(!shown)}
              >
                {shown ? <VisibilityOffIcon fontSize="small" /> : <VisibilityIcon fontSize="small" />}
              </IconButton>
            </InputAdornment>
          ),
        },
      }}
    />
  )
}
