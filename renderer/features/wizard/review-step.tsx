import Box from '@mui/material/Box'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Consequences, PlanInput } from '../../../shared/plan/model.ts'
import { formatCount } from '../../../shared/units.ts'
import { useClient } from '../../api/client-context.tsx'
import { useAction } from '../../api/use-action.ts'
import { QueryGate } from '../../app/query-gate.tsx'
import { useRefreshPlans } from '../../app/queries.ts'
import { FindingList } from '../../ui/findings.tsx'
import { Panel } from '../../ui/page.tsx'
import { ReasonButton } from '../../ui/reason-button.tsx'
import { useNow } from '../../ui/use-now.ts'
import { PlanPreflight, useJudgePlan } from '../preflight/plan-preflight.tsx'
import { ConsequenceList } from './consequence-list.tsx'
import type { Draft } from './draft.ts'
import { useDraft } from './draft-context.tsx'
import { OptionsPanel } from './options-panel.tsx'
import { PlanProbe } from './plan-probe.tsx'
import { PlanValues } from './plan-values.tsx'
import { StepFrame } from './step-frame.tsx'
import { firstOpenStep } from './steps.ts'
import { WarmPanel } from './warm-panel.tsx'
import { useWizardFacts } from './wizard-facts.tsx'

/** Step 4: everything once more, judged against the live source and target, and the start. */
export function ReviewStep(): ReactNode {
  const client = useClient()
  const { draft } = useDraft()
  const facts = useWizardFacts()
  const review = useQuery({
    queryKey: ['review', facts.plan],
    queryFn: ({ signal }) => client.plans.review(facts.plan, { signal }),
    enabled: firstOpenStep(draft, facts) === 'review',
    // Findings must not vanish and come back while an option is changed.
    placeholderData: (before) => before,
    staleTime: 0,
  })
  const finish = useFinish()
  const reason = reasonAgainst(review.data, review.isFetching)
  const late = useLateCutover(draft)
  return (
    <StepFrame
      step="review"
      title="Review"
      lead="Judged just now against the live vCenter and cluster. Nothing has been changed yet."
      note={review.isFetching ? undefined : (reason ?? late)}
      problem={finish.problem}
      finish={
        <FinishButtons
          finish={finish}
          review={review.data}
          reason={reason}
          late={late}
          onRefused={() => void review.refetch()}
        />
      }
    >
      <QueryGate query={review} what="Checking the plan against source and target">
        {(consequences) => (
          <>
            <Panel title="Findings">
              {consequences.findings.length === 0 ? (
                <Box sx={{ fontSize: 13 }}>Nothing speaks against this plan.</Box>
              ) : (
                <FindingList findings={consequences.findings} />
              )}
            </Panel>
            <Panel title="What the run does">
              <ConsequenceList consequences={consequences} plan={facts.plan} />
            </Panel>
          </>
        )}
      </QueryGate>
      <PlanPreflight
        plan={facts.plan}
        action={
          <ReasonButton
            variant="outlined"
            loading={finish.judging.busy}
            reason={reason ?? finish.judgeFault}
            onClick={() => void finish.judging.run()}
          >
            Save and run preflight for this plan
          </ReasonButton>
        }
      />
      <PlanProbe />
      <PlanValues />
      {draft.type === 'warm' ? <WarmPanel /> : null}
      <OptionsPanel />
    </StepFrame>
  )
}

/** A draft may lie for days: a time that has gone by meanwhile would mean at once. */
function useLateCutover({ type, cutoverAt }: Draft): string | undefined {
  const at = type === 'warm' && cutoverAt !== undefined ? Date.parse(cutoverAt) : undefined
  const now = useNow(at !== undefined)
  return at !== undefined && at <= now
    ? 'The time of the cutover is past. Choose one that is to come, or say it later.'
    : undefined
}

/** Stores the plan, and starts it if asked to. */
function useFinish() {
  const client = useClient()
  const navigate = useNavigate()
  const refresh = useRefreshPlans()
  const { draft, reset } = useDraft()
  const { plan } = useWizardFacts()
  const { judge, fault: judgeFault } = useJudgePlan(plan.sourceId, plan.targetId)
  const starting = useAction(async () => {
    const { migrationId } = await client.migrations.start({ plan })
    if (plan.type === 'warm' && draft.cutoverAt !== undefined)
      await client.migrations.setCutover({ migrationId, at: draft.cutoverAt })
    await navigate({ to: '/runs/$runId', params: { runId: migrationId } })
    await refresh()
    reset()
  })
  const saving = useAction(async () => {
    await client.plans.create(plan)
    await navigate({ to: '/plans' })
    await refresh()
    reset()
  })
  // Only a stored plan can be judged by all rules.
  const judging = useAction(async () => {
    const stored = await client.plans.create(plan)
    await judge(stored.id)
    await refresh()
    reset()
  })
  const problem = starting.problem ?? saving.problem ?? judging.problem
  return { starting, saving, judging, judgeFault, problem }
}

interface FinishButtonsProps {
  readonly finish: ReturnType<typeof useFinish>
  readonly review: Consequences | undefined
  readonly reason: string | undefined
  /** Against the start alone. */
  readonly late: string | undefined
  /** What was reviewed may have changed meanwhile. */
  readonly onRefused: () => void
}

function FinishButtons({ finish, review, reason, late, onRefused }: FinishButtonsProps) {
  const { plan } = useWizardFacts()
  const vms = formatCount(plan.vms.length, 'VM')
  return (
    <>
      <ReasonButton
        variant="outlined"
        loading={finish.saving.busy}
        reason={reason}
        onClick={() => void finish.saving.run()}
      >
        Save for later
      </ReasonButton>
      <ReasonButton
        variant="contained"
        loading={finish.starting.busy}
        reason={reason ?? late}
        onClick={() => void finish.starting.run().then((worked) => worked || onRefused())}
      >
        {startWords(plan.type, review)} {vms}
      </ReasonButton>
    </>
  )
}

function startWords(type: PlanInput['type'], review: Consequences | undefined): string {
  if (type === 'warm') return 'Start copying'
  return review && review.stopping.length > 0 ? 'Stop and migrate' : 'Migrate'
}

function reasonAgainst(review: Consequences | undefined, checking: boolean): string | undefined {
  if (!review) return checking ? 'The plan is being checked.' : 'The plan could not be checked.'
  const blocks = review.findings.filter((one) => one.category === 'Critical')
  const first = blocks[0]
  if (!first) return undefined
  const more = blocks.length > 1 ? ` (and ${blocks.length - 1} more)` : ''
  return `Blocked: ${first.object.name}: ${shortened(first.message)}${more}`
}

/** Beside the buttons there is room for two lines; the findings say the rest. */
function shortened(message: string): string {
  return message.length > 140 ? `${message.split(/[.:;] /)[0] ?? message}.` : message
}
