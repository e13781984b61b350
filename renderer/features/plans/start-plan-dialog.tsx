import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useNavigate } from '@tanstack/react-router'
import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Dialog from '@mui/material/Dialog'
import DialogActions from '@mui/material/DialogActions'
import DialogContent from '@mui/material/DialogContent'
import DialogTitle from '@mui/material/DialogTitle'
import type { Plan } from '../../../shared/plan/model.ts'
import { formatCount } from '../../../shared/units.ts'
import { useClient } from '../../api/client-context.tsx'
import { useAction } from '../../api/use-action.ts'
import { QueryGate } from '../../app/query-gate.tsx'
import { FindingList } from '../../ui/findings.tsx'
import { ProblemCard } from '../../ui/problem-card.tsx'
import { ReasonButton } from '../../ui/reason-button.tsx'
import { JudgePlanButton, PlanPreflight } from '../preflight/plan-preflight.tsx'
import { ConsequenceList } from '../wizard/consequence-list.tsx'
import { DriftPanel } from './drift-panel.tsx'

export interface StartPlanDialogProps {
  readonly plan: Plan
  /** Only these of its VMs; left out: all. */
  readonly vmIds?: readonly string[]
  readonly onClose: () => void
}

function useStart(stored: Plan, vmIds: readonly string[] | undefined) {
  const plan = vmIds ? { ...stored, vms: stored.vms.filter((vm) => vmIds.includes(vm.vmId)) } : stored
  const client = useClient()
  const navigate = useNavigate()
  const review = useQuery({
    queryKey: ['review', plan.id, vmIds],
    queryFn: ({ signal }) => client.plans.review({ ...plan, planId: plan.id }, { signal }),
    gcTime: 0,
    staleTime: 0,
  })
  const { drift, accepted, setAccepted } = useDrift(plan.id, vmIds)
  const starting = useAction(async (takeOver: boolean) => {
    const { migrationId } = await client.migrations.start({
      planId: plan.id,
      ...(vmIds ? { vmIds: [...vmIds] } : {}),
      ...(takeOver ? { takeOver } : {}),
      ...(accepted === undefined ? {} : { acceptedDrift: accepted }),
    })
    await navigate({ to: '/runs/$runId', params: { runId: migrationId } })
  })
  const critical = review.data?.findings.find((one) => one.category === 'Critical')
  const left = review.data?.vmCount ?? plan.vms.length
  const reason =
    left === 0
      ? NONE_LEFT
      : critical
        ? `Blocked: ${critical.object.name}: ${critical.message}`
        : !review.data || !drift.data
          ? 'The plan is being checked.'
          : drift.data.stamp === accepted
            ? undefined
            : 'The plan has changed since its review: accept the changes first.'
  const start = async (takeOver: boolean): Promise<void> => {
    // What was refused may be what has changed since it was shown.
    if (!(await starting.run(takeOver))) await Promise.all([drift.refetch(), review.refetch()])
  }
  return { plan, left, review, starting, start, reason, drift, accepted, setAccepted }
}

const NONE_LEFT = 'All of these VMs were migrated already.'

/** What changed, and the changes that were accepted: no others, so that whatever comes later is asked anew. */
function useDrift(id: string, vmIds: readonly string[] | undefined) {
  const client = useClient()
  const drift = useQuery({
    queryKey: ['drift', id, vmIds],
    queryFn: ({ signal }) => client.plans.drift({ id, ...(vmIds ? { vmIds: [...vmIds] } : {}) }, { signal }),
    staleTime: 0,
    gcTime: 0,
  })
  const [ticked, setAccepted] = useState<string>()
  const accepted = ticked === drift.data?.stamp ? ticked : undefined
  return { drift, accepted, setAccepted }
}

/** Judges a stored plan against the world of today before it starts. */
export function StartPlanDialog({ plan: stored, vmIds, onClose }: StartPlanDialogProps) {
  const { plan, left, review, starting, start, reason, drift, accepted, setAccepted } = useStart(
    stored,
    vmIds,
  )
  const migrated = plan.vms.length - left
  const isLeased = starting.problem?.code === 'migration.leased'
  return (
    <Dialog
      open
      onClose={starting.busy ? undefined : onClose}
      aria-labelledby="start-plan-title"
      maxWidth="sm"
      fullWidth
    >
      <DialogTitle id="start-plan-title">
        {vmIds && left > 0
          ? `Start ${formatCount(left, 'VM')} of ${plan.name} again?`
          : `Start ${plan.name}?`}
      </DialogTitle>
      <DialogContent sx={{ display: 'flex', flexDirection: 'column', gap: 2 }}>
        <PlanPreflight plan={stored} action={<JudgePlanButton plan={stored} />} />
        <QueryGate query={drift} what="Comparing the plan with its review">
          {(found) => (
            <DriftPanel
              drift={found}
              isAccepted={accepted !== undefined}
              onAccept={(isAccepted) => setAccepted(isAccepted ? found.stamp : undefined)}
            />
          )}
        </QueryGate>
        <QueryGate query={review} what="Checking the plan against source and target">
          {(consequences) =>
            left === 0 ? (
              <Box>{NONE_LEFT} Nothing is left to start.</Box>
            ) : (
              <>
                {migrated > 0 ? (
                  <Box>
                    {formatCount(migrated, 'VM')} of these {migrated === 1 ? 'was' : 'were'} migrated already,
                    and {migrated === 1 ? 'is' : 'are'} left out.
                  </Box>
                ) : null}
                {consequences.findings.length > 0 ? (
                  <FindingList findings={consequences.findings} limit={20} />
                ) : null}
                <Box>
                  <ConsequenceList consequences={consequences} plan={plan} />
                </Box>
              </>
            )
          }
        </QueryGate>
        {starting.problem ? <ProblemCard problem={starting.problem} subject={plan.name} /> : null}
        {isLeased ? (
          <Box>
            Taken over, the other Palletjack stops before its next change and only watches from then on. What
            it has begun goes on in the cluster; what it has half made is removed first.
          </Box>
        ) : null}
      </DialogContent>
      <DialogActions>
        <Button variant="outlined" autoFocus onClick={onClose} disabled={starting.busy}>
          Not now
        </Button>
        {isLeased ? (
          <Button variant="outlined" color="error" loading={starting.busy} onClick={() => void start(true)}>
            Take {plan.name} over
          </Button>
        ) : null}
        <ReasonButton
          variant="contained"
          loading={starting.busy}
          reason={reason}
          onClick={() => void start(false)}
        >
          {plan.type === 'warm' ? 'Start copying' : 'Migrate'} {left > 0 ? formatCount(left, 'VM') : ''}
        </ReasonButton>
      </DialogActions>
    </Dialog>
  )
}
