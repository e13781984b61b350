import { useEffect, useState, useSyncExternalStore } from 'react'
import { createPageStore, type FetchPage, type PagedRows } from './page-store.ts'

export interface PagedListOptions<T> {
  /** Names the list with its filter and its order; another key is another list. Undefined reads nothing. */
  readonly listKey: string | undefined
  readonly fetch: FetchPage<T>
  /** Newest revision of what the list is made of; undefined while it is not known. */
  readonly revision: number | undefined
  /** Something is open that hangs on the rows: they stay as they are. */
  readonly hold?: boolean
}

export interface PagedList<T> extends PagedRows<T> {
  readonly onSight: (first: number, last: number) => void
  readonly onHold: (held: boolean) => void
  readonly refresh: () => void
}

/** A list that is read in pages around what is in sight, and follows live data without moving under the pointer. */
export function usePagedList<T>({
  listKey,
  fetch,
  revision,
  hold = false,
}: PagedListOptions<T>): PagedList<T> {
  const [store] = useState(() => createPageStore<T>())
  const [pointed, setPointed] = useState(false)
  const rows = useSyncExternalStore(store.subscribe, store.get)
  useEffect(() => {
    if (listKey !== undefined) store.open(fetch)
    // The key stands for what `fetch` closes over; a new function alone must not read again.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [store, listKey])
  useEffect(() => {
    if (revision !== undefined) store.latest(revision)
  }, [store, revision])
  useEffect(() => store.hold(pointed || hold), [store, pointed, hold])
  useEffect(() => store.close, [store])
  return { ...rows, onSight: store.see, onHold: setPointed, refresh: store.refresh }
}
