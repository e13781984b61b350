import Box from '@mui/material/Box'
import Checkbox from '@mui/material/Checkbox'
import FormControlLabel from '@mui/material/FormControlLabel'
import Radio from '@mui/material/Radio'
import RadioGroup from '@mui/material/RadioGroup'
import type { UseQueryResult } from '@tanstack/react-query'
import { type ReactNode, type Ref, useId } from 'react'
import { problemOf } from '../../api/problem.ts'
import { storeName } from '../../../shared/vault/keychain.ts'
import { PassphraseFields, type PassphraseHandle } from './passphrase-fields.tsx'

export type Way = 'passphrase' | 'device' | 'memory'

export interface FirstRunChoiceProps {
  readonly way: Way
  readonly onWay: (way: Way) => void
  /** The store of the operating system, or why there is none. */
  readonly device: UseQueryResult<{ backend: string }>
  readonly passphrase: Ref<PassphraseHandle>
  readonly withCode: boolean
  readonly onWithCode: (withCode: boolean) => void
}

/** The three ways to keep credentials, and what each of them asks of a person later. */
export function FirstRunChoice(props: FirstRunChoiceProps) {
  const { way, onWay, device, passphrase, withCode, onWithCode } = props
  const store = device.data ? storeName(device.data.backend) : undefined
  return (
    <RadioGroup
      aria-label="How credentials are kept"
      value={way}
      onChange={(_event, next) => onWay(next as Way)}
      sx={{ gap: 1.5 }}
    >
      <OneWay
        value="passphrase"
        title="In the vault, with a passphrase"
        hint="You type it after each start, and when the vault was locked meanwhile."
      >
        {way === 'passphrase' ? (
          <>
            <PassphraseFields ref={passphrase} autoFocus />
            <FormControlLabel
              control={<Checkbox checked={withCode} onChange={(event) => onWithCode(event.target.checked)} />}
              label="Make a recovery code too, to be printed"
            />
            {withCode ? null : (
              <Box sx={{ fontSize: 13, color: 'text.secondary' }}>
                Without one, a forgotten passphrase means that every credential has to be given again.
              </Box>
            )}
          </>
        ) : null}
      </OneWay>
      <OneWay
        value="device"
        title={`In the vault, opened by this computer's keychain${store === undefined ? '' : ` (${store})`}`}
        hint="Opens by itself while you are logged in to this computer. You print a recovery code for the day when the keychain is lost."
        reason={keychainReason(device)}
      />
      <OneWay
        value="memory"
        title="In memory only"
        hint="Nothing is stored. You give each credential again after every start, and a run that is interrupted waits for that."
      />
    </RadioGroup>
  )
}

function keychainReason(device: UseQueryResult<{ backend: string }>): string | undefined {
  if (device.data) return undefined
  return device.error ? problemOf(device.error).message : 'Asking this computer for its keychain.'
}

interface OneWayProps {
  readonly value: Way
  readonly title: string
  readonly hint: string
  /** Why it cannot be chosen. */
  readonly reason?: string | undefined
  readonly children?: ReactNode
}

function OneWay({ value, title, hint, reason, children }: OneWayProps) {
  const id = useId()
  return (
    <div>
      <FormControlLabel
        value={value}
        disabled={reason !== undefined}
        control={<Radio slotProps={{ input: { 'aria-describedby': id } }} />}
        label={title}
        sx={{ '& .MuiFormControlLabel-label': { fontWeight: 600 } }}
      />
      <Box id={id} sx={{ ml: '31px', fontSize: 13, color: 'text.secondary' }}>
        {hint}
        {reason === undefined ? null : <Box sx={{ color: 'text.primary' }}>Not here: {reason}</Box>}
      </Box>
      {children ? (
        <Box sx={{ ml: '31px', mt: 2, display: 'flex', flexDirection: 'column', gap: 1 }}>{children}</Box>
      ) : null}
    </div>
  )
}
