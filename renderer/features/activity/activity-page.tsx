import type { ReactNode } from 'react'
import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Paper from '@mui/material/Paper'
import { useTheme } from '@mui/material/styles'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import type { MigrationSummary } from '../../../shared/migration/model.ts'
import { formatBytes, formatCount, formatDuration, formatPercent } from '../../../shared/units.ts'
import { useLiveData } from '../../app/live-data.tsx'
import { StreamGate } from '../../app/stream-gate.tsx'
import { Empty, Page, Panel } from '../../ui/page.tsx'
import { StateLabel } from '../../ui/state-label.tsx'
import { EventList } from '../run/event-list.tsx'
import { stamp } from '../../ui/times.ts'
import { runState } from '../run/run-header.tsx'

/** All runs, newest first, and what happened in one of them. */
export function ActivityPage(): ReactNode {
  const { runs } = useLiveData()
  const { run: chosen } = useSearch({ from: '/activity' })
  return (
    <Page title="Activity" lead="Every run, newest first, and its log.">
      <StreamGate stream={runs} what="Reading the runs">
        {(list) => {
          const current = list.find((one) => one.id === chosen) ?? list[0]
          if (!current)
            return (
              <Empty title="No runs yet">As soon as a plan is started, its run and its log are here.</Empty>
            )
          return (
            <Box
              sx={{
                display: 'grid',
                gridTemplateColumns: 'minmax(260px, 2fr) minmax(0, 3fr)',
                gap: 2,
                alignItems: 'start',
              }}
            >
              <RunList runs={list} current={current.id} />
              <Panel
                title={`Log of ${current.planName}`}
                actions={
                  <Button size="small" component={Link} to={`/runs/${current.id}`}>
                    Open run
                  </Button>
                }
              >
                <EventList key={current.id} runId={current.id} />
              </Panel>
            </Box>
          )
        }}
      </StreamGate>
    </Page>
  )
}

function RunList({
  runs,
  current,
}: {
  readonly runs: readonly MigrationSummary[]
  readonly current: string
}) {
  return (
    <Paper component="ul" aria-label="Runs" sx={{ m: 0, p: 0, listStyle: 'none', overflow: 'hidden' }}>
      {runs.map((run) => (
        <RunItem key={run.id} run={run} selected={run.id === current} />
      ))}
    </Paper>
  )
}

function RunItem({ run, selected }: { readonly run: MigrationSummary; readonly selected: boolean }) {
  const { tokens } = useTheme()
  const navigate = useNavigate({ from: '/activity' })
  const { tone, word } = runState(run.state)
  const took = run.endedAt ? formatDuration(Date.parse(run.endedAt) - Date.parse(run.startedAt)) : undefined
  return (
    <Box component="li" sx={{ '& + &': { borderTop: `1px solid ${tokens.border}` } }}>
      <Box
        component="button"
        aria-current={selected ? 'true' : undefined}
        onClick={() => void navigate({ search: { run: run.id }, replace: true })}
        sx={{
          width: '100%',
          border: 0,
          p: 1.5,
          textAlign: 'left',
          font: 'inherit',
          fontSize: 13,
          color: 'inherit',
          cursor: 'pointer',
          bgcolor: selected ? tokens.brandTint : 'transparent',
          '&:hover': { bgcolor: selected ? tokens.brandTint : tokens.hover },
          '&:focus-visible': { outlineOffset: '-2px' },
        }}
      >
        <Box sx={{ display: 'flex', gap: 1 }}>
          <Box sx={{ fontWeight: 600, flex: 1, minWidth: 0, overflow: 'hidden', textOverflow: 'ellipsis' }}>
            {run.planName}
          </Box>
          <StateLabel tone={tone}>
            {took ? word : `${word} ${formatPercent(run.bytesCopied, run.bytesTotal)}`}
          </StateLabel>
        </Box>
        <Box sx={{ color: 'text.secondary' }}>
          {stamp(run.startedAt)}
          {took ? `, ${took}` : ''}
        </Box>
        <Box sx={{ color: 'text.secondary' }}>
          {run.type}, {formatCount(run.vmCount, 'VM')}, {formatBytes(run.bytesTotal)}
        </Box>
      </Box>
    </Box>
  )
}
