import TextField from '@mui/material/TextField'

export interface WaiveText {
  readonly by: string
  readonly reason: string
}

export interface WaiveFieldsProps {
  readonly value: WaiveText
  readonly onChange: (value: WaiveText) => void
}

/** Who waives it, and why. */
export function WaiveFields({ value, onChange }: WaiveFieldsProps) {
  return (
    <>
      <TextField
        label="Your name"
        value={value.by}
        onChange={(event) => onChange({ ...value, by: event.target.value })}
        slotProps={{ htmlInput: { maxLength: 100 } }}
      />
      <TextField
        label="Reason"
        value={value.reason}
        multiline
        minRows={2}
        onChange={(event) => onChange({ ...value, reason: event.target.value })}
        helperText="Stands in the report. It stays waived in later runs of this source."
        slotProps={{ htmlInput: { maxLength: 500 } }}
      />
    </>
  )
}

/** Why it cannot be waived like this; undefined: it can. */
export function waiveFault({ by, reason }: WaiveText): string | undefined {
  if (by.trim() === '') return 'Say who waives it.'
  if (reason.trim().length < 3) return 'Give a reason of at least three letters.'
  return undefined
}
