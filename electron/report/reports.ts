import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ReportFormat } from '../../shared/report/formats.ts'
import { osSupport } from '../../shared/preflight/os-support.ts'
import { ok, type Result } from '../../shared/problem.ts'
import { digestSteps, type Digest } from '../../shared/report/digest.ts'
import { jsonReport } from '../../shared/report/document.ts'
import { htmlReport, ON_PAPER } from '../../shared/report/html/page.ts'
import { reportName } from '../../shared/report/report-name.ts'
import { inTurns } from '../breath.ts'
import { createChromiumPdf } from './chromium-pdf.ts'
import { chunksOf, gathered } from './chunks.ts'
import type { PrintPdf, Reports } from './service.ts'

export interface ReportsOptions {
  /** Of the application. */
  readonly version: string
  /** Prints an HTML file; a Chromium of this computer when left out. */
  readonly printPdf?: PrintPdf | undefined
  readonly printLimitMs?: number
  /** Ms since 1970. */
  readonly now?: () => number
}

/** A report of 10,000 VMs prints in some ten seconds on two cores; this is far above it. */
const PRINT_LIMIT_MS = 3 * 60_000

const TYPES: Readonly<Record<ReportFormat, string>> = {
  html: 'text/html;charset=utf-8',
  pdf: 'application/pdf',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  json: 'application/json',
}

export function createReports({
  version,
  printPdf = createChromiumPdf(),
  printLimitMs = PRINT_LIMIT_MS,
  now = Date.now,
}: ReportsOptions): Reports {
  const limited: PrintPdf = (file, signal) =>
    printPdf(file, AbortSignal.any([signal, AbortSignal.timeout(printLimitMs)]))
  return {
    async render(input, format, signal = new AbortController().signal) {
      const stamp = { version, at: new Date(now()).toISOString() }
      const digest = await inTurns(digestSteps(input, stamp, osSupport))
      const made = await partsOf(digest, format, limited, signal)
      return made.ok
        ? ok(new File(made.value, reportName(input.summary, format), { type: TYPES[format] }))
        : made
    },
  }
}

async function partsOf(
  digest: Digest,
  format: ReportFormat,
  printPdf: PrintPdf,
  signal: AbortSignal,
): Promise<Result<Uint8Array<ArrayBuffer>[]>> {
  switch (format) {
    case 'html':
      return ok(await gathered(chunksOf(htmlReport(digest), signal)))
    case 'json':
      return ok(await gathered(chunksOf(jsonReport(digest), signal)))
    case 'xlsx': {
      // Loads the spreadsheet library, which nothing else here needs.
      const { xlsxReport } = await import('./xlsx-report.ts')
      return ok(await xlsxReport(digest, signal))
    }
    case 'pdf':
      return pdfReport(digest, printPdf, signal)
  }
}

async function pdfReport(
  digest: Digest,
  printPdf: PrintPdf,
  signal: AbortSignal,
): Promise<Result<Uint8Array<ArrayBuffer>[]>> {
  // For this user only: mkdtemp makes it so.
  const folder = await mkdtemp(join(tmpdir(), 'palletjack-report-'))
  try {
    const page = join(folder, 'report.html')
    const file = await open(page, 'wx', 0o600)
    try {
      for await (const chunk of chunksOf(htmlReport(digest, ON_PAPER), signal)) await file.write(chunk)
    } finally {
      await file.close()
    }
    const pdf = await printPdf(page, signal)
    return pdf.ok ? ok([new Uint8Array(pdf.value)]) : pdf
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
