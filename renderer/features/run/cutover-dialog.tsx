import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import FormControlLabel from '@mui/material/FormControlLabel'
import Radio from '@mui/material/Radio'
import RadioGroup from '@mui/material/RadioGroup'
import TextField from '@mui/material/TextField'
import { useState } from 'react'
import type { Downtime, MigrationView, VmView } from '../../../shared/migration/model.ts'
import { formatCount } from '../../../shared/units.ts'
import { useClient } from '../../api/client-context.tsx'
import { useAction } from '../../api/use-action.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { TimeField } from '../../ui/time-field.tsx'
import { isoWithOffset, stamp } from '../../ui/times.ts'
import { downtimeOf, downtimeText, isMovable } from './cutover.ts'
import { isIdle } from './idle.ts'

export interface CutoverDialogProps {
  readonly view: MigrationView
  readonly vmIds: readonly string[]
  readonly onClose: () => void
  readonly onDone: () => void
}

type When = 'now' | 'time'

const HOUR = 60 * 60_000

/** Which VMs stop, for how long and when; asks to type the plan's name before all of it stops now. */
export function CutoverDialog({ view, vmIds, onClose, onDone }: CutoverDialogProps) {
  const movable = view.vms.filter(isMovable)
  const meant = movable.filter((vm) => vmIds.includes(vm.vmId))
  const planned = meant.find((vm) => vm.cutoverAt !== undefined)?.cutoverAt
  const [when, setWhen] = useState<When>(planned === undefined ? 'now' : 'time')
  const [at, setAt] = useState<string | undefined>(() => planned ?? isoWithOffset(nextHour()))
  const [typed, setTyped] = useState('')
  const acting = useCutover(view, meant, () => {
    onDone()
    onClose()
  })
  const what = meant.length === 1 ? (meant[0]?.name ?? '') : formatCount(meant.length, 'VM')
  const asksName = when === 'now' && meant.length === movable.length
  return (
    <ConfirmDialog
      open
      danger={when === 'now'}
      title={`Cut over ${what} of ${view.planName}?`}
      safe="Keep copying"
      act={when === 'now' ? `Cut over ${what}` : `Cut over ${what} then`}
      busy={acting.busy}
      problem={acting.problem}
      reason={whyNot({ count: meant.length, when, at, asksName, typed, name: view.planName })}
      more={
        planned === undefined ? null : (
          <Button variant="outlined" onClick={() => void acting.run(undefined)} disabled={acting.busy}>
            Withdraw the time
          </Button>
        )
      }
      onSafe={onClose}
      onAct={() => void acting.run(when === 'now' ? isoWithOffset(Date.now()) : at)}
    >
      <Box sx={{ fontSize: 13, display: 'flex', flexDirection: 'column', gap: 1.5 }}>
        <Names vms={meant} />
        <Forecast downtime={downtimeOf(meant, view)} />
        <RadioGroup
          row
          aria-label="When"
          value={when}
          onChange={(event) => setWhen(event.target.value === 'time' ? 'time' : 'now')}
        >
          <FormControlLabel value="now" control={<Radio />} label="Now" />
          <FormControlLabel value="time" control={<Radio />} label="At a time" />
        </RadioGroup>
        {when === 'time' ? <TimeField label="The cutover begins at" value={at} onChange={setAt} /> : null}
        <WhatHappens vms={meant} when={when} />
        {asksName ? (
          <TextField
            label={`Type ${view.planName} to cut over all that is left of it now`}
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
            slotProps={{ htmlInput: { spellCheck: false, autoComplete: 'off' } }}
          />
        ) : null}
      </Box>
    </ConfirmDialog>
  )
}

function useCutover({ id }: MigrationView, meant: readonly VmView[], onDone: () => void) {
  const client = useClient()
  const acting = useAction((at: string | undefined) =>
    client.migrations.setCutover({
      migrationId: id,
      vmIds: meant.map((vm) => vm.vmId),
      ...(at === undefined ? {} : { at }),
    }),
  )
  return {
    ...acting,
    run: async (at: string | undefined) => {
      if (await acting.run(at)) onDone()
    },
  }
}

interface Choice {
  readonly count: number
  readonly when: When
  readonly at: string | undefined
  readonly asksName: boolean
  readonly typed: string
  readonly name: string
}

function whyNot({ count, when, at, asksName, typed, name }: Choice): string | undefined {
  if (count === 0) return 'The cutover of these VMs has begun or is over.'
  if (when === 'time' && (at === undefined || Date.parse(at) <= Date.now()))
    return 'Choose a time that is to come.'
  return asksName && typed.trim() !== name ? `Type ${name} first.` : undefined
}

/** The next full hour, at least one hour away. */
function nextHour(): number {
  return (Math.floor(Date.now() / HOUR) + 2) * HOUR
}

const NAMES_SHOWN = 12

function Names({ vms }: { readonly vms: readonly VmView[] }) {
  const rest = vms.length - NAMES_SHOWN
  const planned = vms.find((vm) => vm.cutoverAt !== undefined)?.cutoverAt
  return (
    <Box sx={{ overflowWrap: 'anywhere' }}>
      <b>
        {vms
          .slice(0, NAMES_SHOWN)
          .map((vm) => vm.name)
          .join(', ')}
      </b>
      {rest > 0 ? ` and ${rest} more` : ''}
      {planned === undefined ? null : <Box>Planned so far for {stamp(planned)}.</Box>}
    </Box>
  )
}

function Forecast({ downtime }: { readonly downtime: Downtime | undefined }) {
  return (
    <Box>
      <Box sx={{ fontSize: 16, fontWeight: 600, fontVariantNumeric: 'tabular-nums' }}>
        {downtime ? `Downtime: ${downtimeText(downtime)}` : 'Downtime: unknown until the first copy is done'}
      </Box>
      {downtime ? <Box sx={{ color: 'text.secondary' }}>Basis: {downtime.basis}.</Box> : null}
    </Box>
  )
}

interface WhatHappensProps {
  readonly vms: readonly VmView[]
  readonly when: When
}

function WhatHappens({ vms, when }: WhatHappensProps) {
  const busy = vms.filter((vm) => !isIdle(vm)).length
  return (
    <Box component="ul" aria-label="What will happen" sx={{ m: 0, pl: 2.5, '& li + li': { mt: 0.25 } }}>
      <li>The guests are shut down; their last changes are copied, and the guests are converted.</li>
      <li>The new VMs start on the target where the plan says so. The source VMs stay off, unchanged.</li>
      {busy > 0 ? (
        <li>{formatCount(busy, 'VM')} still copied now: the cutover begins once that copy is done.</li>
      ) : null}
      <li>
        {when === 'now'
          ? 'Once it has begun it cannot be withdrawn. A VM that is canceled in it starts again on the source.'
          : 'The time can be changed or withdrawn until then.'}
      </li>
    </Box>
  )
}
