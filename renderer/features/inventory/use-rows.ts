import { useState } from 'react'
import type {
  InventoryKind,
  InventoryPage,
  InventoryQuery,
  InventoryRow,
  TreeKind,
} from '../../../shared/contract/inventory.ts'
import { useClient } from '../../api/client-context.tsx'
import { type PagedList, usePagedList } from '../../ui/use-paged-list.ts'

/** Which rows: what the contract calls a selection. */
export interface RowsWanted {
  readonly providerId: string
  readonly kind: InventoryKind
  readonly where: string
  readonly within?: { readonly tree: TreeKind; readonly id: string } | undefined
  readonly ids?: readonly string[] | undefined
}

export interface RowsOptions {
  readonly wanted: RowsWanted
  /** Read nothing new while this is false; what was read stays. */
  readonly ready: boolean
  readonly fields: readonly string[]
  readonly sort: { readonly field: string; readonly descending: boolean } | undefined
  readonly revision: number
  readonly hold: boolean
}

export interface Rows {
  readonly list: PagedList<InventoryRow>
  /** Names what is shown; another one begins at its top. One row more or less among the ids is the same list. */
  readonly listKey: string
}

/** Rows of an inventory, filtered and sorted on the other side, in pages. */
export function useRows({ wanted, ready, fields, sort, revision, hold }: RowsOptions): Rows {
  const client = useClient()
  const { ids, ...rest } = wanted
  const shape = JSON.stringify([rest, ids !== undefined, fields, sort])
  const key = ids ? `${shape} ${ids.join(' ')}` : shape
  const [last, setLast] = useState<{ key: string; shape: string }>()
  if (ready && last?.key !== key) setLast({ key, shape })
  const input = {
    ...selectionOf(wanted),
    fields: [...fields],
    sort: sort ? [sort, ...thenBy(sort)] : [],
  }
  const list = usePagedList<InventoryRow>({
    listKey: ready ? key : last?.key,
    fetch: (offset, limit, signal): Promise<InventoryPage> =>
      client.inventory.query({ ...input, offset, limit }, { signal }),
    revision,
    hold,
  })
  return { list, listKey: last?.shape ?? shape }
}

/** Findings are sorted by the worst first, then by the next. */
function thenBy({ field, descending }: NonNullable<RowsOptions['sort']>) {
  return field === 'critical' ? [{ field: 'warnings', descending }] : []
}

/** As the contract takes it. */
export function selectionOf({ providerId, kind, where, within, ids }: RowsWanted) {
  const selection: Pick<InventoryQuery, 'providerId' | 'kind' | 'where' | 'within' | 'ids'> = {
    providerId,
    kind,
    where,
  }
  return {
    ...selection,
    ...(within === undefined ? {} : { within }),
    ...(ids === undefined ? {} : { ids: [...ids] }),
  }
}
