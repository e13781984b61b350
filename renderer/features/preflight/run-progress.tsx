import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import LinearProgress from '@mui/material/LinearProgress'
import { formatDuration, formatNumber } from '../../../shared/units.ts'
import { Bar } from '../../ui/bar.tsx'
import { ProblemCard } from '../../ui/problem-card.tsx'
import { StateLabel } from '../../ui/state-label.tsx'
import { useNow } from '../../ui/use-now.ts'
import type { PreflightRun } from './running.tsx'

export interface RunProgressProps {
  readonly run: PreflightRun
  /** Name of the source. */
  readonly subject: string
  readonly onAgain: () => void
}

/** How far a run is, or why it ended without a result. */
export function RunProgress({ run, subject, onAgain }: RunProgressProps) {
  const problem = run.problem ?? run.value?.problem
  if (run.state === 'running') return <Running run={run} subject={subject} />
  if (run.state === 'ended' && problem)
    return (
      <ProblemCard
        problem={problem}
        subject={subject}
        action={
          <Button size="small" variant="outlined" onClick={onAgain}>
            Run again
          </Button>
        }
      />
    )
  if (run.state !== 'canceled') return null
  return (
    <Box role="status" sx={{ fontSize: 13 }}>
      <StateLabel tone="canceled">
        Canceled. Nothing of this run is kept; earlier runs are as they were.
      </StateLabel>
    </Box>
  )
}

function Running({ run, subject }: Pick<RunProgressProps, 'run' | 'subject'>) {
  const now = useNow()
  const { step = `Asking for the facts of ${subject}`, done = 0, total = 0 } = run.value ?? {}
  return (
    <Box sx={{ display: 'flex', flexDirection: 'column', gap: 1 }}>
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 1.5, fontSize: 13 }}>
        <Box role="status" sx={{ flex: 1, minWidth: 0 }}>
          <StateLabel tone="running">{step}</StateLabel>
        </Box>
        <Box sx={{ color: 'text.secondary', fontVariantNumeric: 'tabular-nums' }}>
          {total > 0 ? `${formatNumber(done)} of ${formatNumber(total)}, ` : ''}
          {formatDuration(Math.max(0, now - run.startedAt))}
        </Box>
        <Button size="small" variant="outlined" onClick={run.cancel}>
          Cancel the run
        </Button>
      </Box>
      {total > 0 ? (
        <Box sx={{ display: 'flex' }}>
          <Bar done={done} total={total} label={`Preflight of ${subject}: ${step}`} />
        </Box>
      ) : (
        <LinearProgress aria-label={`Preflight of ${subject} runs`} />
      )}
    </Box>
  )
}
