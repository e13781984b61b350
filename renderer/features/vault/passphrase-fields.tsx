import VisibilityIcon from '@mui/icons-material/Visibility'
import VisibilityOffIcon from '@mui/icons-material/VisibilityOff'
import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import TextField from '@mui/material/TextField'
import { useTheme } from '@mui/material/styles'
import { type ReactNode, type Ref, type RefObject, useImperativeHandle, useRef, useState } from 'react'
import { MIN_PASSPHRASE } from '../../../shared/vault/model.ts'
import { lengthWords, MAX_PASSPHRASE, type Strength } from './passphrase-length.ts'

export interface PassphraseHandle {
  /** Whether it may be taken; marks the first field that is wrong and puts the cursor there. */
  readonly check: () => boolean
  /** What was typed, once: both fields are empty afterwards. Undefined where check says no. */
  readonly take: () => string | undefined
}

export interface PassphraseFieldsProps {
  readonly ref: Ref<PassphraseHandle>
  /** "New passphrase" where there is one already. */
  readonly label?: string
  readonly autoFocus?: boolean
}

type Fault = { readonly field: 'first' | 'again'; readonly words: string } | undefined

/** A new passphrase, typed twice. It lives in the two elements alone; of what is typed only its length is known here. */
export function PassphraseFields({ ref, label = 'Passphrase', autoFocus }: PassphraseFieldsProps) {
  const first = useRef<HTMLInputElement>(null)
  const again = useRef<HTMLInputElement>(null)
  const [length, setLength] = useState(0)
  const [fault, setFault] = useState<Fault>()
  const [shown, setShown] = useState(false)
  const check = () => {
    const found = faultOf(first.current?.value ?? '', again.current?.value ?? '')
    setFault(found)
    if (found) (found.field === 'first' ? first : again).current?.focus()
    return found === undefined
  }
  useImperativeHandle(ref, () => ({
    check,
    take() {
      if (!check() || !first.current || !again.current) return undefined
      const passphrase = first.current.value
      first.current.value = again.current.value = ''
      setLength(0)
      setShown(false)
      return passphrase
    },
  }))
  return (
    <Box sx={{ display: 'flex', flexDirection: 'column', gap: 1.75 }}>
      <OneField
        input={first}
        label={label}
        autoFocus={autoFocus}
        shown={shown}
        isWrong={fault?.field === 'first'}
        hint={fault?.field === 'first' ? fault.words : <LengthHint length={length} />}
        onLength={setLength}
      />
      <OneField
        input={again}
        label={`${label} again`}
        shown={shown}
        isWrong={fault?.field === 'again'}
        hint={fault?.field === 'again' ? fault.words : 'Nobody can tell you later what it was.'}
      />
      <Button
        size="small"
        startIcon={shown ? <VisibilityOffIcon /> : <VisibilityIcon />}
        aria-pressed={shown}
        onClick={() => setShown(!shown)}
        sx={{ alignSelf: 'flex-start' }}
      >
        {shown ? 'Hide the passphrase' : 'Show the passphrase'}
      </Button>
    </Box>
  )
}

interface OneFieldProps {
  readonly input: RefObject<HTMLInputElement | null>
  readonly label: string
  readonly autoFocus?: boolean | undefined
  readonly shown: boolean
  readonly isWrong: boolean
  readonly hint: ReactNode
  readonly onLength?: (length: number) => void
}

function OneField({ input, label, autoFocus, shown, isWrong, hint, onLength }: OneFieldProps) {
  return (
    <TextField
      inputRef={input}
      label={label}
      type={shown ? 'text' : 'password'}
      required
      autoFocus={autoFocus}
      error={isWrong}
      onInput={() => onLength?.(input.current?.value.length ?? 0)}
      helperText={hint}
      slotProps={{
        htmlInput: { autoComplete: 'new-password', spellCheck: false, maxLength: MAX_PASSPHRASE },
        inputLabel: { shrink: true },
        formHelperText: { component: 'div' },
      }}
    />
  )
}

function faultOf(first: string, again: string): Fault {
  if (first.length < MIN_PASSPHRASE)
    return { field: 'first', words: `A passphrase has at least ${MIN_PASSPHRASE} characters.` }
  return first === again ? undefined : { field: 'again', words: 'The two are not the same.' }
}

const STEPS: readonly Strength[] = ['short', 'enough', 'good', 'strong']

function LengthHint({ length }: { readonly length: number }) {
  const { tokens } = useTheme()
  const { strength, words } = lengthWords(length)
  const filled = length === 0 ? 0 : STEPS.indexOf(strength) + 1
  return (
    <Box sx={{ display: 'flex', alignItems: 'center', gap: 1 }}>
      <Box aria-hidden sx={{ display: 'flex', gap: '3px' }}>
        {STEPS.map((step, index) => (
          <Box
            key={step}
            sx={{
              width: 18,
              height: 4,
              borderRadius: '2px',
              bgcolor: index < filled ? (strength === 'short' ? tokens.waiting : tokens.done) : tokens.track,
            }}
          />
        ))}
      </Box>
      <span>{words}</span>
    </Box>
  )
}
