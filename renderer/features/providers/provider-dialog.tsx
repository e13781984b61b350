import Button from '@mui/material/Button'
import Dialog from '@mui/material/Dialog'
import DialogActions from '@mui/material/DialogActions'
import DialogContent from '@mui/material/DialogContent'
import DialogTitle from '@mui/material/DialogTitle'
import type { Provider } from '../../../shared/provider/model.ts'
import { SourceForm } from './source-form.tsx'
import { TargetForm } from './target-form.tsx'

export interface ProviderDialogProps {
  readonly kind: Provider['kind']
  /** The one to change; left out, one is added. */
  readonly provider?: Provider
  readonly onClose: () => void
}

/** Adds or changes a vCenter or a cluster. */
export function ProviderDialog({ kind, provider, onClose }: ProviderDialogProps) {
  const Form = kind === 'vsphere' ? SourceForm : TargetForm
  // Two certificates side by side need room.
  const width = provider?.kind === 'vsphere' ? 'md' : 'sm'
  return (
    <Dialog open onClose={onClose} aria-labelledby="provider-title" maxWidth={width} fullWidth>
      <DialogTitle id="provider-title">
        {provider ? `Edit ${provider.name}` : kind === 'vsphere' ? 'Add a vCenter' : 'Add a cluster'}
      </DialogTitle>
      <DialogContent sx={{ '& form': { pt: 1 } }}>
        <Form {...(provider ? { provider } : {})} onAdded={onClose} />
      </DialogContent>
      <DialogActions>
        <Button variant="outlined" onClick={onClose}>
          {provider ? 'Close without saving' : 'Close without adding'}
        </Button>
      </DialogActions>
    </Dialog>
  )
}
