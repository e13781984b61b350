/** What the steps of one host's edit share. */
import type { EditOutcome } from '../../shared/esxi/edit-steps.ts'
import type { NfcValues } from '../../shared/esxi/model.ts'
import { fail, ok, type Problem, type Result } from '../../shared/problem.ts'
import type { EditLimits } from './edit-limits.ts'
import type { Notes } from './edit-notes.ts'
import { untouched } from './edit-words.ts'
import type { HostRequest, HostWork } from './host-work.ts'
import type { Line } from './line.ts'
import type { Settings, SettingsPlace } from './settings-place.ts'

export interface Editing {
  readonly work: HostWork
  readonly request: HostRequest
  /** Heeded until the settings change. */
  readonly signal: AbortSignal
  readonly limits: EditLimits
  readonly notes: Notes
  readonly line: Line
  /** Of our lock. */
  readonly token: string
}

/** What is to be changed, as decided before anything is. */
export interface Change {
  readonly place: SettingsPlace
  readonly before: Settings
  readonly wanted: Uint8Array
  readonly wantedValues: NfcValues
  /** Nothing differs. */
  readonly isSame: boolean
  /** An earlier change was never read by hostd. */
  readonly restartDue: boolean
}

export interface MadeChange extends Change {
  /** Path of the copy of what was there before. */
  readonly backup: string
}

export type Outcome = Omit<EditOutcome, 'at'>

/** The end of an edit that changed nothing. */
export function stopped({ work }: Editing, problem: Problem): Outcome {
  const state = problem.code === 'esxi.canceled' ? 'canceled' : 'failed'
  return { state, truth: untouched(work.hostName), problem }
}

/** Whether an edit that has changed nothing yet should stop: canceled, or the journal takes no notes. */
export function mayGoOn({ signal, notes, work }: Editing): Result<void> {
  const trouble = notes.trouble()
  if (trouble) return fail(trouble)
  if (!signal.aborted) return ok(undefined)
  return fail({
    code: 'esxi.canceled',
    message: `The edit of ${work.hostName} was canceled.`,
    meaning: untouched(work.hostName),
    remedy: 'Start again when you want to.',
  })
}
