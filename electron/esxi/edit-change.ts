/** Backs up, writes, verifies, and puts the new settings in the place of the old ones. */
import { fail, ok, type Problem, type Result } from '../../shared/problem.ts'
import { newBackupPath } from './backups.ts'
import { mayGoOn, stopped, type Change, type Editing, type Outcome } from './edit-context.ts'
import { activate } from './edit-after.ts'
import { rollBack } from './edit-rollback.ts'
import { settingsChanged } from './edit-words.ts'
import { checkLock, clearRestartDue, markRestartDue } from './host-lock.ts'
import { runOk, type HostShell } from './host-shell.ts'
import { checkFacts } from './settings-place-file.ts'
import { CONFIG_FILE } from '../../shared/esxi/generation.ts'

/** Everything from the backup on. The lock is ours. */
export async function makeChange(editing: Editing, change: Change): Promise<Outcome> {
  const { notes, line } = editing
  const { place, before, wanted } = change
  const backup = await notes.step('backUp', () => backUp(editing, change), { done: (path) => `${path}.` })
  if (!backup.ok) return stopped(editing, backup.problem)
  notes.set({ backup: backup.value })
  const written = await notes.step('write', () => ifGoing(editing, () => place.stage(line.shell(), wanted)))
  if (!written.ok) return abandon(editing, change, written.problem)
  const verified = await notes.step('verify', () =>
    ifGoing(editing, () => place.checkStaged(line.shell(), wanted, before)),
  )
  if (!verified.ok) return abandon(editing, change, verified.problem)
  const swap = { isBegun: false }
  const replaced = await notes.step('replace', () => replace(editing, change, swap))
  const made = { ...change, backup: backup.value }
  if (replaced.ok) return activate(editing, made)
  if (!swap.isBegun) return abandon(editing, change, replaced.problem)
  return rollBack(editing, made, { restarted: false, problem: replaced.problem })
}

async function ifGoing(editing: Editing, run: () => Promise<Result<void>>): Promise<Result<void>> {
  const going = mayGoOn(editing)
  return going.ok ? run() : going
}

async function backUp(editing: Editing, { place, before }: Change): Promise<Result<string>> {
  const going = mayGoOn(editing)
  if (!going.ok) return going
  const shell = editing.line.shell()
  const path = await newBackupPath(shell, place, before)
  if (!path.ok) return path
  const done = await place.backUp(shell, before, path.value)
  if (done.ok) return path
  // Half a backup is none.
  await editing.line.surely((again) => runOk(again, ['rm', '-f', path.value]))
  return done
}

/** Nothing was replaced: takes the temporary file away. */
async function abandon(editing: Editing, { place, restartDue }: Change, problem: Problem): Promise<Outcome> {
  await editing.line.surely(async (shell) => {
    const discarded = await place.discard(shell)
    if (!discarded.ok || restartDue) return discarded
    return clearRestartDue(shell)
  })
  return stopped(editing, problem)
}

async function replace(editing: Editing, change: Change, swap: { isBegun: boolean }): Promise<Result<void>> {
  const { line, token } = editing
  const { place, wanted } = change
  const shell = line.shell()
  const mine = await checkLock(shell, token)
  if (!mine.ok) return mine
  const same = await isStillSo(editing, shell, change)
  if (!same.ok) return same
  const marked = await markRestartDue(shell)
  if (!marked.ok) return marked
  const going = mayGoOn(editing)
  if (!going.ok) return going
  swap.isBegun = true
  const swapped = await place.swap(shell)
  if (!swapped.ok) return swapped
  const now = await place.readRaw(shell)
  if (!now.ok) return now
  if (!place.isSame(now.value.bytes, wanted))
    return fail({
      code: 'esxi.replace-differs',
      message: `${place.place} of ${shell.name} does not hold what was put there.`,
      remedy: 'Somebody edits it at this moment, or the host refused it. Look at it, and try again.',
    })
  return place.generation === 'configFile'
    ? checkFacts(shell, CONFIG_FILE, change.before.facts)
    : ok(undefined)
}

async function isStillSo(
  { work }: Editing,
  shell: HostShell,
  { place, before }: Change,
): Promise<Result<void>> {
  const now = await place.readRaw(shell)
  if (!now.ok) return now
  return place.isUntouched(now.value.bytes, before.bytes)
    ? ok(undefined)
    : fail(settingsChanged(work.hostName))
}
