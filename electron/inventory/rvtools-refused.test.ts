import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { workbookStore } from './test-support/workbook-store.ts'
import { prefixedParts, smallest, V_INFO, workbook, zipOf } from './test-support/workbooks.ts'

const { keep } = workbookStore()

describe('a file that is no RVTools workbook', () => {
  const OFFICE = Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1])
  const parts = prefixedParts('')

  it.each([
    ['has no vInfo', () => workbook({ Sheet1: [['a', 'b']] }), 'rvtools.no-vinfo', ''],
    ['has an empty vInfo', () => workbook({ vInfo: [] }), 'rvtools.no-vinfo', ''],
    [
      'lacks columns',
      () =>
        workbook({
          vInfo: [
            ['VM', 'Memory'],
            ['a', 1],
          ],
        }),
      'rvtools.missing-columns',
      'Powerstate, CPUs',
    ],
    ['lists no VM', () => workbook({ vInfo: [[...V_INFO]] }), 'rvtools.no-vms', ''],
    ['is a zip file of something else', () => new Blob([zipOf({ 'a.txt': 'hello' })]), 'rvtools.damaged', ''],
    [
      'has a password',
      () => new Blob([OFFICE, Buffer.from('EncryptedPackage', 'utf16le')]),
      'rvtools.password',
      '',
    ],
    ['is an old .xls', () => new Blob([OFFICE, new Uint8Array(4_000)]), 'rvtools.old-format', ''],
    [
      'defines entities',
      () => new Blob([zipOf({ ...parts, 'xl/workbook.xml': '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>' })]),
      'rvtools.damaged',
      '',
    ],
    [
      'unpacks without end',
      () => new Blob([zipOf({ ...parts, 'xl/workbook.xml': new Uint8Array(40 * 2 ** 20).fill(32) })]),
      'rvtools.too-large',
      '',
    ],
    ['is text', () => new Blob(['hello']), 'inventory-file.not-inventory', ''],
  ])('is refused when it %s', async (_what, file, code, words) => {
    const result = await keep(await file())
    expect(result).toMatchObject({ ok: false, problem: { code } })
    if (!result.ok) expect(result.problem.message).toContain(words)
  })

  it('is refused, or read right, when it was cut off or a byte went bad anywhere', async () => {
    const bytes = new Uint8Array(await (await workbook(smallest())).arrayBuffer())
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.boolean(), async (at, cut) => {
        const bad = cut ? bytes.slice(0, at) : bytes.slice()
        if (!cut) bad[at] = (bad[at] ?? 0) ^ 0x40
        const result = await keep(new File([bad], 'x.xlsx'))
        if (!result.ok) expect(result.problem.code).toMatch(/^(?:rvtools|inventory-file)\./)
      }),
      { numRuns: 300 },
    )
  })
})
