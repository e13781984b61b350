import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { MigrationView, VmView } from '../../../shared/migration/model.ts'
import { formatCount } from '../../../shared/units.ts'
import { useClient } from '../../api/client-context.tsx'
import { useAction } from '../../api/use-action.ts'
import { usePlans } from '../../app/queries.ts'
import { ActionButton } from '../../ui/action-button.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { StartPlanDialog } from '../plans/start-plan-dialog.tsx'

export interface RunAgainProps {
  readonly view: MigrationView
  /** Something of the ended run was changed. */
  readonly onStale: () => void
}

/** After a run: what did not arrive can be tried again, without touching what did. */
export function RunAgain({ view, onStale }: RunAgainProps) {
  const plan = usePlans().data?.find((one) => one.id === view.planId)
  const [open, setOpen] = useState<'start' | 'discard'>()
  const missing = view.vms.filter((vm) => vm.state !== 'succeeded')
  const kept = view.vms.filter((vm) => vm.canRetryConversion)
  const left = view.vms.filter((vm) => vm.left)
  if (missing.length === 0) return null
  return (
    <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1, alignSelf: 'center', justifyContent: 'flex-end' }}>
      {kept.length > 0 ? (
        <>
          <RetryConversion runId={view.id} vms={kept} />
          <Button size="small" variant="outlined" color="inherit" onClick={() => setOpen('discard')}>
            Discard copied disks...
          </Button>
        </>
      ) : null}
      {left.length > 0 ? <RemoveLeft runId={view.id} vms={left} onStale={onStale} /> : null}
      {plan ? (
        <Button size="small" variant="outlined" onClick={() => setOpen('start')}>
          Start {formatCount(missing.length, 'VM')} again...
        </Button>
      ) : null}
      <Button size="small" variant="outlined" component={Link} to="/plans">
        Go to the plan
      </Button>
      {open === 'start' && plan ? (
        <StartPlanDialog
          plan={plan}
          vmIds={missing.map((vm) => vm.vmId)}
          onClose={() => setOpen(undefined)}
        />
      ) : null}
      {open === 'discard' ? (
        <DiscardDialog view={view} kept={kept} onStale={onStale} onClose={() => setOpen(undefined)} />
      ) : null}
    </Box>
  )
}

export interface RetryConversionProps {
  readonly runId: string
  readonly vms: readonly VmView[]
}

/** Another run that begins at the conversion, on the disks that were kept. */
export function RetryConversion({ runId, vms }: RetryConversionProps) {
  const client = useClient()
  const navigate = useNavigate()
  const retrying = useAction(async () => {
    const { migrationId } = await client.migrations.retryConversion({
      migrationId: runId,
      vmIds: vms.map((vm) => vm.vmId),
    })
    await navigate({ to: '/runs/$runId', params: { runId: migrationId } })
  })
  const what = vms.length === 1 ? (vms[0]?.name ?? '') : formatCount(vms.length, 'VM')
  return (
    <ActionButton size="small" variant="contained" action={retrying}>
      {`Retry conversion of ${what}`}
    </ActionButton>
  )
}

interface RemoveLeftProps extends RetryConversionProps {
  readonly onStale: () => void
}

/** What could not be removed or put back at the end is tried again at once. */
function RemoveLeft({ runId, vms, onStale }: RemoveLeftProps) {
  const removing = useDiscard(runId, vms, onStale)
  return (
    <ActionButton size="small" variant="outlined" color="inherit" action={removing}>
      Tidy up what is left now
    </ActionButton>
  )
}

/** Also where it fails halfway: what is shown is no longer true. */
function useDiscard(runId: string, vms: readonly VmView[], onStale: () => void) {
  const client = useClient()
  return useAction(async () => {
    try {
      await client.migrations.discard({ migrationId: runId, vmIds: vms.map((vm) => vm.vmId) })
    } finally {
      onStale()
    }
  })
}

interface DiscardDialogProps extends RunAgainProps {
  readonly kept: readonly VmView[]
  readonly onClose: () => void
}

function DiscardDialog({ view, kept, onStale, onClose }: DiscardDialogProps) {
  const discarding = useDiscard(view.id, kept, onStale)
  const what = formatCount(kept.length, 'VM')
  return (
    <ConfirmDialog
      open
      title={`Discard the copied disks of ${what}?`}
      safe="Keep the disks"
      act={`Discard the disks of ${what}`}
      busy={discarding.busy}
      problem={discarding.problem}
      onSafe={onClose}
      onAct={() => void discarding.run().then((worked) => worked && onClose())}
    >
      <Box sx={{ overflowWrap: 'anywhere' }}>{kept.map((vm) => vm.name).join(', ')}</Box>
      <Box>
        Their disks on the target are removed, so that the next run copies them again. Source VMs that ran
        before are powered on again.
      </Box>
    </ConfirmDialog>
  )
}
