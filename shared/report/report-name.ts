import type { ReportFormat } from './formats.ts'
import type { PreflightSummary } from '../preflight/model.ts'

/** "vcenter-01-preflight-2026-01-31.html": the source, and the day of the run in UTC, as in the report itself. */
export function reportName(
  { source, at }: Pick<PreflightSummary, 'source' | 'at'>,
  format: ReportFormat,
): string {
  return reportFile(source, 'preflight', at, format)
}

/** `at`: ISO 8601. Safe on every file system, whatever it is about is named. */
export function reportFile(
  about: string,
  what: 'preflight' | 'run',
  at: string,
  format: ReportFormat,
): string {
  const name = about
    .replaceAll(/[^\w.-]+/g, '-')
    .slice(0, 60)
    .replaceAll(/^[-.]+|[-.]+$/g, '')
  const day = at.slice(0, 10).replaceAll(/[^0-9-]/g, '')
  return `${[name || 'source', what, day].filter(Boolean).join('-')}.${format}`
}
