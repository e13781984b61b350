import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Dialog from '@mui/material/Dialog'
import DialogActions from '@mui/material/DialogActions'
import DialogContent from '@mui/material/DialogContent'
import DialogTitle from '@mui/material/DialogTitle'
import type { FixStep } from '../../../shared/preflight/fix-model.ts'
import { formatDuration, formatNumber } from '../../../shared/units.ts'
import { Bar } from '../../ui/bar.tsx'
import { ProblemCard } from '../../ui/problem-card.tsx'
import { StateLabel } from '../../ui/state-label.tsx'
import { useNow } from '../../ui/use-now.ts'
import { countText, wordsOf } from './fix-words.ts'
import type { Fixing } from './fixing.tsx'

export interface FixProgressDialogProps {
  readonly fixing: Fixing
  /** The fixes go on. */
  readonly onClose: () => void
}

/** How far each object is, and how each ended. */
export function FixProgressDialog({ fixing, onClose }: FixProgressDialogProps) {
  const { state, value, problem, isLeaving } = fixing
  const isRunning = state === 'running'
  const steps = value?.steps ?? []
  const fault = problem ?? value?.problem
  return (
    <Dialog open onClose={onClose} aria-labelledby="fix-title" maxWidth="sm" fullWidth>
      <DialogTitle id="fix-title">{headOf(fixing)}</DialogTitle>
      <DialogContent sx={{ display: 'flex', flexDirection: 'column', gap: 1.5 }}>
        {isRunning ? <Total fixing={fixing} /> : null}
        {state === 'canceled' ? (
          <Box role="status" sx={{ fontSize: 13 }}>
            <StateLabel tone="canceled">
              {isLeaving
                ? 'Canceled. vSphere is asked to give up what runs; then it is looked at again.'
                : 'Canceled. What had not begun was not changed.'}
            </StateLabel>
          </Box>
        ) : null}
        {fault ? <ProblemCard problem={fault} /> : null}
        <Box
          component="ul"
          aria-label="Objects"
          tabIndex={0}
          sx={{ m: 0, p: 0, listStyle: 'none', overflow: 'auto' }}
        >
          {(isRunning ? steps : worstFirst(steps)).map((step) => (
            <Step key={step.findingId} step={step} />
          ))}
        </Box>
      </DialogContent>
      <DialogActions>
        {isRunning ? (
          <>
            <Button onClick={fixing.cancel}>Cancel the fixes</Button>
            <Button variant="outlined" autoFocus onClick={onClose}>
              Go on in the background
            </Button>
          </>
        ) : (
          <Button variant="outlined" autoFocus onClick={onClose}>
            Close
          </Button>
        )}
      </DialogActions>
    </Dialog>
  )
}

function headOf({ state, value }: Fixing): string {
  if (state === 'running') return value?.state === 'looking' ? 'Looking again at what was fixed' : 'Fixing'
  if (state === 'canceled') return 'The fixes were canceled'
  return value ? `Fixes: ${countText(value.steps)}` : 'Nothing was fixed'
}

function Total({ fixing }: { readonly fixing: Fixing }) {
  const now = useNow()
  const { done = 0, total = 0, state } = fixing.value ?? {}
  return (
    <Box sx={{ display: 'flex', alignItems: 'center', gap: 1.5, fontSize: 13 }}>
      <Bar done={done} total={Math.max(total, 1)} label="Fixes that are at their end" />
      <Box sx={{ color: 'text.secondary', fontVariantNumeric: 'tabular-nums' }}>
        {`${formatNumber(done)} of ${formatNumber(total)}, ${formatDuration(Math.max(0, now - fixing.startedAt))}`}
        {state === 'looking' ? ', reads fresh facts' : ''}
      </Box>
    </Box>
  )
}

const RANK: Readonly<Record<FixStep['state'], number>> = {
  failed: 0,
  running: 1,
  waiting: 2,
  skipped: 3,
  done: 4,
}

/** At the end, when nothing moves any more, what a person has to look at stands on top. */
function worstFirst(steps: readonly FixStep[]): readonly FixStep[] {
  return steps.toSorted((a, b) => RANK[a.state] - RANK[b.state])
}

function Step({ step }: { readonly step: FixStep }) {
  const { object, state, percent, problem, reason } = step
  const { tone, text } = wordsOf(state)
  return (
    <Box component="li" sx={{ py: 0.5, fontSize: 13 }}>
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 1.5 }}>
        <Box sx={{ flex: 1, minWidth: 0, overflowWrap: 'anywhere', fontWeight: 600 }}>{object.name}</Box>
        {percent === undefined ? null : <Bar done={percent} total={100} label={`Fix of ${object.name}`} />}
        <Box sx={{ width: 150, fontVariantNumeric: 'tabular-nums' }}>
          <StateLabel tone={tone}>
            {percent === undefined ? text : `${text}, ${Math.round(percent)} %`}
          </StateLabel>
        </Box>
      </Box>
      {reason === undefined ? null : <Box sx={{ color: 'text.secondary' }}>{reason}</Box>}
      {problem ? (
        <Box sx={{ mt: 0.5 }}>
          <ProblemCard problem={problem} subject={object.name} />
        </Box>
      ) : null}
    </Box>
  )
}

/** On the page while the dialog is closed. */
export function FixStrip({ fixing, onShow }: { readonly fixing: Fixing; readonly onShow: () => void }) {
  const { state, value, problem } = fixing
  if (state === 'idle') return null
  const isRunning = state === 'running'
  const hasFailed = problem !== undefined || value?.steps.some((step) => step.state === 'failed') === true
  const tone = isRunning ? 'running' : state === 'canceled' ? 'canceled' : hasFailed ? 'failed' : 'done'
  const { done = 0, total = 0 } = value ?? {}
  return (
    <Box sx={{ display: 'flex', alignItems: 'center', gap: 1, fontSize: 13 }}>
      <Box role="status">
        <StateLabel tone={tone}>
          {isRunning ? `Fixing: ${formatNumber(done)} of ${formatNumber(total)}` : headOf(fixing)}
        </StateLabel>
      </Box>
      <Button size="small" onClick={onShow}>
        Show the fixes
      </Button>
      {isRunning ? (
        <Button size="small" onClick={fixing.cancel}>
          Cancel the fixes
        </Button>
      ) : (
        <Button size="small" onClick={fixing.dismiss}>
          Dismiss
        </Button>
      )}
    </Box>
  )
}
