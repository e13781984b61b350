/** Files of a host, by plain commands of its shell. What a login prints around their output is told apart by hash. */
import { createHash } from 'node:crypto'
import { fail, ok, type Problem, type Result } from '../../shared/problem.ts'
import { formatBytes } from '../../shared/units.ts'
import { NFC_FILE_MOST_BYTES } from '../../shared/esxi/nfc-file.ts'
import { plainText } from './ssh-problems.ts'
import type { Ran, RunOptions, SshSession } from './ssh.ts'

/** A connection to a host, and what people call the host. */
export interface HostShell {
  readonly name: string
  readonly session: SshSession
}

/** Of a file, as `stat` tells. */
export interface FileFacts {
  /** Octal: "1644". */
  readonly mode: string
  readonly uid: string
  readonly gid: string
  readonly sizeBytes: number
}

/** What a login may print around a file. */
const NOISE_BYTES = 256 * 1024

export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

export function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0
}

export function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('utf8')
}

/** Runs a command that has to succeed. Problems beside those of the session: those of `failedCommand`. */
export async function runOk(
  shell: HostShell,
  words: readonly string[],
  options?: RunOptions,
): Promise<Result<Ran>> {
  const ran = await shell.session.run(words, options)
  if (!ran.ok || ran.value.code === 0) return ran
  return fail(failedCommand(shell, words, ran.value))
}

/** esxi.read-only, esxi.disk-full, esxi.not-root, esxi.command-missing, or esxi.command-failed. */
export function failedCommand({ name }: HostShell, words: readonly string[], ran: Ran): Problem {
  const command = words.slice(0, 4).join(' ')
  const said = ran.stderr || plainText(textOf(ran.stdout), 300) || 'nothing'
  const detail = plainText(`${command} ended with ${ran.code} and said: ${said}`, 600)
  const made = (code: string, message: string, remedy: string): Problem => ({
    code: `esxi.${code}`,
    message,
    remedy,
    detail,
  })
  if (/read-only file ?system/i.test(said))
    return made(
      'read-only',
      `The file system of ${name} is read-only.`,
      'Look at the boot device of the host: ESXi turns its file systems read-only when it fails.',
    )
  if (/no space left|disk full|quota exceeded/i.test(said))
    return made(
      'disk-full',
      `There is no room left on ${name} for a file of a few thousand bytes.`,
      'Look at the RAM disks of the host with vdf -h, remove what fills them, and try again.',
    )
  if (/permission denied|not permitted|must be root/i.test(said))
    return made('not-root', `The user of this login may not do that on ${name}.`, 'Log in as root.')
  if (ran.code === 127)
    return made(
      'command-missing',
      `${name} has no command ${words[0] ?? ''}.`,
      'Check the address: what answers there may not be an ESXi host, or not one of a known version.',
    )
  return made(
    'command-failed',
    `A command failed on ${name}: ${command}.`,
    'Look at the detail, and at the log of the host.',
  )
}

/** Undefined when there is no such file. */
export async function factsOf(shell: HostShell, path: string): Promise<Result<FileFacts | undefined>> {
  const words = ['stat', '-c', '%a %u %g %s', path]
  const ran = await shell.session.run(words)
  if (!ran.ok) return ran
  const found = [...textOf(ran.value.stdout).matchAll(/^(\d+) (\d+) (\d+) (\d+)\r?$/gm)].at(-1)
  if (ran.value.code !== 0 || !found)
    return /no such file/i.test(ran.value.stderr)
      ? ok(undefined)
      : fail(failedCommand(shell, words, ran.value))
  const [, mode = '', uid = '', gid = '', size = ''] = found
  return ok({ mode, uid, gid, sizeBytes: Number(size) })
}

export async function exists(shell: HostShell, path: string): Promise<Result<boolean>> {
  const ran = await shell.session.run(['test', '-e', path])
  return ran.ok ? ok(ran.value.code === 0) : ran
}

/** SHA-256 of a file as the host computes it, lower-case hex. */
export async function hashOn(shell: HostShell, path: string): Promise<Result<string>> {
  const words = ['sha256sum', path]
  const ran = await runOk(shell, words)
  if (!ran.ok) return ran
  const hash = [...textOf(ran.value.stdout).matchAll(/^([0-9a-f]{64})\s/gm)].at(-1)?.[1]
  return hash === undefined ? fail(failedCommand(shell, words, ran.value)) : ok(hash)
}

/** A whole file, with the hash that the host computes of it. Undefined when there is none. */
export async function readBytes(
  shell: HostShell,
  path: string,
): Promise<Result<{ readonly bytes: Uint8Array; readonly facts: FileFacts } | undefined>> {
  const facts = await factsOf(shell, path)
  if (!facts.ok) return facts
  if (facts.value === undefined) return ok(undefined)
  const { sizeBytes } = facts.value
  if (sizeBytes > NFC_FILE_MOST_BYTES) return fail(tooLarge(shell, path, sizeBytes))
  const ran = await runOk(shell, ['cat', path], { maxBytes: NFC_FILE_MOST_BYTES + NOISE_BYTES })
  if (!ran.ok) return ran
  const hash = await hashOn(shell, path)
  if (!hash.ok) return hash
  const { stdout } = ran.value
  // A profile that greets does so before the command runs.
  for (const bytes of [stdout, stdout.subarray(Math.max(0, stdout.length - sizeBytes))])
    if (sha256Of(bytes) === hash.value) return ok({ bytes, facts: facts.value })
  return fail({
    code: 'esxi.file-unstable',
    message: `${path} on ${shell.name} changed while it was read, or the login prints text into it.`,
    remedy: 'Try again. If it stays so, remove what the profile of this user prints at a login.',
  })
}

/** Writes over a file or makes one. What really arrived has to be read back. */
export async function writeBytes(shell: HostShell, path: string, bytes: Uint8Array): Promise<Result<void>> {
  const ran = await runOk(shell, ['dd', `of=${path}`], { input: bytes })
  return ran.ok ? ok(undefined) : ran
}

/** Whether a file holds these bytes now. A short write says so: the host reported success. */
export async function checkWritten(shell: HostShell, path: string, bytes: Uint8Array): Promise<Result<void>> {
  const read = await readBytes(shell, path)
  if (!read.ok) return read
  if (read.value && sameBytes(read.value.bytes, bytes)) return ok(undefined)
  return fail({
    code: 'esxi.write-short',
    message: `${path} on ${shell.name} does not hold what was written to it: ${read.value?.bytes.length ?? 0} of ${bytes.length} bytes arrived.`,
    remedy: 'Look at the free space of the host with vdf -h, and try again.',
  })
}

/** The host's own clock; undefined when it cannot be read. */
export async function hostNow(shell: HostShell): Promise<Result<Date | undefined>> {
  const ran = await runOk(shell, ['date', '-u'])
  if (!ran.ok) return ran
  const times = textOf(ran.value.stdout)
    .split('\n')
    .map((line) => Date.parse(line.trim()))
  const time = times.findLast((one) => Number.isFinite(one))
  return ok(time === undefined ? undefined : new Date(time))
}

function tooLarge({ name }: HostShell, path: string, sizeBytes: number): Problem {
  return {
    code: 'esxi.settings-too-large',
    message: `${path} on ${name} has ${formatBytes(sizeBytes)}, more than the ${formatBytes(NFC_FILE_MOST_BYTES)} that are read.`,
    meaning: 'Nothing was changed.',
    remedy: 'Look at the file on the host: settings of hostd are some thousand bytes.',
  }
}
