import TextField from '@mui/material/TextField'
import type { EsxiHost } from '../../../shared/esxi/model.ts'

export interface CanaryChoiceProps {
  /** The canary first. */
  readonly hosts: readonly EsxiHost[]
  readonly onChange: (hostId: string) => void
}

/** Which of many hosts goes first. The list of a browser: a thousand names are no burden for it. */
export function CanaryChoice({ hosts, onChange }: CanaryChoiceProps) {
  const [first] = hosts
  if (!first || hosts.length < 2) return null
  const byName = hosts.toSorted((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }))
  return (
    <TextField
      select
      label="Canary"
      value={first.id}
      onChange={(event) => onChange(event.target.value)}
      helperText="Goes first, alone. Only when it answers with the new value the others follow, one at a time."
      sx={{ mt: 2, maxWidth: 560 }}
      slotProps={{ select: { native: true }, inputLabel: { shrink: true } }}
    >
      {byName.map(({ id, name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </TextField>
  )
}
