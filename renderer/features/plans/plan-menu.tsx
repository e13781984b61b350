import Button from '@mui/material/Button'
import Menu from '@mui/material/Menu'
import MenuItem from '@mui/material/MenuItem'
import { useState } from 'react'
import type { Plan } from '../../../shared/plan/model.ts'
import { useClient } from '../../api/client-context.tsx'
import { useAction } from '../../api/use-action.ts'
import { useRefreshPlans } from '../../app/queries.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'

export interface PlanMenuProps {
  readonly plan: Plan
  readonly running: boolean
  readonly onDuplicate: () => void
  readonly onRemove: () => void
}

/** What is rarely done with a plan. */
export function PlanMenu({ plan, running, onDuplicate, onRemove }: PlanMenuProps) {
  const [anchor, setAnchor] = useState<HTMLElement>()
  const archiving = useArchive(plan)
  const archived = plan.archivedAt !== undefined
  const pick = (act: () => void) => () => {
    setAnchor(undefined)
    act()
  }
  return (
    <>
      <Button
        size="small"
        color="inherit"
        aria-haspopup="menu"
        aria-label={`More for ${plan.name}`}
        onClick={(event) => setAnchor(event.currentTarget)}
      >
        More
      </Button>
      <Menu
        open={anchor !== undefined}
        anchorEl={anchor ?? null}
        onClose={() => setAnchor(undefined)}
        slotProps={{ list: { 'aria-label': `Actions for ${plan.name}` } }}
      >
        <MenuItem onClick={pick(onDuplicate)}>Duplicate {plan.name}...</MenuItem>
        <MenuItem disabled={running && !archived} onClick={pick(() => void archiving.run())}>
          {archived ? `Take ${plan.name} back` : `Archive ${plan.name}${running ? ' (it runs)' : ''}`}
        </MenuItem>
        <MenuItem disabled={running} onClick={pick(onRemove)}>
          Remove {plan.name}
          {running ? ' (it runs)' : '...'}
        </MenuItem>
      </Menu>
      {archiving.problem ? (
        <ConfirmDialog
          open
          danger={false}
          title={archived ? `Take ${plan.name} back?` : `Archive ${plan.name}?`}
          safe="Leave it"
          act="Try again"
          busy={archiving.busy}
          problem={archiving.problem}
          onSafe={archiving.reset}
          onAct={() => void archiving.run()}
        >
          It stays as it is for now.
        </ConfirmDialog>
      ) : null}
    </>
  )
}

/** Puts the plan aside, or takes it back. Nothing of it is lost, so nobody is asked. */
function useArchive(plan: Plan) {
  const client = useClient()
  const refresh = useRefreshPlans()
  return useAction(async () => {
    await client.plans.archive({ id: plan.id, archived: plan.archivedAt === undefined })
    await refresh()
  })
}
