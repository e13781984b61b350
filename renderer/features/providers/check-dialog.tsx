import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Dialog from '@mui/material/Dialog'
import DialogActions from '@mui/material/DialogActions'
import DialogContent from '@mui/material/DialogContent'
import DialogTitle from '@mui/material/DialogTitle'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { ConnectionCheck, Provider } from '../../../shared/provider/model.ts'
import { formatCount, formatDuration } from '../../../shared/units.ts'
import { useClient } from '../../api/client-context.tsx'
import { problemOf } from '../../api/problem.ts'
import { Loading } from '../../ui/loading.tsx'
import { ProblemCard } from '../../ui/problem-card.tsx'
import { StateLabel } from '../../ui/state-label.tsx'
import { useNow } from '../../ui/use-now.ts'
import { CheckSteps, checkText } from './check-steps.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { exactStamp } from '../../ui/times.ts'

export interface CheckDialogProps {
  readonly provider: Provider
  readonly onClose: () => void
}

/** Looks at everything that a connection needs, as soon as it is open, and shows it step by step. */
export function CheckDialog({ provider, onClose }: CheckDialogProps) {
  const client = useClient()
  const cache = useQueryClient()
  const queryKey = ['check', provider.id]
  const check = useQuery({
    queryKey,
    queryFn: ({ signal }) => client.providers.check({ id: provider.id }, { signal }),
    gcTime: 0,
    retry: false,
    staleTime: 0,
    refetchOnWindowFocus: false,
  })
  const close = () => {
    void cache.cancelQueries({ queryKey })
    onClose()
  }
  const steps = check.isFetching ? undefined : check.data
  const at = new Date(check.dataUpdatedAt).toISOString()
  return (
    <Dialog open onClose={close} aria-labelledby="check-title" maxWidth="md" fullWidth>
      <DialogTitle id="check-title">Connection of {provider.name}</DialogTitle>
      <DialogContent sx={{ display: 'flex', flexDirection: 'column', gap: 2 }}>
        <Box sx={{ color: 'text.secondary', overflowWrap: 'anywhere' }}>
          {provider.username ? `${provider.username} at ${provider.url}` : provider.url}
        </Box>
        {check.isFetching ? <Running name={provider.name} /> : null}
        {check.error && !check.isFetching ? (
          <ProblemCard problem={problemOf(check.error)} subject={provider.name} />
        ) : null}
        {steps ? (
          <>
            <Summary steps={steps} />
            <CheckSteps steps={steps} />
          </>
        ) : null}
      </DialogContent>
      <DialogActions>
        {steps ? (
          <>
            <Box sx={{ mr: 'auto', pl: 1, fontSize: 13, color: 'text.secondary' }}>
              Looked {exactStamp(at)}
            </Box>
            <CopyButton text={`${provider.name}, ${exactStamp(at)}\n${checkText(steps)}`}>
              Copy all
            </CopyButton>
          </>
        ) : null}
        {check.isFetching ? null : (
          <Button variant="outlined" onClick={() => void check.refetch()}>
            Check again
          </Button>
        )}
        <Button variant="contained" autoFocus onClick={close}>
          {check.isFetching ? 'Cancel the check' : 'Close'}
        </Button>
      </DialogActions>
    </Dialog>
  )
}

function Running({ name }: { readonly name: string }) {
  const [since] = useState(() => Date.now())
  const now = useNow()
  return <Loading label={`Looking at ${name}: ${formatDuration(Math.max(0, now - since))}`} rows={7} />
}

function Summary({ steps }: { readonly steps: readonly ConnectionCheck[] }) {
  const count = (state: ConnectionCheck['state']) => steps.filter((step) => step.state === state).length
  const [failed, warnings, skipped] = [count('failed'), count('warning'), count('skipped')]
  const parts = [
    failed > 0 ? `${failed} failed` : '',
    warnings > 0 ? formatCount(warnings, 'warning') : '',
    skipped > 0 ? `${skipped} not looked at` : '',
  ].filter(Boolean)
  const what = formatCount(steps.length, 'step')
  return (
    <Box role="status" sx={{ fontWeight: 600 }}>
      <StateLabel tone={failed > 0 ? 'failed' : 'done'}>
        {parts.length === 0 ? `${what}, all fine` : `${what}: ${parts.join(', ')}`}
      </StateLabel>
    </Box>
  )
}
