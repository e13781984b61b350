import Box from '@mui/material/Box'
import { styled, useTheme } from '@mui/material/styles'
import { Link } from '@tanstack/react-router'
import type { EditRun } from '../../shared/esxi/model.ts'
import type { MigrationSummary } from '../../shared/migration/model.ts'
import { formatBytes, formatPercent, fraction } from '../../shared/units.ts'
import { useConnectionMonitor } from '../api/use-stream.ts'
import { useOwnRun } from '../features/esxi/running.tsx'
import { KIND_NOUNS } from '../features/esxi/words.ts'
import { runLeftText } from '../features/run/forecast.ts'
import { Mark } from '../ui/mark.tsx'
import { StateLabel } from '../ui/state-label.tsx'
import { useLiveData } from './live-data.tsx'
import { lockedText, useLockedEnds } from './locked-runs.ts'
import { RunAsks } from './run-asks.tsx'
import { useStore } from './store.ts'

const RunLink = styled(Link)(({ theme }) => ({
  display: 'inline-flex',
  alignItems: 'center',
  gap: 8,
  color: theme.tokens.text,
  textDecoration: 'none',
  whiteSpace: 'nowrap',
  overflow: 'hidden',
  textOverflow: 'ellipsis',
  '&:hover': { textDecoration: 'underline' },
}))

/** The heartbeat of running work; a click opens the run. */
export function StatusStrip() {
  const { tokens } = useTheme()
  const locked = useLockedEnds()
  const edit = useOwnRun()
  const running = (useLiveData().runs.value ?? []).filter((one) => one.endedAt === undefined)
  return (
    <Box
      component="footer"
      sx={{
        gridArea: 'strip',
        display: 'flex',
        alignItems: 'center',
        gap: 3,
        px: 2,
        fontSize: 12.5,
        fontVariantNumeric: 'tabular-nums',
        bgcolor: tokens.surface,
        borderTop: `1px solid ${tokens.border}`,
        overflow: 'hidden',
      }}
    >
      <Box sx={{ flex: 1, minWidth: 0, display: 'flex', gap: 3 }}>
        {edit ? <EditLine run={edit} /> : null}
        {running.length === 0 && edit ? null : running.length === 0 ? (
          <Box sx={{ color: 'text.secondary' }}>Nothing runs</Box>
        ) : (
          <>
            <Box sx={{ color: 'text.secondary', whiteSpace: 'nowrap' }}>{running.length} running:</Box>
            {running.slice(0, 2).map((run) => (
              <RunLine key={run.id} run={run} locked={lockedText(locked, run.id)} />
            ))}
          </>
        )}
      </Box>
      <ConnectionState />
    </Box>
  )
}

/** Work on ESXi hosts that was begun in this window. */
function EditLine({ run }: { readonly run: EditRun }) {
  const { tokens } = useTheme()
  return (
    <Link
      to="/hosts"
      search={{ source: run.providerId, do: 'memory' }}
      style={{ color: tokens.text, textDecoration: 'none', minWidth: 0, whiteSpace: 'nowrap' }}
    >
      <StateLabel tone="running">{`${KIND_NOUNS[run.kind]}: ${run.step}`}</StateLabel>
    </Link>
  )
}

interface RunLineProps {
  readonly run: MigrationSummary
  readonly locked: string | undefined
}

function RunLine({ run, locked }: RunLineProps) {
  return (
    <RunLink to={`/runs/${run.id}`}>
      <Mark size={18} progress={fraction(run.bytesCopied, run.bytesTotal)} />
      <Box component="span" sx={{ fontWeight: 600 }}>
        {run.planName}
      </Box>
      {formatPercent(run.bytesCopied, run.bytesTotal)} of {formatBytes(run.bytesTotal)}
      <Box component="span" sx={{ color: 'text.secondary' }}>
        {locked ?? (
          <RunAsks run={run} otherwise={run.state === 'canceling' ? 'canceling' : runLeftText(run)} />
        )}
      </Box>
    </RunLink>
  )
}

function ConnectionState() {
  const connection = useStore(useConnectionMonitor().state)
  if (connection.kind === 'live') return <StateLabel tone="done">Live</StateLabel>
  if (connection.kind === 'lost') return <StateLabel tone="failed">No connection</StateLabel>
  return <StateLabel tone="waiting">Reconnecting</StateLabel>
}
