import TextField from '@mui/material/TextField'
import { clusterSettingsSchema } from '../../../shared/provider/model.ts'
import { MONO } from '../../theme/theme.ts'

export const IMAGE_RULE = 'An image reference has no spaces and at most 512 characters.'
/** Of the image for the network probe. */
export const PROBE_IMAGE_HINT =
  'Any image with bash, getent and timeout that the cluster can pull. Left empty: this one.'

export interface ImageFieldProps {
  readonly label: string
  readonly value: string
  readonly placeholder: string
  readonly hint: string
  readonly onChange: (value: string) => void
}

/** A container image reference; empty means what the placeholder says. */
export function ImageField({ label, value, placeholder, hint, onChange }: ImageFieldProps) {
  const bad = !clusterSettingsSchema.shape.vddkImage.safeParse(value).success
  return (
    <TextField
      label={label}
      value={value}
      placeholder={placeholder}
      onChange={(event) => onChange(event.target.value)}
      error={bad}
      helperText={bad ? IMAGE_RULE : hint}
      slotProps={{
        inputLabel: { shrink: true },
        htmlInput: { spellCheck: false, style: { fontFamily: MONO, fontSize: 13 } },
      }}
    />
  )
}
