import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import LinearProgress from '@mui/material/LinearProgress'
import type { ReactNode } from 'react'
import { formatDuration } from '../../../shared/units.ts'
import type { NetworkProbe, VddkProbe } from '../../../shared/probe/model.ts'
import { ProblemCard } from '../../ui/problem-card.tsx'
import { StateLabel } from '../../ui/state-label.tsx'
import { useNow } from '../../ui/use-now.ts'
import type { ProbeRun } from './use-probe-run.ts'

type Progress = Pick<NetworkProbe | VddkProbe, 'state' | 'step' | 'problem' | 'cleanedUp'>
type Run = Omit<ProbeRun<Progress>, 'start'>

export interface ProbeProgressProps {
  readonly run: Run
  readonly summary: { readonly bad: boolean; readonly text: string }
  /** Of the cluster. */
  readonly subject: string
  /** Beside the summary once it is over. */
  readonly actions?: ReactNode
}

/** How a probe goes or ended, and whether anything of it is left in the cluster. */
export function ProbeProgress({ run, summary, subject, actions }: ProbeProgressProps) {
  const { state, value, problem } = run
  const failure = problem ?? value?.problem
  if (state === 'idle') return null
  if (state === 'running') return <Running run={run} />
  return (
    <>
      {failure ? <ProblemCard problem={failure} subject={subject} /> : null}
      <Box
        role="status"
        sx={{ display: 'flex', alignItems: 'center', gap: 1.5, flexWrap: 'wrap', fontSize: 13 }}
      >
        {state === 'canceled' ? (
          <StateLabel tone="canceled">Canceled. Palletjack removes its Job from the cluster now.</StateLabel>
        ) : (
          <>
            {failure || value === undefined ? null : (
              <Box sx={{ fontWeight: 600 }}>
                <StateLabel tone={summary.bad ? 'failed' : 'done'}>{summary.text}</StateLabel>
              </Box>
            )}
            {value === undefined ? null : (
              <Box sx={{ color: 'text.secondary' }}>
                {value.cleanedUp
                  ? 'Its Job and pod are gone from the cluster.'
                  : 'Its Job or pod may still be in the cluster.'}
              </Box>
            )}
          </>
        )}
        {value === undefined ? null : <Box sx={{ ml: 'auto' }}>{actions}</Box>}
      </Box>
    </>
  )
}

function Running({ run }: { readonly run: Run }) {
  const now = useNow()
  return (
    <Box sx={{ display: 'flex', flexDirection: 'column', gap: 1 }}>
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 1.5, fontSize: 13 }}>
        <Box role="status" sx={{ flex: 1, minWidth: 0 }}>
          <StateLabel tone="running">{run.value?.step ?? 'Asking the cluster'}</StateLabel>
        </Box>
        <Box sx={{ color: 'text.secondary', fontVariantNumeric: 'tabular-nums' }}>
          {formatDuration(Math.max(0, now - run.startedAt))}
        </Box>
        <Button size="small" variant="outlined" onClick={run.cancel}>
          Cancel the probe
        </Button>
      </Box>
      <LinearProgress aria-label="The probe runs" />
    </Box>
  )
}
