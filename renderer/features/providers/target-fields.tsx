import TextField from '@mui/material/TextField'
import type { Ref } from 'react'
import type { UseFormReturn } from 'react-hook-form'
import { MONO } from '../../theme/theme.ts'
import { SecretField, type SecretHandle } from './secret-field.tsx'

export interface TargetValues {
  name: string
  url: string
  caPem: string
}

interface FieldsProps {
  readonly form: UseFormReturn<TargetValues>
  readonly secret: Ref<SecretHandle>
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
