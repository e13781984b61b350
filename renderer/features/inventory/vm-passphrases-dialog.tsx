import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Dialog from '@mui/material/Dialog'
import DialogActions from '@mui/material/DialogActions'
import DialogContent from '@mui/material/DialogContent'
import DialogTitle from '@mui/material/DialogTitle'
import { type RefObject, useId, useRef, useState } from 'react'
import type { Vm } from '../../../shared/inventory/model.ts'
import { MAX_PASSPHRASES } from '../../../shared/vault/disk-passphrases.ts'
import { useClient } from '../../api/client-context.tsx'
import { useAction } from '../../api/use-action.ts'
import { ProblemCard } from '../../ui/problem-card.tsx'
import { SecretField, type SecretHandle } from '../providers/secret-field.tsx'
import { useRefreshVault } from '../vault/vault-page-queries.ts'

export interface PassphrasesDialogProps {
  readonly providerId: string
  readonly vm: Pick<Vm, 'id' | 'name'>
  /** There are some already. */
  readonly replaces: boolean
  readonly onClose: () => void
}

/** Takes the passphrases of a VM's encrypted disks. They live in the input elements alone. */
export function PassphrasesDialog({ providerId, vm, replaces, onClose }: PassphrasesDialogProps) {
  const client = useClient()
  const refresh = useRefreshVault()
  const titleId = useId()
  const handles = useRef(new Map<number, SecretHandle>())
  const [fields, setFields] = useState(1)
  const keeping = useAction(async (passphrases: string[]) => {
    await client.vault.setDiskPassphrases({ providerId, vmId: vm.id, passphrases })
    await refresh()
    onClose()
  })
  const submit = (event: React.SyntheticEvent) => {
    event.preventDefault()
    const taken = [...handles.current.values()].map((handle) => handle.take())
    if (taken[0] !== undefined) void keeping.run(taken.filter((one) => one !== undefined))
  }
  return (
    <Dialog
      open
      onClose={keeping.busy ? undefined : onClose}
      aria-labelledby={titleId}
      maxWidth="sm"
      fullWidth
    >
      <Box component="form" noValidate autoComplete="off" onSubmit={submit}>
        <DialogTitle id={titleId}>Passphrases of {vm.name}</DialogTitle>
        <DialogContent sx={{ display: 'flex', flexDirection: 'column', gap: 1.5 }}>
          <Box sx={{ fontSize: 13 }}>
            For disks that the guest encrypts with LUKS. The conversion tries each on every disk, so their
            order does not matter. While it runs, they are in a secret of the target namespace; then that is
            removed.{replaces ? ' They replace those that were given before.' : ''}
          </Box>
          <Fields count={fields} handles={handles} />
          {fields < MAX_PASSPHRASES ? (
            <Button size="small" onClick={() => setFields(fields + 1)} sx={{ alignSelf: 'flex-start' }}>
              Another passphrase
            </Button>
          ) : null}
          {keeping.problem ? <ProblemCard problem={keeping.problem} subject={vm.name} /> : null}
        </DialogContent>
        <DialogActions>
          <Button variant="outlined" disabled={keeping.busy} onClick={onClose}>
            Change nothing
          </Button>
          <Button type="submit" variant="contained" loading={keeping.busy}>
            Keep the passphrases
          </Button>
        </DialogActions>
      </Box>
    </Dialog>
  )
}

interface FieldsProps {
  readonly count: number
  readonly handles: RefObject<Map<number, SecretHandle>>
}

function Fields({ count, handles }: FieldsProps) {
  return Array.from({ length: count }, (_, index) => (
    <SecretField
      key={index}
      ref={(handle) => {
        if (handle) handles.current.set(index, handle)
        else handles.current.delete(index)
      }}
      label={index === 0 ? 'Passphrase' : `Passphrase ${index + 1}`}
      missing="Give a passphrase."
      optional={index > 0}
      autoFocus={index === count - 1}
    />
  ))
}
