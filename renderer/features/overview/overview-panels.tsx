import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Table from '@mui/material/Table'
import TableBody from '@mui/material/TableBody'
import TableCell from '@mui/material/TableCell'
import TableHead from '@mui/material/TableHead'
import TableRow from '@mui/material/TableRow'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { MigrationSummary } from '../../../shared/migration/model.ts'
import type { Provider } from '../../../shared/provider/model.ts'
import { formatBytes, formatCount, formatDuration, formatPercent, fraction } from '../../../shared/units.ts'
import { lockedText, useLockedEnds } from '../../app/locked-runs.ts'
import { asksText, RunAsks } from '../../app/run-asks.tsx'
import { useVaultDoors } from '../../app/vault-doors.tsx'
import { Bar } from '../../ui/bar.tsx'
import { Mark } from '../../ui/mark.tsx'
import { Panel } from '../../ui/page.tsx'
import { StateLabel } from '../../ui/state-label.tsx'
import { Ago } from '../../ui/ago.tsx'
import { kindWord, ProviderStatusLabel, secretWord } from '../providers/provider-status.tsx'
import { LazyUnlockDialog } from '../providers/lazy-unlock-dialog.tsx'
import { runLeftText } from '../run/forecast.ts'
import { stamp } from '../../ui/times.ts'
import { runState } from '../run/run-header.tsx'

interface RunsProps {
  readonly runs: readonly MigrationSummary[]
}

export function RunningWork({ runs }: RunsProps) {
  const locked = useLockedEnds()
  return (
    <Panel title={runs.length === 0 ? 'Running' : `Running (${runs.length})`}>
      {runs.length === 0 ? <Box sx={{ color: 'text.secondary', fontSize: 13 }}>Nothing runs.</Box> : null}
      <Box sx={{ display: 'flex', flexDirection: 'column', gap: 1.5 }}>
        {runs.map((run) => (
          <Box key={run.id} sx={{ display: 'flex', alignItems: 'center', gap: 2, fontSize: 13 }}>
            <Mark size={26} progress={fraction(run.bytesCopied, run.bytesTotal)} />
            <Box sx={{ width: 150, fontWeight: 600, overflow: 'hidden', textOverflow: 'ellipsis' }}>
              {run.planName}
            </Box>
            <Bar done={run.bytesCopied} total={run.bytesTotal} label={`Copied data of ${run.planName}`} />
            <Box sx={{ minWidth: 290, fontVariantNumeric: 'tabular-nums' }}>
              {formatPercent(run.bytesCopied, run.bytesTotal)} of {formatBytes(run.bytesTotal)},{' '}
              {lockedText(locked, run.id) ?? (
                <RunAsks run={run} otherwise={run.state === 'canceling' ? 'canceling' : runLeftText(run)} />
              )}
            </Box>
            <Button
              size="small"
              variant={asksText(run) === undefined ? 'outlined' : 'contained'}
              color={asksText(run) === undefined ? 'primary' : 'warning'}
              component={Link}
              to={`/runs/${run.id}`}
            >
              Open
            </Button>
          </Box>
        ))}
      </Box>
    </Panel>
  )
}

export function ProviderSummary({ providers }: { readonly providers: readonly Provider[] }) {
  const [unlocking, setUnlocking] = useState<Provider>()
  const { unlock } = useVaultDoors()
  return (
    <Panel title="Providers">
      <Box
        sx={{
          display: 'grid',
          gridTemplateColumns: 'minmax(140px, 260px) 100px 80px 190px 110px 170px 1fr',
          gap: 1,
          alignItems: 'center',
          fontSize: 13,
        }}
      >
        {providers.map((provider) => (
          <Box key={provider.id} sx={{ display: 'contents' }}>
            <Box sx={{ fontWeight: 600, overflow: 'hidden', textOverflow: 'ellipsis' }}>{provider.name}</Box>
            <Box>{kindWord(provider)}</Box>
            <Box>{provider.version || 'unknown'}</Box>
            <ProviderStatusLabel provider={provider} />
            <Box sx={{ fontVariantNumeric: 'tabular-nums' }}>
              {provider.inventory ? formatCount(provider.inventory.vms, 'VM') : ''}
            </Box>
            <Box sx={{ color: 'text.secondary' }}>
              {provider.inventory ? (
                <>
                  synchronised <Ago iso={provider.inventory.syncedAt} />
                </>
              ) : null}
            </Box>
            <Box sx={{ minHeight: 28 }}>
              {provider.status.state === 'locked' ? (
                <Button size="small" variant="contained" color="warning" onClick={unlock}>
                  Unlock the vault
                </Button>
              ) : null}
              {provider.status.state === 'needsCredentials' ? (
                <Button
                  size="small"
                  variant="contained"
                  color="warning"
                  onClick={() => setUnlocking(provider)}
                >
                  Give {secretWord(provider)}
                </Button>
              ) : null}
            </Box>
          </Box>
        ))}
      </Box>
      {unlocking ? <LazyUnlockDialog provider={unlocking} onClose={() => setUnlocking(undefined)} /> : null}
    </Panel>
  )
}

export function RecentRuns({ runs }: RunsProps) {
  if (runs.length === 0) return null
  return (
    <Panel title="Finished runs">
      <Table size="small" aria-label="Finished runs">
        <TableHead>
          <TableRow>
            <TableCell>Plan</TableCell>
            <TableCell>Result</TableCell>
            <TableCell>Started</TableCell>
            <TableCell>Took</TableCell>
            <TableCell>VMs</TableCell>
            <TableCell align="right">Data</TableCell>
            <TableCell align="right">Actions</TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          {runs.map((run) => {
            const { tone, word } = runState(run.state)
            return (
              <TableRow key={run.id} hover>
                <TableCell sx={{ fontWeight: 600 }}>{run.planName}</TableCell>
                <TableCell>
                  <StateLabel tone={tone}>{word}</StateLabel>
                </TableCell>
                <TableCell>{stamp(run.startedAt)}</TableCell>
                <TableCell>
                  {formatDuration(Date.parse(run.endedAt ?? run.startedAt) - Date.parse(run.startedAt))}
                </TableCell>
                <TableCell>{formatCount(run.vmCount, 'VM')}</TableCell>
                <TableCell align="right">{formatBytes(run.bytesTotal)}</TableCell>
                <TableCell align="right" sx={{ overflow: 'visible' }}>
                  <Button
                    size="small"
                    component={Link}
                    to={`/runs/${run.id}`}
                    aria-label={`Open the run of ${run.planName}`}
                  >
                    Open
                  </Button>
                </TableCell>
              </TableRow>
            )
          })}
        </TableBody>
      </Table>
    </Panel>
  )
}
