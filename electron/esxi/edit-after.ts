/** Makes changed settings last and count: has hostd read them, and reads them back. */
import { sameValues } from '../../shared/esxi/nfc-wish.ts'
import { fail, ok, type Result } from '../../shared/problem.ts'
import { persist, restart, waitForAnswer } from './edit-agent.ts'
import type { Change, Editing, MadeChange, Outcome } from './edit-context.ts'
import { rollBack } from './edit-rollback.ts'
import { valuesText } from './edit-words.ts'
import { clearRestartDue } from './host-lock.ts'
import type { HostShell } from './host-shell.ts'
import { readSettings, type SettingsPlace } from './settings-place.ts'

/** From the replaced settings to the end. Any failure puts the backup back. */
export async function activate(editing: Editing, change: MadeChange): Promise<Outcome> {
  const { notes } = editing
  if (change.place.needsPersist) {
    const lasting = await notes.step('persist', () => persist(editing))
    if (!lasting.ok) return rollBack(editing, change, { restarted: false, problem: lasting.problem })
  }
  const active = await restartAndReadBack(editing, change)
  if (active.ok) return done(editing, change)
  return rollBack(editing, change, { restarted: true, problem: active.problem })
}

/** The settings are right already, but hostd has never read them. */
export async function activateEarlier(editing: Editing, change: Change): Promise<Outcome> {
  const active = await restartAndReadBack(editing, change)
  if (active.ok) return done(editing, change)
  const { hostName } = editing.work
  const truth = `The settings of ${hostName} have ${valuesText(change.wantedValues)} from an earlier edit, but whether its hostd works with them is not sure.`
  return { state: 'failed', truth, problem: active.problem }
}

function done({ work }: Editing, { wantedValues }: Change): Outcome {
  const truth = `${work.hostName} works with ${valuesText(wantedValues)}, read back after the restart of hostd.`
  return { state: 'done', truth, after: wantedValues }
}

async function restartAndReadBack(editing: Editing, { place, wantedValues }: Change): Promise<Result<void>> {
  const { notes, line } = editing
  const restarted = await notes.step('restart', () => restart(editing))
  if (!restarted.ok) return restarted
  const answered = await notes.step(
    'answer',
    () => waitForAnswer(editing, (words) => notes.say('answer', words)),
    { done: () => 'It answers.' },
  )
  if (!answered.ok) return answered
  return notes.step('readBack', () =>
    line.surely(async (shell) => {
      const same = await isReadBack(shell, place, wantedValues)
      return same.ok ? clearRestartDue(shell) : same
    }),
  )
}

async function isReadBack(
  shell: HostShell,
  place: SettingsPlace,
  wanted: Change['wantedValues'],
): Promise<Result<void>> {
  const settings = await readSettings(place, shell)
  if (!settings.ok) return settings
  if (sameValues(settings.value.values, wanted)) return ok(undefined)
  return fail({
    code: 'esxi.not-taken',
    message: `${shell.name} has ${valuesText(settings.value.values)} after the restart of hostd, not ${valuesText(wanted)}.`,
    remedy: 'Look for what else writes these settings, a host profile for example, and change it there.',
  })
}
