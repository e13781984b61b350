import TextField from '@mui/material/TextField'
import Box from '@mui/material/Box'
import { useState } from 'react'
import type { Plan } from '../../../shared/plan/model.ts'
import { planNameFault } from '../../../shared/plan/names.ts'
import { formatCount } from '../../../shared/units.ts'
import { useClient } from '../../api/client-context.tsx'
import { useAction } from '../../api/use-action.ts'
import { useRefreshPlans } from '../../app/queries.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'

export interface DuplicatePlanDialogProps {
  readonly plan: Plan
  /** Names that are taken. */
  readonly taken: readonly string[]
  readonly onClose: () => void
}

/** The same plan once more under another name. */
export function DuplicatePlanDialog({ plan, taken, onClose }: DuplicatePlanDialogProps) {
  const client = useClient()
  const refresh = useRefreshPlans()
  const [name, setName] = useState(() => freeName(plan.name, taken))
  const fault =
    planNameFault(name)?.message ??
    (taken.includes(name) ? `There is a plan called ${name} already. Choose another name.` : undefined)
  const duplicating = useAction(async () => {
    await client.plans.duplicate({ id: plan.id, name })
    await refresh()
  })
  return (
    <ConfirmDialog
      open
      danger={false}
      title={`Duplicate the plan ${plan.name}?`}
      safe="Not now"
      act={`Duplicate ${plan.name}`}
      busy={duplicating.busy}
      problem={duplicating.problem}
      reason={fault}
      onSafe={onClose}
      onAct={() => void duplicating.run().then((worked) => worked && onClose())}
    >
      <Box>
        The new plan has the same {formatCount(plan.vms.length, 'VM')}, mappings and options. Nothing starts.
      </Box>
      <TextField
        label="Name of the new plan"
        value={name}
        onChange={(event) => setName(event.target.value)}
        error={fault !== undefined}
        helperText={fault}
        slotProps={{ htmlInput: { spellCheck: false } }}
      />
    </ConfirmDialog>
  )
}

/** "wave-1-2", or the next number that is free. */
function freeName(name: string, taken: readonly string[]): string {
  let number = 2
  while (taken.includes(`${name}-${number}`)) number += 1
  return `${name}-${number}`
}
