import Box from '@mui/material/Box'
import type { Provider } from '../../../shared/provider/model.ts'
import type { AccountInput } from '../../../shared/target/account.ts'
import { formatCount } from '../../../shared/units.ts'
import { Facts } from '../../ui/facts.tsx'
import { StateLabel } from '../../ui/state-label.tsx'
import { useNow } from '../../ui/use-now.ts'
import { exactStamp, roughly } from '../../ui/times.ts'

export interface CreatedAccount {
  readonly input: AccountInput
  readonly applied: readonly string[]
  /** ISO 8601. */
  readonly tokenExpiresAt: string
}

export interface AccountResultProps {
  readonly provider: Provider
  readonly created: CreatedAccount
}

/** What was made, and how long the new login lasts. */
export function AccountResult({ provider, created }: AccountResultProps) {
  const { input, applied, tokenExpiresAt } = created
  const now = useNow()
  const left = Date.parse(tokenExpiresAt) - now
  return (
    <>
      <Box role="status" sx={{ fontWeight: 600 }}>
        <StateLabel tone="done">{`${formatCount(applied.length, 'object')} applied; ${provider.name} signs in with them now`}</StateLabel>
      </Box>
      <Facts
        items={[
          { term: 'Signs in as', value: `${input.accountNamespace}/${input.name}` },
          {
            term: 'Token ends',
            value: `${exactStamp(tokenExpiresAt)}${left > 0 ? `, in ${roughly(left)}` : ''}`,
          },
          { term: 'Then', value: 'Palletjack asks for a token again; running work waits for it.' },
        ]}
      />
      <Box component="ul" aria-label="Applied" sx={{ m: 0, pl: 2.5, fontSize: 13, overflowWrap: 'anywhere' }}>
        {applied.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </Box>
    </>
  )
}
