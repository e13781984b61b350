/** The XLSX report, written row by row. */
import { PassThrough } from 'node:stream'
import exceljs from 'exceljs'
import { createBreath } from '../breath.ts'
import { cellText } from '../../shared/report/cell-text.ts'
import type { Digest } from '../../shared/report/digest.ts'
import type { ColumnKind, Sheet, Value } from '../../shared/report/sheet.ts'
import { sheetsOf } from '../../shared/report/sheets.ts'
import { gathered } from './chunks.ts'

/** Of the file format, without the head. */
const MOST_ROWS = 1_048_575
/** Rows between two looks at the clock. */
const BREATH = 50

const FORMATS: Readonly<Partial<Record<ColumnKind, string>>> = {
  number: '#,##0',
  gib: '#,##0.0',
  minutes: '#,##0.0',
  time: 'yyyy-mm-dd hh:mm',
}

/** Chunks of the file. Text is always a text cell, numbers and times are typed. Throws the signal's reason. */
export async function xlsxReport(digest: Digest, signal?: AbortSignal): Promise<Uint8Array<ArrayBuffer>[]> {
  const stream = new PassThrough()
  const chunks = gathered(stream)
  const options = { stream, useStyles: true, useSharedStrings: false }
  const workbook = new exceljs.stream.xlsx.WorkbookWriter(options)
  workbook.creator = 'Palletjack'
  workbook.created = new Date(digest.stamp.at)
  for (const sheet of sheetsOf(digest)) await addSheet(workbook, sheet, signal)
  await workbook.commit()
  return chunks
}

async function addSheet(
  workbook: exceljs.stream.xlsx.WorkbookWriter,
  { name, columns, rows }: Sheet,
  signal: AbortSignal | undefined,
): Promise<void> {
  const sheet = workbook.addWorksheet(name, {
    views: [{ state: 'frozen', xSplit: 1, ySplit: 1 }],
    pageSetup: { orientation: 'landscape', fitToPage: true, fitToWidth: 1, fitToHeight: 0 },
  })
  sheet.columns = columns.map(({ title, kind, width }) => ({
    header: title,
    width,
    style: {
      alignment: { vertical: 'top', wrapText: kind === 'text' },
      ...(FORMATS[kind] === undefined ? {} : { numFmt: FORMATS[kind] }),
    },
  }))
  const head = sheet.getRow(1)
  head.font = { name: 'Calibri', size: 11, bold: true }
  head.commit()
  let written = 0
  const breathe = createBreath()
  for (const row of rows) {
    if (written === MOST_ROWS) break
    sheet.addRow(columns.map(({ kind }, at) => cell(kind, row[at]))).commit()
    written += 1
    if (written % BREATH > 0) continue
    await breathe()
    signal?.throwIfAborted()
  }
  sheet.autoFilter = { from: { row: 1, column: 1 }, to: { row: written + 1, column: columns.length } }
  sheet.commit()
}

function cell(kind: ColumnKind, value: Value): string | number | Date | undefined {
  if (value === undefined || value === '') return undefined
  if (typeof value === 'number') return typed(kind, value)
  if (kind !== 'time') return cellText(value)
  const at = new Date(value)
  return Number.isNaN(at.getTime()) ? cellText(value) : at
}

function typed(kind: ColumnKind, value: number): number | undefined {
  if (!Number.isFinite(value)) return undefined
  if (kind === 'gib') return value / 2 ** 30
  return kind === 'minutes' ? value / 60_000 : value
}
