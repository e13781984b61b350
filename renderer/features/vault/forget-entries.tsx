import Box from '@mui/material/Box'
import type { VaultEntry } from '../../../shared/vault/model.ts'
import { formatCount } from '../../../shared/units.ts'
import { useClient } from '../../api/client-context.tsx'
import { useAction } from '../../api/use-action.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { entryName, topmost, withBelow } from './entries-words.ts'
import { useRefreshVault } from './vault-page-queries.ts'

export interface ForgetEntriesProps {
  readonly ids: ReadonlySet<string>
  readonly entries: readonly VaultEntry[]
  readonly onClose: (done: boolean) => void
}

/** As the contract takes them. */
const MOST_PER_CALL = 1000
/** Names are shown up to this many; the rest is counted. */
const MOST_NAMED = 12

/** Names what goes, and what stops working with it. */
export function ForgetEntries({ ids, entries, onClose }: ForgetEntriesProps) {
  const client = useClient()
  const refresh = useRefreshVault()
  const forgetting = useAction(async () => {
    const left = [...topmost(ids)]
    while (left.length > 0) await client.vault.forget({ ids: left.splice(0, MOST_PER_CALL) })
    await refresh()
  })
  const all = withBelow(entries, ids)
  const what = formatCount(all.length, 'credential')
  return (
    <ConfirmDialog
      open
      title={`Forget ${what}?`}
      safe={all.length === 1 ? 'Keep it' : 'Keep them'}
      act={`Forget ${what}`}
      busy={forgetting.busy}
      problem={forgetting.problem}
      onSafe={() => onClose(false)}
      onAct={() => void forgetting.run().then((done) => done && onClose(true))}
    >
      <Named entries={all} />
      {all.length > ids.size ? (
        <Box sx={{ color: 'text.secondary' }}>
          With the login of a provider goes what is stored for its hosts and VMs.
        </Box>
      ) : null}
      <Consequences entries={all} />
    </ConfirmDialog>
  )
}

function Named({ entries }: { readonly entries: readonly VaultEntry[] }) {
  const more = entries.length - MOST_NAMED
  return (
    <Box component="ul" aria-label="What is forgotten" sx={{ m: 0, pl: 2.5, overflowWrap: 'anywhere' }}>
      {entries.slice(0, MOST_NAMED).map((entry) => (
        <li key={entry.id}>{entryName(entry)}</li>
      ))}
      {more > 0 ? <li>and {more} more</li> : null}
    </Box>
  )
}

function Consequences({ entries }: { readonly entries: readonly VaultEntry[] }) {
  const plans = [...new Set(entries.flatMap((entry) => entry.plans))]
  return (
    <>
      <Box>
        What is connected stays so, but it cannot log in again: then it waits until the credential is given
        anew. Palletjack has no other copy.
        {entries.some(({ kind }) => kind === 'luks')
          ? ' Encrypted disks cannot be converted without their passphrases.'
          : ''}
      </Box>
      {plans.length > 0 ? (
        <Box>
          {plans.length === 1 ? 'This plan needs it' : 'These plans need them'}: <b>{plans.join(', ')}</b>. A
          run stands still where it has to log in, and loses nothing.
        </Box>
      ) : null}
    </>
  )
}
