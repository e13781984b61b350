/** Puts the settings back as they were, through a new connection if need be, and finds out what is true. */
import { CONFIG_FILE } from '../../shared/esxi/generation.ts'
import { fail, ok, type Problem, type Result } from '../../shared/problem.ts'
import { persist, restart, waitForAnswer } from './edit-agent.ts'
import type { Editing, MadeChange, Outcome } from './edit-context.ts'
import { byHand, valuesText } from './edit-words.ts'
import { clearRestartDue } from './host-lock.ts'
import type { HostShell } from './host-shell.ts'
import { checkFacts } from './settings-place-file.ts'

export interface Failure {
  /** Whether hostd may have read the new settings. */
  readonly restarted: boolean
  readonly problem: Problem
}

/** What is in the settings, as far as this edit is concerned. */
type There = 'before' | 'wanted' | 'other'

export async function rollBack(editing: Editing, change: MadeChange, failure: Failure): Promise<Outcome> {
  const { line, notes, work } = editing
  const { place, before, backup } = change
  const { hostName } = work
  const hand = byHand(place.generation, backup)
  const failed = (truth: string, problem = failure.problem): Outcome => ({ state: 'failed', truth, problem })
  notes.set({ truth: `The edit of ${hostName} failed; its settings are being put back from ${backup}.` })
  const there = await line.surely((shell) => whatIsThere(shell, change))
  if (!there.ok)
    return failed(
      `What is on ${hostName} is not known, since it cannot be reached: either the settings before or those wanted. The backup is ${backup}; to put it back by hand: ${hand}`,
    )
  if (there.value === 'other')
    return failed(
      `The settings of ${hostName} are neither those before nor those wanted: somebody else changed them, and they were left alone. The backup is ${backup}; to put it back by hand: ${hand}`,
    )
  const back = await line.surely((shell) => putBack(shell, change))
  if (!back.ok)
    return failed(
      `The settings of ${hostName} could not be put back (${back.problem.message}) and may still have ${valuesText(change.wantedValues)}. The backup is ${backup}; to put it back by hand: ${hand}`,
    )
  const lasting = place.needsPersist ? await persist(editing) : ok(undefined)
  const unkept = lasting.ok ? '' : ' They may be lost at a reboot: run /sbin/auto-backup.sh on the host.'
  const as = `The settings of ${hostName} are as they were before: ${valuesText(before.values)}.`
  if (failure.restarted) {
    const agent = await restartAgain(editing)
    if (!agent.ok)
      return failed(
        `${as}${unkept} Its management agent hostd does not answer yet: ${agent.problem.message} Its virtual machines go on running.`,
      )
    const now = await line.surely((shell) => whatIsThere(shell, change))
    if (!now.ok || now.value !== 'before')
      return failed(
        `The settings of ${hostName} were put back, and after the restart of hostd they ${now.ok ? 'are others again: look for what else writes them' : `could not be read (${now.problem.message})`}. The backup is ${backup}; to put it back by hand: ${hand}`,
      )
  }
  // Where an earlier change was never read, it still is not, unless hostd was restarted now.
  const isInForce = failure.restarted || !change.restartDue
  if (isInForce) await line.surely(clearRestartDue)
  return {
    state: 'rolledBack',
    truth: `${as}${unkept}`,
    problem: failure.problem,
    ...(isInForce && { after: before.values }),
  }
}

async function restartAgain(editing: Editing): Promise<Result<void>> {
  const restarted = await restart(editing)
  if (!restarted.ok) return restarted
  return waitForAnswer(editing, (words) => {
    editing.notes.set({ truth: `The settings of ${editing.work.hostName} were put back. ${words}` })
  })
}

async function whatIsThere(shell: HostShell, change: MadeChange): Promise<Result<There>> {
  const now = await change.place.readRaw(shell)
  return now.ok ? ok(thereIn(now.value.bytes, change)) : now
}

function thereIn(now: Uint8Array, { place, before, wanted }: MadeChange): There {
  if (place.isSame(now, before.bytes)) return 'before'
  return place.isSame(now, wanted) ? 'wanted' : 'other'
}

/** Safe to repeat: looks first, since a lost connection does not say whether its last command was run. */
async function putBack(shell: HostShell, change: MadeChange): Promise<Result<void>> {
  const { place, before, wanted, backup } = change
  const now = await place.readRaw(shell)
  if (!now.ok) return now
  if (thereIn(now.value.bytes, change) !== 'before') {
    const staged = await stageAgain(shell, change, place.undone(now.value.bytes, before, wanted))
    // Without room for a copy the backup itself goes back.
    const swapped = staged.ok ? await place.swap(shell) : await place.swapBackup(shell, backup)
    if (!swapped.ok) return swapped
    const there = await whatIsThere(shell, change)
    if (!there.ok) return there
    if (there.value !== 'before') return fail(notTakenBack(place.place, shell.name))
  }
  const discarded = await place.discard(shell)
  if (!discarded.ok) return discarded
  return place.generation === 'configFile' ? checkFacts(shell, CONFIG_FILE, before.facts) : ok(undefined)
}

function notTakenBack(place: string, host: string): Problem {
  return {
    code: 'esxi.replace-differs',
    message: `${place} of ${host} does not hold what was put back there.`,
    remedy: 'Put the backup back by hand.',
  }
}

async function stageAgain(
  shell: HostShell,
  { place, before }: MadeChange,
  bytes: Uint8Array,
): Promise<Result<void>> {
  const staged = await place.stage(shell, bytes)
  return staged.ok ? place.checkStaged(shell, bytes, before) : staged
}
