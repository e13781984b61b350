import Box from '@mui/material/Box'
import MenuItem from '@mui/material/MenuItem'
import Select from '@mui/material/Select'
import type { Plan } from '../../../shared/plan/model.ts'
import type { PreflightSummary } from '../../../shared/preflight/model.ts'
import { formatNumber } from '../../../shared/units.ts'
import { Ago } from '../../ui/ago.tsx'
import { stamp } from '../../ui/times.ts'
import type { Change } from './filter.ts'
import { NO_TARGET } from './source-state.ts'
import { scopeOfRun, sourceText } from './words.ts'

export interface RunLeadProps {
  readonly summary: PreflightSummary | undefined
  /** Of the same source, newest first. */
  readonly runs: readonly PreflightSummary[]
  readonly plans: readonly Plan[]
  readonly onChange: Change
}

/** Which run is shown, what it was about, and how old its facts are. */
export function RunLead({ summary, runs, plans, onChange }: RunLeadProps) {
  if (!summary) return 'What would stop or spoil a migration, with evidence and remedy.'
  return (
    <Box
      component="span"
      sx={{ display: 'inline-flex', columnGap: 1.5, flexWrap: 'wrap', alignItems: 'baseline', fontSize: 13 }}
    >
      <span>
        {summary.source} ({sourceText(summary)}),{' '}
        {summary.target ? `for ${summary.target}` : 'without a target'}
        {planText(summary, plans)}
      </span>
      <span>
        {scopeOfRun(summary)} <Ago iso={summary.at} />
      </span>
      <span>
        facts from <Ago iso={summary.factsAt} />
      </span>
      {runs.length > 1 ? (
        <Select
          variant="standard"
          value={summary.runId}
          onChange={({ target: { value } }) =>
            onChange({
              run: value,
              target: runs.find((run) => run.runId === value)?.targetId ?? NO_TARGET,
              plan: runs.find((run) => run.runId === value)?.planId,
              rule: undefined,
              object: undefined,
            })
          }
          inputProps={{ 'aria-label': 'Run' }}
          renderValue={() => stamp(summary.at)}
          sx={{ fontSize: 13 }}
        >
          {runs.map((run) => (
            <MenuItem key={run.runId} value={run.runId}>
              {stamp(run.at)}: {formatNumber(run.counts.Critical)} critical,{' '}
              {formatNumber(run.counts.Warning)} warnings
            </MenuItem>
          ))}
        </Select>
      ) : null}
    </Box>
  )
}

function planText({ planId, plan: judged }: PreflightSummary, plans: readonly Plan[]): string {
  if (planId === undefined) return ''
  const plan = plans.find((one) => one.id === planId)
  if (plan) return `, for plan ${plan.name}`
  return judged ? `, for plan ${judged.name}, which was removed` : ', for a plan that was removed'
}
