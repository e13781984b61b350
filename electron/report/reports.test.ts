import { existsSync, readFileSync } from 'node:fs'
import exceljs from 'exceljs'
import { afterEach, describe, expect, it } from 'vitest'
import { aVm, anInventory } from '../../test/fixtures/inventory.ts'
import { ok } from '../../shared/problem.ts'
import { reportDocumentSchema, type ReportInput } from '../../shared/report/model.ts'
import {
  aReport,
  aSummary,
  aVerdict,
  AT,
  verdictMap,
} from '../../shared/report/test-support/invented-report.ts'
import { createChromiumPdf } from './chromium-pdf.ts'
import { createReports } from './reports.ts'
import type { PrintPdf } from './service.ts'

const reports = createReports({ version: '0.1.0', now: () => Date.parse(AT), printPdf: noPrinter })

function noPrinter(): never {
  throw new Error('nothing is printed in this test')
}

async function rendered(
  format: 'html' | 'json' | 'xlsx',
  change: Partial<ReportInput> = {},
): Promise<{ file: File; bytes: Uint8Array<ArrayBuffer> }> {
  const made = await reports.render(aReport(change), format)
  if (!made.ok) throw new Error(made.problem.message)
  return { file: made.value, bytes: new Uint8Array(await made.value.arrayBuffer()) }
}

async function workbook(change: Partial<ReportInput> = {}): Promise<exceljs.Workbook> {
  const { bytes } = await rendered('xlsx', change)
  const book = new exceljs.Workbook()
  await book.xlsx.load(bytes.buffer)
  return book
}

describe('reports', () => {
  it('are files named after the source and the day', async () => {
    const { file } = await rendered('html')
    expect(file.name).toBe('vcenter-01-preflight-2026-03-02.html')
    expect(file.type).toBe('text/html;charset=utf-8')
  })

  it('are whole in HTML and JSON', async () => {
    const page = new TextDecoder().decode((await rendered('html')).bytes)
    expect(page.startsWith('<!DOCTYPE html>')).toBe(true)
    expect(page.trimEnd().endsWith('</html>')).toBe(true)
    const document: unknown = JSON.parse(new TextDecoder().decode((await rendered('json')).bytes))
    expect(reportDocumentSchema.parse(document)).toMatchObject({
      generatedAt: AT,
      vms: [{ name: 'web-01' }, {}, {}],
    })
  })

  it('end early when they are aborted', async () => {
    const vms = Array.from({ length: 5_000 }, (_, at) => aVm({ id: `vm-${at}`, name: `vm-${at}` }))
    const verdicts = verdictMap(...vms.map(({ id, name }) => aVerdict({ object: { kind: 'vm', id, name } })))
    const input = aReport({ inventory: anInventory({ vms }), verdicts })
    for (const format of ['html', 'xlsx'] as const)
      await expect(reports.render(input, format, AbortSignal.abort(new Error('enough')))).rejects.toThrow(
        'enough',
      )
  })
})

describe('the workbook', () => {
  it('has its sheets, each with a frozen head and a filter', async () => {
    const book = await workbook()
    expect(book.worksheets.map(({ name }) => name)).toEqual([
      ...['Summary', 'VMs', 'Findings', 'Hosts', 'Networks', 'Datastores', 'Waves', 'Disks'],
    ])
    for (const sheet of book.worksheets) {
      expect(sheet.views[0]).toMatchObject({ state: 'frozen', ySplit: 1 })
      expect(sheet.autoFilter).toBeTruthy()
      expect(sheet.rowCount).toBeGreaterThan(1)
    }
  })

  it('has typed cells', async () => {
    const book = await workbook()
    const cell = (sheet: string, title: string, row: number) => {
      const found = book.getWorksheet(sheet)
      const head = (found?.getRow(1).values ?? []) as unknown[]
      return found?.getRow(row).getCell(head.indexOf(title)).value
    }
    expect(cell('VMs', 'VM', 3)).toBe('db-01')
    expect(cell('VMs', 'Size (GiB)', 3)).toBe(80)
    expect(cell('VMs', 'Cold', 3)).toBe('Blocked')
    expect(cell('VMs', 'Facts read (UTC)', 3)).toEqual(new Date('2026-03-02T09:10:00.000Z'))
    expect([2, 3, 4].map((row) => cell('VMs', 'Tags', row))).toEqual([
      'unknown',
      'App/=Shop; Tier/Gold',
      null,
    ])
    expect(cell('Findings', 'State', 4)).toBe('waived')
    expect(cell('Findings', 'Waived (UTC)', 4)).toEqual(new Date('2026-02-27T08:00:00.000Z'))
    expect(cell('Hosts', 'Busy to (min)', 2)).toBe(27)
    expect(cell('Waves', 'VM', 4)).toBe('db-01')
    expect(cell('Summary', 'Now', 2)).toBe(3)
  })

  it.each(['=cmd|"/c calc"!A1', '+1', '-1', '@SUM(A1)', '\t=1', '<b>&c\u0000', 'a\ud800b'])(
    'takes %j for text, in every sheet',
    async (name) => {
      const vm = aVm({ id: name, name, path: name, guestName: name })
      const book = await workbook({
        summary: aSummary({ source: name }),
        inventory: anInventory({ vms: [vm] }),
        verdicts: verdictMap(aVerdict({ object: { kind: 'vm', id: name, name } })),
      })
      const texts = book.worksheets.flatMap((sheet) => {
        const values: unknown[] = []
        sheet.eachRow((row) =>
          row.eachCell(({ value, type }) => {
            expect(type).not.toBe(exceljs.ValueType.Formula)
            values.push(value)
          }),
        )
        return values.filter((value) => typeof value === 'string')
      })
      expect(texts.filter((text) => /^\s*[=+\-@]/.test(text))).toEqual([])
      expect(texts.some((text) => text.includes(name.replaceAll(/[\u0000\ud800]/g, '\ufffd')))).toBe(true)
    },
  )
})

describe('a PDF', () => {
  let printed: string | undefined
  afterEach(() => (printed = undefined))

  it('is printed from a page that no script can run in, and of which nothing is left', async () => {
    let page = ''
    const printPdf: PrintPdf = (file) => {
      printed = file
      page = readFileSync(file, 'utf8')
      return Promise.resolve(ok(new TextEncoder().encode('%PDF-1.7')))
    }
    const made = await createReports({ version: '0.1.0', printPdf }).render(aReport(), 'pdf')
    expect(made.ok && (await made.value.text())).toBe('%PDF-1.7')
    expect(page).not.toContain('<script')
    expect(page).not.toContain('script-src')
    expect(existsSync(printed ?? '')).toBe(false)
  })

  it('needs a browser, and says what else there is', async () => {
    const printPdf = createChromiumPdf({ browser: () => undefined })
    const made = await createReports({ version: '0.1.0', printPdf }).render(aReport(), 'pdf')
    expect(made).toMatchObject({ ok: false, problem: { code: 'report.no-browser' } })
  })

  it.each([
    ['ends without a page', '/bin/false', undefined],
    ['cannot be started', '/nowhere/at/all', undefined],
    ['never ends', '/usr/bin/yes', 1],
  ])('fails in words when the browser %s', async (_, browser, limitMs) => {
    const printPdf = createChromiumPdf({ browser: () => browser })
    const made = await createReports({
      version: '0.1.0',
      printPdf,
      ...(limitMs && { printLimitMs: limitMs }),
    }).render(aReport(), 'pdf')
    expect(made).toMatchObject({ ok: false, problem: { code: 'report.pdf-failed' } })
  })
})
