/** Where the workbooks of a test are kept. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach } from 'vitest'
import type { Inventory } from '../../../shared/inventory/model.ts'
import type { Result } from '../../../shared/problem.ts'
import { createInventoryFileStore } from '../inventory-file-store.ts'
import { workbook, type Cells } from './workbooks.ts'

/** Gives each test of a file a folder, and takes it away afterwards. */
export function workbookStore() {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'rvtools-'))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  const keep = (file: Blob) => createInventoryFileStore(folder).keep('one', file)
  return {
    keep,
    /** What was kept, by a store that has not seen it yet. */
    load: () => createInventoryFileStore(folder).load('one'),
    read: async (sheets: Record<string, readonly Cells[]>) => value(await keep(await workbook(sheets))),
  }
}

export function value(result: Result<Inventory>): Inventory {
  if (!result.ok) throw new Error(`${result.problem.message} ${result.problem.detail ?? ''}`)
  return result.value
}
