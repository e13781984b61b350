import Autocomplete from '@mui/material/Autocomplete'
import TextField from '@mui/material/TextField'
import { useQuery, type UseQueryResult } from '@tanstack/react-query'
import { formatCount } from '../../../shared/units.ts'
import { useClient } from '../../api/client-context.tsx'
import { problemOf } from '../../api/problem.ts'
import { textOf } from '../inventory/row-values.ts'

export interface NamedHost {
  readonly id: string
  readonly name: string
}

/** More hosts than a page holds are not offered one by one; all of them can still be probed. */
const MOST = 1_000

/** The hosts of a source by name. */
function useHosts(sourceId: string | undefined): UseQueryResult<readonly NamedHost[]> {
  const client = useClient()
  return useQuery({
    queryKey: ['hosts', sourceId],
    queryFn: async ({ signal }) => {
      const page = await client.inventory.query(
        {
          providerId: sourceId ?? '',
          kind: 'hosts',
          fields: ['name'],
          sort: [{ field: 'name' }],
          limit: MOST,
        },
        { signal },
      )
      return page.rows.map((row) => ({ id: row.id, name: textOf(row, 'name') }))
    },
    enabled: sourceId !== undefined,
    staleTime: 30_000,
  })
}

export interface HostsFieldProps {
  readonly sourceId: string | undefined
  /** Empty: all. */
  readonly value: readonly string[]
  readonly onChange: (ids: readonly string[]) => void
}

export function HostsField({ sourceId, value, onChange }: HostsFieldProps) {
  const hosts = useHosts(sourceId)
  const all = hosts.data ?? []
  return (
    <Autocomplete
      multiple
      size="small"
      limitTags={4}
      options={[...all]}
      loading={hosts.isLoading}
      disabled={sourceId === undefined}
      value={all.filter((host) => value.includes(host.id))}
      onChange={(_event, next) => onChange(next.map((host) => host.id))}
      getOptionKey={(host) => host.id}
      getOptionLabel={(host) => host.name}
      isOptionEqualToValue={(a, b) => a.id === b.id}
      renderInput={(params) => (
        <TextField
          {...params}
          label="ESXi hosts"
          placeholder={value.length === 0 ? 'All' : ''}
          slotProps={{
            ...params.slotProps,
            // The placeholder is seen beside the label only.
            inputLabel: { ...params.slotProps.inputLabel, shrink: true },
          }}
          error={hosts.isError}
          helperText={
            hosts.error
              ? problemOf(hosts.error).message
              : `Left empty: all${hosts.data ? `, ${formatCount(all.length, 'host')}` : ''}, and vCenter in any case.`
          }
        />
      )}
    />
  )
}
