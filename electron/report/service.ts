/** Reports of preflight runs, one file each. */
import type { ReportFormat } from '../../shared/report/formats.ts'
import type { Result } from '../../shared/problem.ts'
import type { RunReportFormat } from '../../shared/report/run/model.ts'
import type { ReportInput } from '../../shared/report/model.ts'

export interface Reports {
  /**
   * One file that stands alone, named after the source and the day. Problem report.no-browser for a PDF where a
   * Chromium is needed and none is found; report.pdf-failed when it does not print within its time.
   */
  render(input: ReportInput, format: ReportFormat, signal?: AbortSignal): Promise<Result<File>>
}

export interface RunReports {
  /** One file that stands alone, named after the plan and the day. Problem migration.unknown. */
  report(migrationId: string, format: RunReportFormat, signal?: AbortSignal): Promise<Result<File>>
}

/**
 * Prints a page as PDF. `file` is the path of an HTML file whose policy forbids scripts and loads; the printer reaches
 * no network. `signal` also brings the time limit.
 */
export type PrintPdf = (file: string, signal: AbortSignal) => Promise<Result<Uint8Array>>
