import Box from '@mui/material/Box'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Consequences } from '../../../shared/plan/model.ts'
import { formatCount, formatNumber } from '../../../shared/units.ts'
import { useClient } from '../../api/client-context.tsx'
import { useAction } from '../../api/use-action.ts'
import { QueryGate } from '../../app/query-gate.tsx'
import { useRefreshPlans } from '../../app/queries.ts'
import { Facts } from '../../ui/facts.tsx'
import { FindingList } from '../../ui/findings.tsx'
import { Panel } from '../../ui/page.tsx'
import { ReasonButton } from '../../ui/reason-button.tsx'
import { transferText } from '../cluster/words.ts'
import { PlanPreflight, useJudgePlan } from '../preflight/plan-preflight.tsx'
import { useVmNames } from './chosen-rows.ts'
import { ConsequenceList } from './consequence-list.tsx'
import { useDraft } from './draft-context.tsx'
import { networkTargetText } from './network-rows.tsx'
import { OptionsPanel } from './options-panel.tsx'
import { PlanProbe } from './plan-probe.tsx'
import { StepFrame } from './step-frame.tsx'
import { firstOpenStep, STEPS } from './steps.ts'
import { useWizardFacts } from './wizard-facts.tsx'

/** Step 4: everything once more, judged against the live source and target, and the start. */
export function ReviewStep(): ReactNode {
  const client = useClient()
  const { draft } = useDraft()
  const facts = useWizardFacts()
  const open = firstOpenStep(draft, facts)
  const review = useQuery({
    queryKey: ['review', facts.plan],
    queryFn: ({ signal }) => client.plans.review(facts.plan, { signal }),
    enabled: open === 'review',
    // Findings must not vanish and come back while an option is changed.
    placeholderData: (before) => before,
    staleTime: 0,
  })
  const finish = useFinish()
  const reason = reasonAgainst(review.data, review.isFetching)
  return (
    <StepFrame
      step="review"
      title="Review"
      lead="Judged just now against the live vCenter and cluster. Nothing has been changed yet."
      note={review.isFetching ? undefined : reason}
      problem={finish.problem}
      finish={<FinishButtons finish={finish} review={review.data} reason={reason} />}
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
              <ConsequenceList consequences={consequences} namespace={draft.targetNamespace} />
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
      <Values />
      <OptionsPanel />
    </StepFrame>
  )
}

interface Value {
  readonly term: string
  readonly value: string
  /** Where it can be changed. */
  readonly to?: (typeof STEPS)[number]['to']
}

const NAMES_SHOWN = 20

/** Every value of the plan in words. */
function useValues(): Value[] {
  const { plan, providers, suggestion, target } = useWizardFacts()
  const providerName = (id: string) => providers.find((one) => one.id === id)?.name ?? id
  const shown = plan.vms.slice(0, NAMES_SHOWN).map((one) => one.vmId)
  const vms = new Map(useVmNames(plan.sourceId || undefined, shown).data?.map((vm) => [vm.id, vm.name]))
  const names = shown.map((id) => vms.get(id) ?? id)
  const rest = plan.vms.length - shown.length
  const networkName = (id: string) =>
    suggestion?.networks.find((row) => row.sourceId === id)?.sourceName ?? id
  const storeName = (id: string) => suggestion?.storage.find((row) => row.sourceId === id)?.sourceName ?? id
  const networks = plan.networkMap.map(
    (pair) => `${networkName(pair.sourceId)}: ${networkTargetText(pair.target)}`,
  )
  const stores = plan.storageMap.map((pair) =>
    [`${storeName(pair.sourceId)}: ${pair.storageClass}`, pair.volumeMode, pair.accessMode]
      .filter(Boolean)
      .join(', '),
  )
  return [
    { term: 'Source', value: providerName(plan.sourceId), to: '/wizard/connect' },
    { term: 'Target', value: providerName(plan.targetId), to: '/wizard/connect' },
    {
      term: 'VMs',
      value: `${formatCount(plan.vms.length, 'VM')}: ${names.join(', ')}${rest > 0 ? ` and ${formatNumber(rest)} more` : ''}`,
      to: '/wizard/vms',
    },
    { term: 'Name', value: plan.name, to: '/wizard/mapping' },
    { term: 'Namespace', value: plan.targetNamespace, to: '/wizard/mapping' },
    { term: 'Kind', value: 'Cold: the VMs are shut down while their disks are copied' },
    { term: 'Networks', value: networks.join('; ') || 'none', to: '/wizard/mapping' },
    { term: 'Storage', value: stores.join('; ') || 'none', to: '/wizard/mapping' },
    {
      term: 'Transfer network',
      value: transferText(plan.transferNetwork, target.data),
      to: '/wizard/mapping',
    },
  ]
}

function Values() {
  const items = useValues().map(({ term, value, to }) => ({
    term,
    value: to ? (
      <Edit to={to} what={term.toLowerCase()}>
        {value}
      </Edit>
    ) : (
      value
    ),
  }))
  return (
    <Panel title="Plan">
      <Facts items={items} />
    </Panel>
  )
}

interface EditProps {
  readonly to: (typeof STEPS)[number]['to']
  readonly what: string
  readonly children: ReactNode
}

function Edit({ to, what, children }: EditProps) {
  return (
    <Box sx={{ display: 'flex', gap: 1.5, alignItems: 'baseline' }}>
      <Box sx={{ minWidth: 0, overflowWrap: 'anywhere' }}>{children}</Box>
      <Box
        component={Link}
        to={to}
        aria-label={`Edit ${what === 'vms' ? 'VMs' : what}`}
        sx={{ color: 'primary.main', flexShrink: 0 }}
      >
        Edit
      </Box>
    </Box>
  )
}

/** Stores the plan, and starts it if asked to. */
function useFinish() {
  const client = useClient()
  const navigate = useNavigate()
  const refresh = useRefreshPlans()
  const { reset } = useDraft()
  const { plan } = useWizardFacts()
  const { judge, fault: judgeFault } = useJudgePlan(plan.sourceId, plan.targetId)
  const starting = useAction(async () => {
    const stored = await client.plans.create(plan)
    const { migrationId } = await client.migrations
      .start({ planId: stored.id })
      .catch(async (error: unknown) => {
        // A plan whose start was refused would stand in the way of the next try.
        await client.plans.remove({ id: stored.id })
        throw error
      })
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
}

function FinishButtons({ finish, review, reason }: FinishButtonsProps) {
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
        reason={reason}
        onClick={() => void finish.starting.run()}
      >
        {review && review.stopping.length > 0 ? `Stop and migrate ${vms}` : `Migrate ${vms}`}
      </ReasonButton>
    </>
  )
}

function reasonAgainst(review: Consequences | undefined, checking: boolean): string | undefined {
  if (!review) return checking ? 'The plan is being checked.' : 'The plan could not be checked.'
  const blocks = review.findings.filter((one) => one.severity === 'critical')
  const first = blocks[0]
  if (!first) return undefined
  const more = blocks.length > 1 ? ` (and ${blocks.length - 1} more)` : ''
  return `Blocked: ${first.object}: ${shortened(first.message)}${more}`
}

/** Beside the buttons there is room for two lines; the findings say the rest. */
function shortened(message: string): string {
  return message.length > 140 ? `${message.split(/[.:;] /)[0] ?? message}.` : message
}
