import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Dialog from '@mui/material/Dialog'
import DialogActions from '@mui/material/DialogActions'
import DialogContent from '@mui/material/DialogContent'
import DialogTitle from '@mui/material/DialogTitle'
import TextField from '@mui/material/TextField'
import { useState } from 'react'
import type { Provider } from '../../../shared/provider/model.ts'
import { useClient } from '../../api/client-context.tsx'
import { useAction } from '../../api/use-action.ts'
import { ProblemCard } from '../../ui/problem-card.tsx'
import { ReasonButton } from '../../ui/reason-button.tsx'
import { DropArea } from './drop-area.tsx'

export interface InventoryFileDialogProps {
  /** What was dropped already. */
  readonly files: readonly File[]
  /** Called with the provider that the file became; without one when nothing was opened. */
  readonly onClose: (opened?: Provider) => void
}

/** Opens an inventory that was saved to a file, as a source to look at without a network. */
export function InventoryFileDialog({ files, onClose }: InventoryFileDialogProps) {
  const client = useClient()
  const [chosen, setChosen] = useState(files)
  const [name, setName] = useState('')
  const opening = useAction(async (file: File) =>
    onClose(
      await client.providers.openInventoryFile({ file, ...(name.trim() ? { name: name.trim() } : {}) }),
    ),
  )
  const choose = (next: readonly File[]) => {
    setChosen(next)
    opening.reset()
  }
  const file = chosen.length === 1 ? chosen[0] : undefined
  const submit = (event: React.SyntheticEvent) => {
    event.preventDefault()
    if (file && !faultOf(chosen, name)) void opening.run(file)
  }
  return (
    <Dialog
      open
      onClose={opening.busy ? undefined : () => onClose()}
      aria-labelledby="inventory-file-title"
      maxWidth="sm"
      fullWidth
    >
      <Box component="form" noValidate onSubmit={submit}>
        <DialogTitle id="inventory-file-title">Open an inventory file</DialogTitle>
        <DialogContent sx={{ display: 'flex', flexDirection: 'column', gap: 2 }}>
          <Box sx={{ color: 'text.secondary' }}>
            An inventory that was saved under Inventory, here or on another computer, or a workbook that
            RVTools wrote (.xlsx). Neither needs a network or a password, and nothing in them changes. What a
            workbook does not tell stays unknown.
          </Box>
          <DropArea
            label="Inventory file"
            accept=".gz,.json,.xlsx"
            invitation="Drop an inventory file or an RVTools workbook here"
            file={file}
            autoFocus
            onFiles={choose}
          />
          <TextField
            label="Name in Palletjack (optional)"
            value={name}
            onChange={(event) => setName(event.target.value)}
            helperText="Left empty: the name of its vCenter, with the date."
          />
          {opening.problem ? <ProblemCard problem={opening.problem} subject={file?.name ?? ''} /> : null}
        </DialogContent>
        <DialogActions>
          <Button variant="outlined" disabled={opening.busy} onClick={() => onClose()}>
            Close without opening
          </Button>
          <ReasonButton
            type="submit"
            variant="contained"
            loading={opening.busy}
            reason={faultOf(chosen, name)}
          >
            Open the inventory
          </ReasonButton>
        </DialogActions>
      </Box>
    </Dialog>
  )
}

function faultOf(files: readonly File[], name: string): string | undefined {
  if (files.length > 1) return 'Choose one file; another can be opened afterwards.'
  const [file] = files
  if (!file) return 'Choose a file first.'
  if (file.size === 0) return `${file.name} is empty.`
  return name.trim().length > 63 ? 'A name has at most 63 characters.' : undefined
}
