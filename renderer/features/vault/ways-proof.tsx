import Box from '@mui/material/Box'
import FormControlLabel from '@mui/material/FormControlLabel'
import Radio from '@mui/material/Radio'
import RadioGroup from '@mui/material/RadioGroup'
import { type Ref, useImperativeHandle, useRef, useState } from 'react'
import type { Proof } from '../../../shared/vault/model.ts'
import { readRecoveryCode } from '../../../shared/vault/recovery-code.ts'
import { SecretField, type SecretHandle } from '../providers/secret-field.tsx'

export interface ProofHandle {
  /** What was typed, once: the field is empty afterwards. Undefined, and marked, where it is missing. */
  readonly take: () => Proof | undefined
}

export interface ProofFieldsProps {
  readonly ref: Ref<ProofHandle>
  /** The ways that can be shown. */
  readonly ways: readonly Proof['by'][]
  readonly autoFocus?: boolean
}

/** Asks for what opens the vault, though it is open: an unlocked desk is not its owner. */
export function ProofFields({ ref, ways, autoFocus }: ProofFieldsProps) {
  const [chosen, setChosen] = useState(ways[0])
  const [mistyped, setMistyped] = useState(false)
  const field = useRef<SecretHandle>(null)
  const by = ways.find((way) => way === chosen) ?? ways[0]
  useImperativeHandle(ref, () => ({
    take() {
      setMistyped(false)
      const typed = field.current?.take()
      if (typed === undefined) return undefined
      if (by !== 'recovery') return { by: 'passphrase', passphrase: typed }
      if (readRecoveryCode(typed)) return { by, code: typed }
      setMistyped(true)
      return undefined
    },
  }))
  return (
    <Box sx={{ display: 'flex', flexDirection: 'column', gap: 1 }}>
      {ways.length > 1 ? (
        <RadioGroup
          row
          aria-label="Confirm with"
          value={by}
          onChange={(_event, next) => setChosen(ways.find((way) => way === next))}
        >
          <FormControlLabel value="passphrase" control={<Radio />} label="Passphrase" />
          <FormControlLabel value="recovery" control={<Radio />} label="Recovery code" />
        </RadioGroup>
      ) : null}
      {by === 'recovery' ? (
        <SecretField
          key="recovery"
          ref={field}
          label="Recovery code"
          missing="Type the recovery code."
          helperText={
            mistyped
              ? 'That is no recovery code: a letter is missing or mistaken. It has eight groups of four.'
              : 'As printed; capitals and hyphens do not matter.'
          }
          {...(autoFocus && { autoFocus })}
        />
      ) : (
        <SecretField
          key="passphrase"
          ref={field}
          label="Current passphrase"
          missing="Type the current passphrase."
          {...(autoFocus && { autoFocus })}
        />
      )}
    </Box>
  )
}
