/** What a host says of itself: version, and where the settings of its hostd really are. */
import { randomBytes } from 'node:crypto'
import { CONFIG_FILE, generationOf, parseVersion, type EsxiVersion } from '../../shared/esxi/generation.ts'
import type { NfcReading } from '../../shared/esxi/model.ts'
import { readNfcFile } from '../../shared/esxi/nfc-file.ts'
import { fail, ok, type Result } from '../../shared/problem.ts'
import { listBackups } from './backups.ts'
import { isRestartDue } from './host-lock.ts'
import { exists, readBytes, textOf, type HostShell } from './host-shell.ts'
import { filePlace } from './settings-place-file.ts'
import { CONFIG_STORE_CLI, storePlace } from './settings-place-store.ts'
import { readSettings, type SettingsPlace } from './settings-place.ts'
import type { SshSession } from './ssh.ts'

export interface Found {
  readonly version: EsxiVersion
  readonly place: SettingsPlace
}

/**
 * Version and generation, by the version and by what is really there. `readInto`: see `storePlace`.
 * Problems: esxi.not-esxi, esxi.generation-unclear, those of the session and of commands.
 */
export async function lookAt(shell: HostShell, readInto: string): Promise<Result<Found>> {
  const version = await readVersion(shell)
  if (!version.ok) return version
  const hasStore = await exists(shell, CONFIG_STORE_CLI)
  if (!hasStore.ok) return hasStore
  const expected = generationOf(version.value.version)
  // 7.0 U1 has the database already, and hostd still reads the file.
  if (expected === 'configFile' || (expected === 'unknown' && !hasStore.value))
    return ok({ version: version.value, place: filePlace() })
  if (expected === 'unknown' || !hasStore.value)
    return fail({
      code: 'esxi.generation-unclear',
      message: `${shell.name} says that it is ESXi ${version.value.version}, and ${hasStore.value ? 'has' : 'has no'} configstorecli: where its hostd reads settings is not clear.`,
      meaning: 'Nothing was changed.',
      remedy: 'Edit this host by hand, or run fewer copies from it at once.',
    })
  const place = await storePlace(shell, readInto)
  return place.ok ? ok({ version: version.value, place: place.value }) : place
}

async function readVersion(shell: HostShell): Promise<Result<EsxiVersion>> {
  const short = await shell.session.run(['vmware', '-v'])
  if (!short.ok) return short
  const parsed = parseVersion(textOf(short.value.stdout))
  if (parsed.ok && parsed.value.build !== '') return parsed
  const long = await shell.session.run(['esxcli', 'system', 'version', 'get'])
  if (!long.ok) return long
  const fuller = parseVersion(textOf(long.value.stdout))
  return fuller.ok ? fuller : parsed
}

/** A name for one reading, outside of the lock, which a reading does not take. */
function readFile(): string {
  return `/tmp/palletjack-nfc-read-${randomBytes(4).toString('hex')}.json`
}

export interface HostIds {
  readonly hostId: string
  readonly hostName: string
}

/** Reads version, settings and backups, and changes nothing. Problems: those of `lookAt` and of reading settings. */
export async function readHost(
  session: SshSession,
  { hostId, hostName }: HostIds,
  now: () => Date = () => new Date(),
): Promise<Result<NfcReading>> {
  const shell: HostShell = { name: hostName, session }
  const found = await lookAt(shell, readFile())
  if (!found.ok) return found
  const { version, place } = found.value
  const settings = await readSettings(place, shell)
  if (!settings.ok) return settings
  const due = await isRestartDue(shell)
  if (!due.ok) return due
  const ignored = place.generation === 'configStore' ? await readIgnored(shell) : ok(undefined)
  if (!ignored.ok) return ignored
  const backups = await listBackups(shell, place)
  if (!backups.ok) return backups
  return ok({
    hostId,
    hostName,
    version: version.version,
    build: version.build,
    generation: place.generation,
    place: place.place,
    values: settings.value.values,
    ...(ignored.value && { ignored: ignored.value }),
    ...(due.value && { restartDue: true }),
    sha256: settings.value.sha256,
    sizeBytes: settings.value.bytes.length,
    backups: backups.value.map(({ bytes: _, ...backup }) => backup),
    readAt: now().toISOString(),
  })
}

/** Of the file that guides tell to edit, and that hostd of this host does not read. */
async function readIgnored(shell: HostShell): Promise<Result<NfcReading['ignored']>> {
  const read = await readBytes(shell, CONFIG_FILE)
  // That it cannot be read matters to nobody, unless the connection is gone.
  if (!read.ok) return read.problem.code === 'esxi.connection-lost' ? read : ok(undefined)
  const values = read.value ? readNfcFile(read.value.bytes) : undefined
  if (!values?.ok || Object.keys(values.value).length === 0) return ok(undefined)
  return ok({ place: CONFIG_FILE, values: values.value })
}
