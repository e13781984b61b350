/** Runs that somebody looks at, held ready; all others stay in the journal. */
import { ok, fail, type Result } from '../../shared/problem.ts'
import type { Journal, Waiver } from '../journal/service.ts'
import { createBreath, type Breath } from '../breath.ts'
import { changed, type RunChange } from './change.ts'
import { createFinder, type Finder } from './find.ts'
import { show, type Judged } from './judge.ts'
import { packChange, packRun, unpackRun, type InventoryCodec } from './pack.ts'
import { damagedRun, unknownRun } from './problems.ts'

export interface RunShelf {
  get(runId: string): Promise<Result<Finder>>
  /** Keeps a run in the journal and holds it ready. */
  put(judged: Judged): Promise<Finder>
  /** Keeps a change of a run. `judged` is the run before it, with the summary that is to be kept. */
  change(judged: Judged, change: RunChange): Promise<Finder>
  /** Shows a run with waivers as they are now. */
  refresh(finder: Finder): Promise<Finder>
  /** One change of a run after the other. */
  alone<T>(runId: string, change: () => Promise<T>): Promise<T>
}

/** A run of 10,000 VMs with 100,000 findings takes some 200 MB: the newest, and one to compare. */
const HELD = 2
/** Changes that are kept beside a run; with one more all of it is written again. */
const MOST_CHANGES = 20

export function createRunShelf(journal: Journal, codec: InventoryCodec): RunShelf {
  const held = new Map<string, Promise<Result<Finder>>>()
  const changes = new Map<string, Promise<unknown>>()

  const hold = (runId: string, finder: Promise<Result<Finder>>): void => {
    held.delete(runId)
    held.set(runId, finder)
    for (const oldest of held.keys()) if (held.size > HELD) held.delete(oldest)
  }
  const finderOf = async (judged: Judged): Promise<Finder> => {
    const breathe = createBreath()
    const waivers = await readWaivers(journal, judged.summary.providerId, breathe)
    return createFinder(await show(judged, waivers, breathe))
  }
  const load = async (runId: string): Promise<Result<Finder>> => {
    const summary = journal.preflightRun(runId)
    if (!summary) return fail(unknownRun(runId))
    const body = journal.preflightBody(runId)
    if (!body) return fail(damagedRun(runId, 'It has no findings.'))
    const judged = await unpackRun(summary, body, journal.preflightChanges(runId), codec)
    return judged.ok ? ok(await finderOf(judged.value)) : judged
  }
  const put = async (judged: Judged): Promise<Finder> => {
    const finder = await finderOf(judged)
    const { summary } = finder.shown
    journal.putPreflightRun(summary, await packRun(judged, codec))
    hold(summary.runId, Promise.resolve(ok(finder)))
    return finder
  }
  return {
    get(runId) {
      // The journal decides: a run that was pruned or whose provider is gone is no longer held either.
      const finder = journal.preflightRun(runId) ? (held.get(runId) ?? load(runId)) : undefined
      if (!finder) {
        held.delete(runId)
        return Promise.resolve(fail(unknownRun(runId)))
      }
      hold(runId, finder)
      return finder
    },
    put,
    async change(judged, change) {
      const now = await changed(judged, change, createBreath())
      const { runId } = now.summary
      if (journal.preflightChanges(runId).length >= MOST_CHANGES) return put(now)
      const finder = await finderOf(now)
      journal.putPreflightChange(finder.shown.summary, await packChange(change))
      hold(runId, Promise.resolve(ok(finder)))
      return finder
    },
    async refresh({ shown }) {
      const finder = await finderOf(shown.judged)
      journal.putPreflightSummary(finder.shown.summary)
      hold(finder.shown.summary.runId, Promise.resolve(ok(finder)))
      return finder
    },
    alone(runId, change) {
      const before = changes.get(runId) ?? Promise.resolve()
      const now = before.then(change, change)
      const settled = now.catch(() => undefined)
      changes.set(runId, settled)
      void settled.then(() => {
        if (changes.get(runId) === settled) changes.delete(runId)
      })
      return now
    },
  }
}

const WAIVER_SLICE = 1_000

async function readWaivers(
  journal: Journal,
  providerId: string,
  breathe: Breath,
): Promise<ReadonlyMap<string, Waiver>> {
  const waivers = new Map<string, Waiver>()
  for (let after = ''; ;) {
    const slice = journal.waivers(providerId, after, WAIVER_SLICE)
    for (const [id, waiver] of slice) waivers.set((after = id), waiver)
    if (slice.size < WAIVER_SLICE) return waivers
    await breathe()
  }
}
