/** What can go wrong with a login program. Its output may hold secrets, so little of it is repeated. */
import { basename } from 'node:path'
import type { Problem } from '../../shared/problem.ts'
import { programLine, type LoginProgram } from './exec-program.ts'

const nothingSent = 'Nothing was sent to the cluster.'

export function missing(program: LoginProgram): Problem {
  const hint = program.installHint.replaceAll(/\s+/g, ' ').trim().slice(0, 500)
  return {
    code: 'cluster.login-program-missing',
    message: `The login program ${nameOf(program)} is not on this computer, or not in a folder of the PATH.`,
    meaning: nothingSent,
    remedy:
      hint === ''
        ? 'Install it, or write its whole path into the exec section of the kubeconfig.'
        : `Install it. The kubeconfig says: ${hint}`,
    detail: `command: ${programLine(program)}`,
  }
}

export function notStarted(program: LoginProgram, error: Error): Problem {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name
  return {
    code: 'cluster.login-program-failed',
    message: `The login program ${nameOf(program)} could not be started (${code}).`,
    meaning: nothingSent,
    remedy: 'Run its command in a terminal to see what it lacks.',
    detail: `command: ${programLine(program)}`,
  }
}

export function ended(
  program: LoginProgram,
  code: number | null,
  signal: string | null,
  errors: string,
): Problem {
  const how = code === null ? `was ended by ${signal ?? 'a signal'}` : `ended with exit code ${code}`
  return {
    code: 'cluster.login-program-failed',
    message: `The login program ${nameOf(program)} ${how}.`,
    meaning: nothingSent,
    remedy: 'Run its command in a terminal; often its own login has to be done again first.',
    detail: detailOf(program, errors),
  }
}

export function tooSlow(program: LoginProgram, limitMs: number, errors: string): Problem {
  return {
    code: 'cluster.login-program-timeout',
    message: `The login program ${nameOf(program)} did not answer within ${limitMs / 1000} seconds and was ended.`,
    meaning: nothingSent,
    remedy: 'Run its command in a terminal: it may wait for a person, or for a server that it cannot reach.',
    detail: detailOf(program, errors),
  }
}

/** `why` completes the sentence. */
export function unreadable(program: LoginProgram, why: string): Problem {
  return {
    code: 'cluster.login-program-answer',
    message: `The login program ${nameOf(program)} gave no login that can be used: ${why}.`,
    meaning: nothingSent,
    remedy: 'Run its command in a terminal, and update it if its version does not fit the kubeconfig.',
    detail: `command: ${programLine(program)}`,
  }
}

function nameOf({ command }: LoginProgram): string {
  return basename(command).replaceAll(/[^\x20-\x7e]/g, '?')
}

function detailOf(program: LoginProgram, errors: string): string {
  const line = lastLine(errors)
  const command = `command: ${programLine(program)}`
  return line === '' ? command : `${command}\nlast line of its error output: ${line}`
}

/** The last line of an error output, without whatever may be a secret: long words, and values of such names. */
export function lastLine(errors: string): string {
  const lines = errors.split(/[\r\n]+/).map((line) => line.trim())
  const last = lines.filter((line) => line !== '').at(-1) ?? ''
  return last
    .replaceAll(/[^\x20-\x7e]/g, '?')
    .replaceAll(/((?:secret|passw\w*|token|key|code|bearer)["']?\s*[:= ]\s*["']?)[^\s"',]+/gi, '$1[hidden]')
    .replaceAll(/[A-Za-z0-9+/=_.~-]{20,}/g, '[hidden]')
    .slice(0, 300)
}
