/**
 * Edits the NFC memory of one host, or puts a backup back, step by step, so that whatever happens the settings are
 * those before or those wanted, and what is told is true.
 */
import { randomUUID } from 'node:crypto'
import type { EditRun, HostEdit } from '../../shared/esxi/model.ts'
import type { Problem } from '../../shared/problem.ts'
import { activateEarlier } from './edit-after.ts'
import { makeChange } from './edit-change.ts'
import { lookAndCheck } from './edit-check.ts'
import { mayGoOn, stopped, type Change, type Editing, type Outcome } from './edit-context.ts'
import { EDIT_LIMITS, type EditLimits } from './edit-limits.ts'
import { createNotes } from './edit-notes.ts'
import { untouched, valuesText } from './edit-words.ts'
import { giveBackLock, takeLock } from './host-lock.ts'
import type { HostRequest, HostWork } from './host-work.ts'
import { createLine } from './line.ts'

export { readHost } from './look.ts'

/** What a request comes to: a rehearsal changes nothing. */
export function kindOf(request: HostRequest): EditRun['kind'] {
  if (request.kind !== 'restore') return request.kind
  return request.rehearse ? 'rehearsal' : 'restore'
}

/**
 * Never rejects for an expected failure: how it ended is in the edit. The signal is heeded until the settings are
 * replaced; from then on the edit is finished or rolled back.
 */
export async function editHost(
  work: HostWork,
  request: HostRequest,
  signal: AbortSignal,
  limits: EditLimits = EDIT_LIMITS,
): Promise<HostEdit> {
  const notes = createNotes(work, kindOf(request))
  const line = createLine(work, limits)
  const editing = { work, request, signal, limits, notes, line, token: work.runId ?? randomUUID() }
  return notes.finish(await withSsh(editing))
}

/** The SSH service is put back in every case, also when opening it failed half way. */
async function withSsh(editing: Editing): Promise<Outcome> {
  const { notes, work, line } = editing
  const words = {
    skipped: (said: string | undefined) => said === undefined,
    done: (said: string | undefined) => said ?? 'It runs already.',
  }
  let outcome: Outcome | undefined
  let unclosed: Problem | undefined
  try {
    const opened = await notes.step(
      'openSsh',
      async () => {
        const going = mayGoOn(editing)
        return going.ok ? work.openSsh() : going
      },
      words,
    )
    outcome = opened.ok ? await loggedIn(editing) : stopped(editing, opened.problem)
  } finally {
    await line.hangUp()
    const closed = await notes.step('closeSsh', () => work.closeSsh(), {
      ...words,
      done: (said) => said ?? 'It was left as it is.',
    })
    if (!closed.ok) unclosed = closed.problem
  }
  if (!unclosed) return outcome
  return {
    ...outcome,
    truth: `${outcome.truth} Its SSH service could not be put back as it was.`,
    problem: outcome.problem ?? unclosed,
  }
}

async function loggedIn(editing: Editing): Promise<Outcome> {
  const { notes, line, request, signal, work, token } = editing
  const connected = await notes.step('connect', () => line.connect(signal))
  if (!connected.ok) return stopped(editing, connected.problem)
  if (kindOf(request) === 'rehearsal') return rehearsed(editing)
  const locked = await notes.step('lock', async () => {
    const going = mayGoOn(editing)
    const asker = { token, isOver: (other: string) => work.isOver?.(other) === true }
    return going.ok ? takeLock(line.shell(), asker) : going
  })
  const outcome = locked.ok ? await lockedEdit(editing) : stopped(editing, locked.problem)
  // A lock of somebody else stays; one that a lost connection left half made does not.
  if (!locked.ok && locked.problem.code === 'esxi.locked') return outcome
  const unlocked = await notes.step('unlock', () =>
    line.surely((shell) => giveBackLock(shell, editing.token)),
  )
  if (unlocked.ok) return outcome
  return {
    ...outcome,
    truth: `${outcome.truth} Its lock could not be removed: ${unlocked.problem.message}`,
    problem: outcome.problem ?? unlocked.problem,
  }
}

async function lockedEdit(editing: Editing): Promise<Outcome> {
  const change = await lookAndCheck(editing, true)
  if (!change.ok) return stopped(editing, change.problem)
  if (!change.value.isSame) return makeChange(editing, change.value)
  return change.value.restartDue ? activateEarlier(editing, change.value) : unchanged(editing, change.value)
}

function unchanged({ work }: Editing, { before }: Change): Outcome {
  const truth = `${work.hostName} has ${valuesText(before.values)} already; nothing was changed.`
  return { state: 'unchanged', truth, after: before.values }
}

async function rehearsed(editing: Editing): Promise<Outcome> {
  const change = await lookAndCheck(editing, false)
  if (!change.ok) return stopped(editing, change.problem)
  const { isSame, restartDue, wantedValues } = change.value
  if (isSame && !restartDue) return unchanged(editing, change.value)
  const would = isSame
    ? 'its settings are right already, but its hostd has to be restarted to read them'
    : `an edit would give it ${valuesText(wantedValues)}`
  return { state: 'done', truth: `${untouched(editing.work.hostName).replace(/\.$/, '')}; ${would}.` }
}
