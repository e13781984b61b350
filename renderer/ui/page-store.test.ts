import { afterEach, describe, expect, it } from 'vitest'
import { createPageStore, type FetchPage, PAGE, type PagedRows, type PageStore } from './page-store.ts'

const stores: PageStore<string>[] = []
afterEach(() => {
  for (const store of stores.splice(0)) store.close()
})

/** A list of `count` rows named by the revision they were read at; remembers what was asked for. */
function fakeList(count: number) {
  const state = { count, revision: 1, asked: [] as number[], aborted: 0, fail: false }
  const fetch: FetchPage<string> = async (offset, limit, signal) => {
    state.asked.push(offset)
    signal.addEventListener('abort', () => (state.aborted += 1))
    await Promise.resolve()
    if (state.fail) throw new TypeError('fetch failed')
    const { revision } = state
    const rows = Array.from(
      { length: Math.max(0, Math.min(limit, state.count - offset)) },
      (_, index) => `r${revision}-${offset + index}`,
    )
    return { revision, total: state.count, matched: state.count, rows }
  }
  return { state, fetch }
}

function newStore(): PageStore<string> {
  const store = createPageStore<string>()
  stores.push(store)
  return store
}

/** Waits until what the store shows is so. */
function shows(store: PageStore<string>, test: (rows: PagedRows<string>) => boolean): Promise<void> {
  return new Promise((resolve) => {
    const check = () => {
      if (!test(store.get())) return
      stop()
      resolve()
    }
    const stop = store.subscribe(check)
    check()
  })
}

describe('a list that is read in pages', () => {
  it('reads only what is in sight, and knows how many there are', async () => {
    const { state, fetch } = fakeList(50_000)
    const store = newStore()
    store.open(fetch)
    await shows(store, (rows) => rows.at(0) === 'r1-0')
    expect(store.get().known).toEqual({ revision: 1, total: 50_000, matched: 50_000 })
    expect(store.get().at(PAGE)).toBeUndefined()
    store.see(40_090, 40_130)
    await shows(store, (rows) => rows.at(40_090) !== undefined && rows.at(40_130) !== undefined)
    expect(state.asked).toEqual([0, 40_000, 40_100])
  })

  it('forgets pages that are far away and reads them again', async () => {
    const { state, fetch } = fakeList(50_000)
    const store = newStore()
    store.open(fetch)
    await shows(store, (rows) => rows.at(0) !== undefined)
    store.see(40_000, 40_010)
    await shows(store, (rows) => rows.at(40_000) !== undefined)
    expect(store.get().at(0)).toBeUndefined()
    store.see(0, 10)
    await shows(store, (rows) => rows.at(0) !== undefined)
    expect(state.asked).toEqual([0, 40_000, 0])
  })

  it('keeps the rows of the list before until the next one has come', async () => {
    const first = fakeList(10)
    const second = fakeList(3)
    const store = newStore()
    store.open(first.fetch)
    await shows(store, (rows) => !rows.busy)
    store.open(second.fetch)
    expect(store.get().known?.matched).toBe(10)
    expect(store.get().busy).toBe(true)
    await shows(store, (rows) => !rows.busy)
    expect(store.get().known?.matched).toBe(3)
  })

  it('gives up the answer to a list that was replaced', async () => {
    const first = fakeList(10)
    const store = newStore()
    store.open(first.fetch)
    store.open(fakeList(3).fetch)
    await shows(store, (rows) => !rows.busy)
    expect(first.state.aborted).toBe(1)
    expect(store.get().known?.matched).toBe(3)
  })

  it('takes up live data by itself', async () => {
    const { state, fetch } = fakeList(10)
    const store = newStore()
    store.open(fetch)
    await shows(store, (rows) => !rows.busy)
    state.revision = 2
    state.count = 11
    store.latest(2)
    await shows(store, (rows) => rows.at(10) === 'r2-10')
  })

  it('keeps still while it is pointed at, and says how far behind it is', async () => {
    const { state, fetch } = fakeList(10)
    const store = newStore()
    store.open(fetch)
    await shows(store, (rows) => !rows.busy)
    store.hold(true)
    state.revision = 4
    store.latest(4)
    expect(store.get().behind).toBe(3)
    expect(store.get().at(0)).toBe('r1-0')
    store.hold(false)
    await shows(store, (rows) => rows.at(0) === 'r4-0')
    expect(store.get().behind).toBe(0)
  })

  it('takes up what was held back when asked to', async () => {
    const { state, fetch } = fakeList(10)
    const store = newStore()
    store.open(fetch)
    await shows(store, (rows) => !rows.busy)
    store.hold(true)
    state.revision = 2
    store.latest(2)
    store.refresh()
    await shows(store, (rows) => rows.at(0) === 'r2-0')
  })

  it('shows the old rows and the problem when a reading fails, and reads again on request', async () => {
    const { state, fetch } = fakeList(10)
    const store = newStore()
    store.open(fetch)
    await shows(store, (rows) => !rows.busy)
    state.fail = true
    store.refresh()
    await shows(store, (rows) => rows.problem !== undefined)
    expect(store.get().at(0)).toBe('r1-0')
    state.fail = false
    store.refresh()
    await shows(store, (rows) => !rows.busy)
    expect(store.get().problem).toBeUndefined()
  })

  it('shrinks below what was in sight', async () => {
    const { state, fetch } = fakeList(5_000)
    const store = newStore()
    store.open(fetch)
    store.see(4_900, 4_920)
    await shows(store, (rows) => rows.at(4_900) !== undefined)
    state.count = 7
    store.refresh()
    await shows(store, (rows) => rows.known?.matched === 7)
    store.see(0, 6)
    await shows(store, (rows) => rows.at(6) !== undefined)
  })
})
