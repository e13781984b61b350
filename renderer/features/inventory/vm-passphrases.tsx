import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import { useState } from 'react'
import type { Vm } from '../../../shared/inventory/model.ts'
import { diskPassphrasesId } from '../../../shared/vault/secret-ids.ts'
import { useClient } from '../../api/client-context.tsx'
import { useAction } from '../../api/use-action.ts'
import { useLiveData } from '../../app/live-data.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { DrawerPart } from '../../ui/side-drawer.tsx'
import { StateLabel } from '../../ui/state-label.tsx'
import { useEntries, useFollowVault, useRefreshVault } from '../vault/vault-page-queries.ts'
import { PassphrasesDialog } from './vm-passphrases-dialog.tsx'

export interface PassphrasesPartProps {
  readonly providerId: string
  readonly vm: Pick<Vm, 'id' | 'name'>
}

/** Passphrases of disks that the guest itself encrypts. Nothing for a file: there is nothing to convert. */
export function PassphrasesPart({ providerId, vm }: PassphrasesPartProps) {
  const { providers } = useLiveData()
  const isFile = providers.value?.find(({ id }) => id === providerId)?.credential === 'none'
  return isFile ? null : <Passphrases providerId={providerId} vm={vm} />
}

function Passphrases({ providerId, vm }: PassphrasesPartProps) {
  useFollowVault()
  const entries = useEntries()
  const [asked, setAsked] = useState<'give' | 'forget'>()
  const close = () => setAsked(undefined)
  const id = diskPassphrasesId(providerId, vm.id)
  const entry = entries.data?.find((one) => one.id === id)
  const areGiven = entry !== undefined
  return (
    <DrawerPart title="Encrypted disks">
      {areGiven ? (
        <StateLabel tone="done">
          {entry.fingerprint !== undefined
            ? 'Passphrases are in the vault'
            : 'Passphrases are in memory, until Palletjack ends'}
        </StateLabel>
      ) : (
        <Box sx={{ fontSize: 13 }}>
          vSphere does not tell whether the guest encrypts its disks. If it does so with LUKS, its conversion
          needs a passphrase.
        </Box>
      )}
      <Box sx={{ display: 'flex', gap: 1, mt: 1 }}>
        <Button size="small" variant="outlined" onClick={() => setAsked('give')}>
          {areGiven ? 'Replace passphrases...' : 'Give passphrases...'}
        </Button>
        {areGiven ? (
          <Button size="small" onClick={() => setAsked('forget')}>
            Forget passphrases...
          </Button>
        ) : null}
      </Box>
      {asked === 'give' ? (
        <PassphrasesDialog providerId={providerId} vm={vm} replaces={areGiven} onClose={close} />
      ) : null}
      {asked === 'forget' ? <ForgetPassphrases id={id} name={vm.name} onClose={close} /> : null}
    </DrawerPart>
  )
}

interface ForgetProps {
  readonly id: string
  readonly name: string
  readonly onClose: () => void
}

function ForgetPassphrases({ id, name, onClose }: ForgetProps) {
  const client = useClient()
  const refresh = useRefreshVault()
  const forgetting = useAction(async () => {
    await client.vault.forget({ ids: [id] })
    await refresh()
    onClose()
  })
  return (
    <ConfirmDialog
      open
      title={`Forget the passphrases of ${name}?`}
      safe="Keep them"
      act="Forget passphrases"
      busy={forgetting.busy}
      problem={forgetting.problem}
      onSafe={onClose}
      onAct={() => void forgetting.run()}
    >
      <Box>Encrypted disks of {name} cannot be converted without them. Palletjack has no other copy.</Box>
    </ConfirmDialog>
  )
}
