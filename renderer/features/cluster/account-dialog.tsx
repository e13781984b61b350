import Button from '@mui/material/Button'
import Dialog from '@mui/material/Dialog'
import DialogActions from '@mui/material/DialogActions'
import DialogContent from '@mui/material/DialogContent'
import DialogTitle from '@mui/material/DialogTitle'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Provider } from '../../../shared/provider/model.ts'
import type { AccountInput } from '../../../shared/target/account.ts'
import type { Target } from '../../../shared/target/model.ts'
import { useClient } from '../../api/client-context.tsx'
import { useAction } from '../../api/use-action.ts'
import { useRefreshTarget } from '../../app/queries.ts'
import { ReasonButton } from '../../ui/reason-button.tsx'
import { AccountConfirm } from './account-confirm.tsx'
import { useAccount } from './account-draft.ts'
import { AccountFields } from './account-fields.tsx'
import { AccountResult, type CreatedAccount } from './account-result.tsx'
import { ManifestView } from './manifest-view.tsx'
import { manifestObjects } from './manifest-objects.ts'

export interface AccountDialogProps {
  readonly provider: Provider
  readonly target: Target | undefined
  /** The one that the page is about; may be empty. */
  readonly namespace: string
  readonly onClose: () => void
}

/** A service account with the least rights: to read, to hand over, or to create and sign in with. */
export function AccountDialog({ provider, target, namespace, onClose }: AccountDialogProps) {
  const terminating = target?.terminating ?? []
  const { draft, change, input, faults, manifests, yaml } = useAccount(provider.id, namespace, terminating)
  const { creating, created, isAsking, ask, drop } = useCreate()
  const fault = Object.values(faults)[0]
  return (
    <Dialog
      open
      onClose={creating.busy ? undefined : onClose}
      aria-labelledby="account-title"
      maxWidth="md"
      fullWidth
    >
      <DialogTitle id="account-title">
        {created ? `${provider.name} has a new login` : `Service account for ${provider.name}`}
      </DialogTitle>
      <DialogContent sx={{ display: 'flex', flexDirection: 'column', gap: 2 }}>
        {created ? (
          <AccountResult provider={provider} created={created} />
        ) : (
          <>
            <AccountFields
              draft={draft}
              faults={faults}
              namespaces={target?.namespaces ?? []}
              terminating={terminating}
              onChange={change}
            />
            <ManifestView query={manifests} fault={fault} />
          </>
        )}
      </DialogContent>
      <DialogActions>
        <Button variant={created ? 'contained' : 'outlined'} onClick={onClose}>
          {created ? 'Close' : 'Close without creating'}
        </Button>
        {created ? null : (
          <ReasonButton
            variant="contained"
            reason={fault ?? (yaml === undefined ? 'The manifests are being made.' : undefined)}
            onClick={ask}
          >
            Create the account and use it
          </ReasonButton>
        )}
      </DialogActions>
      {isAsking && input && yaml !== undefined ? (
        <AccountConfirm
          provider={provider}
          input={input}
          objects={manifestObjects(yaml)}
          busy={creating.busy}
          problem={creating.problem}
          onSafe={drop}
          onAct={() => void creating.run(input)}
        />
      ) : null}
    </Dialog>
  )
}

/** Creates once a person confirmed. */
function useCreate() {
  const client = useClient()
  const cache = useQueryClient()
  const refresh = useRefreshTarget()
  const [isAsking, setIsAsking] = useState(false)
  const [created, setCreated] = useState<CreatedAccount>()
  const creating = useAction(async (input: AccountInput) => {
    const { applied, tokenExpiresAt } = await client.target.createAccount(input)
    setCreated({ applied, tokenExpiresAt, input })
    setIsAsking(false)
    // Another login sees and may do other things.
    await cache.invalidateQueries({ queryKey: ['permissions', input.providerId] })
    await refresh(input.providerId)
  })
  const ask = () => setIsAsking(true)
  const drop = () => {
    creating.reset()
    setIsAsking(false)
  }
  return { creating, created, isAsking, ask, drop }
}
