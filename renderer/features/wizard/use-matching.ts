import { useQuery } from '@tanstack/react-query'
import type { InventoryRow } from '../../../shared/contract/inventory.ts'
import { useClient } from '../../api/client-context.tsx'
import { textOf } from '../inventory/row-values.ts'
import { type RowsWanted, selectionOf } from '../inventory/use-rows.ts'
import { useThrottled } from '../inventory/use-throttled.ts'

/** Which VMs match may be this old (ms): an estate that changes all the time is not asked all the time. */
const MATCH_PAUSE = 2_000
const REFUSED_SHOWN = 200

export interface Matching {
  /** All that match; undefined until it is known. */
  readonly ids: readonly string[] | undefined
  /** Those of them that can be in a plan. */
  readonly migratable: readonly string[]
  readonly state: 'none' | 'some' | 'all'
  /** Chooses all that match and can be chosen; takes all that match out when they are. */
  readonly toggle: () => void
}

export interface MatchingOptions {
  readonly wanted: RowsWanted
  /** False while the search cannot be read. */
  readonly ready: boolean
  readonly revision: number
  readonly selected: ReadonlySet<string>
  readonly onSelect: (selected: ReadonlySet<string>) => void
}

/** The VMs that the search finds, as a whole: a few bytes for each, never their rows. */
export function useMatching({ wanted, ready, revision, selected, onSelect }: MatchingOptions): Matching {
  const client = useClient()
  const read = useThrottled(revision, MATCH_PAUSE)
  const query = useQuery({
    queryKey: ['inventory-ids', wanted, read],
    queryFn: ({ signal }) => client.inventory.ids(selectionOf(wanted), { signal }),
    enabled: ready,
    placeholderData: (before) => before,
    gcTime: 10_000,
    staleTime: Number.POSITIVE_INFINITY,
    structuralSharing: false,
  })
  const known = ready && !query.isPlaceholderData ? query.data : undefined
  const migratable = known?.migratable ?? NONE
  const chosen = migratable.filter((id) => selected.has(id)).length
  const toggle = async () => {
    // Not there yet, or of the search before: the answer to this one decides.
    const found = known ?? (ready ? (await query.refetch()).data : undefined)
    if (found) onSelect(toggledAll(selected, found))
  }
  return {
    ids: known?.ids,
    migratable,
    state: chosen === 0 ? 'none' : chosen === migratable.length ? 'all' : 'some',
    toggle: () => void toggle(),
  }
}

const NONE: readonly string[] = []

/** The selection with all that can be chosen put in; with all taken out when they are in it already. */
function toggledAll(
  selected: ReadonlySet<string>,
  { ids, migratable }: { readonly ids: readonly string[]; readonly migratable: readonly string[] },
): ReadonlySet<string> {
  const next = new Set(selected)
  const areIn = migratable.length > 0 && migratable.every((id) => selected.has(id))
  if (areIn) for (const id of ids) next.delete(id)
  else for (const id of migratable) next.add(id)
  return next
}

export interface Refusals {
  /** Names by reason; the first of many. */
  readonly groups: readonly { readonly reason: string; readonly names: readonly string[] }[]
  readonly isReading: boolean
}

/** Why some of those that match cannot be chosen. */
export function useRefusals(
  wanted: RowsWanted,
  { ids = NONE, migratable }: Matching,
  shown: boolean,
): Refusals {
  const client = useClient()
  const query = useQuery({
    queryKey: ['inventory-refusals', wanted, ids.length, migratable.length],
    queryFn: ({ signal }) => {
      const can = new Set(migratable)
      const refused = ids.filter((id) => !can.has(id)).slice(0, REFUSED_SHOWN)
      return client.inventory.query(
        {
          providerId: wanted.providerId,
          kind: 'vms',
          ids: refused,
          fields: ['name', 'refusal'],
          limit: REFUSED_SHOWN,
        },
        { signal },
      )
    },
    enabled: shown && ids.length > migratable.length,
    gcTime: 10_000,
  })
  return { groups: query.data ? byReason(query.data.rows) : [], isReading: query.isLoading }
}

function byReason(rows: readonly InventoryRow[]): Refusals['groups'] {
  const groups = Map.groupBy(rows, (row) => textOf(row, 'refusal'))
  return [...groups].map(([reason, members]) => ({
    reason,
    names: members.map((row) => textOf(row, 'name')),
  }))
}
