import TextField from '@mui/material/TextField'
import { formatDuration } from '../../shared/units.ts'
import { isoWithOffset, localMinute, utcOffset } from './times.ts'
import { useNow } from './use-now.ts'

export interface TimeFieldProps {
  readonly label: string
  /** ISO 8601; undefined while nothing that is a time stands there. */
  readonly value: string | undefined
  readonly onChange: (iso: string | undefined) => void
}

/** A moment by the clock of this computer; says its offset, its ISO form and how long it is until then. */
export function TimeField({ label, value, onChange }: TimeFieldProps) {
  const now = useNow()
  const at = value === undefined ? Number.NaN : Date.parse(value)
  const known = !Number.isNaN(at)
  const past = known && at <= now
  return (
    <TextField
      type="datetime-local"
      label={label}
      value={known ? localMinute(at) : ''}
      onChange={(event) => {
        const typed = new Date(event.target.value).getTime()
        onChange(Number.isNaN(typed) ? undefined : isoWithOffset(typed))
      }}
      error={!known || past}
      helperText={
        !known
          ? 'Choose date and time, by the clock of this computer.'
          : past
            ? 'This time is past. Choose one that is to come.'
            : `${isoWithOffset(at)} (${utcOffset(new Date(at))}), in ${formatDuration(untilMinute(at - now))}`
      }
      // Without an end the year takes six digits, which ISO 8601 has no room for.
      slotProps={{ inputLabel: { shrink: true }, htmlInput: { max: '9999-12-31T23:59' } }}
    />
  )
}

/** Nothing ticks here: whole minutes, at least one. */
function untilMinute(ms: number): number {
  return Math.max(1, Math.round(ms / 60_000)) * 60_000
}
