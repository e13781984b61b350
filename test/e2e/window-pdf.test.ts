/** The desktop shell's own printing, in a program that has little else. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'vite'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createReports } from '../../electron/report/reports.ts'
import type { PrintPdf } from '../../electron/report/service.ts'
import { ok } from '../../shared/problem.ts'
import type { Launched } from '../electron-stand-in/launch.ts'
import { launch, ROOT, RUNNER } from '../electron-stand-in/launch.ts'
import { anEstate } from '../fixtures/estate.ts'
import { factsOf, findingsOf, reportOf } from '../fixtures/judged-estate.ts'
import { pdfObjects } from '../pdf-objects.ts'

let dir: string
let launched: Launched
let server: Server
let asked: (string | undefined)[] = []

/** Keeps what the printer decided about each request. */
const PROGRAM = `
import { app, BrowserWindow, session, shell } from 'electron'
import { confineContents } from './navigation.js'
import { createWindowPdf } from './print-pdf.js'
globalThis.test = { decisions: [] }
app.setPath('userData', import.meta.dirname)
// Without a listener the application would end with its last window.
app.on('window-all-closed', () => undefined)
app.on('web-contents-created', (_event, contents) => confineContents(contents, shell, console))
app.whenReady().then(() => {
  const watched = {
    fromPartition(name, options) {
      const pages = session.fromPartition(name, options)
      const { webRequest } = pages
      const real = webRequest.onBeforeRequest.bind(webRequest)
      webRequest.onBeforeRequest = (decide) =>
        real((details, answer) =>
          decide(details, (response) => {
            test.decisions.push([details.url, response.cancel ? 'refused' : 'given'])
            answer(response)
          }),
        )
      return pages
    },
  }
  test.printPdf = createWindowPdf({ BrowserWindow, session: watched })
  test.loose = async (address) => {
    const window = new BrowserWindow({ show: false, webPreferences: { javascript: false } })
    await window.loadURL(address)
    const pdf = await window.webContents.printToPDF({ preferCSSPageSize: true })
    window.destroy()
    return Buffer.from(pdf).toString('base64')
  }
})
`

interface Printer {
  readonly printPdf: PrintPdf
  readonly loose: (address: string) => Promise<string>
  readonly decisions: [string, string][]
}
type TestGlobal = { readonly test: Printer }

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'palletjack window-pdf %41 '))
  await build({
    configFile: false,
    logLevel: 'silent',
    // As the shell is built: beside the program there are no packages.
    ssr: { noExternal: true },
    build: {
      ssr: true,
      outDir: dir,
      emptyOutDir: false,
      rolldownOptions: {
        input: ['print-pdf', 'navigation'].map((name) => join(ROOT, `electron/shell/${name}.ts`)),
        external: ['electron', /^node:/],
        output: { entryFileNames: '[name].js' },
      },
    },
  })
  writeFileSync(join(dir, 'package.json'), JSON.stringify({ name: 'p', type: 'module', main: 'main.js' }))
  writeFileSync(join(dir, 'main.js'), PROGRAM)
  server = createServer((request, response) => {
    asked.push(request.url)
    response.end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  launched = await launch(dir, [])
  await launched.app.evaluate(({ app }) => app.whenReady().then(() => undefined))
})
afterAll(async () => {
  await launched.close()
  server.close()
  rmSync(dir, { recursive: true, force: true, maxRetries: 5 })
})
beforeEach(async () => {
  asked = []
  await launched.app.evaluate(() => {
    ;(globalThis as unknown as TestGlobal).test.decisions.length = 0
  })
})

/** A file of the test's folder; `name` may hold what addresses escape. */
function page(name: string, html: string): string {
  const file = join(dir, name)
  writeFileSync(file, html)
  return file
}

const windowCount = () => launched.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)
const decisions = () =>
  launched.app.evaluate(() => (globalThis as unknown as TestGlobal).test.decisions.map((one) => [...one]))

async function print(file: string): Promise<Buffer> {
  const made = await launched.app.evaluate(async (_electron, path) => {
    const { printPdf } = (globalThis as unknown as TestGlobal).test
    const pdf = await printPdf(path, new AbortController().signal)
    return pdf.ok ? { base64: Buffer.from(pdf.value).toString('base64') } : { problem: pdf.problem }
  }, file)
  if (made.base64 === undefined) throw new Error(JSON.stringify(made.problem))
  return Buffer.from(made.base64, 'base64')
}

async function problemOf(file: string, stop: 'at once' | 'while it prints' | 'never') {
  return launched.app.evaluate(
    async ({ BrowserWindow }, given) => {
      const { printPdf } = (globalThis as unknown as TestGlobal).test
      const controller = new AbortController()
      if (given.stop === 'at once') controller.abort()
      const pdf = printPdf(given.file, controller.signal)
      const windows = BrowserWindow.getAllWindows().length
      if (given.stop === 'while it prints') controller.abort()
      const made = await pdf
      return { windows, code: made.ok ? 'printed' : made.problem.code }
    },
    { file, stop },
  )
}

const pagesOf = (pdf: Buffer) => pdfObjects(pdf).match(/\/Type\s*\/Page\b/g)?.length ?? 0
/** Widths and heights of the pages in points. */
const sizesOf = (pdf: Buffer) =>
  [...pdfObjects(pdf).matchAll(/\/MediaBox\s*\[\s*0\s+0\s+([\d.]+)\s+([\d.]+)/g)].map(
    ([, width, height]) => ({
      width: Math.round(Number(width)),
      height: Math.round(Number(height)),
    }),
  )

describe(`printing by a hidden window on ${RUNNER}`, () => {
  it('makes as many pages as there are, of the size that the page asks for', async () => {
    const three = '<p>one</p><p style="break-before:page">two</p><p style="break-before:page">three</p>'
    const file = page('a b#c%20d.html', `<style>@page{size:A4 landscape}</style><h1>Title</h1>${three}`)
    const pdf = await print(file)
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-')
    expect(pagesOf(pdf)).toBe(3)
    expect(sizesOf(pdf)[0]).toEqual({ width: 842, height: 595 })
    const objects = pdfObjects(pdf)
    expect(objects).toContain('/Outlines')
    expect(objects).toContain('/StructTreeRoot')
    expect(await windowCount()).toBe(0)
  })

  it('prints a report', async () => {
    const facts = factsOf(anEstate(5))
    const printPdf: PrintPdf = async (file) => ok(await print(file))
    const made = await createReports({ version: '0.1.0', printPdf }).render(
      reportOf(facts, findingsOf(facts)),
      'pdf',
    )
    if (!made.ok) throw new Error(made.problem.message)
    const pdf = Buffer.from(await made.value.arrayBuffer())
    expect(pagesOf(pdf)).toBeGreaterThan(2)
    expect(pdf.toString('latin1')).toContain('Preflight of vcenter-01')
    expect((await decisions()).map(([, decision]) => decision)).toEqual(['given'])
  })

  it('loads nothing but the file, and runs nothing in it', async () => {
    const { port } = server.address() as AddressInfo
    const http = `http://127.0.0.1:${port}`
    const style = page('other.css', '@page{size:A4 portrait}')
    const address = pathToFileURL(page('greedy.html', greedy(http))).href
    const pdf = await print(join(dir, 'greedy.html'))
    expect(sizesOf(pdf)[0]).toEqual({ width: 842, height: 595 })
    expect(pagesOf(pdf)).toBe(1)
    expect(asked).toEqual([])
    const all = await decisions()
    expect(all.filter(([, decision]) => decision === 'given')).toEqual([[address, 'given']])
    // The frame is refused before it asks, as in every page of the shell.
    const refused = all.flatMap(([url, decision]) => (decision === 'refused' ? [url] : []))
    expect(refused).toEqual(expect.arrayContaining([`${http}/picture.png`, pathToFileURL(style).href]))
    // The same page in a window without these limits does take the other file.
    const loose = await launched.app.evaluate(
      (_electron, url) => (globalThis as unknown as TestGlobal).test.loose(url),
      pathToFileURL(page('tame.html', greedy(undefined))).href,
    )
    expect(sizesOf(Buffer.from(loose, 'base64'))[0]).toEqual({ width: 595, height: 842 })
  })

  it.each([
    ['at once', 0],
    ['while it prints', 1],
  ] as const)('ends %s when it is stopped, and leaves no window', async (stop, windows) => {
    const file = page('stopped.html', '<p>text</p>')
    expect(await problemOf(file, stop)).toEqual({ windows, code: 'report.pdf-failed' })
    expect(await windowCount()).toBe(0)
    // The printer goes on working.
    expect(pagesOf(await print(file))).toBe(1)
  })

  it('fails in words for a file that is not there', async () => {
    const { code } = await problemOf(join(dir, 'nothing.html'), 'never')
    expect(code).toBe('report.pdf-failed')
    expect(await windowCount()).toBe(0)
  })
})

/** Asks for another file, which would turn the page, and for pictures and pages of a server. */
function greedy(http: string | undefined): string {
  const fromServer =
    http === undefined ? '' : `<img src="${http}/picture.png"><iframe src="${http}/frame"></iframe>`
  return `<style>@page{size:A4 landscape}</style><link rel="stylesheet" href="other.css">
    <img alt="" src="data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==">${fromServer}
    <script>document.write('<p style="break-before:page">owned</p>')</script>`
}
