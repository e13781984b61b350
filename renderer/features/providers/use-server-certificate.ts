import { type UseQueryResult, useQuery } from '@tanstack/react-query'
import type { Certificate, Provider } from '../../../shared/provider/model.ts'
import { useClient } from '../../api/client-context.tsx'

/** What the server of a provider shows now. Asked for once, and again by `refetch`; sends no user and no password. */
export function useServerCertificate({ id, url }: Provider): UseQueryResult<Certificate> {
  const client = useClient()
  return useQuery({
    queryKey: ['certificate', id, url],
    queryFn: ({ signal }) => client.providers.certificate({ url }, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    retry: false,
  })
}
