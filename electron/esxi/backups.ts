/** Copies of the settings that edits left on the host. */
import type { NfcBackup } from '../../shared/esxi/model.ts'
import { fail, ok, type Result } from '../../shared/problem.ts'
import { hostNow, readBytes, runOk, sha256Of, textOf, type HostShell } from './host-shell.ts'
import { HOSTD_FOLDER, type RawSettings, type SettingsPlace } from './settings-place.ts'

/** A host with more is told of its newest. */
const MOST_BACKUPS = 20

export interface Backup extends NfcBackup {
  readonly bytes: Uint8Array
}

/** Where a backup of these settings goes: with the time of the host and the start of their hash in its name. */
export async function newBackupPath(
  shell: HostShell,
  place: SettingsPlace,
  settings: RawSettings,
): Promise<Result<string>> {
  const now = await hostNow(shell)
  if (!now.ok) return now
  const stamp = (now.value ?? new Date()).toISOString().replace(/[-:]|\.\d+/g, '')
  return ok(`${HOSTD_FOLDER}/${place.fileName}.palletjack-${stamp}-${settings.sha256.slice(0, 12)}`)
}

/** Newest first. One that is damaged has no values. */
export async function listBackups(shell: HostShell, place: SettingsPlace): Promise<Result<Backup[]>> {
  const names = await backupNames(shell, place)
  if (!names.ok) return names
  const backups: Backup[] = []
  for (const name of names.value.slice(0, MOST_BACKUPS)) {
    const backup = await readBackup(shell, place, name)
    if (!backup.ok) return backup
    if (backup.value) backups.push(backup.value)
  }
  return ok(backups)
}

/** The backup with this path, or the newest one. Problems: esxi.no-backup, esxi.backup-damaged. */
export async function chooseBackup(
  shell: HostShell,
  place: SettingsPlace,
  wanted: string | undefined,
): Promise<Result<Backup>> {
  const names = await backupNames(shell, place)
  if (!names.ok) return names
  const name =
    wanted === undefined
      ? names.value[0]
      : names.value.find((one) => pathOf(one) === wanted || one === wanted)
  const backup = name === undefined ? ok(undefined) : await readBackup(shell, place, name)
  if (!backup.ok) return backup
  if (!backup.value)
    return fail({
      code: 'esxi.no-backup',
      message:
        wanted === undefined
          ? `There is no backup of the settings on ${shell.name}.`
          : `${shell.name} has no backup of its settings with the name ${wanted}.`,
      meaning: 'Nothing was changed.',
      remedy: 'List its backups with palletjack esxi nfc show, and choose one of them.',
    })
  if (backup.value.values) return ok(backup.value)
  return fail({
    code: 'esxi.backup-damaged',
    message: `The backup ${backup.value.id} on ${shell.name} is damaged: it does not match the hash in its name, or holds no settings.`,
    meaning: 'Nothing was changed.',
    remedy: 'Choose another backup.',
  })
}

function pathOf(name: string): string {
  return `${HOSTD_FOLDER}/${name}`
}

/** Newest first, by the time in the name. */
async function backupNames(shell: HostShell, place: SettingsPlace): Promise<Result<string[]>> {
  const listed = await runOk(shell, ['ls', '-l', HOSTD_FOLDER])
  if (!listed.ok) return listed
  const names = [
    ...textOf(listed.value.stdout).matchAll(/(?<=\s)\S+\.palletjack-\d{8}T\d{6}Z-[0-9a-f]{12}$/gm),
  ]
    .map(([name]) => name)
    .filter((name) => name.startsWith(`${place.fileName}.palletjack-`))
  return ok(names.toSorted().toReversed())
}

async function readBackup(
  shell: HostShell,
  place: SettingsPlace,
  name: string,
): Promise<Result<Backup | undefined>> {
  const read = await readBytes(shell, pathOf(name))
  if (!read.ok) return read
  if (!read.value) return ok(undefined)
  const { bytes } = read.value
  const sha256 = sha256Of(bytes)
  const [, stamp = '', start = ''] = /-(\d{8}T\d{6}Z)-([0-9a-f]{12})$/.exec(name) ?? []
  const values = place.valuesIn(bytes)
  return ok({
    id: pathOf(name),
    at: stamp.replace(/^(....)(..)(..)T(..)(..)(..)Z$/, '$1-$2-$3T$4:$5:$6.000Z'),
    sha256,
    sizeBytes: bytes.length,
    bytes,
    ...(values.ok && sha256.startsWith(start) && { values: values.value }),
  })
}
