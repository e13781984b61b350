import { useQuery } from '@tanstack/react-query'
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
    queryFn: ({ signal }) => client.plans.review(plan, { signal }),
    staleTime: 0,
  })
  const starting = useAction(async (takeOver: boolean) => {
    const { migrationId } = await client.migrations.start({
      planId: plan.id,
      ...(vmIds ? { vmIds: [...vmIds] } : {}),
      ...(takeOver ? { takeOver } : {}),
    })
    await navigate({ to: '/runs/$runId', params: { runId: migrationId } })
  })
  const critical = review.data?.findings.find((one) => one.category === 'Critical')
  const reason = critical
    ? `Blocked: ${critical.object.name}: ${critical.message}`
    : review.data
      ? undefined
      : 'The plan is being checked.'
  return { plan, review, starting, reason }
}

/** Judges a stored plan against the world of today before it starts. */
export function StartPlanDialog({ plan: stored, vmIds, onClose }: StartPlanDialogProps) {
  const { plan, review, starting, reason } = useStart(stored, vmIds)
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
        {vmIds ? `Start ${formatCount(plan.vms.length, 'VM')} of ${plan.name} again?` : `Start ${plan.name}?`}
      </DialogTitle>
      <DialogContent sx={{ display: 'flex', flexDirection: 'column', gap: 2 }}>
        <PlanPreflight plan={stored} action={<JudgePlanButton plan={stored} />} />
        <QueryGate query={review} what="Checking the plan against source and target">
          {(consequences) => (
            <>
              {consequences.findings.length > 0 ? (
                <FindingList findings={consequences.findings} limit={20} />
              ) : null}
              <Box>
                <ConsequenceList consequences={consequences} plan={plan} />
              </Box>
            </>
          )}
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
          <Button
            variant="outlined"
            color="error"
            loading={starting.busy}
            onClick={() => void starting.run(true)}
          >
            Take {plan.name} over
          </Button>
        ) : null}
        <ReasonButton
          variant="contained"
          loading={starting.busy}
          reason={reason}
          onClick={() => void starting.run(false)}
        >
          {plan.type === 'warm' ? 'Start copying' : 'Migrate'} {formatCount(plan.vms.length, 'VM')}
        </ReasonButton>
      </DialogActions>
    </Dialog>
  )
}
