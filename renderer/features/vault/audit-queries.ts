import {
  type InfiniteData,
  keepPreviousData,
  useInfiniteQuery,
  type UseInfiniteQueryResult,
} from '@tanstack/react-query'
import type { AuditEntry } from '../../../shared/audit/model.ts'
import { useClient } from '../../api/client-context.tsx'
import type { AuditKind } from '../../app/search.ts'
import { KINDS } from './audit-words.ts'
import { AUDIT } from './vault-page-queries.ts'

/** Entries per call. */
const PAGE = 200

export interface AuditFilter {
  readonly kind: AuditKind | undefined
  /** Id of a secret. */
  readonly subject: string | undefined
}

interface AuditPage {
  readonly entries: AuditEntry[]
  readonly total: number
}

/** The log, newest first, read on as it is scrolled. */
export function useAuditLog({
  kind,
  subject,
}: AuditFilter): UseInfiniteQueryResult<InfiniteData<AuditPage, number | undefined>> {
  const client = useClient()
  return useInfiniteQuery({
    queryKey: [...AUDIT, kind, subject],
    // Another filter shows its entries when they have come.
    placeholderData: keepPreviousData,
    initialPageParam: undefined as number | undefined,
    queryFn: ({ pageParam, signal }) =>
      client.audit.list(
        {
          limit: PAGE,
          ...(pageParam !== undefined && { before: pageParam }),
          ...(kind && { actions: [...KINDS[kind].actions] }),
          ...(subject !== undefined && { subject }),
        },
        { signal },
      ),
    // Those newer than the log at the time of the first page do not move what is after it.
    getNextPageParam: ({ entries }) => (entries.length < PAGE ? undefined : entries.at(-1)?.seq),
  })
}
