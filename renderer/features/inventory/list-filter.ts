import type { TreeKind } from '../../../shared/contract/inventory.ts'
import type { ListSearch } from '../../app/search.ts'
import type { ListFilter } from './inventory-list.tsx'

/** The filter of a list as its screen's address holds it. */
export function filterOf({ q, sort, node }: ListSearch, tree: TreeKind): ListFilter {
  return { q, sort, ...(node === undefined ? {} : { within: { tree, id: node } }) }
}

/** A change of the filter as a change of the address. */
export function searchOf(change: Partial<ListFilter>): Partial<ListSearch> {
  return {
    ...('q' in change ? { q: change.q } : {}),
    ...('sort' in change ? { sort: change.sort } : {}),
    ...('within' in change ? { node: change.within?.id } : {}),
  }
}
