import TextField from '@mui/material/TextField'
import type { Ref } from 'react'
import type { UseFormReturn } from 'react-hook-form'
import { MONO } from '../../theme/theme.ts'
import { SecretArea } from './secret-area.tsx'
import { SecretField, type SecretHandle } from './secret-field.tsx'

export interface TargetValues {
  name: string
  url: string
  caPem: string
  context: string
}

interface FieldsProps {
  readonly form: UseFormReturn<TargetValues>
  readonly secret: Ref<SecretHandle>
}

export function KubeconfigFields({ form, secret }: FieldsProps) {
  return (
    <>
      <SecretArea ref={secret} />
      <TextField
        label="Context (optional)"
        {...form.register('context')}
        helperText="Left empty: the current context of the file."
      />
    </>
  )
}

export function TokenFields({ form, secret }: FieldsProps) {
  const { errors } = form.formState
  return (
    <>
      <TextField
        label="API address"
        placeholder="https://api.ocp-prod.example.com:6443"
        required
        {...form.register('url')}
        error={errors.url !== undefined}
        helperText={errors.url?.message}
      />
      <SecretField
        ref={secret}
        label="Token"
        missing="Type or paste the token."
        helperText="Of a service account, or from: oc whoami -t"
      />
      <TextField
        label="Authority certificate (PEM, optional)"
        multiline
        minRows={2}
        maxRows={6}
        {...form.register('caPem')}
        helperText="Left empty: the authorities of this computer."
        slotProps={{ htmlInput: { style: { fontFamily: MONO, fontSize: 12 } } }}
      />
    </>
  )
}
