import type { ReportFormat } from '../../shared/contract/preflight.ts'
import type { PreflightSummary } from '../../shared/preflight/model.ts'

/** "preflight-vcenter-01-2026-01-31.html": safe on every file system, whatever the source is named. */
export function fileName({ source, at }: PreflightSummary, format: ReportFormat): string {
  const name = source
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 60)
    .replaceAll(/^-|-$/g, '')
  return (
    ['preflight', name, at.slice(0, 10).replaceAll(/[^0-9-]/g, '')].filter(Boolean).join('-') + `.${format}`
  )
}
