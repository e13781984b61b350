import { REPORT_FORMATS, type ReportFormat } from '../../../shared/contract/preflight.ts'

export const FORMATS: readonly {
  readonly format: ReportFormat
  readonly label: string
  readonly hint: string
}[] = [
  { format: 'html', label: 'HTML', hint: 'One page for a browser, with filters; needs no network' },
  { format: 'pdf', label: 'PDF', hint: 'To print or to sign; needs a Chromium on this computer' },
  { format: 'xlsx', label: 'Excel workbook', hint: 'A sheet each for VMs, findings, hosts, waves' },
  { format: 'json', label: 'JSON', hint: 'For other programs, with a documented schema' },
]

/** Source, day of the run and format: "vcenter-01-preflight-2026-11-23.html". */
export function reportName(source: string, format: (typeof REPORT_FORMATS)[number], at: Date): string {
  const safe = source.replace(/[^\w.-]+/g, '-').replace(/^[-.]+|[-.]+$/g, '') || 'source'
  const two = (number: number) => String(number).padStart(2, '0')
  return `${safe}-preflight-${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}.${format}`
}
