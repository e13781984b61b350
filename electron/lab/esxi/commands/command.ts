import { FileError } from '../files/file-error.ts'
import type { HostInside } from '../host.ts'

export interface Output {
  readonly stdout: string | Uint8Array
  readonly stderr: string
  readonly code: number
}

/** Who gives a command, and what it can read. */
export interface Shell {
  readonly inside: HostInside
  /** 0 is root. */
  readonly uid: number
  /** Standard input to its end. */
  input(): Promise<Buffer>
}

export type Command = (args: readonly string[], shell: Shell) => Output | Promise<Output>
export type Commands = Readonly<Record<string, Command>>

export const done = (stdout: string | Uint8Array = ''): Output => ({ stdout, stderr: '', code: 0 })
export const failed = (stderr: string, code = 1): Output => ({ stdout: '', stderr, code })

/** BusyBox's words for an option that a program does not know. */
export function badOption(name: string, option: string): Output {
  return failed(`${name}: unrecognized option: ${option.replace(/^-+/, '')}\n`)
}

/** Flags of one letter and what is not a flag; undefined, with the flag, where one is not known. */
export function readFlags(
  args: readonly string[],
  known: string,
): { readonly flags: ReadonlySet<string>; readonly rest: readonly string[]; readonly unknown?: string } {
  const flags = new Set<string>()
  const rest: string[] = []
  let isOver = false
  for (const arg of args) {
    if (!isOver && arg === '--') isOver = true
    else if (!isOver && arg.length > 1 && arg.startsWith('-')) {
      for (const flag of arg.slice(1)) {
        if (!known.includes(flag)) return { flags, rest, unknown: flag }
        flags.add(flag)
      }
    } else rest.push(arg)
  }
  return { flags, rest }
}

/** What `work` returns, or the host's message for what its file system refused. */
export function onFiles(message: (reason: string) => string, work: () => Output): Output {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof FileError)) throw error
    return failed(`${message(error.message)}\n`)
  }
}

/** Does `work` for each path; one that fails does not keep the others. */
export function forEach(
  paths: readonly string[],
  message: (path: string, reason: string) => string,
  work: (path: string) => string | Uint8Array | undefined,
): Output {
  const parts: Uint8Array[] = []
  let stderr = ''
  for (const path of paths) {
    const one = onFiles(
      (reason) => message(path, reason),
      () => done(work(path) ?? ''),
    )
    parts.push(Buffer.from(one.stdout))
    stderr += one.stderr
  }
  return { stdout: Buffer.concat(parts), stderr, code: stderr === '' ? 0 : 1 }
}
