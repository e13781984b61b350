import { useQuery, type UseQueryResult } from '@tanstack/react-query'
import { useState } from 'react'
import { type AccountInput, accountInputSchema } from '../../../shared/target/account.ts'
import { useClient } from '../../api/client-context.tsx'
import { useSettled } from '../inventory/use-settled.ts'
import { namespaceProblem } from './namespaces.ts'

/** What stands in the fields: text, as it was typed. */
export interface AccountDraft {
  readonly name: string
  readonly accountNamespace: string
  readonly targetNamespaces: readonly string[]
  readonly probes: boolean
  readonly tokenHours: string
}

export type AccountFaults = Partial<Record<keyof AccountDraft, string>>

function emptyAccount(namespace: string): AccountDraft {
  return {
    name: 'palletjack',
    accountNamespace: 'palletjack',
    targetNamespaces: namespace === '' ? [] : [namespace],
    probes: true,
    tokenHours: '24',
  }
}

const LABEL = 'Use 1 to 63 of a-z, 0-9 and "-", with a letter or digit at both ends.'

/** The account as the contract wants it, or what is wrong with which field. */
function judgeAccount(
  providerId: string,
  draft: AccountDraft,
  terminating: readonly string[],
): { readonly input: AccountInput } | { readonly faults: AccountFaults } {
  const parsed = accountInputSchema.safeParse({
    ...draft,
    providerId,
    tokenHours: draft.tokenHours.trim() === '' ? Number.NaN : Number(draft.tokenHours),
  })
  const bad = draft.targetNamespaces.flatMap((one) => namespaceProblem(one, terminating) ?? [])[0]
  if (parsed.success && bad === undefined) return { input: parsed.data }
  const wrong = new Set(parsed.error?.issues.map((issue) => issue.path[0]))
  return {
    faults: {
      ...(wrong.has('name') ? { name: LABEL } : {}),
      ...(wrong.has('accountNamespace') ? { accountNamespace: LABEL } : {}),
      ...(bad !== undefined || wrong.has('targetNamespaces')
        ? { targetNamespaces: bad ?? 'Choose at least one namespace, at most 50.' }
        : {}),
      ...(wrong.has('tokenHours') ? { tokenHours: 'Type a whole number of hours from 1 to 720.' } : {}),
    },
  }
}

/** What is typed, what the contract makes of it, and the manifests of that. */
export function useAccount(providerId: string, namespace: string, terminating: readonly string[]) {
  const [draft, setDraft] = useState(() => emptyAccount(namespace))
  const judged = judgeAccount(providerId, draft, terminating)
  const input = 'input' in judged ? judged.input : undefined
  const faults: AccountFaults = 'faults' in judged ? judged.faults : {}
  const manifests = useManifests(input)
  return {
    draft,
    change: (change: Partial<AccountDraft>) => setDraft({ ...draft, ...change }),
    input,
    faults,
    manifests,
    /** Of this input, not of the one before. */
    yaml: input && !manifests.isPlaceholderData ? manifests.data?.yaml : undefined,
  }
}

/** The fields change with every key; the manifests follow when they stand still (ms). */
const PAUSE_MS = 250

function useManifests(input: AccountInput | undefined): UseQueryResult<{ yaml: string }> {
  const client = useClient()
  const key = input === undefined ? undefined : JSON.stringify(input)
  const settled = useSettled(key, PAUSE_MS)
  return useQuery({
    queryKey: ['account-manifests', settled],
    queryFn: ({ signal }) =>
      client.target.accountManifests(accountInputSchema.parse(JSON.parse(settled ?? '')), { signal }),
    enabled: settled !== undefined,
    placeholderData: (before) => before,
    staleTime: 60_000,
  })
}
