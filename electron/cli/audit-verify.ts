/** `palletjack audit verify`: whether the log, or a file of it, is as it was written. */
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { createExportCheck, readHeader, type ExportCheck } from '../../shared/audit/export.ts'
import { auditHeadSchema, type AuditVerdict } from '../../shared/audit/model.ts'
import { fail, ok, type Result } from '../../shared/problem.ts'
import type { Interrupts } from '../interrupts.ts'
import { verdictText } from './audit-text.ts'
import { guarded, printJson, withClient } from './command.ts'
import { EXIT, type ExitCode } from './exit-codes.ts'
import { attempt, inputFault, INTERRUPTED } from './outcome.ts'
import type { CommandContext } from './command-context.ts'

export interface RawAuditVerifyOptions {
  readonly head?: string
  readonly file?: string
  readonly home?: string
  readonly json?: boolean
}

export function auditVerify(context: CommandContext, raw: RawAuditVerifyOptions): Promise<ExitCode> {
  return guarded(context, raw.json === true, async (interrupts) => {
    const noted = readHead(raw.head)
    if (!noted.ok) return noted
    const verdict =
      raw.file === undefined
        ? await verifyLog(context, raw.home, noted.value, interrupts)
        : await verifyFile(raw.file, noted.value, interrupts.first)
    if (!verdict.ok) return verdict
    if (raw.json === true) printJson(context, verdict.value)
    else context.stdout.write(verdictText(verdict.value, noted.value !== undefined))
    return ok(verdict.value.state === 'whole' ? EXIT.ok : EXIT.failed)
  })
}

function readHead(typed: string | undefined): Result<string | undefined> {
  if (typed === undefined) return ok(undefined)
  const head = auditHeadSchema.safeParse(typed.trim().toLowerCase())
  if (head.success) return ok(head.data)
  return inputFault(
    'head',
    '--head is no head of an audit log.',
    'It has 64 characters, 0 to 9 and a to f; palletjack audit verify prints it.',
  )
}

function verifyLog(
  context: CommandContext,
  home: string | undefined,
  head: string | undefined,
  interrupts: Interrupts,
): Promise<Result<AuditVerdict>> {
  return withClient(context, { home }, interrupts, (client) =>
    attempt(client.audit.verify(head === undefined ? undefined : { head }), interrupts.first),
  )
}

async function verifyFile(
  file: string,
  noted: string | undefined,
  signal: AbortSignal,
): Promise<Result<AuditVerdict>> {
  const lines = createInterface({ input: createReadStream(file, { signal }), crlfDelay: Infinity })
  let check: ExportCheck | undefined
  try {
    for await (const line of lines) {
      if (check) {
        if (!check.take(line)) break
        continue
      }
      const header = readHeader(line)
      if (!header) break
      check = createExportCheck(header, noted)
    }
  } catch (error) {
    if (signal.aborted) return fail(INTERRUPTED)
    return inputFault('file', `${file} cannot be read: ${reason(error)}.`, 'Check the path.')
  } finally {
    lines.close()
  }
  if (check) return ok(check.verdict())
  return inputFault(
    'file',
    `${file} is no audit log that this version of Palletjack reads.`,
    'Give a file that palletjack audit export wrote.',
  )
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
