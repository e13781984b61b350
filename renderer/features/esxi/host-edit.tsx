import Box from '@mui/material/Box'
import { useTheme } from '@mui/material/styles'
import { STEP_WORDS } from '../../../shared/esxi/edit-steps.ts'
import type { EditRun, EditStep, HostEdit } from '../../../shared/esxi/model.ts'
import { ProblemCard } from '../../ui/problem-card.tsx'
import { StateLabel, StateShape, type Tone } from '../../ui/state-label.tsx'
import { useNow } from '../../ui/use-now.ts'
import { roughly } from '../../ui/times.ts'
import { DiffView } from './diff-view.tsx'
import { editWords } from './words.ts'

export interface HostEditProps {
  readonly edit: HostEdit
  readonly kind: EditRun['kind']
  readonly isCanary: boolean
  readonly showsSteps: boolean
}

/** How one host fares: its steps, what is true on it now, and what it means where it failed. */
export function HostEditPart({ edit, kind, isCanary, showsSteps }: HostEditProps) {
  const { tokens } = useTheme()
  const { tone, text } = editWords(edit.state, kind)
  const isOver = edit.state !== 'waiting' && edit.state !== 'running'
  return (
    <Box
      component="section"
      aria-label={edit.hostName}
      sx={{
        border: `1px solid ${tokens.border}`,
        borderRadius: '6px',
        bgcolor: tokens.surface,
        fontSize: 13,
      }}
    >
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 2, px: 1.5, py: 1, flexWrap: 'wrap' }}>
        <Box sx={{ fontWeight: 600, overflowWrap: 'anywhere' }}>{edit.hostName}</Box>
        {isCanary ? <Box sx={{ color: 'text.secondary' }}>canary, goes first</Box> : null}
        <Box sx={{ ml: 'auto' }}>
          <StateLabel tone={tone}>{text}</StateLabel>
        </Box>
      </Box>
      {showsSteps && edit.state !== 'waiting' && edit.steps.some(({ state }) => state !== 'skipped') ? (
        <Steps edit={edit} />
      ) : null}
      {isOver ? (
        <Box sx={{ px: 1.5, pb: 1.5, display: 'flex', flexDirection: 'column', gap: 1 }}>
          <Box sx={{ fontWeight: edit.problem ? 600 : 400 }}>{edit.truth}</Box>
          {edit.problem ? (
            <ProblemCard
              problem={{ ...edit.problem, meaning: edit.problem.meaning ?? edit.truth }}
              subject={edit.hostName}
            />
          ) : null}
          {edit.diff && (kind === 'rehearsal' || edit.problem) ? (
            <DiffView label={`Change of ${edit.hostName}`} diff={edit.diff} />
          ) : null}
          {edit.backup !== undefined && kind !== 'rehearsal' ? (
            <Box
              sx={{ color: 'text.secondary', overflowWrap: 'anywhere' }}
            >{`Backup on the host: ${edit.backup}`}</Box>
          ) : null}
        </Box>
      ) : null}
    </Box>
  )
}

const STEP_TONES: Readonly<Record<EditStep['state'], Tone>> = {
  waiting: 'waiting',
  running: 'running',
  done: 'done',
  failed: 'failed',
  skipped: 'pending',
}

const STEP_STATES: Readonly<Record<EditStep['state'], string>> = {
  waiting: 'waits',
  running: 'runs',
  done: 'done',
  failed: 'failed',
  skipped: 'not needed',
}

function Steps({ edit }: { readonly edit: HostEdit }) {
  return (
    <Box
      component="ol"
      aria-label={`Steps of ${edit.hostName}`}
      sx={{ m: 0, px: 1.5, pb: 1.5, listStyle: 'none', display: 'flex', flexDirection: 'column', gap: 0.25 }}
    >
      {edit.steps.map((step) => (
        <StepLine
          key={step.id}
          step={step}
          generation={edit.generation ?? 'configFile'}
          skipped={wasCut(edit) ? 'Not reached.' : 'Not needed.'}
        />
      ))}
    </Box>
  )
}

/** Steps after a failure were not reached, rather than not needed. */
function wasCut({ state }: HostEdit): boolean {
  return state !== 'done' && state !== 'unchanged' && state !== 'running'
}

interface StepLineProps {
  readonly step: EditStep
  readonly generation: NonNullable<HostEdit['generation']>
  /** Said of a step that was skipped without a word. */
  readonly skipped: string
}

function StepLine({ step, generation, skipped }: StepLineProps) {
  const words = STEP_WORDS[step.id]
  const isQuiet = step.state === 'waiting' || step.state === 'skipped'
  return (
    <Box
      component="li"
      aria-current={step.state === 'running' ? 'step' : undefined}
      sx={{
        display: 'grid',
        gridTemplateColumns: '18px 128px minmax(0, 1fr) 60px',
        columnGap: 1,
        alignItems: 'baseline',
        color: isQuiet ? 'text.secondary' : undefined,
      }}
    >
      <Box sx={{ alignSelf: 'center', display: 'inline-flex' }}>
        <StateShape tone={STEP_TONES[step.state]} />
      </Box>
      <Box sx={{ fontWeight: step.state === 'running' ? 600 : 400 }}>
        {words.title}
        <Box
          component="span"
          sx={{ position: 'absolute', width: 1, height: 1, overflow: 'hidden', clipPath: 'inset(50%)' }}
        >
          {`: ${STEP_STATES[step.state]}`}
        </Box>
      </Box>
      <Box sx={{ overflowWrap: 'anywhere' }}>
        {step.state === 'skipped' && step.detail === '' ? skipped : step.detail || words[generation]}
      </Box>
      <Box sx={{ textAlign: 'right', fontVariantNumeric: 'tabular-nums' }}>
        {step.startedAt === undefined ? null : <Took from={step.startedAt} to={step.endedAt} />}
      </Box>
    </Box>
  )
}

function Took({ from, to }: { readonly from: string; readonly to: string | undefined }) {
  const now = useNow(to === undefined)
  return roughly(Math.max(0, (to === undefined ? now : Date.parse(to)) - Date.parse(from)))
}
