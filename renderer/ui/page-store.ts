import type { Problem } from '../../shared/problem.ts'
import { problemOf } from '../api/problem.ts'

/** Rows per call. */
export const PAGE = 100
/** Pages kept on either side of what is in sight: the rest is read again when it is scrolled to. */
const KEPT = 20
/** Least time between two loads while a scroll bar is dragged, and between two refreshes by live data (ms). */
const SCROLL_PAUSE = 100
const REFRESH_PAUSE = 1_000

interface Page<T> {
  readonly revision: number
  /** All there are, and those that match. */
  readonly total: number
  readonly matched: number
  readonly rows: readonly T[]
}

export type FetchPage<T> = (offset: number, limit: number, signal: AbortSignal) => Promise<Page<T>>

export interface PagedRows<T> {
  /** What the first page told; undefined before it came. */
  readonly known: Omit<Page<T>, 'rows'> | undefined
  readonly at: (index: number) => T | undefined
  /** Another list is on its way; until it comes the old one stays. */
  readonly busy: boolean
  /** Newer revisions that are held back while somebody points at the table. */
  readonly behind: number
  readonly problem: Problem | undefined
}

/** Rows of a list that lives elsewhere: pages around what is in sight, replaced as a whole when it changes. */
export interface PageStore<T> {
  readonly subscribe: (listener: () => void) => () => void
  readonly get: () => PagedRows<T>
  /** Another list; what is shown stays until the rows in sight have come. */
  readonly open: (fetch: FetchPage<T>) => void
  readonly see: (first: number, last: number) => void
  /** Live data is at this revision. Read again at once, or when nothing is held any more. */
  readonly latest: (revision: number) => void
  readonly hold: (held: boolean) => void
  readonly refresh: () => void
  readonly close: () => void
}

/** One reading of a list: its pages belong together. */
interface Round<T> {
  readonly fetch: FetchPage<T>
  readonly pages: Map<number, readonly T[]>
  readonly asked: Map<number, AbortController>
  known: Omit<Page<T>, 'rows'> | undefined
}

function newRound<T>(fetch: FetchPage<T>): Round<T> {
  return { fetch, pages: new Map(), asked: new Map(), known: undefined }
}

function closeRound<T>(round: Round<T> | undefined): void {
  for (const asked of round?.asked.values() ?? []) asked.abort()
  round?.asked.clear()
}

export function createPageStore<T>(): PageStore<T> {
  return new Pages<T>()
}

class Pages<T> implements PageStore<T> {
  #shown: Round<T> | undefined
  #coming: Round<T> | undefined
  #sight: readonly [first: number, last: number] = [0, PAGE - 1]
  #newest = 0
  #refreshedAt = 0
  #refreshedFor = 0
  #loadedAt = 0
  #held = false
  #problem: Problem | undefined
  #timers = new Map<'load' | 'refresh', ReturnType<typeof setTimeout>>()
  readonly #listeners = new Set<() => void>()
  #snapshot: PagedRows<T> = NOTHING

  subscribe = (listener: () => void) => {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  get = () => this.#snapshot

  open = (fetch: FetchPage<T>) => this.#start(fetch)

  see = (first: number, last: number) => {
    this.#sight = [first, last]
    this.#later('load', this.#loadedAt + SCROLL_PAUSE, () => {
      this.#loadedAt = Date.now()
      if (this.#shown) this.#load(this.#shown)
      if (this.#coming) this.#load(this.#coming)
    })
  }

  latest = (revision: number) => {
    this.#newest = revision
    this.#follow()
    this.#publish()
  }

  hold = (held: boolean) => {
    if (held === this.#held) return
    this.#held = held
    this.#follow()
    this.#publish()
  }

  refresh = () => {
    const round = this.#coming ?? this.#shown
    if (round) this.#start(round.fetch)
  }

  close = () => {
    closeRound(this.#shown)
    closeRound(this.#coming)
    for (const timer of this.#timers.values()) clearTimeout(timer)
    this.#timers.clear()
  }

  /** The next reading; what is shown stays until it has come. */
  #start(fetch: FetchPage<T>): void {
    closeRound(this.#coming)
    this.#coming = newRound(fetch)
    this.#problem = undefined
    this.#refreshedAt = Date.now()
    this.#refreshedFor = this.#newest
    this.#load(this.#coming)
    this.#publish()
  }

  /** Takes up live data, unless somebody points at the rows or this revision was read already. */
  #follow(): void {
    const known = this.#shown?.known
    if (this.#held || this.#coming || !known) return
    if (this.#newest <= known.revision || this.#newest <= this.#refreshedFor) return
    this.#later('refresh', this.#refreshedAt + REFRESH_PAUSE, () => {
      if (!this.#held && !this.#coming) this.refresh()
    })
  }

  #later(name: 'load' | 'refresh', at: number, act: () => void): void {
    const wait = at - Date.now()
    if (this.#timers.has(name)) return
    if (wait <= 0) {
      act()
      return
    }
    const run = () => {
      this.#timers.delete(name)
      act()
    }
    this.#timers.set(name, setTimeout(run, wait))
  }

  /** Asks for the pages in sight that are missing, and gives up those that no longer are. */
  #load(round: Round<T>): void {
    const wanted = this.#wanted(round)
    for (const [page, asked] of round.asked)
      if (!wanted.includes(page)) {
        asked.abort()
        round.asked.delete(page)
      }
    const [first = 0, last = first] = [wanted[0], wanted.at(-1)]
    for (const page of round.pages.keys())
      if (page < first - KEPT || page > last + KEPT) round.pages.delete(page)
    for (const page of wanted)
      if (!round.pages.has(page) && !round.asked.has(page)) void this.#ask(round, page)
  }

  #wanted(round: Round<T>): number[] {
    const last = Math.min(this.#sight[1], (round.known?.matched ?? this.#sight[1] + 1) - 1)
    const from = Math.floor(this.#sight[0] / PAGE)
    const to = Math.floor(last / PAGE)
    return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index)
  }

  async #ask(round: Round<T>, page: number): Promise<void> {
    const control = new AbortController()
    round.asked.set(page, control)
    try {
      const { rows, ...known } = await round.fetch(page * PAGE, PAGE, control.signal)
      if (control.signal.aborted) return
      round.asked.delete(page)
      round.pages.set(page, rows)
      // The round is as old as its oldest page.
      round.known = { ...known, revision: Math.min(known.revision, round.known?.revision ?? known.revision) }
      this.#arrived(round)
    } catch (error) {
      if (control.signal.aborted) return
      round.asked.delete(page)
      this.#problem = problemOf(error)
      if (round === this.#coming && this.#shown) {
        closeRound(round)
        this.#coming = undefined
      }
      this.#publish()
    }
  }

  #arrived(round: Round<T>): void {
    const isWhole = this.#wanted(round).every((page) => round.pages.has(page))
    if (round === this.#coming && isWhole) {
      closeRound(this.#shown)
      this.#shown = round
      this.#coming = undefined
      this.#follow()
    }
    this.#publish()
  }

  #publish(): void {
    const known = this.#shown?.known
    const pages = this.#shown?.pages
    this.#snapshot = {
      known,
      at: (index) => pages?.get(Math.floor(index / PAGE))?.[index % PAGE],
      busy: this.#coming !== undefined,
      behind: this.#held && known ? Math.max(0, this.#newest - Math.max(known.revision, 0)) : 0,
      problem: this.#problem,
    }
    for (const listener of [...this.#listeners]) listener()
  }
}

const NOTHING: PagedRows<never> = {
  known: undefined,
  at: () => undefined,
  busy: true,
  behind: 0,
  problem: undefined,
}
