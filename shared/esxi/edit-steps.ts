/**
 * The steps of an edit, a rehearsal or a restore of one host: their order, their words, and how each is noted.
 * The notes never throw: a wrong note must not end the work on a host half way.
 */
import type { Problem } from '../problem.ts'
import { EDIT_STEPS, type EditRun, type EditStep, type EditStepId, type Generation } from './model.ts'
import type { HostEdit } from './model.ts'

export type EditKind = EditRun['kind']

export interface StepWords {
  /** "Back up" */
  readonly title: string
  /** What it does, one sentence, for a host with a file. */
  readonly configFile: string
  /** The same for a host with a database. */
  readonly configStore: string
}

/** A rehearsal looks and checks; not even a lock stays behind. */
const REHEARSED: ReadonlySet<EditStepId> = new Set(['openSsh', 'connect', 'look', 'check', 'closeSsh'])

export const STEP_WORDS: Readonly<Record<EditStepId, StepWords>> = {
  openSsh: both('Open SSH', 'Starts the SSH service of the host if it is stopped.'),
  connect: both('Log in', 'Logs in by SSH, and compares the host key with the pinned one.'),
  lock: both('Lock', 'Keeps other runs of Palletjack away from the settings of this host.'),
  look: {
    title: 'Read',
    configFile: 'Reads version and settings, and looks for the NFC service in the file.',
    configStore: "Reads version, settings and the host's own schema from ConfigStore.",
  },
  check: both(
    'Check',
    'Looks for running copies and tasks, for free space, and for a change since the last look.',
  ),
  backUp: {
    title: 'Back up',
    configFile: 'Copies the file beside itself, with date and hash in its name, and reads the copy again.',
    configStore: 'Writes what ConfigStore holds to a file on the host, with date and hash in its name.',
  },
  write: {
    title: 'Write',
    configFile: 'Writes the new settings to a temporary file beside the old one.',
    configStore: 'Writes the new settings to a temporary file.',
  },
  verify: {
    title: 'Verify',
    configFile: 'Reads the temporary file again: its hash, its XML, its owner and mode.',
    configStore: 'Reads the temporary file again: its hash and its JSON.',
  },
  replace: {
    title: 'Replace',
    configFile: 'Puts the new file in the place of the old one, in one step.',
    configStore: 'Hands the temporary file to ConfigStore.',
  },
  persist: both('Make it last', 'Has the host keep the file over a reboot.'),
  restart: both('Restart hostd', 'Restarts the management agent; running VMs go on.'),
  answer: both('Wait for the host', 'Waits until the host answers by SSH and vCenter sees it as connected.'),
  readBack: {
    title: 'Read back',
    configFile: 'Reads the values again from the file that hostd reads.',
    configStore: 'Reads the values again from ConfigStore.',
  },
  unlock: both('Unlock', 'Takes the lock and temporary files away.'),
  closeSsh: both('Close SSH', 'Puts the SSH service back as it was.'),
}

function both(title: string, sentence: string): StepWords {
  return { title, configFile: sentence, configStore: sentence }
}

/** The steps in their order. A host whose generation is not known yet gets them all. */
export function stepsOf(kind: EditKind, generation?: Generation | 'unknown'): readonly EditStepId[] {
  if (kind === 'rehearsal') return EDIT_STEPS.filter((id) => REHEARSED.has(id))
  return EDIT_STEPS.filter((id) => id !== 'persist' || generation !== 'configStore')
}

/** One host before its first step. */
export function startEdit(
  host: { readonly hostId: string; readonly hostName: string },
  kind: EditKind,
  generation?: Generation | 'unknown',
): HostEdit {
  return {
    hostId: host.hostId,
    hostName: host.hostName,
    state: 'waiting',
    steps: stepsOf(kind, generation).map((id) => ({ id, state: 'waiting', detail: '' })),
    truth: 'Nothing was changed.',
    ...(generation !== undefined && generation !== 'unknown' && { generation }),
    diff: '',
  }
}

/** What the login told: a host with a database needs no `persist`. A step that began stays. */
export function withGeneration(edit: HostEdit, generation: Generation): HostEdit {
  const steps = edit.steps.filter(
    ({ id, state }) => id !== 'persist' || generation !== 'configStore' || state !== 'waiting',
  )
  return { ...edit, generation, steps }
}

/** Whether the edit has come to its end, and takes no more notes. */
export function hasEnded({ state }: HostEdit): boolean {
  return state !== 'waiting' && state !== 'running'
}

/**
 * A step begins, or begins once more. Waiting steps before it count as skipped, another running one as done. A step
 * that failed keeps saying so, and what the edit does not have is left out.
 * @param at ISO 8601.
 */
export function beginStep(edit: HostEdit, id: EditStepId, at: string, detail = ''): HostEdit {
  const place = edit.steps.findIndex((step) => step.id === id)
  const old = edit.steps[place]
  if (hasEnded(edit) || !old || old.state === 'failed') return edit
  if (old.state === 'running') return { ...edit, steps: edit.steps.with(place, { ...old, detail }) }
  const steps = edit.steps.map((step, index): EditStep => {
    if (index === place) return { id, state: 'running', detail, startedAt: at }
    if (step.state === 'running') return { ...step, state: 'done', endedAt: at }
    return index < place && step.state === 'waiting' ? { ...step, state: 'skipped' } : step
  })
  return { ...edit, state: 'running', steps }
}

export interface StepOutcome {
  readonly state: 'done' | 'failed' | 'skipped'
  /** ISO 8601. */
  readonly at: string
  /** Left out: what was said at its begin stays. */
  readonly detail?: string
}

/** A running step ends, or one that waits is skipped; anything else is left as it is. */
export function endStep(edit: HostEdit, id: EditStepId, { state, at, detail }: StepOutcome): HostEdit {
  const place = edit.steps.findIndex((step) => step.id === id)
  const old = edit.steps[place]
  if (hasEnded(edit) || !old) return edit
  const said = detail ?? old.detail
  if (old.state === 'running')
    return { ...edit, steps: edit.steps.with(place, { ...old, state, detail: said, endedAt: at }) }
  if (old.state === 'waiting' && state === 'skipped')
    return { ...edit, steps: edit.steps.with(place, { ...old, state, detail: said }) }
  return edit
}

export interface EditOutcome {
  readonly state: Exclude<HostEdit['state'], 'waiting' | 'running'>
  /** ISO 8601. */
  readonly at: string
  /** What is true on the host now: one sentence. */
  readonly truth: string
  readonly after?: HostEdit['after']
  readonly problem?: Problem | undefined
}

/** The end of one host: a step that still runs ends with it, and those that wait are skipped. */
export function finishEdit(edit: HostEdit, { state, at, truth, after, problem }: EditOutcome): HostEdit {
  if (hasEnded(edit)) return edit
  const good = state === 'done' || state === 'unchanged'
  const steps = edit.steps.map((step): EditStep => {
    if (step.state === 'running') return { ...step, state: good ? 'done' : 'failed', endedAt: at }
    return step.state === 'waiting' ? { ...step, state: 'skipped' } : step
  })
  return {
    ...edit,
    state,
    steps,
    truth,
    ...(after !== undefined && { after }),
    ...(problem !== undefined && { problem }),
  }
}
