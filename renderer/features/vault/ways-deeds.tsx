import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import { useState } from 'react'
import type { Proof, SlotKind, VaultSlot } from '../../../shared/vault/model.ts'
import { useClient } from '../../api/client-context.tsx'
import { useRefreshVault } from './vault-page-queries.ts'
import { WAY_WORDS } from './vault-page-words.ts'
import { WayDialog, type WayDialogProps, type WayInput } from './ways-dialog.tsx'

/** What somebody wants to change about how the vault opens. */
export type Deed =
  | { readonly kind: 'passphrase' | 'recovery' | 'device' | 'rotate' }
  | { readonly kind: 'remove'; readonly way: SlotKind }

export interface ChangeWayProps {
  readonly deed: Deed
  readonly slots: readonly VaultSlot[]
  /** With what was done, in words; without when nothing was. */
  readonly onClose: (done?: string) => void
}

type Asked = Pick<WayDialogProps, 'proofs' | 'run' | 'onClose'>

export function ChangeWay({ deed, slots, onClose }: ChangeWayProps) {
  const client = useClient()
  const refresh = useRefreshVault()
  const has = (kind: SlotKind) => slots.some((slot) => slot.kind === kind)
  const asked = (done: string, act: (input: WayInput) => Promise<unknown>): Asked => ({
    proofs: (['passphrase', 'recovery'] as const).filter(has),
    run: async (input) => {
      await act(input)
      await refresh()
    },
    onClose: (isDone) => onClose(isDone ? done : undefined),
  })
  switch (deed.kind) {
    case 'passphrase':
      return (
        <PassphraseDeed
          known={has('passphrase')}
          {...asked(
            has('passphrase') ? 'Passphrase changed' : 'Passphrase set',
            ({ proof, passphrase = '' }) => client.vault.setPassphrase({ proof, passphrase }),
          )}
        />
      )
    case 'recovery':
      return (
        <RecoveryDeed
          known={has('recovery')}
          {...asked('The new recovery code opens the vault', ({ proof, code = '' }) =>
            client.vault.setRecoveryCode({ proof, code }),
          )}
        />
      )
    case 'device':
      return (
        <DeviceDeed
          {...asked('The keychain of this computer opens the vault', ({ proof }) =>
            client.vault.setDevice({ proof }),
          )}
        />
      )
    case 'remove':
      return (
        <RemoveDeed
          way={deed.way}
          {...asked(`${WAY_WORDS[deed.way].name} removed`, ({ proof }) =>
            client.vault.removeWay({ proof, kind: deed.way }),
          )}
        />
      )
    case 'rotate':
      return (
        <RotateDeed
          has={has}
          {...asked('The vault has a new key', ({ proof, code }) =>
            client.vault.rotate({ proof, ...(code !== undefined && { recoveryCode: code }) }),
          )}
        />
      )
  }
}

function PassphraseDeed({ known, ...asked }: Asked & { readonly known: boolean }) {
  return (
    <WayDialog
      {...asked}
      title={known ? 'Change the passphrase' : 'Set a passphrase'}
      makes="passphrase"
      safe={known ? 'Keep the old one' : 'Set none'}
      act={known ? 'Change the passphrase' : 'Set the passphrase'}
    >
      <Box>
        {known
          ? 'The old passphrase opens nothing any more, also not the earlier generation of the vault. The other ways stay as they are.'
          : 'The vault then opens with this passphrase, too.'}
      </Box>
    </WayDialog>
  )
}

function RecoveryDeed({ known, ...asked }: Asked & { readonly known: boolean }) {
  return (
    <WayDialog
      {...asked}
      title={known ? 'New recovery code' : 'Make a recovery code'}
      makes="recovery"
      safe={known ? 'Keep the old code' : 'Make none'}
      act="Use this code"
    >
      <Box>
        It opens the vault without the passphrase. It is shown now and never again
        {known ? '; the old code opens nothing any more as soon as you confirm the new one' : ''}.
      </Box>
    </WayDialog>
  )
}

function DeviceDeed(asked: Asked) {
  return (
    <WayDialog
      {...asked}
      title="Open the vault by the keychain of this computer"
      safe="Leave it as it is"
      act="Add the keychain"
    >
      <Box>
        The operating system keeps a key for your user account. Whoever is signed in as you can then open the
        vault without typing anything.
      </Box>
    </WayDialog>
  )
}

function RemoveDeed({ way, ...asked }: Asked & { readonly way: SlotKind }) {
  const { name, the } = WAY_WORDS[way]
  return (
    <WayDialog {...asked} title={`Remove ${the}?`} safe="Keep it" act={`Remove ${the}`} danger>
      <Box>
        {name} then opens this vault nowhere any more, also not its earlier generation. What is stored stays,
        and so do the other ways.
      </Box>
    </WayDialog>
  )
}

interface RotateDeedProps extends Asked {
  readonly has: (kind: SlotKind) => boolean
}

/** What cannot be shown here is lost with the old key: a recovery code is made anew, or the passphrase goes. */
function RotateDeed({ has, ...asked }: RotateDeedProps) {
  const [by, setBy] = useState<Proof['by']>(has('passphrase') ? 'passphrase' : 'recovery')
  const makes = by === 'passphrase' && has('recovery') ? 'recovery' : undefined
  return (
    <WayDialog
      // Another way to confirm has other consequences, and is another dialog.
      key={by}
      {...asked}
      proofs={[by]}
      title="Change the key of the vault"
      makes={makes}
      safe="Keep the key"
      act="Change the key"
    >
      <Box component="ul" sx={{ m: 0, pl: 2.5 }}>
        <li>Everything that is stored is sealed anew; nothing has to be given again.</li>
        <li>The earlier generation of the vault is deleted: it opens with the old key.</li>
        {by === 'passphrase' ? <li>The passphrase stays.</li> : null}
        {makes ? (
          <li>The recovery code is replaced by the one below; the old one opens nothing any more.</li>
        ) : null}
        {by === 'recovery' ? <li>The recovery code stays.</li> : null}
        {by === 'recovery' && has('passphrase') ? (
          <li>
            <b>The passphrase is removed</b>, since nobody typed it. Set a new one afterwards.
          </li>
        ) : null}
        {has('device') ? <li>The keychain of this computer gets a new key.</li> : null}
      </Box>
      {has('passphrase') && has('recovery') ? (
        <Box>
          <Button size="small" onClick={() => setBy(by === 'passphrase' ? 'recovery' : 'passphrase')}>
            {by === 'passphrase' ? 'I only have the recovery code' : 'I have the passphrase'}
          </Button>
        </Box>
      ) : null}
    </WayDialog>
  )
}
