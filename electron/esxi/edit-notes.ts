/** Keeps what is told of one host's edit, and tells it at each change. */
import { beginStep, endStep, finishEdit, startEdit, type EditOutcome } from '../../shared/esxi/edit-steps.ts'
import type { EditRun, EditStepId, HostEdit } from '../../shared/esxi/model.ts'
import { fail, ProblemError, type Problem, type Result } from '../../shared/problem.ts'
import type { HostWork } from './host-work.ts'

interface StepWordsOf<T> {
  /** What it does, where that is more than the step's own words. */
  readonly begin?: string
  /** What it did. */
  readonly done?: (value: T) => string
  /** True: there was nothing to do. */
  readonly skipped?: (value: T) => boolean
}

export interface Notes {
  edit(): HostEdit
  set(part: Partial<HostEdit>): void
  /** Replaces it by what the function makes of it. */
  turn(change: (edit: HostEdit) => HostEdit): void
  /** Runs one step between its notes. */
  step<T>(id: EditStepId, run: () => Promise<Result<T>>, words?: StepWordsOf<T>): Promise<Result<T>>
  /** Other words for a step that runs. */
  say(id: EditStepId, detail: string): void
  /** Throws what a note threw by a bug, now that the host is whole. */
  finish(outcome: Omit<EditOutcome, 'at'>): HostEdit
  /** What kept the journal from taking a note. */
  trouble(): Problem | undefined
}

const BUG: Problem = {
  code: 'esxi.internal',
  message: 'What was done could not be noted, by an error of Palletjack itself.',
  remedy: 'Report this with the log.',
}

export function createNotes(work: HostWork, kind: EditRun['kind']): Notes {
  const at = (): string => new Date().toISOString()
  let edit = startEdit(work, kind)
  let trouble: Problem | undefined
  let bug: { readonly error: unknown } | undefined
  /** A journal that is full must not leave a host half way: the edit itself looks for `trouble` while it may stop. */
  const turn = (change: (edit: HostEdit) => HostEdit): void => {
    edit = change(edit)
    try {
      work.onChange(edit)
    } catch (error) {
      if (!(error instanceof ProblemError)) bug ??= { error }
      trouble ??= error instanceof ProblemError ? error.problem : BUG
    }
  }
  return {
    edit: () => edit,
    set: (part) => turn((one) => ({ ...one, ...part })),
    turn,
    trouble: () => trouble,
    say: (id, detail) => turn((one) => beginStep(one, id, at(), detail)),
    async step(id, run, words = {}) {
      turn((one) => beginStep(one, id, at(), words.begin))
      const result = await run()
      if (!result.ok) {
        turn((one) => endStep(one, id, { state: 'failed', at: at(), detail: result.problem.message }))
        return fail(result.problem)
      }
      const { value } = result
      const state = words.skipped?.(value) === true ? 'skipped' : 'done'
      const detail = words.done?.(value)
      turn((one) => endStep(one, id, { state, at: at(), ...(detail !== undefined && { detail }) }))
      return result
    },
    finish: (outcome) => {
      turn((one) => finishEdit(one, { ...outcome, at: at() }))
      if (bug) throw bug.error
      return edit
    },
  }
}
