import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import { useNavigate } from '@tanstack/react-router'
import type { Plan } from '../../../shared/plan/model.ts'
import type { Provider } from '../../../shared/provider/model.ts'
import { formatCount, formatNumber } from '../../../shared/units.ts'
import { useClient } from '../../api/client-context.tsx'
import { useAction } from '../../api/use-action.ts'
import { usePlans } from '../../app/queries.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { exactStamp } from '../../ui/times.ts'
import { isFile, secretWord } from './provider-status.tsx'

export interface RemoveProviderDialogProps {
  readonly provider: Provider
  readonly onClose: () => void
}

/** Names what goes and what stays; while a plan uses the provider, the server refuses and says which. */
export function RemoveProviderDialog({ provider, onClose }: RemoveProviderDialogProps) {
  const client = useClient()
  const removing = useAction(() => client.providers.remove({ id: provider.id }))
  const plans = (usePlans().data ?? []).filter(
    (plan) => plan.sourceId === provider.id || plan.targetId === provider.id,
  )
  return (
    <ConfirmDialog
      open
      title={`Remove ${provider.name}?`}
      safe={`Keep ${provider.name}`}
      act={`Remove ${provider.name}`}
      busy={removing.busy}
      problem={removing.problem}
      onSafe={onClose}
      onAct={() => void removing.run().then((done) => done && onClose())}
    >
      <Box>Palletjack forgets:</Box>
      <Box component="ul" sx={{ m: 0, pl: 2.5, overflowWrap: 'anywhere' }}>
        {whatGoes(provider).map((line) => (
          <li key={line}>{line}</li>
        ))}
      </Box>
      <Box sx={{ color: 'text.secondary' }}>
        {isFile(provider) ? 'The file that you opened stays where it is.' : 'Nothing on the server changes.'}
      </Box>
      {plans.length > 0 ? <UsedBy plans={plans} /> : null}
    </ConfirmDialog>
  )
}

function whatGoes(provider: Provider): string[] {
  const { status, inventory } = provider
  if (status.state === 'offline')
    return [`the inventory of ${exactStamp(status.takenAt)}, from its own copy of the file`]
  const certificate = provider.certificate ? ' and the certificate that you trust' : ''
  const user = provider.username ? `, its user ${provider.username}` : ''
  return [
    `the address ${provider.url}${user}${certificate}`,
    `its ${secretWord(provider)}, as far as it is known`,
    ...(inventory
      ? [`the inventory of ${formatNumber(inventory.vms)} VMs on ${formatCount(inventory.hosts, 'host')}`]
      : []),
  ]
}

function UsedBy({ plans }: { readonly plans: readonly Plan[] }) {
  const navigate = useNavigate()
  return (
    <Box sx={{ display: 'flex', alignItems: 'center', gap: 1, flexWrap: 'wrap' }}>
      <Box sx={{ flex: 1, minWidth: 200 }}>
        {formatCount(plans.length, 'plan')} {plans.length === 1 ? 'uses' : 'use'} it and{' '}
        {plans.length === 1 ? 'has' : 'have'} to go first: <b>{plans.map((plan) => plan.name).join(', ')}</b>
      </Box>
      <Button size="small" variant="outlined" onClick={() => void navigate({ to: '/plans' })}>
        Open plans
      </Button>
    </Box>
  )
}
