/** The end of a run, once each of its VMs has ended: what it was given is given back, and it is journaled as over. */
import type { VmRecord } from '../../shared/migration/record.ts'
import { problemLine } from '../../shared/problem.ts'
import type { Journal, StoredMigration } from '../journal/service.ts'
import { takeBackAtEnd } from './access-left.ts'
import type { NewEvent } from './context.ts'
import { removeEmptyNamespace } from './leftovers.ts'
import type { OpenRunEnds } from './run-ends.ts'

export interface OverRun {
  readonly journal: Journal
  readonly ends: Pick<OpenRunEnds, 'target' | 'now'>
  readonly stored: () => StoredMigration
  readonly records: readonly VmRecord[]
  /** Conversion pods of the run needed the consent of the plan. */
  readonly isAccessUsed: boolean
  /** Gives the lease of the plan back; false where that has to be tried again by the next process. */
  readonly release: () => Promise<boolean>
  readonly log: (event: NewEvent) => void
  readonly stop: AbortController
}

/** Answers with the run as it was journaled; undefined where it has not ended. */
export async function finishRun(run: OverRun): Promise<StoredMigration | undefined> {
  const { journal, ends, stored, records, stop } = run
  const states = new Set(records.map((record) => record.state))
  const state = states.has('failed') ? 'failed' : states.has('canceled') ? 'canceled' : 'succeeded'
  const access = await takeBackAtEnd({
    journal,
    stored: stored(),
    target: () => ends.target(),
    isUsed: run.isAccessUsed,
    stop: stop.signal,
  })
  const { problem } = access
  if (problem) run.log({ type: 'problem', message: problemLine(problem), problem })
  if (!states.has('succeeded') && stored().createdNamespace) await removeNamespace(run)
  if (!(await run.release())) return undefined
  const endedAt = new Date(ends.now()).toISOString()
  const left = records.some((record) => record.left) ? ({ left: true } as const) : {}
  const ended: StoredMigration = { ...stored(), ...access.note, ...left, state, endedAt }
  journal.putMigration(ended)
  return ended
}

/** Only a namespace that the run made, and only while nothing else moved in. */
async function removeNamespace({ ends, stored }: OverRun): Promise<void> {
  const target = ends.target()
  if (target.ok) await removeEmptyNamespace(target.value, stored().plan.targetNamespace)
}
