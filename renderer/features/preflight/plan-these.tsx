import Box from '@mui/material/Box'
import { useNavigate } from '@tanstack/react-router'
import { type MouseEvent, useMemo, useState } from 'react'
import type { Plan } from '../../../shared/plan/model.ts'
import { planNameFault } from '../../../shared/plan/names.ts'
import type { PreflightSummary } from '../../../shared/preflight/model.ts'
import type { Provider } from '../../../shared/provider/model.ts'
import { formatCount } from '../../../shared/units.ts'
import { useLiveData } from '../../app/live-data.tsx'
import { usePlans } from '../../app/queries.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { ReasonButton } from '../../ui/reason-button.tsx'
import { isFile } from '../providers/provider-status.tsx'
import { useDraft } from '../wizard/draft-context.tsx'
import { isUsable } from '../wizard/steps.ts'

/** Names of the plans that a VM is in, by VM id; for the VMs of one source. */
export type PlansOfVms = ReadonlyMap<string, readonly string[]>

export function usePlansOfVms(sourceId: string): PlansOfVms {
  const plans = usePlans().data
  return useMemo(() => plansOfVms(plans ?? [], sourceId), [plans, sourceId])
}

function plansOfVms(plans: readonly Plan[], sourceId: string): PlansOfVms {
  const names = new Map<string, string[]>()
  for (const plan of plans)
    if (plan.sourceId === sourceId)
      for (const { vmId } of plan.vms) {
        const known = names.get(vmId)
        if (known) known.push(plan.name)
        else names.set(vmId, [plan.name])
      }
  return names
}

/** "2 of these VMs are in a plan already: wave-1"; undefined when none is. */
export function plannedText(vmIds: readonly string[], planned: PlansOfVms): string | undefined {
  const names = new Set<string>()
  let count = 0
  for (const id of vmIds) {
    const own = planned.get(id)
    if (own) count += 1
    for (const name of own ?? []) names.add(name)
  }
  if (count === 0) return undefined
  const who =
    count < vmIds.length
      ? `${count} of these ${formatCount(vmIds.length, 'VM')} ${count === 1 ? 'is' : 'are'}`
      : count === 1
        ? 'It is'
        : 'All of them are'
  return `${who} in a plan already: ${[...names].join(', ')}.`
}

export interface PlanTheseProps {
  readonly summary: PreflightSummary
  /** Undefined when it was removed. */
  readonly source: Provider | undefined
  readonly vmIds: readonly string[]
  /** What the plan may be called: "Wave 1". */
  readonly name?: string
  readonly variant?: 'contained' | 'outlined' | 'text'
  /** In the row of a table, where the row has the keyboard. */
  readonly inRow?: boolean
}

/** Opens the wizard with these VMs chosen, for source and target of the run. Asks before it drops another draft. */
export function PlanThese(props: PlanTheseProps) {
  const { source, vmIds, variant = 'outlined', inRow = false } = props
  const { draft } = useDraft()
  const [asking, setAsking] = useState(false)
  const open = useOpenWizard(props)
  const label = `Plan ${vmIds.length === 1 ? 'this VM' : `these ${formatCount(vmIds.length, 'VM')}`}`
  const isOther = draft.vmIds.length > 0 && !isSame(draft.vmIds, vmIds)
  return (
    <Box component="span" onClick={inRow ? keep : undefined} sx={{ display: 'inline-flex' }}>
      <ReasonButton
        size="small"
        variant={variant}
        reason={planFault(source)}
        {...(inRow ? { tabIndex: -1 } : {})}
        onClick={() => (isOther ? setAsking(true) : open())}
      >
        {label}
      </ReasonButton>
      {asking ? (
        <ConfirmDialog
          open
          title={`Replace the draft of ${formatCount(draft.vmIds.length, 'VM')}?`}
          safe="Keep the draft"
          act={label}
          danger={false}
          onSafe={() => setAsking(false)}
          onAct={open}
        >
          <Box>
            The wizard holds a migration that is not saved yet
            {draft.name === '' ? '' : `, ${draft.name}`}. It is dropped, with all that was decided about it.
          </Box>
        </ConfirmDialog>
      ) : null}
    </Box>
  )
}

/** A click on the button is none on its row, nor is one in the dialog that it opens. */
function keep(event: MouseEvent): void {
  event.stopPropagation()
}

function isSame(some: readonly string[], others: readonly string[]): boolean {
  const known = new Set(some)
  return known.size === others.length && others.every((id) => known.has(id))
}

function planFault(source: Provider | undefined): string | undefined {
  if (!source) return 'The source of this run was removed. Run preflight for one that is here.'
  if (isFile(source)) return `${source.name} is a file: nothing can be migrated from it. Add its vCenter.`
  return undefined
}

function useOpenWizard({ summary, source, vmIds, name = '' }: PlanTheseProps): () => void {
  const navigate = useNavigate()
  const providers = useLiveData().providers.value ?? []
  const plans = usePlans().data ?? []
  const { reset, update } = useDraft()
  const target = providers.find((one) => one.id === summary.targetId)
  return () => {
    const wanted = name.toLowerCase().replaceAll(' ', '-')
    const isFree = planNameFault(wanted) === undefined && !plans.some((plan) => plan.name === wanted)
    reset()
    // Ends first: another source or target drops what was chosen of the one before.
    update({ sourceId: source?.id, targetId: target?.id })
    update({ vmIds: [...vmIds], name: isFree ? wanted : '' })
    const isReady = [source, target].every((end) => end !== undefined && isUsable(end))
    void (isReady
      ? navigate({ to: '/wizard/vms', search: { chosen: true } })
      : navigate({ to: '/wizard/connect' }))
  }
}
