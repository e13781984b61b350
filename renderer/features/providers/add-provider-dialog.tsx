import Button from '@mui/material/Button'
import Dialog from '@mui/material/Dialog'
import DialogActions from '@mui/material/DialogActions'
import DialogContent from '@mui/material/DialogContent'
import DialogTitle from '@mui/material/DialogTitle'
import { SourceForm } from './source-form.tsx'
import { TargetForm } from './target-form.tsx'

export interface AddProviderDialogProps {
  readonly kind: 'vsphere' | 'cluster'
  readonly onClose: () => void
}

export function AddProviderDialog({ kind, onClose }: AddProviderDialogProps) {
  return (
    <Dialog open onClose={onClose} aria-labelledby="add-provider-title" maxWidth="sm" fullWidth>
      <DialogTitle id="add-provider-title">
        {kind === 'vsphere' ? 'Add a vCenter' : 'Add a cluster'}
      </DialogTitle>
      <DialogContent sx={{ '& form': { pt: 1 } }}>
        {kind === 'vsphere' ? <SourceForm onAdded={onClose} /> : <TargetForm onAdded={onClose} />}
      </DialogContent>
      <DialogActions>
        <Button variant="outlined" onClick={onClose}>
          Close without adding
        </Button>
      </DialogActions>
    </Dialog>
  )
}
