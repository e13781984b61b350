/** Sheets of a workbook (ECMA-376 part 1, 18) as rows of cells. Values only: no formula is worked out. */
import type { Cell } from '../../../shared/inventory/from-rvtools/cells.ts'
import { readXml } from './xml.ts'
import { BadZip, readZip, TooLarge, type ZipEntry } from './zip.ts'

export interface Workbook {
  /** In their order. */
  readonly sheets: readonly WorkbookSheet[]
}

interface WorkbookSheet {
  readonly name: string
  /** Calls back with each row that has cells. Throws BadZip and TooLarge. */
  rows(onRow: (cells: readonly Cell[]) => void): Promise<void>
}

const MIB = 2 ** 20
/** Of any part; the sheets of 10,000 VMs take some 30 MiB each. */
const MAX_PART = 256 * MIB
const MAX_STRINGS = 128 * MIB
const MAX_ROWS = 500_000
const MAX_COLUMNS = 1_000
/** Longest text that a cell can hold in Excel. */
const MAX_TEXT = 32_767

/** Throws BadZip for what is no workbook, TooLarge for more than any export has. */
export async function openWorkbook(file: Blob): Promise<Workbook> {
  const parts = await readZip(file)
  const main = await mainPart(parts)
  const targets = await relationships(parts, main)
  const sheets = await sheetList(partNamed(parts, main))
  const stringsPart = [...targets.values()].find(({ type }) => type.endsWith('/sharedStrings'))
  let strings: Promise<readonly string[]> | undefined
  const shared = () => (strings ??= stringsPart ? readStrings(parts, stringsPart.path) : Promise.resolve([]))
  return {
    sheets: sheets.flatMap(({ name, relation }) => {
      const target = targets.get(relation)
      return target
        ? [{ name, rows: async (onRow) => readRows(partNamed(parts, target.path), await shared(), onRow) }]
        : []
    }),
  }
}

interface Target {
  readonly path: string
  readonly type: string
}

function partNamed(parts: ReadonlyMap<string, ZipEntry>, path: string): ZipEntry {
  const part = parts.get(path)
  if (!part) throw new BadZip(`It has no part ${path}.`)
  return part
}

async function mainPart(parts: ReadonlyMap<string, ZipEntry>): Promise<string> {
  const targets = await relationships(parts, '')
  const main = [...targets.values()].find(({ type }) => type.endsWith('/officeDocument'))
  if (!main) throw new BadZip('It is no workbook.')
  return main.path
}

/** Relationships of a part (ECMA-376 part 2, 9.3), by id, with paths from the root. */
async function relationships(
  parts: ReadonlyMap<string, ZipEntry>,
  path: string,
): Promise<ReadonlyMap<string, Target>> {
  const slash = path.lastIndexOf('/') + 1
  const folder = path.slice(0, slash)
  const part = partNamed(parts, `${folder}_rels/${path.slice(slash)}.rels`)
  const targets = new Map<string, Target>()
  await readXml(part.open(MIB), {
    open(name, { Id = '', Target = '', Type = '', TargetMode }) {
      if (name === 'Relationship' && TargetMode !== 'External')
        targets.set(Id, { path: resolved(folder, Target), type: Type })
    },
  })
  return targets
}

/** "/xl/a.xml" and "worksheets/../a.xml" are possible. */
function resolved(folder: string, target: string): string {
  const parts: string[] = []
  for (const part of (target.startsWith('/') ? target : `${folder}${target}`).split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '' && part !== '.') parts.push(part)
  }
  return parts.join('/')
}

async function sheetList(part: ZipEntry): Promise<{ name: string; relation: string }[]> {
  const sheets: { name: string; relation: string }[] = []
  await readXml(part.open(16 * MIB), {
    open(element, attributes) {
      if (element !== 'sheet') return
      const relation = Object.entries(attributes).find(([name]) => name === 'id' || name.endsWith(':id'))?.[1]
      sheets.push({ name: attributes['name'] ?? '', relation: relation ?? '' })
    },
  })
  return sheets
}

/** The texts that cells refer to by number. Phonetic hints (rPh) are no part of a text. */
async function readStrings(parts: ReadonlyMap<string, ZipEntry>, path: string): Promise<readonly string[]> {
  const strings: string[] = []
  let text = ''
  let inText = false
  let hints = 0
  await readXml(partNamed(parts, path).open(MAX_STRINGS), {
    open(name) {
      if (name === 'si') text = ''
      else if (name === 't') inText = true
      else if (name === 'rPh') hints++
    },
    text(piece) {
      if (inText && hints === 0 && text.length < MAX_TEXT) text += piece
    },
    close(name) {
      if (name === 't') inText = false
      else if (name === 'rPh') hints--
      else if (name === 'si') strings.push(text.slice(0, MAX_TEXT))
    },
  })
  return strings
}

async function readRows(
  part: ZipEntry,
  strings: readonly string[],
  onRow: (cells: readonly Cell[]) => void,
): Promise<void> {
  let row: Cell[] = []
  let rows = 0
  let column = 0
  let type = ''
  let text = ''
  let depth: 'value' | undefined
  await readXml(part.open(MAX_PART), {
    open(name, attributes) {
      if (name === 'row') {
        row = []
        column = 0
      } else if (name === 'c') {
        column = columnOf(attributes['r']) ?? column
        type = attributes['t'] ?? 'n'
        text = ''
      } else if (name === 'v' || name === 't') depth = 'value'
    },
    text(piece) {
      if (depth && text.length < MAX_TEXT) text += piece
    },
    close(name) {
      if (name === 'v' || name === 't') depth = undefined
      else if (name === 'c') {
        if (column < MAX_COLUMNS) row[column] = valueOf(type, text, strings)
        column++
      } else if (name === 'row' && row.length > 0) {
        if (++rows > MAX_ROWS) throw new TooLarge()
        onRow(row)
      }
    },
  })
}

/** "AB12" is column 27, counted from 0. */
function columnOf(reference: string | undefined): number | undefined {
  const letters = /^[A-Z]{1,3}/.exec(reference ?? '')?.[0]
  if (letters === undefined) return undefined
  let column = 0
  for (const letter of letters) column = column * 26 + letter.charCodeAt(0) - 64
  return column - 1
}

function valueOf(type: string, text: string, strings: readonly string[]): Cell {
  if (text === '') return undefined
  switch (type) {
    case 's':
      return strings[Number(text)]
    case 'b':
      return text === '1' || text === 'true'
    // An error such as #N/A is no value.
    case 'e':
      return undefined
    case 'n': {
      const number = Number(text)
      return Number.isNaN(number) ? undefined : number
    }
    default:
      return text.slice(0, MAX_TEXT)
  }
}
