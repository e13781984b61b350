import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Typography from '@mui/material/Typography'
import { useTheme } from '@mui/material/styles'
import { useNavigate } from '@tanstack/react-router'
import { createContext, type ReactNode, useContext, useEffect, useRef, useState } from 'react'
import { Loading } from '../../ui/loading.tsx'
import { ProblemCard } from '../../ui/problem-card.tsx'
import { StateShape } from '../../ui/state-label.tsx'
import type { Problem } from '../../../shared/problem.ts'
import { useLiveData } from '../../app/live-data.tsx'
import { useDraft } from './draft-context.tsx'
import { MissingStep } from './missing-step.tsx'
import { missingBefore, stepAfter, stepBefore, type StepFault, stepFaults, type StepId } from './steps.ts'
import { useWizardFacts } from './wizard-facts.tsx'

const FaultContext = createContext<readonly StepFault[]>([])

/** What is wrong with one field, once Next has been pressed; undefined before that and when it is fine. */
export function useFieldFault(field: string): string | undefined {
  return useContext(FaultContext).find((fault) => fault.field === field)?.message
}

export interface StepFrameProps {
  readonly step: StepId
  readonly title: string
  readonly lead: ReactNode
  readonly children: ReactNode
  /** Why the step cannot be finished now, said beside the buttons. */
  readonly note?: string | undefined
  /** What went wrong at the last try; stands above the buttons. */
  readonly problem?: Problem | undefined
  /** In place of Next. */
  readonly finish?: ReactNode
  /** The content keeps to the height and scrolls inside (tables). */
  readonly fill?: boolean
}

/** One step: its title, its content, Back and Next. Next says what is missing and goes to the first such field. */
export function StepFrame({
  step,
  title,
  lead,
  children,
  note,
  problem,
  finish,
  fill = false,
}: StepFrameProps) {
  const { draft } = useDraft()
  const facts = useWizardFacts()
  const navigate = useNavigate()
  const [asked, setAsked] = useState(false)
  const faults = stepFaults(step, draft, facts)
  const after = stepAfter(step, facts)
  const loading = useLiveData().providers.value === undefined || (step === 'review' && facts.isReading)
  const missing = loading ? undefined : missingBefore(step, draft, facts)
  const next = () => {
    setAsked(true)
    const first = faults[0]
    if (first) focusField(first.field)
    else if (after) void navigate({ to: after.to })
  }
  return (
    <FaultContext value={asked ? faults : NO_FAULTS}>
      <StepBody title={title} lead={lead} fill={fill}>
        {loading ? (
          <Loading label="Reading what this step builds on" />
        ) : missing ? (
          <MissingStep missing={missing} />
        ) : (
          children
        )}
      </StepBody>
      {problem ? (
        <Box sx={{ px: 3, pb: 2 }}>
          <ProblemCard problem={problem} subject={draft.name} />
        </Box>
      ) : null}
      <StepFooter
        step={step}
        message={loading || missing ? undefined : (note ?? (asked ? faults[0]?.message : undefined))}
      >
        {loading || missing ? null : finish === undefined ? (
          <Button variant="contained" onClick={next}>
            Next{after ? `: ${after.label}` : ''}
          </Button>
        ) : (
          finish
        )}
      </StepFooter>
    </FaultContext>
  )
}

/** What scrolls between the list of steps and the buttons. */
function StepBody({
  title,
  lead,
  fill,
  children,
}: Pick<StepFrameProps, 'title' | 'lead' | 'fill' | 'children'>) {
  return (
    <Box
      sx={{
        flex: 1,
        minHeight: 0,
        overflow: 'auto',
        p: 3,
        pt: 2.5,
        display: 'flex',
        flexDirection: 'column',
        gap: 2,
        ...(fill ? { '& > *': { minHeight: 0 } } : {}),
      }}
    >
      <StepTitle title={title} lead={lead} />
      {children}
    </Box>
  )
}

/** Takes the focus when the step opens, so that a screen reader says where one is. */
function StepTitle({ title, lead }: Pick<StepFrameProps, 'title' | 'lead'>) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])
  return (
    <Box>
      <Typography variant="h1" ref={heading} tabIndex={-1} sx={{ outline: 'none' }}>
        {title}
      </Typography>
      <Typography sx={{ color: 'text.secondary', maxWidth: 720 }}>{lead}</Typography>
    </Box>
  )
}

interface StepFooterProps {
  readonly step: StepId
  readonly message: string | undefined
  readonly children: ReactNode
}

function StepFooter({ step, message, children }: StepFooterProps) {
  const { tokens } = useTheme()
  const navigate = useNavigate()
  const before = stepBefore(step, useWizardFacts())
  return (
    <Box
      sx={{
        display: 'flex',
        alignItems: 'center',
        gap: 1.5,
        px: 3,
        py: 1.25,
        borderTop: `1px solid ${tokens.border}`,
        bgcolor: tokens.surface,
      }}
    >
      <Box
        role="status"
        sx={{ flex: 1, minWidth: 0, display: 'flex', gap: 1, alignItems: 'center', fontSize: 13 }}
      >
        {message ? (
          <>
            <StateShape tone="failed" />
            {message}
          </>
        ) : null}
      </Box>
      {before ? (
        <Button variant="outlined" onClick={() => void navigate({ to: before.to })}>
          Back
        </Button>
      ) : null}
      {children}
    </Box>
  )
}

const NO_FAULTS: readonly StepFault[] = []

function focusField(field: string): void {
  const element = document.getElementById(field)
  const target = element?.matches('input, textarea, button, [tabindex]')
    ? element
    : element?.querySelector<HTMLElement>('input, button, [tabindex="0"]')
  target?.focus()
  element?.scrollIntoView({ block: 'nearest' })
}
