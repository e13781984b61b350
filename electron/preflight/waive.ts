/** Findings that somebody accepts. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import { fail, ok, type Result } from '../../shared/problem.ts'
import type { PreflightSummary } from '../../shared/preflight/model.ts'
import type { Journal } from '../journal/service.ts'
import type { Finder } from './find.ts'
import { unknownFinding } from './problems.ts'
import type { Preflight } from './service.ts'
import type { RunShelf } from './shelf.ts'

/** Rows written between two turns of others: some milliseconds. */
const SLICE = 500

export function createWaiving(journal: Journal, shelf: RunShelf): Pick<Preflight, 'waive' | 'unwaive'> {
  const change = (
    runId: string,
    ids: readonly string[],
    write: (providerId: string, slice: readonly string[]) => void,
    check: (finder: Finder) => Promise<Result<void>>,
  ): Promise<Result<PreflightSummary>> =>
    shelf.alone(runId, async () => {
      const finder = await shelf.get(runId)
      if (!finder.ok) return finder
      const checked = await check(finder.value)
      if (!checked.ok) return checked
      const { providerId } = finder.value.shown.summary
      for (let at = 0; at < ids.length; at += SLICE) {
        write(providerId, ids.slice(at, at + SLICE))
        await nextTurn()
      }
      const { shown } = await shelf.refresh(finder.value)
      return ok(shown.summary)
    })
  return {
    waive({ runId, findingIds, by, reason }) {
      const waiver = { by, reason, at: new Date().toISOString() }
      return change(
        runId,
        findingIds,
        (providerId, slice) => journal.putWaivers(providerId, slice, waiver),
        async (finder) => {
          const missing = findingIds.length - (await finder.has(findingIds))
          return missing > 0 ? fail(unknownFinding(missing)) : ok(undefined)
        },
      )
    },
    unwaive: (runId, findingIds) =>
      change(
        runId,
        findingIds,
        (providerId, slice) => journal.removeWaivers(providerId, slice),
        () => Promise.resolve(ok(undefined)),
      ),
  }
}
