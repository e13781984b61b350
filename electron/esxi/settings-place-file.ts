/** Hosts before 7.0 U2: hostd reads /etc/vmware/hostd/config.xml. */
import { CONFIG_FILE } from '../../shared/esxi/generation.ts'
import { editNfcFile, readNfcFile } from '../../shared/esxi/nfc-file.ts'
import { fail, ok, type Result } from '../../shared/problem.ts'
import {
  checkWritten,
  factsOf,
  hashOn,
  readBytes,
  runOk,
  sameBytes,
  sha256Of,
  writeBytes,
  type FileFacts,
  type HostShell,
} from './host-shell.ts'
import type { RawSettings, SettingsPlace } from './settings-place.ts'

/** Beside the file, so that taking its place is one rename within a file system. */
const STAGED_FILE = `${CONFIG_FILE}.palletjack-new`

export function filePlace(): SettingsPlace {
  return {
    generation: 'configFile',
    place: CONFIG_FILE,
    fileName: 'config.xml',
    needsPersist: true,
    readRaw,
    valuesIn: readNfcFile,
    edited: editNfcFile,
    isSame: sameBytes,
    isUntouched: sameBytes,
    undone: (_, before) => before.bytes,
    backUp: (shell, settings, path) => copyExactly(shell, path, settings),
    stage: async (shell, bytes) => {
      // The copy brings mode and owner with it; ESXi keeps files over a reboot by a bit of the mode.
      const copied = await runOk(shell, ['cp', '-p', CONFIG_FILE, STAGED_FILE])
      return copied.ok ? writeBytes(shell, STAGED_FILE, bytes) : copied
    },
    checkStaged: async (shell, bytes, before) => {
      const written = await checkWritten(shell, STAGED_FILE, bytes)
      if (!written.ok) return written
      const readable = readNfcFile(bytes)
      if (!readable.ok) return readable
      return checkFacts(shell, STAGED_FILE, before.facts)
    },
    swap: (shell) => takePlace(shell, STAGED_FILE),
    swapBackup: takePlace,
    discard: async (shell) => {
      const removed = await runOk(shell, ['rm', '-f', STAGED_FILE])
      return removed.ok ? ok(undefined) : removed
    },
  }
}

async function readRaw(shell: HostShell): Promise<Result<RawSettings>> {
  const read = await readBytes(shell, CONFIG_FILE)
  if (!read.ok) return read
  if (read.value) return ok({ ...read.value, sha256: sha256Of(read.value.bytes) })
  return fail({
    code: 'esxi.settings-missing',
    message: `${shell.name} has no file ${CONFIG_FILE}.`,
    meaning: 'Nothing was changed.',
    remedy: 'Check the address: every ESXi host has this file. Restore it from a backup if it is gone.',
  })
}

async function copyExactly(shell: HostShell, to: string, settings: RawSettings): Promise<Result<void>> {
  const copied = await runOk(shell, ['cp', '-p', CONFIG_FILE, to])
  if (!copied.ok) return copied
  const hash = await hashOn(shell, to)
  if (!hash.ok) return hash
  if (hash.value === settings.sha256) return ok(undefined)
  return fail({
    code: 'esxi.backup-differs',
    message: `The backup ${to} on ${shell.name} differs from the settings that were read.`,
    remedy: 'Somebody edits them at this moment, or there is no room: look with vdf -h, and try again.',
  })
}

async function takePlace(shell: HostShell, path: string): Promise<Result<void>> {
  const moved = await runOk(shell, ['mv', '-f', path, CONFIG_FILE])
  return moved.ok ? ok(undefined) : moved
}

/** Mode and owner, as they were before. */
export async function checkFacts(
  shell: HostShell,
  path: string,
  before: FileFacts | undefined,
): Promise<Result<void>> {
  const facts = await factsOf(shell, path)
  if (!facts.ok) return facts
  const told = (one: FileFacts | undefined): string => (one ? `${one.mode} ${one.uid}:${one.gid}` : 'none')
  if (told(facts.value) === told(before)) return ok(undefined)
  return fail({
    code: 'esxi.mode-differs',
    message: `Mode and owner of ${path} on ${shell.name} are ${told(facts.value)} instead of ${told(before)}.`,
    remedy: 'Log in as root, and try again.',
  })
}
