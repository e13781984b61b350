/** Hosts from 7.0 U2 on: hostd reads ConfigStore, the host's database, and the file no longer counts. */
import { isDeepStrictEqual } from 'node:util'
import { CONFIG_FILE } from '../../shared/esxi/generation.ts'
import {
  editNfcStore,
  readNfcStore,
  readStoreKeys,
  storePlace as placeText,
} from '../../shared/esxi/nfc-store.ts'
import { sameValues } from '../../shared/esxi/nfc-wish.ts'
import { fail, ok, type Result } from '../../shared/problem.ts'
import { LOCKED_FILES } from './host-lock.ts'
import {
  checkWritten,
  exists,
  readBytes,
  runOk,
  sha256Of,
  textOf,
  writeBytes,
  type HostShell,
} from './host-shell.ts'
import type { RawSettings, SettingsPlace } from './settings-place.ts'

export const CONFIG_STORE_CLI = '/bin/configstorecli'
const HOSTD = ['-c', 'esx', '-g', 'services', '-k', 'hostd'] as const

/**
 * Asks the host for its schema, which alone says what the keys are called. `readInto`: where the host writes what
 * its database holds, for us to fetch.
 */
export async function storePlace(shell: HostShell, readInto: string): Promise<Result<SettingsPlace>> {
  const schema = await readSchema(shell)
  if (!schema.ok) return schema
  const keys = readStoreKeys(schema.value)
  if (!keys.ok) return keys
  const valuesIn = (bytes: Uint8Array) => readNfcStore(bytes, schema.value)
  return ok({
    generation: 'configStore',
    place: placeText(keys.value),
    fileName: 'configstore-hostd.json',
    needsPersist: false,
    readRaw: (one) => readRaw(one, readInto),
    valuesIn,
    edited: (bytes, wish) => editNfcStore(bytes, schema.value, wish),
    isSame: (one, other) => isSameStore(one, other, valuesIn),
    isUntouched,
    undone: (now, before, wanted) => {
      if (isUntouched(now, wanted)) return before.bytes
      const edited = editNfcStore(now, schema.value, before.values)
      return edited.ok && isSameStore(edited.value, before.bytes, valuesIn) ? edited.value : before.bytes
    },
    backUp,
    stage: (one, bytes) => writeBytes(one, LOCKED_FILES.wanted, bytes),
    checkStaged: async (one, bytes) => {
      const written = await checkWritten(one, LOCKED_FILES.wanted, bytes)
      if (!written.ok) return written
      const readable = valuesIn(bytes)
      return readable.ok ? ok(undefined) : readable
    },
    swap: (one) => set(one, LOCKED_FILES.wanted),
    swapBackup: set,
    discard: async (one) => {
      const removed = await runOk(one, ['rm', '-f', LOCKED_FILES.wanted])
      return removed.ok ? ok(undefined) : removed
    },
  })
}

async function readSchema(shell: HostShell): Promise<Result<Uint8Array>> {
  const ran = await runOk(shell, [CONFIG_STORE_CLI, 'schema', 'get', ...HOSTD])
  return ran.ok ? ok(jsonIn(ran.value.stdout)) : ran
}

/** What a login prints goes before. */
function jsonIn(bytes: Uint8Array): Uint8Array {
  const start = /^[[{]/m.exec(textOf(bytes))
  return start ? Buffer.from(textOf(bytes).slice(start.index)) : bytes
}

async function readRaw(shell: HostShell, into: string): Promise<Result<RawSettings>> {
  const words = [CONFIG_STORE_CLI, 'config', 'current', 'get', ...HOSTD, '-outfile', into]
  const ran = await runOk(shell, words)
  if (!ran.ok) return ran
  const read = await readBytes(shell, into)
  // A file that stays behind harms nobody; the reading counts.
  await shell.session.run(['rm', '-f', into])
  if (!read.ok) return read
  if (read.value) return ok({ bytes: read.value.bytes, sha256: sha256Of(read.value.bytes) })
  return fail({
    code: 'esxi.settings-missing',
    message: `ConfigStore of ${shell.name} gave no settings of hostd.`,
    meaning: 'Nothing was changed.',
    remedy:
      'Run configstorecli config current get -c esx -g services -k hostd on the host, and see what it says.',
  })
}

/** The database may order and indent as it likes. */
function isUntouched(one: Uint8Array, other: Uint8Array): boolean {
  return isDeepStrictEqual(parsed(one), parsed(other))
}

function isSameStore(one: Uint8Array, other: Uint8Array, valuesIn: SettingsPlace['valuesIn']): boolean {
  const [a, b] = [valuesIn(one), valuesIn(other)]
  return a.ok && b.ok && sameValues(a.value, b.value)
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(textOf(bytes))
  } catch {
    return bytes
  }
}

/**
 * Backups lie in hostd's folder, where an administrator looks for them, and not in /tmp, which is gone after a
 * reboot. The file that hostd no longer reads lends its mode: ESXi keeps files over a reboot by a bit of it.
 */
async function backUp(shell: HostShell, settings: RawSettings, path: string): Promise<Result<void>> {
  const hasFile = await exists(shell, CONFIG_FILE)
  if (!hasFile.ok) return hasFile
  const copied = hasFile.value ? await runOk(shell, ['cp', '-p', CONFIG_FILE, path]) : ok(undefined)
  if (!copied.ok) return copied
  const written = await writeBytes(shell, path, settings.bytes)
  return written.ok ? checkWritten(shell, path, settings.bytes) : written
}

async function set(shell: HostShell, file: string): Promise<Result<void>> {
  const words = [CONFIG_STORE_CLI, 'config', 'current', 'set', ...HOSTD, '-infile', file]
  const ran = await runOk(shell, words)
  return ran.ok ? ok(undefined) : ran
}
