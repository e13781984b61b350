import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import type { PreflightSummary } from '../../../shared/preflight/model.ts'
import type { Provider } from '../../../shared/provider/model.ts'
import { formatCount } from '../../../shared/units.ts'
import { PlanThese, plannedText, usePlansOfVms } from './plan-these.tsx'

export interface ChosenVmsProps {
  readonly summary: PreflightSummary
  readonly source: Provider | undefined
  readonly chosen: ReadonlySet<string>
  readonly onClear: () => void
}

/** What can be done with the VMs that are chosen in the list of verdicts. */
export function ChosenVms({ summary, source, chosen, onClear }: ChosenVmsProps) {
  const planned = usePlansOfVms(summary.providerId)
  if (chosen.size === 0) return null
  const vmIds = [...chosen]
  return (
    <Box sx={{ display: 'flex', alignItems: 'center', gap: 1, flexWrap: 'wrap', fontSize: 13 }}>
      <Box role="status" sx={{ fontWeight: 600 }}>
        {formatCount(chosen.size, 'VM')} chosen
      </Box>
      <PlanThese summary={summary} source={source} vmIds={vmIds} variant="contained" />
      <Button size="small" onClick={onClear}>
        Choose none
      </Button>
      <Box sx={{ color: 'text.secondary' }}>{plannedText(vmIds, planned)}</Box>
    </Box>
  )
}
