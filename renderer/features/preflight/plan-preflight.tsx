import Box from '@mui/material/Box'
import { useTheme } from '@mui/material/styles'
import { Link, useNavigate } from '@tanstack/react-router'
import { type ReactNode, useMemo } from 'react'
import type { Plan } from '../../../shared/plan/model.ts'
import { CATEGORIES, type PreflightSummary } from '../../../shared/preflight/model.ts'
import { formatNumber } from '../../../shared/units.ts'
import { useLiveData } from '../../app/live-data.tsx'
import { Panel } from '../../ui/page.tsx'
import { ReasonButton } from '../../ui/reason-button.tsx'
import { StateLabel } from '../../ui/state-label.tsx'
import { Ago } from '../../ui/ago.tsx'
import { CategoryMark, type ShownCategory } from './labels.tsx'
import { newestOfSource, newestRunOf, type PlanRun, type SomePlan } from './plan-runs.ts'
import { useRuns } from './queries.ts'
import { useBeginPreflight } from './running.tsx'
import { NO_PLAN, NO_TARGET, runFault } from './source-state.ts'

/** The newest run about a plan; undefined while that is not known, and where there is none. */
export function usePlanRun(plan: SomePlan): PlanRun | undefined {
  const runs = useRuns().data
  return useMemo(() => (runs ? newestRunOf(plan, runs) : undefined), [plan, runs])
}

export interface PlanPreflightProps {
  readonly plan: SomePlan
  /** The button that looks at it. */
  readonly action: ReactNode
}

/** What preflight last said of a plan, and the way to ask it again. */
export function PlanPreflight({ plan, action }: PlanPreflightProps) {
  const runs = useRuns().data
  const found = usePlanRun(plan)
  const whole = runs && newestOfSource(plan, runs)
  return (
    <Panel title="Preflight">
      <Box sx={{ display: 'flex', gap: 2, alignItems: 'center', flexWrap: 'wrap', fontSize: 13 }}>
        <Box sx={{ flex: 1, minWidth: 260, display: 'grid', rowGap: 0.5 }}>
          {runs === undefined ? null : found ? (
            <Found {...found} />
          ) : (
            <Box>Every rule over the VMs, the target and the maps of this plan: not looked at yet.</Box>
          )}
          {found || !whole ? null : (
            <Line lead="The whole source was looked at" run={whole}>
              <RunLink run={whole}>Open that run</RunLink>
            </Line>
          )}
        </Box>
        {action}
      </Box>
    </Panel>
  )
}

function Found({ run, isChanged }: PlanRun) {
  return (
    <>
      <Line lead="Looked at" run={run}>
        <RunLink run={run}>Open the run</RunLink>
      </Line>
      {isChanged ? (
        <StateLabel tone="waiting">The plan was changed since: what was found need not hold.</StateLabel>
      ) : null}
    </>
  )
}

interface LineProps {
  readonly lead: string
  readonly run: PreflightSummary
  readonly children: ReactNode
}

function Line({ lead, run, children }: LineProps) {
  return (
    <Box sx={{ display: 'flex', columnGap: 1.5, flexWrap: 'wrap', alignItems: 'center' }}>
      <span>
        {lead} <Ago iso={run.at} />
      </span>
      <OpenCounts run={run} />
      {children}
    </Box>
  )
}

/** Open findings by category, and what is unknown, each with its shape. */
function OpenCounts({ run }: { readonly run: PreflightSummary }) {
  const { counts } = run
  return (
    <>
      {CATEGORIES.map((category) => (
        <Count key={category} category={category} word={category} count={counts[category]} />
      ))}
      <Count category="unknown" word="Unknown" count={counts.unknown} />
    </>
  )
}

interface CountProps {
  readonly category: ShownCategory
  readonly word: string
  readonly count: number
}

function Count({ category, word, count }: CountProps) {
  return (
    <Box
      component="span"
      sx={{ display: 'inline-flex', alignItems: 'center', gap: 0.5, fontVariantNumeric: 'tabular-nums' }}
    >
      <CategoryMark category={category} />
      {word} {formatNumber(count)}
    </Box>
  )
}

function RunLink({ run, children }: { readonly run: PreflightSummary; readonly children: string }) {
  const { tokens } = useTheme()
  const { runId, providerId, targetId, planId } = run
  const search = { source: providerId, target: targetId ?? NO_TARGET, plan: planId ?? NO_PLAN, run: runId }
  return (
    <Link to="/preflight" search={search} style={{ color: tokens.brand }}>
      {children}
    </Link>
  )
}

/** Begins a run about a stored plan and shows it; why it cannot be begun now. */
export function useJudgePlan(sourceId: string, targetId: string) {
  const navigate = useNavigate()
  const source = useLiveData().providers.value?.find((one) => one.id === sourceId)
  const { begin, isBusy } = useBeginPreflight()
  return {
    fault: isBusy ? 'Preflight runs already. Wait for it, or cancel it there.' : runFault(source),
    judge: (planId: string) => {
      begin({ providerId: sourceId, targetId, planId })
      return navigate({ to: '/preflight', search: { source: sourceId, target: targetId, plan: planId } })
    },
  }
}

/** Looks at a stored plan right now. */
export function JudgePlanButton({ plan }: { readonly plan: Plan }) {
  const { fault, judge } = useJudgePlan(plan.sourceId, plan.targetId)
  return (
    <ReasonButton variant="outlined" reason={fault} onClick={() => void judge(plan.id)}>
      Run preflight for this plan
    </ReasonButton>
  )
}
