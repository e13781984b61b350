import { describe, expect, it } from 'vitest'
import { SHEET_NAMES, SHEETS } from './sheets.ts'
import { TOLD_PROPERTIES, unknownProperties } from './unknown.ts'
import { createSheets } from './workbook.ts'

/** A workbook with the header of every sheet that is read, and with every column. */
function allColumns() {
  const sheets = createSheets()
  for (const name of SHEET_NAMES) sheets[name].add(Object.keys(SHEETS[name].columns))
  return sheets
}

describe('what a workbook cannot tell', () => {
  it('is everything for one without columns, except ids and names', () => {
    const unknown = unknownProperties(createSheets())
    expect(unknown).toContain('vms.powerState')
    expect(unknown).toContain('vms.disks')
    expect(unknown.filter((property) => /^\w+\.(?:id|name)$/.test(property))).toEqual([])
    // A list that is not known at all stands for its parts.
    expect(unknown.filter((property) => property.startsWith('vms.disks.'))).toEqual([])
  })

  it('is nothing that a column stands for, once all columns are there', () => {
    const unknown = new Set(unknownProperties(allColumns()))
    expect(TOLD_PROPERTIES.filter((property) => unknown.has(property))).toEqual([])
    expect(unknown.size).toBeGreaterThan(30)
    // RVTools does not export tags.
    expect(unknown).toContain('vms.tags')
  })

  it('is listed by properties that the inventory has', () => {
    const told = allColumns()
    const all = new Set(unknownProperties(createSheets()))
    const listed = new Set([...all, ...unknownProperties(told)])
    for (const property of TOLD_PROPERTIES.filter((one) => one.split('.').length === 2))
      expect(listed, property).toContain(property)
  })
})
