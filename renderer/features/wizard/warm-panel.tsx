import Box from '@mui/material/Box'
import Checkbox from '@mui/material/Checkbox'
import FormControlLabel from '@mui/material/FormControlLabel'
import MenuItem from '@mui/material/MenuItem'
import TextField from '@mui/material/TextField'
import { useState } from 'react'
import type { PlanOptions } from '../../../shared/plan/model.ts'
import { cannotRest, needChangeTracking } from '../../../shared/preflight/warm-rules.ts'
import { formatCount, formatNumber } from '../../../shared/units.ts'
import { Consent } from '../../ui/consent.tsx'
import { Panel } from '../../ui/page.tsx'
import { TimeField } from '../../ui/time-field.tsx'
import { isoWithOffset } from '../../ui/times.ts'
import { TwoColumns } from '../../ui/two-columns.tsx'
import { useDraft } from './draft-context.tsx'
import { useWizardFacts } from './wizard-facts.tsx'

/** What only a warm migration asks: how often it copies, when it cuts over, and two consents. */
export function WarmPanel() {
  const { draft, update } = useDraft()
  const { options } = draft
  const set = (change: Partial<PlanOptions>) => update({ options: { ...options, ...change } })
  return (
    <Panel title="Warm migration">
      <Box sx={{ display: 'flex', flexDirection: 'column', gap: 1.5 }}>
        <TwoColumns from="lg">
          <Interval
            minutes={options.precopyIntervalMinutes}
            onChange={(precopyIntervalMinutes) => set({ precopyIntervalMinutes })}
          />
          <CutoverChoice />
        </TwoColumns>
        <TrackingConsent />
        <FormControlLabel
          control={
            <Checkbox
              checked={options.crashConsistent}
              onChange={(event) => set({ crashConsistent: event.target.checked })}
            />
          }
          label="Go on with crash-consistent snapshots where a guest cannot be brought to rest"
        />
        <Box sx={{ fontSize: 12.5, color: 'text.secondary', mt: -1, pl: 4 }}>
          <WithoutTools />
          Without it such a VM fails and its source runs on. The last copy is taken with the guest off, so
          what arrives is whole in either case.
        </Box>
      </Box>
    </Panel>
  )
}

/** Names those of the chosen VMs that need the consent for sure. */
function WithoutTools() {
  const names = cannotRest(useWizardFacts().preview.data?.findings ?? []).map((one) => one.object.name)
  if (names.length === 0) return null
  const rest = names.length - NAMES_SHOWN
  return (
    <Box sx={{ color: 'text.primary', fontSize: 13, overflowWrap: 'anywhere' }}>
      {formatCount(names.length, 'VM')} without running VMware Tools {names.length === 1 ? 'needs' : 'need'}{' '}
      it: {names.slice(0, NAMES_SHOWN).join(', ')}
      {rest > 0 ? ` and ${formatNumber(rest)} more` : ''}.
    </Box>
  )
}

const MOST_MINUTES = 7 * 24 * 60

interface IntervalProps {
  readonly minutes: number
  readonly onChange: (minutes: number) => void
}

function Interval({ minutes, onChange }: IntervalProps) {
  const [text, setText] = useState(String(minutes))
  const isGood = (typed: string) => /^\d+$/.test(typed) && Number(typed) >= 1 && Number(typed) <= MOST_MINUTES
  return (
    <TextField
      label="Copy what changed every (minutes)"
      value={text}
      onChange={(event) => {
        setText(event.target.value)
        if (isGood(event.target.value)) onChange(Number(event.target.value))
      }}
      error={!isGood(text)}
      helperText={
        isGood(text)
          ? 'From the end of one copy to the next. Shorter: a shorter cutover, more work for vSphere.'
          : `Type a whole number from 1 to ${formatNumber(MOST_MINUTES)}; until then it stays ${minutes}.`
      }
      slotProps={{ htmlInput: { inputMode: 'numeric' } }}
    />
  )
}

function CutoverChoice() {
  const { draft, update } = useDraft()
  const atTime = draft.cutoverAt !== undefined
  return (
    <Box sx={{ display: 'flex', flexDirection: 'column', gap: 1.5 }}>
      <TextField
        select
        label="Cutover"
        value={atTime ? 'time' : 'hand'}
        onChange={(event) =>
          update({
            cutoverAt: event.target.value === 'time' ? isoWithOffset(nextNight()) : undefined,
          })
        }
        helperText={
          atTime
            ? 'For a run that is started from here; it can be changed or withdrawn until it begins. A plan that is saved for later keeps no time.'
            : 'The run goes on copying changes until you say so.'
        }
      >
        <MenuItem value="hand">When I say so</MenuItem>
        <MenuItem value="time">At a time</MenuItem>
      </TextField>
      {atTime ? (
        <TimeField
          label="The cutover begins at"
          value={draft.cutoverAt}
          onChange={(cutoverAt) => cutoverAt && update({ cutoverAt })}
        />
      ) : null}
    </Box>
  )
}

/** Two in the morning, the next time. */
function nextNight(): number {
  const now = Date.now()
  const at = new Date(now)
  at.setHours(2, 0, 0, 0)
  // Not 24 h more: the day on which the clocks change is another length.
  if (at.getTime() <= now) at.setDate(at.getDate() + 1)
  return at.getTime()
}

const NAMES_SHOWN = 12

/** Names those of the chosen VMs that need it; nothing where none does. */
function TrackingConsent() {
  const { draft, update } = useDraft()
  const names = needChangeTracking(useWizardFacts().preview.data?.findings ?? []).map(
    (one) => one.object.name,
  )
  if (names.length === 0) return null
  const rest = names.length - NAMES_SHOWN
  return (
    <Consent
      title="Change tracking"
      label={`Switch change tracking on for ${formatCount(names.length, 'VM')}`}
      given={draft.options.enableChangeTracking}
      onChange={(enableChangeTracking) => update({ options: { ...draft.options, enableChangeTracking } })}
      hint="It stays on afterwards. Without it these VMs cannot go warm."
    >
      <Box sx={{ overflowWrap: 'anywhere' }}>
        {formatCount(names.length, 'VM')} of {formatNumber(draft.vmIds.length)}{' '}
        {names.length === 1 ? 'has' : 'have'} changed block tracking off:{' '}
        {names.slice(0, NAMES_SHOWN).join(', ')}
        {rest > 0 ? ` and ${formatNumber(rest)} more` : ''}.
      </Box>
      <Box sx={{ my: 0.75 }}>
        The run changes their settings and takes a snapshot that it removes at once: each stands still for a
        moment, usually less than a second.
      </Box>
    </Consent>
  )
}
