import Box from '@mui/material/Box'
import type { Plan } from '../../../shared/plan/model.ts'
import { useClient } from '../../api/client-context.tsx'
import { useAction } from '../../api/use-action.ts'
import { useRefreshPlans } from '../../app/queries.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'

export interface RemovePlanDialogProps {
  readonly plan: Plan
  readonly onClose: () => void
}

export function RemovePlanDialog({ plan, onClose }: RemovePlanDialogProps) {
  const client = useClient()
  const refresh = useRefreshPlans()
  const removing = useAction(async () => {
    await client.plans.remove({ id: plan.id })
    await refresh()
  })
  return (
    <ConfirmDialog
      open
      title={`Remove the plan ${plan.name}?`}
      safe={`Keep ${plan.name}`}
      act={`Remove ${plan.name}`}
      busy={removing.busy}
      problem={removing.problem}
      onSafe={onClose}
      onAct={() => void removing.run().then((worked) => worked && onClose())}
    >
      <Box>VMs, on the source and on the target, stay as they are. Its runs stay in the activity.</Box>
      <Box>
        Disks that were kept on the target for another try at a conversion are removed, and their source VMs
        are powered on again if they ran before.
      </Box>
    </ConfirmDialog>
  )
}
