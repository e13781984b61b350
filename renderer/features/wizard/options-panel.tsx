import Box from '@mui/material/Box'
import Checkbox from '@mui/material/Checkbox'
import FormControlLabel from '@mui/material/FormControlLabel'
import MenuItem from '@mui/material/MenuItem'
import TextField from '@mui/material/TextField'
import { useState } from 'react'
import type { PlanOptions } from '../../../shared/plan/model.ts'
import { Panel } from '../../ui/page.tsx'
import { TwoColumns } from '../../ui/two-columns.tsx'
import { ConversionConsent } from './conversion-consent.tsx'
import { useDraft } from './draft-context.tsx'

const MINUTE = 60_000
const MAX_MINUTES = 240

/** How the source is shut down, and what runs afterwards. */
export function OptionsPanel() {
  const { draft, update } = useDraft()
  const { options } = draft
  const set = (change: Partial<PlanOptions>) => update({ options: { ...options, ...change } })
  return (
    <Panel title="Options">
      <Box sx={{ display: 'flex', flexDirection: 'column', gap: 1.5 }}>
        <TwoColumns from="lg">
          <ShutdownTime
            ms={options.shutdownTimeoutMs}
            onChange={(shutdownTimeoutMs) => set({ shutdownTimeoutMs })}
          />
          <TextField
            select
            label="When a guest does not shut down in time"
            value={options.onShutdownTimeout}
            onChange={(event) => set({ onShutdownTimeout: onTimeout(event.target.value) })}
          >
            <MenuItem value="ask">Ask what to do</MenuItem>
            <MenuItem value="power-off">Power it off hard</MenuItem>
            <MenuItem value="give-up">Give the VM up</MenuItem>
          </TextField>
          <TextField
            select
            label="VMs on the target"
            value={options.targetPowerState}
            onChange={(event) => set({ targetPowerState: powerState(event.target.value) })}
          >
            <MenuItem value="auto">Start those that ran before</MenuItem>
            <MenuItem value="on">Start all</MenuItem>
            <MenuItem value="off">Leave all stopped</MenuItem>
          </TextField>
        </TwoColumns>
        <FormControlLabel
          control={
            <Checkbox
              checked={options.restoreSourcePower}
              onChange={(event) => set({ restoreSourcePower: event.target.checked })}
            />
          }
          label="Power a source VM on again when its migration fails or is canceled"
        />
        <ConversionConsent />
      </Box>
    </Panel>
  )
}

function ShutdownTime({ ms, onChange }: { readonly ms: number; readonly onChange: (ms: number) => void }) {
  const [text, setText] = useState(String(Math.round(ms / MINUTE)))
  const minutes = Number(text)
  const valid = Number.isInteger(minutes) && minutes >= 1 && minutes <= MAX_MINUTES
  return (
    <TextField
      label="Time for a guest to shut down (minutes)"
      value={text}
      onChange={(event) => {
        setText(event.target.value)
        const next = Number(event.target.value)
        if (Number.isInteger(next) && next >= 1 && next <= MAX_MINUTES) onChange(next * MINUTE)
      }}
      error={!valid}
      helperText={
        valid
          ? 'Afterwards the next rule applies.'
          : `Type a whole number from 1 to ${MAX_MINUTES}; until then it stays ${Math.round(ms / MINUTE)}.`
      }
      slotProps={{ htmlInput: { inputMode: 'numeric' } }}
    />
  )
}

function onTimeout(value: string): PlanOptions['onShutdownTimeout'] {
  return value === 'power-off' || value === 'give-up' ? value : 'ask'
}

function powerState(value: string): PlanOptions['targetPowerState'] {
  return value === 'on' || value === 'off' ? value : 'auto'
}
