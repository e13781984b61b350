/** Files that the command line names. */
import { readFileSync } from 'node:fs'
import { parseFingerprint } from '../../shared/provider/fingerprint.ts'
import type { Trust } from '../../shared/provider/model.ts'
import { ok, type Result } from '../../shared/problem.ts'
import { inputFault } from './outcome.ts'
import type { SourceTrust } from './source-request.ts'

const MAX_FILE_BYTES = 4 * 1024 * 1024

export function loadTrust(trust: SourceTrust): Result<Trust> {
  if (trust.kind === 'system') return ok({ kind: 'system' })
  if (trust.kind === 'fingerprint') {
    const parsed = parseFingerprint(trust.value)
    return parsed.ok ? ok({ kind: 'fingerprint', value: parsed.value.value }) : asInput(parsed.problem)
  }
  const pem = readAuthority(trust.file, '--ca')
  return pem.ok ? ok({ kind: 'ca', pem: pem.value }) : pem
}

/** The text of a PEM file. */
export function readAuthority(file: string, flag: '--ca' | '--cluster-ca'): Result<string> {
  const pem = readText(file, flag)
  if (!pem.ok || pem.value.includes('-----BEGIN CERTIFICATE-----')) return pem
  return inputFault(
    'ca',
    `The file given with ${flag} (${file}) holds no certificate.`,
    'Give a PEM file: it has a line "-----BEGIN CERTIFICATE-----".',
  )
}

/** Text of a file that is neither empty nor absurdly large. */
export function readText(file: string, flag: string, most = MAX_FILE_BYTES): Result<string> {
  try {
    const text = readFileSync(file, 'utf8')
    if (text.trim() !== '' && text.length <= most) return ok(text)
    return inputFault(
      'file',
      `The file given with ${flag} (${file}) is empty or too large.`,
      'Check the file.',
    )
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    const why =
      { ENOENT: 'it does not exist', EACCES: 'this user may not read it', EISDIR: 'it is a directory' }[
        code
      ] ?? code
    return inputFault(
      'file',
      `The file given with ${flag} (${file}) cannot be read: ${why}.`,
      'Check the path.',
    )
  }
}

/** A typed value that shared code refuses is a mistake in what was typed, whatever its own code says. */
export function asInput(problem: { message: string; remedy: string }) {
  return inputFault('value', problem.message, problem.remedy)
}
