import Box from '@mui/material/Box'
import Divider from '@mui/material/Divider'
import MenuItem from '@mui/material/MenuItem'
import TextField from '@mui/material/TextField'
import type { Plan } from '../../../shared/plan/model.ts'
import type { Provider } from '../../../shared/provider/model.ts'
import { ReasonButton } from '../../ui/reason-button.tsx'
import type { Open } from '../providers/providers-dialog.tsx'
import { kindWord, ProviderStatusLabel } from '../providers/provider-status.tsx'
import type { Change } from './filter.ts'
import { NO_PLAN, NO_TARGET, runFault } from './source-state.ts'
import type { PreflightRun } from './running.tsx'

export interface RunSetupProps {
  readonly sources: readonly Provider[]
  readonly clusters: readonly Provider[]
  readonly source: Provider | undefined
  readonly target: Provider | undefined
  /** Of the source. */
  readonly plans: readonly Plan[]
  readonly plan: Plan | undefined
  /** A run goes on: what it is about stays as it is. */
  readonly busy: boolean
  readonly onChange: Change
  readonly onOpen: (open: Open) => void
}

const OPEN_FILE = ' open-file'

/** Which source, for which cluster, and for which plan. */
export function RunSetup(props: RunSetupProps) {
  const { sources, clusters, source, target, busy, onChange, onOpen } = props
  return (
    <>
      <TextField
        select
        label="Source"
        value={source?.id ?? ''}
        disabled={busy}
        sx={{ width: 210 }}
        onChange={({ target: { value } }) => {
          if (value === OPEN_FILE) onOpen({ kind: 'file', files: [] })
          else
            onChange({
              source: value,
              target: undefined,
              plan: undefined,
              run: undefined,
              rule: undefined,
              object: undefined,
            })
        }}
        slotProps={{ select: { renderValue: () => source?.name ?? 'Removed source', displayEmpty: true } }}
      >
        {sources.map((one) => (
          <MenuItem key={one.id} value={one.id}>
            <Option provider={one} />
          </MenuItem>
        ))}
        <Divider />
        <MenuItem value={OPEN_FILE}>Open RVTools workbook or inventory file</MenuItem>
      </TextField>
      <TextField
        select
        label="Target (optional)"
        value={target?.id ?? NO_TARGET}
        disabled={busy}
        sx={{ width: 190 }}
        onChange={(event) => onChange({ target: event.target.value, plan: NO_PLAN })}
      >
        <MenuItem value={NO_TARGET}>No target</MenuItem>
        {clusters.map((one) => (
          <MenuItem key={one.id} value={one.id}>
            {one.name}
          </MenuItem>
        ))}
      </TextField>
      <PlanChoice {...props} />
    </>
  )
}

/** A plan names its cluster: the target follows, and another target leaves the plan. */
function PlanChoice({ plans, plan, busy, onChange }: RunSetupProps) {
  return (
    <TextField
      select
      label="Plan (optional)"
      value={plan?.id ?? NO_PLAN}
      disabled={busy}
      sx={{ width: 160 }}
      onChange={({ target: { value } }) => {
        const chosen = plans.find((one) => one.id === value)
        onChange(chosen ? { plan: chosen.id, target: chosen.targetId } : { plan: NO_PLAN })
      }}
    >
      <MenuItem value={NO_PLAN}>{plans.length === 0 ? 'No plan of this source' : 'No plan'}</MenuItem>
      {plans.map((one) => (
        <MenuItem key={one.id} value={one.id}>
          {one.name}
        </MenuItem>
      ))}
    </TextField>
  )
}

function Option({ provider }: { readonly provider: Provider }) {
  return (
    <Box sx={{ minWidth: 0 }}>
      <Box>{provider.name}</Box>
      <Box sx={{ fontSize: 12.5, color: 'text.secondary', display: 'flex', gap: 1 }}>
        {kindWord(provider)} <ProviderStatusLabel provider={provider} />
      </Box>
    </Box>
  )
}

export interface RunButtonProps {
  readonly source: Provider | undefined
  readonly running: PreflightRun
  readonly again: boolean
}

function busyFault({ state, isOtherBusy }: PreflightRun): string | undefined {
  if (isOtherBusy) return 'Another source is being looked at. Wait for it, or cancel it there.'
  return state === 'running' ? 'It runs already.' : undefined
}

export function RunButton({ source, running, again }: RunButtonProps) {
  return (
    <ReasonButton variant="contained" reason={busyFault(running) ?? runFault(source)} onClick={running.begin}>
      {again ? 'Run again' : 'Run preflight'}
    </ReasonButton>
  )
}
