/** `--report FILE` of a run: the file is checked before the run begins, and written at its end. */
import { extname } from 'node:path'
import type { Client } from '../../shared/contract/contract.ts'
import { ok, type Result } from '../../shared/problem.ts'
import { RUN_REPORT_FORMATS, type RunReportFormat } from '../../shared/report/run/model.ts'
import { attempt, inputFault } from './outcome.ts'
import { checkNew, writeNew } from './write-new.ts'

export interface ReportFile {
  readonly path: string
  readonly format: RunReportFormat
}

/** Undefined where none is wanted. */
export function reportFileOf(path: string | undefined): Result<ReportFile | undefined> {
  if (path === undefined) return ok(undefined)
  const format = RUN_REPORT_FORMATS.find((one) => extname(path).toLowerCase() === `.${one}`)
  if (!format)
    return inputFault(
      'report',
      `The file given with --report (${path}) ends neither in .html nor in .json.`,
      'Name it after what it shall be, for example --report wave-1.html.',
    )
  const isNew = checkNew(path, false)
  if (isNew.ok) return ok({ path, format })
  return inputFault('exists', isNew.problem.message, 'Choose another name, or move that file away.')
}

export async function writeReport(
  client: Client,
  migrationId: string,
  { path, format }: ReportFile,
): Promise<Result<void>> {
  const file = await attempt(client.migrations.report({ migrationId, format }))
  return file.ok ? writeNew(path, file.value, false) : file
}
