import Box from '@mui/material/Box'
import type { MigrationView } from '../../../shared/migration/model.ts'
import { formatCount } from '../../../shared/units.ts'
import { useClient } from '../../api/client-context.tsx'
import { useAction } from '../../api/use-action.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { isCancelable } from './vm-status.ts'

export interface CancelDialogProps {
  readonly view: MigrationView
  readonly vmIds: readonly string[]
  readonly onClose: () => void
  readonly onDone: () => void
}

const NAMES_SHOWN = 12

/** Names what is canceled and what that means. The whole run when it is all that has not ended. */
export function CancelDialog({ view, vmIds, onClose, onDone }: CancelDialogProps) {
  const client = useClient()
  const open = view.vms.filter(isCancelable)
  const meant = open.filter((vm) => vmIds.includes(vm.vmId))
  const whole = meant.length === open.length
  const canceling = useAction(() =>
    client.migrations.cancel({
      migrationId: view.id,
      ...(whole ? {} : { vmIds: meant.map((vm) => vm.vmId) }),
    }),
  )
  const names = meant.map((vm) => vm.name)
  const what = names.length === 1 ? (names[0] ?? '') : formatCount(names.length, 'VM')
  const done = view.vms.filter((vm) => vm.state === 'succeeded').length
  return (
    <ConfirmDialog
      open
      title={whole ? `Cancel ${view.planName}?` : `Cancel ${what} of ${view.planName}?`}
      safe="Keep migrating"
      act={whole ? `Cancel ${view.planName}` : `Cancel ${what}`}
      busy={canceling.busy}
      problem={canceling.problem}
      onSafe={onClose}
      onAct={() =>
        void canceling.run().then((worked) => {
          if (!worked) return
          onDone()
          onClose()
        })
      }
    >
      {names.length === 0 ? (
        <Box>All VMs of this run have ended; there is nothing to cancel.</Box>
      ) : (
        <>
          <Box sx={{ overflowWrap: 'anywhere' }}>
            {names.slice(0, NAMES_SHOWN).join(', ')}
            {names.length > NAMES_SHOWN ? ` and ${names.length - NAMES_SHOWN} more` : ''}
          </Box>
          <Box component="ul" sx={{ m: 0, pl: 2.5 }}>
            <li>
              Copying stops, and what was half made on the target is removed. The source disks stay as they
              are.
            </li>
            <li>Source VMs that ran before are powered on again, unless the plan says otherwise.</li>
            {done > 0 ? (
              <li>
                {formatCount(done, 'VM')} already migrated:{' '}
                {done === 1 ? 'it stays as it is' : 'they stay as they are'}.
              </li>
            ) : null}
          </Box>
        </>
      )}
    </ConfirmDialog>
  )
}
