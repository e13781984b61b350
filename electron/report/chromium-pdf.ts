/** PDF by a Chromium on this computer, without a window. */
import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { fail, ok, type Problem, type Result } from '../../shared/problem.ts'
import { pdfFailed } from '../../shared/report/pdf-failed.ts'
import { browserArguments, findBrowser } from './find-browser.ts'
import type { PrintPdf } from './service.ts'

/** How much of what the browser said goes into a problem. */
const SAID_MOST = 2_000

export interface ChromiumPdfOptions {
  /** Path of the browser; undefined where there is none. */
  readonly browser?: (() => string | undefined) | undefined
}

/** Every name resolves to nothing, and the page's own policy lets nothing be loaded or run. */
export function createChromiumPdf({ browser = findBrowser }: ChromiumPdfOptions = {}): PrintPdf {
  return async (file, signal) => {
    const path = browser()
    if (path === undefined) return fail(NO_BROWSER)
    const folder = await mkdtemp(join(tmpdir(), 'palletjack-pdf-'))
    try {
      return await print(path, file, folder, signal)
    } finally {
      // What the browser leaves open for a moment must not fail the report.
      await rm(folder, { recursive: true, force: true, maxRetries: 5 }).catch(() => undefined)
    }
  }
}

async function print(
  browser: string,
  file: string,
  folder: string,
  signal: AbortSignal,
): Promise<Result<Uint8Array>> {
  const out = join(folder, 'report.pdf')
  const said = await run(
    browser,
    [...printArguments(folder), `--print-to-pdf=${out}`, pathToFileURL(file).href],
    signal,
  )
  const pdf = await readFile(out).catch(() => undefined)
  if (pdf && pdf.length > 0) return ok(pdf)
  return fail(
    pdfFailed({
      printer: 'The browser',
      remedy: OTHER_WAYS,
      isOver: signal.aborted,
      said: `${browser}\n${said}`,
    }),
  )
}

function printArguments(folder: string): string[] {
  return [
    '--headless',
    ...browserArguments(),
    `--user-data-dir=${join(folder, 'profile')}`,
    '--no-pdf-header-footer',
    '--generate-pdf-document-outline',
    '--host-resolver-rules=MAP * ~NOTFOUND',
    '--disable-extensions',
    '--disable-default-apps',
    '--disable-dev-shm-usage',
    '--force-color-profile=srgb',
  ]
}

/** The end of what it said on stderr. Resolves when the process has ended, however it did. */
function run(command: string, args: readonly string[], signal: AbortSignal): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>()
  let said = ''
  const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'], signal, killSignal: 'SIGKILL' })
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-SAID_MOST)))
  child.on('error', (error) => {
    said = `${said}${error.message}`
    // Without a process there is no exit to wait for.
    if (child.pid === undefined) resolve(said)
  })
  child.on('close', () => resolve(said))
  return promise
}

const NO_BROWSER: Problem = {
  code: 'report.no-browser',
  message: 'A PDF is printed by a Chromium-based browser, and none was found on this computer.',
  meaning: 'No file was made. The HTML report holds the same and prints from any browser.',
  remedy:
    'Install Chromium, Chrome or Edge, or name one with PALLETJACK_BROWSER; or choose HTML and print that.',
}

const OTHER_WAYS = 'Choose HTML and print that, or name another browser with PALLETJACK_BROWSER.'
