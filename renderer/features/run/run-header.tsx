import Box from '@mui/material/Box'
import Typography from '@mui/material/Typography'
import type { MigrationView } from '../../../shared/migration/model.ts'
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatPercent,
  formatRate,
  fraction,
} from '../../../shared/units.ts'
import type { ReactNode } from 'react'
import { useJourney } from '../../app/journey.ts'
import { useLockedEnds } from '../../app/locked-runs.ts'
import { Bar } from '../../ui/bar.tsx'
import { Mark } from '../../ui/mark.tsx'
import { ReasonButton } from '../../ui/reason-button.tsx'
import { StateLabel, type Tone } from '../../ui/state-label.tsx'
import { DEPENDS_ON_ANSWER, DEPENDS_ON_CUTOVER, runFinishText } from './forecast.ts'
import { isMovable, isReady } from './cutover.ts'
import { isIdle } from './idle.ts'
import { isCancelable, isEnded, watchReason } from './vm-status.ts'

const STATES: Readonly<Record<MigrationView['state'], { readonly tone: Tone; readonly word: string }>> = {
  running: { tone: 'running', word: 'Running' },
  canceling: { tone: 'waiting', word: 'Canceling' },
  succeeded: { tone: 'done', word: 'Done' },
  failed: { tone: 'failed', word: 'Failed' },
  canceled: { tone: 'canceled', word: 'Canceled' },
}

export function runState(state: MigrationView['state']): { readonly tone: Tone; readonly word: string } {
  return STATES[state]
}

const ASKS = { tone: 'ask', word: 'Waits for you' } as const
const WAITS = { tone: 'action', word: 'Waits for you' } as const

export interface RunHeaderProps {
  readonly view: MigrationView
  readonly now: number
  /** Beside the cancel button, while it runs. */
  readonly actions: ReactNode
  /** How many VMs are ticked. */
  readonly chosen: number
  readonly onCancel: () => void
}

/** What runs, where to, how far, until when. */
export function RunHeader({ view, now, actions, chosen, onCancel }: RunHeaderProps) {
  const { target } = useJourney()
  const ended = isEnded(view)
  const locked = useLockedEnds().some((end) => end.runs.some((run) => run.id === view.id))
  const asks = !ended && view.vms.some((vm) => vm.question ?? isReady(vm))
  const { tone, word } = locked ? WAITS : asks ? ASKS : runState(view.state)
  return (
    <Box sx={{ display: 'flex', flexDirection: 'column', gap: 1.25 }}>
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 1.5, rowGap: 0.5, flexWrap: 'wrap' }}>
        <Mark size={28} progress={fraction(view.bytesCopied, view.bytesTotal)} />
        <Typography variant="h1" tabIndex={-1} sx={{ outline: 'none' }}>
          {view.planName}
        </Typography>
        <Box sx={{ color: 'text.secondary' }}>
          {view.type}, {formatCount(view.vmCount, 'VM')}, to {target ? `${target.name} / ` : ''}
          {view.targetNamespace}
        </Box>
        <Box sx={{ flex: 1 }} />
        <StateLabel tone={tone}>{word}</StateLabel>
        {ended ? null : actions}
        {ended ? null : (
          <ReasonButton
            variant="outlined"
            color="inherit"
            reason={
              view.state === 'canceling'
                ? 'The run is being canceled; what was half made is removed.'
                : watchReason(view)
            }
            onClick={onCancel}
          >
            {chosen > 0 ? `Cancel ${formatCount(chosen, 'VM')}` : 'Cancel run'}
          </ReasonButton>
        )}
      </Box>
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 2 }}>
        <Bar
          done={view.bytesCopied}
          total={view.bytesTotal}
          label={`Copied data of ${view.planName}`}
          tone={ended ? tone : 'running'}
          height={10}
        />
      </Box>
      <Figures view={view} now={now} ended={ended} />
    </Box>
  )
}

interface FiguresProps {
  readonly view: MigrationView
  readonly now: number
  readonly ended: boolean
}

function Figures({ view, now, ended }: FiguresProps) {
  const end = view.endedAt === undefined ? now : Date.parse(view.endedAt)
  const open = view.vms.filter(isCancelable)
  const asks = open.some((vm) => vm.question)
  const still = open.length > 0 && open.every((vm) => isIdle(vm) || vm.question !== undefined)
  // Before a cutover has begun, only the end of the copy that runs now can be told.
  const copies = view.type === 'warm' && open.every(isMovable)
  // Whoever only watches measures nothing.
  const untold = ended || watchReason(view) !== undefined
  const elapsed = formatDuration(Math.max(0, end - Date.parse(view.startedAt)))
  return (
    <Box
      sx={{
        display: 'flex',
        flexWrap: 'wrap',
        columnGap: 3,
        rowGap: 0.25,
        fontSize: 13,
        fontVariantNumeric: 'tabular-nums',
      }}
    >
      <b>{formatPercent(view.bytesCopied, view.bytesTotal)}</b>
      <span>
        {formatBytes(view.bytesCopied)} of {formatBytes(view.bytesTotal)}
      </span>
      {ended ? <span>took {elapsed}</span> : <span>{elapsed} so far</span>}
      {untold || still || view.estimate.bytesPerSecond <= 0 ? null : (
        <span>{formatRate(view.estimate.bytesPerSecond)}</span>
      )}
      {untold ? null : (
        <span>
          {still
            ? asks
              ? DEPENDS_ON_ANSWER
              : DEPENDS_ON_CUTOVER
            : runFinishText(view, now, copies ? 'end of this copy' : undefined)}
        </span>
      )}
      {untold || still ? null : (
        <Box component="span" sx={{ color: 'text.secondary' }}>
          {view.estimate.remainingMs === undefined ? '' : 'rests on '}
          {view.estimate.basis}
        </Box>
      )}
    </Box>
  )
}
