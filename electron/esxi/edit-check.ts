/** Looks what is there, decides what to change, and whether it may be done now. Changes nothing. */
import { randomBytes } from 'node:crypto'
import { withGeneration } from '../../shared/esxi/edit-steps.ts'
import { settingsDiff } from '../../shared/esxi/settings-diff.ts'
import { fail, ok, type Result } from '../../shared/problem.ts'
import { chooseBackup } from './backups.ts'
import { mayGoOn, type Change, type Editing } from './edit-context.ts'
import { settingsChanged, valuesText } from './edit-words.ts'
import { checkIdle } from './host-idle.ts'
import { isRestartDue, LOCKED_FILES } from './host-lock.ts'
import type { HostShell } from './host-shell.ts'
import { lookAt } from './look.ts'
import { readSettings, type Settings, type SettingsPlace } from './settings-place.ts'

interface Seen {
  readonly place: SettingsPlace
  readonly before: Settings
  readonly restartDue: boolean
}

/** The steps `look` and `check`. */
export async function lookAndCheck(editing: Editing, isLocked: boolean): Promise<Result<Change>> {
  const { notes } = editing
  const seen = await notes.step('look', () => look(editing, isLocked), {
    done: ({ before, place }) => `${place.place} has ${valuesText(before.values)}.`,
  })
  if (!seen.ok) return seen
  return notes.step('check', () => check(editing, seen.value), {
    done: ({ isSame, wantedValues }) =>
      isSame ? 'It is so already.' : `It will have ${valuesText(wantedValues)}.`,
  })
}

async function look(editing: Editing, isLocked: boolean): Promise<Result<Seen>> {
  const going = mayGoOn(editing)
  if (!going.ok) return going
  const { line, notes } = editing
  const shell = line.shell()
  const readInto = isLocked
    ? LOCKED_FILES.read
    : `/tmp/palletjack-nfc-read-${randomBytes(4).toString('hex')}.json`
  const found = await lookAt(shell, readInto)
  if (!found.ok) return found
  const { place } = found.value
  notes.turn((edit) => ({ ...withGeneration(edit, place.generation), place: place.place }))
  if (isLocked) {
    // The lock is ours, so whoever left a temporary file is gone.
    const discarded = await place.discard(shell)
    if (!discarded.ok) return discarded
  }
  const before = await readSettings(place, shell)
  if (!before.ok) return before
  notes.set({ before: before.value.values, sha256: before.value.sha256 })
  const due = await isRestartDue(shell)
  return due.ok ? ok({ place, before: before.value, restartDue: due.value }) : due
}

async function check(editing: Editing, seen: Seen): Promise<Result<Change>> {
  const { request, notes, work, line } = editing
  const { place, before } = seen
  const shell = line.shell()
  if (request.kind !== 'restore' && request.expectedSha256 !== undefined)
    if (request.expectedSha256 !== before.sha256) return fail(settingsChanged(work.hostName))
  const wanted = await wantedBytes(editing, shell, seen)
  if (!wanted.ok) return wanted
  const wantedValues = place.valuesIn(wanted.value)
  if (!wantedValues.ok) return wantedValues
  const isSame = place.isSame(before.bytes, wanted.value)
  const change: Change = { ...seen, wanted: wanted.value, wantedValues: wantedValues.value, isSame }
  if (!isSame) notes.set({ diff: settingsDiff(before.bytes, wanted.value, place.fileName) })
  if (isSame && !seen.restartDue) return ok(change)
  const idle = await checkIdle(shell)
  if (!idle.ok) return idle
  const free = await work.isIdle()
  if (!free.ok) return free
  const going = mayGoOn(editing)
  return going.ok ? ok(change) : going
}

async function wantedBytes(
  { request }: Editing,
  shell: HostShell,
  { place, before }: Seen,
): Promise<Result<Uint8Array>> {
  if (request.kind !== 'restore') return place.edited(before.bytes, request.change)
  const backup = await chooseBackup(shell, place, request.backup)
  return backup.ok ? ok(backup.value.bytes) : backup
}
