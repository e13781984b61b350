import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { chromium, type Browser, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createReports } from '../../electron/report/reports.ts'
import { anEstate } from '../fixtures/estate.ts'
import { factsOf, findingsOf, reportOf } from '../fixtures/judged-estate.ts'
import { browserArguments, requireBrowser } from '../browser.ts'
import { pdfObjects } from '../pdf-objects.ts'

/** Where a run leaves its pictures for a person to look at; nowhere when unset. */
const PICTURES = process.env['PALLETJACK_PICTURES']

const reports = createReports({ version: '0.1.0' })
let folder: string
let browser: Browser | undefined
let address: string
let input: ReturnType<typeof reportOf>

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'palletjack-report-test-'))
  const estate = anEstate(60)
  const [first, ...others] = estate.vms
  const hostile = { ...first!, name: '<script>document.title="owned"</script>' }
  const facts = factsOf({ ...estate, vms: [hostile, ...others] })
  input = reportOf(facts, findingsOf(facts))
  const made = await reports.render(input, 'html')
  if (!made.ok) throw new Error(made.problem.message)
  const file = join(folder, made.value.name)
  writeFileSync(file, await made.value.bytes())
  address = pathToFileURL(file).href
  browser = await chromium.launch({ executablePath: requireBrowser(), args: browserArguments() })
})
afterAll(async () => {
  await browser?.close()
  rmSync(folder, { recursive: true, force: true })
})

/** A page with the report, and everything that it asked for or complained of. */
async function open(javaScriptEnabled: boolean): Promise<{ page: Page; asked: string[]; said: string[] }> {
  const context = await browser!.newContext({ javaScriptEnabled, viewport: { width: 1280, height: 900 } })
  const page = await context.newPage()
  const asked: string[] = []
  const said: string[] = []
  page.on('request', (request) => asked.push(request.url()))
  page.on('console', (message) => said.push(message.text()))
  page.on('pageerror', (error) => said.push(error.message))
  await page.goto(address)
  return { page, asked, said }
}

/** A report of so many VMs that not all rows are plain. */
async function openLarge(javaScriptEnabled: boolean): Promise<Page> {
  const facts = factsOf(anEstate(250))
  const made = await reports.render(reportOf(facts, findingsOf(facts)), 'html')
  if (!made.ok) throw new Error(made.problem.message)
  const file = join(folder, 'large.html')
  writeFileSync(file, await made.value.bytes())
  const context = await browser!.newContext({ javaScriptEnabled })
  const page = await context.newPage()
  await page.goto(pathToFileURL(file).href)
  return page
}

async function picture(page: Page, name: string): Promise<void> {
  if (PICTURES !== undefined) await page.screenshot({ path: join(PICTURES, `${name}.png`) })
}

describe('the HTML report in a browser', () => {
  it('shows everything without JavaScript, and asks for nothing', async () => {
    const { page, asked, said } = await open(false)
    expect(asked).toEqual([address])
    expect(said).toEqual([])
    expect(await page.title()).toBe('Preflight of vcenter-01')
    expect(await page.locator('details:not([open])').count()).toBe(0)
    expect(await page.locator('#verdicts tbody tr').count()).toBe(60)
    expect(await page.locator('#verdicts tbody tr').last().isVisible()).toBe(true)
    expect(await page.locator('input').count()).toBe(0)
    await picture(page, 'report-plain')
    await page.context().close()
  })

  it('filters and sorts with JavaScript, and runs no script of a name', async () => {
    const { page, asked, said } = await open(true)
    expect(asked).toEqual([address])
    expect(said).toEqual([])
    expect(await page.title()).toBe('Preflight of vcenter-01')
    await picture(page, 'report-screen')
    const rows = page.locator('#verdicts tbody tr')
    const filter = page.getByRole('searchbox', { name: 'Filter Verdict per VM' })
    await filter.fill('owned')
    expect(await rows.filter({ visible: true }).count()).toBe(1)
    expect(await rows.filter({ visible: true }).first().textContent()).toContain('<script>document.title=')
    await filter.fill('')
    expect(await rows.filter({ visible: true }).count()).toBe(60)
    const size = page.locator('#verdicts').getByRole('button', { name: 'Size' })
    await size.click()
    const sizes = (): Promise<number[]> =>
      page
        .locator('#verdicts tbody td:nth-child(6)')
        .evaluateAll((cells) => cells.map((cell) => Number(cell.getAttribute('data-s'))))
    expect(await sizes()).toEqual((await sizes()).toSorted((a, b) => a - b))
    await size.click()
    expect(await sizes()).toEqual((await sizes()).toSorted((a, b) => b - a))
    await page.context().close()
  })

  it('opens what is folded where a link leads to it', async () => {
    const { page } = await open(true)
    const folded = page.locator('#findings details:not([open])').first()
    const id = await folded.getAttribute('id')
    expect(id).toMatch(/^rule-/)
    await page.goto(`${address}#${id}`)
    await page.locator(`[id="${id}"][open]`).waitFor()
    await page.context().close()
  })

  it('prints everything, folded or not, without its tools', async () => {
    const { page } = await open(true)
    expect(await page.locator('details:not([open])').count()).toBeGreaterThan(0)
    await page.emulateMedia({ media: 'print' })
    expect(await page.locator('details tbody tr').last().isVisible()).toBe(true)
    expect(await page.locator('nav').isVisible()).toBe(false)
    expect(await page.locator('.tools').first().isVisible()).toBe(false)
    expect(await page.evaluate(() => getComputedStyle(document.body).color)).toBe('rgb(0, 0, 0)')
    await picture(page, 'report-print')
    await page.context().close()
  })
})

describe('a long table of the HTML report', () => {
  it('is cut without JavaScript, and says so', async () => {
    const page = await openLarge(false)
    const verdicts = page.locator('#verdicts')
    expect(await verdicts.locator('tbody tr').count()).toBe(100)
    const note = verdicts.locator('noscript')
    expect(await note.isVisible()).toBe(true)
    expect(await note.textContent()).toContain('only the first 100 of 250 rows are shown.')
    await page.context().close()
  })

  it('is turned, filtered and sorted as a whole with JavaScript', async () => {
    const page = await openLarge(true)
    const verdicts = page.locator('#verdicts')
    const rows = verdicts.locator('tbody tr')
    const told = verdicts.locator('output').first()
    const next = verdicts.getByRole('button', { name: 'Next: Verdict per VM' }).first()
    expect(await told.textContent()).toBe('1-100 of 250 rows')
    const seen = new Set(await rows.locator('td:first-child').allTextContents())
    for (const range of ['101-200 of 250 rows', '201-250 of 250 rows']) {
      await next.click()
      expect(await told.textContent()).toBe(range)
      for (const name of await rows.locator('td:first-child').allTextContents()) seen.add(name)
    }
    expect(seen.size).toBe(250)
    expect(await next.isDisabled()).toBe(true)
    const filter = page.getByRole('searchbox', { name: 'Filter Verdict per VM' })
    for (const name of ['app0-00007', 'app20-00249']) {
      await filter.fill(name)
      expect(await told.textContent()).toBe('1 row that matches of 250')
      expect(await rows.textContent()).toContain(name)
    }
    await filter.fill('')
    await verdicts.locator('th').first().getByRole('button').click()
    expect(await rows.first().textContent()).toContain('app0-00000')
    await verdicts.locator('th').first().getByRole('button').click()
    expect(await rows.first().textContent()).toMatch(/Web_Server|app20-/)
    await page.context().close()
  })

  it('is whole on paper as far as paper goes, and says where it ends', async () => {
    const page = await openLarge(true)
    await page.evaluate(() => dispatchEvent(new Event('beforeprint')))
    expect(await page.locator('#verdicts tbody tr').count()).toBe(250)
    const disks = page.locator('#disks')
    expect(await disks.locator('tbody tr').count()).toBe(200)
    await page.emulateMedia({ media: 'print' })
    const note = await disks
      .locator('.scroll')
      .evaluate((scroll) => getComputedStyle(scroll, '::after').content)
    expect(note).toMatch(/^"And [\d,]+ more rows on the screen\."$/)
    await page.evaluate(() => dispatchEvent(new Event('afterprint')))
    expect(await disks.locator('tbody tr').count()).toBe(100)
    await page.context().close()
  })
})

describe('the PDF report', () => {
  it('has pages, and the text of the report', async () => {
    const made = await reports.render(input, 'pdf')
    if (!made.ok) throw new Error(made.problem.message)
    const bytes = Buffer.from(await made.value.arrayBuffer())
    expect(bytes.subarray(0, 5).toString()).toBe('%PDF-')
    if (PICTURES !== undefined) writeFileSync(join(PICTURES, 'report.pdf'), bytes)
    const pages = pdfObjects(bytes).match(/\/Type\s*\/Page\b/g)?.length ?? 0
    expect(pages).toBeGreaterThan(5)
    expect(pages).toBeLessThan(200)
    expect(bytes.toString('latin1')).toContain('Preflight of vcenter-01')
  })
})
