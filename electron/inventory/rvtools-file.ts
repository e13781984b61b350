/** An RVTools workbook as an inventory. */
import { createSheets, inventoryFromRvtools } from '../../shared/inventory/from-rvtools/workbook.ts'
import { sheetNamed } from '../../shared/inventory/from-rvtools/sheets.ts'
import type { Inventory } from '../../shared/inventory/model.ts'
import { fail, type Problem, type Result } from '../../shared/problem.ts'
import { createBreath } from '../breath.ts'
import { openWorkbook } from './xlsx/workbook.ts'
import { BadZip, TooLarge } from './xlsx/zip.ts'

/** The workbook of 50,000 VMs takes some 100 MiB. */
const MAX_FILE = 256 * 2 ** 20
/** Of all sheets together: some twenty for each of 50,000 VMs. */
const MAX_ROWS = 1_000_000

/** What a file is by its first bytes. `office` is the container of old and of encrypted Office documents. */
export async function fileKind(file: Blob): Promise<'zip' | 'office' | 'other'> {
  const head = new Uint8Array(await file.slice(0, 8).arrayBuffer())
  if (startsWith(head, [0x50, 0x4b])) return 'zip'
  return startsWith(head, [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]) ? 'office' : 'other'
}

/**
 * `takenAt`: ISO 8601, for a workbook that does not tell when it was made. Problems rvtools.too-large,
 * rvtools.damaged and those of inventoryFromRvtools.
 */
export async function readRvtools(file: Blob, takenAt: string): Promise<Result<Inventory>> {
  if (file.size > MAX_FILE) return fail(tooLarge)
  const sheets = createSheets()
  try {
    const workbook = await openWorkbook(file)
    const read = new Set<string>()
    let rows = 0
    for (const sheet of workbook.sheets) {
      const name = sheetNamed(sheet.name)
      if (name === undefined || read.has(name)) continue
      read.add(name)
      await sheet.rows((cells) => {
        if (++rows > MAX_ROWS) throw new TooLarge()
        sheets[name].add(cells)
      })
    }
  } catch (error) {
    if (error instanceof TooLarge) return fail(tooLarge)
    if (error instanceof BadZip) return fail(damaged(error.message))
    throw error
  }
  return inventoryFromRvtools(sheets, takenAt, createBreath())
}

/** Why a file in the container of old Office documents cannot be read: a password, or its age. */
export async function officeProblem(file: Blob): Promise<Problem> {
  // Directory entries are UTF-16; the one of an encrypted document stands in one of the first sectors.
  const head = Buffer.from(await file.slice(0, 2 ** 20).arrayBuffer())
  const encrypted = head.includes(Buffer.from('EncryptedPackage', 'utf16le'))
  return encrypted || file.size > 2 ** 20 ? withPassword(encrypted) : oldFormat
}

function startsWith(bytes: Uint8Array, signature: readonly number[]): boolean {
  return signature.every((byte, at) => bytes[at] === byte)
}

function withPassword(sure: boolean): Problem {
  return {
    code: 'rvtools.password',
    message: sure
      ? 'The workbook is protected with a password.'
      : 'The workbook is protected with a password, or has the old format .xls.',
    meaning: 'Nothing was changed.',
    remedy: 'Open it in a spreadsheet program, take the password away, and save it as .xlsx.',
  }
}

const oldFormat: Problem = {
  code: 'rvtools.old-format',
  message: 'The workbook has the old format .xls.',
  meaning: 'Nothing was changed.',
  remedy: 'Open it in a spreadsheet program and save it as .xlsx, or export again with RVTools 3.9 or later.',
}

const tooLarge: Problem = {
  code: 'rvtools.too-large',
  message: `The workbook is larger than ${MAX_FILE / 2 ** 20} MiB, or unpacks to more than any export of RVTools does.`,
  meaning: 'It was not read further; nothing was changed.',
  remedy: 'Export one vCenter at a time.',
}

function damaged(detail: string): Problem {
  return {
    code: 'rvtools.damaged',
    message: 'The workbook is damaged, was cut off, or is another kind of file.',
    meaning: 'Nothing was changed.',
    remedy:
      'Copy it again from where it was saved, or export it anew from RVTools with "Export all to Excel".',
    detail,
  }
}
