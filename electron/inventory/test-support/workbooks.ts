/** Workbooks for tests: as a spreadsheet program writes them, and part by part. */
import { crc32, deflateRawSync } from 'node:zlib'
import ExcelJS from 'exceljs'

export type Cells = readonly (
  string | number | boolean | Date | null | { formula: string; result?: unknown }
)[]

/** Sheets by name, each with its header as the first row. */
export async function workbook(sheets: Readonly<Record<string, readonly Cells[]>>): Promise<File> {
  const book = new ExcelJS.Workbook()
  for (const [name, rows] of Object.entries(sheets))
    book.addWorksheet(name).addRows(rows.map((row) => [...row]))
  const bytes = await book.xlsx.writeBuffer()
  return new File([new Uint8Array(bytes)], 'RVTools_export_all.xlsx', {
    lastModified: MADE_MS,
  })
}

export const MADE = '2026-03-01T08:00:00.000Z'
const MADE_MS = Date.parse(MADE)

export const V_INFO = ['VM', 'Powerstate', 'CPUs', 'Memory'] as const

/** The smallest workbook that is taken. */
export const smallest = (...more: Cells[]) => ({
  vInfo: [[...V_INFO], ['web-01', 'poweredOn', 2, 4096], ...more],
})

/** A zip file of these parts. */
export function zipOf(
  parts: Readonly<Record<string, string | Uint8Array>>,
  { stored = false } = {},
): Uint8Array<ArrayBuffer> {
  const files: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const [name, content] of Object.entries(parts)) {
    const bytes = Buffer.from(content as string)
    const packed = stored ? bytes : deflateRawSync(bytes)
    const fields = Buffer.alloc(26)
    fields.writeUInt16LE(20, 0)
    fields.writeUInt16LE(stored ? 0 : 8, 4)
    fields.writeUInt32LE(crc32(bytes), 10)
    fields.writeUInt32LE(packed.length, 14)
    fields.writeUInt32LE(bytes.length, 18)
    fields.writeUInt16LE(name.length, 22)
    const file = Buffer.concat([Buffer.from('PK\x03\x04'), fields, Buffer.from(name), packed])
    const rest = Buffer.alloc(14)
    rest.writeUInt32LE(offset, 10)
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00'), fields, rest, Buffer.from(name)]))
    files.push(file)
    offset += file.length
  }
  const listed = Buffer.concat(directory)
  const end = Buffer.alloc(18)
  end.writeUInt16LE(files.length, 4)
  end.writeUInt16LE(files.length, 6)
  end.writeUInt32LE(listed.length, 8)
  end.writeUInt32LE(offset, 12)
  return new Uint8Array(Buffer.concat([...files, listed, Buffer.from('PK\x05\x06'), end]))
}

const RELATION = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'

/** The parts of a workbook with one sheet vInfo, written the way the Open XML SDK of Microsoft does. */
export function prefixedParts(sheet: string): Record<string, string> {
  const main = 'xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
  return {
    '_rels/.rels': `<Relationships><Relationship Id="R1" Type="${RELATION}/officeDocument" Target="/xl/workbook.xml"/></Relationships>`,
    'xl/_rels/workbook.xml.rels': `<Relationships><Relationship Id="R2" Type="${RELATION}/worksheet" Target="/xl/worksheets/sheet.xml"/></Relationships>`,
    'xl/workbook.xml': `<x:workbook ${main}><x:sheets><x:sheet name="vInfo" sheetId="1" r:id="R2" xmlns:r="${RELATION}"/></x:sheets></x:workbook>`,
    'xl/worksheets/sheet.xml': `<?xml version="1.0"?><x:worksheet ${main}><x:sheetData>${sheet}</x:sheetData></x:worksheet>`,
  }
}
