import Box from '@mui/material/Box'
import type { Provider } from '../../../shared/provider/model.ts'
import { useClient } from '../../api/client-context.tsx'
import { useAction } from '../../api/use-action.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { secretWord } from './provider-status.tsx'

export interface RemoveProviderDialogProps {
  readonly provider: Provider
  readonly onClose: () => void
}

export function RemoveProviderDialog({ provider, onClose }: RemoveProviderDialogProps) {
  const client = useClient()
  const removing = useAction(() => client.providers.remove({ id: provider.id }))
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
      <Box>
        Palletjack forgets {provider.url} and its {secretWord(provider)}. Nothing on the server changes; plans
        that use it cannot start until it is added again.
      </Box>
    </ConfirmDialog>
  )
}
