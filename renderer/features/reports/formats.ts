import type { ReportFormat } from '../../../shared/report/formats.ts'

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
