import Box from '@mui/material/Box'
import TextField from '@mui/material/TextField'
import { useState } from 'react'
import { copyLimitOf } from '../../../shared/esxi/copy-limit.ts'
import {
  NFC_DEFAULT_BYTES,
  NFC_LEAST_BYTES,
  NFC_MOST_BYTES,
  NFC_RAISED_BYTES,
  NFC_STREAM_DEFAULT_BYTES,
  NFC_STREAM_LEAST_BYTES,
} from '../../../shared/esxi/limits.ts'
import type { NfcChange } from '../../../shared/esxi/model.ts'
import { formatBytes, formatCount, formatNumber } from '../../../shared/units.ts'

export interface MemoryText {
  readonly memory: string
  /** Empty: stays as it is. */
  readonly stream: string
}

export function memoryTextOf(change: NfcChange | undefined): MemoryText {
  return {
    memory: formatNumber(change?.maxMemory ?? NFC_RAISED_BYTES),
    stream: change?.maxStreamMemory === undefined ? '' : formatNumber(change.maxStreamMemory),
  }
}

/** Digits, with their thousands apart or not; undefined for anything else. */
function bytesOf(text: string): number | undefined {
  const digits = text.trim().replace(/[,\s_]/g, '')
  return /^\d{1,12}$/.test(digits) ? Number(digits) : undefined
}

/** What is wrong with the values; undefined: nothing. */
export function memoryFault({ memory, stream }: MemoryText): string | undefined {
  return (
    fault(memory, NFC_LEAST_BYTES) ??
    (stream.trim() === '' ? undefined : fault(stream, NFC_STREAM_LEAST_BYTES))
  )
}

function fault(text: string, least: number): string | undefined {
  const bytes = bytesOf(text)
  if (bytes === undefined) return 'Type whole bytes, for example 1,000,000,000.'
  if (bytes < least) return `At least ${formatNumber(least)} bytes (${formatBytes(least)}).`
  if (bytes > NFC_MOST_BYTES)
    return `At most ${formatNumber(NFC_MOST_BYTES)} bytes: hostd reads a 32-bit number.`
  return undefined
}

/** Only for values without a fault. */
export function changeOf({ memory, stream }: MemoryText): NfcChange {
  const maxStreamMemory = stream.trim() === '' ? undefined : bytesOf(stream)
  return {
    maxMemory: bytesOf(memory) ?? NFC_RAISED_BYTES,
    ...(maxStreamMemory !== undefined && { maxStreamMemory }),
  }
}

export interface MemoryFieldsProps {
  readonly value: MemoryText
  readonly onChange: (value: MemoryText) => void
}

export function MemoryFields({ value, onChange }: MemoryFieldsProps) {
  const [more, setMore] = useState(value.stream !== '')
  const memoryError = fault(value.memory, NFC_LEAST_BYTES)
  const streamError = value.stream.trim() === '' ? undefined : fault(value.stream, NFC_STREAM_LEAST_BYTES)
  return (
    <Box sx={{ display: 'flex', flexDirection: 'column', gap: 1.5, maxWidth: 560 }}>
      <TextField
        label="Memory for all copies of a host (maxMemory, bytes)"
        value={value.memory}
        onChange={(event) => onChange({ ...value, memory: event.target.value })}
        error={memoryError !== undefined}
        helperText={memoryError ?? memoryHint(value.memory)}
        slotProps={{ htmlInput: { inputMode: 'numeric', spellCheck: false } }}
      />
      <Box
        component="details"
        open={more}
        onToggle={(event) => setMore(event.currentTarget.open)}
        sx={{ fontSize: 13, '& summary': { cursor: 'pointer', width: 'fit-content' } }}
      >
        <summary>More</summary>
        {more ? (
          <TextField
            sx={{ mt: 1.5 }}
            label="Memory for one copy (maxStreamMemory, bytes)"
            placeholder="as it is"
            value={value.stream}
            onChange={(event) => onChange({ ...value, stream: event.target.value })}
            error={streamError !== undefined}
            helperText={
              streamError ??
              `Empty leaves it as it is. hostd starts with ${formatNumber(NFC_STREAM_DEFAULT_BYTES)} (${formatBytes(NFC_STREAM_DEFAULT_BYTES)}).`
            }
            slotProps={{
              inputLabel: { shrink: true },
              htmlInput: { inputMode: 'numeric', spellCheck: false },
            }}
          />
        ) : null}
      </Box>
    </Box>
  )
}

function memoryHint(text: string): string {
  const bytes = bytesOf(text) ?? 0
  const limit = copyLimitOf({ values: { maxMemory: bytes }, generation: 'configFile', verifiedAt: '' })
  const start = `A host starts with ${formatNumber(NFC_DEFAULT_BYTES)} (${formatBytes(NFC_DEFAULT_BYTES)}).`
  return `${formatBytes(bytes)}: then ${formatCount(limit.limit, 'copy', 'copies')} of the host may run at once. ${start}`
}
