import Box from '@mui/material/Box'
import type { Problem } from '../../../shared/problem.ts'
import type { Provider } from '../../../shared/provider/model.ts'
import type { AccountInput } from '../../../shared/target/account.ts'
import { formatCount } from '../../../shared/units.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { secretWord } from '../providers/provider-status.tsx'

export interface AccountConfirmProps {
  readonly provider: Provider
  readonly input: AccountInput
  /** What is applied, one line each. */
  readonly objects: readonly string[]
  readonly busy: boolean
  readonly problem: Problem | undefined
  readonly onSafe: () => void
  readonly onAct: () => void
}

/** Names what is made in the cluster, and that the provider signs in with something else from then on. */
export function AccountConfirm(props: AccountConfirmProps) {
  const { provider, input, objects } = props
  const { name, accountNamespace, tokenHours } = input
  return (
    <ConfirmDialog
      open
      danger={false}
      title={`Create ${name} in ${provider.name} and sign in as it?`}
      safe="Change nothing"
      act="Create the account and use it"
      busy={props.busy}
      problem={props.problem}
      onSafe={props.onSafe}
      onAct={props.onAct}
    >
      <Box>
        {formatCount(objects.length, 'object')} {objects.length === 1 ? 'is' : 'are'} made in {provider.name},
        or changed where they exist; all of them or none:
      </Box>
      <Box
        component="ul"
        aria-label="Objects"
        tabIndex={0}
        sx={{ m: 0, pl: 2.5, fontSize: 13, maxHeight: 220, overflowY: 'auto', overflowWrap: 'anywhere' }}
      >
        {objects.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </Box>
      <Box>
        <b>The login of {provider.name} changes.</b> From then on Palletjack signs in as the service account{' '}
        {accountNamespace}/{name}, with a token for {formatCount(tokenHours, 'hour')} (the cluster may give
        less). Its {secretWord(provider)} of now is forgotten here and stays valid in the cluster.
      </Box>
    </ConfirmDialog>
  )
}
