/** PDF by a Chromium on this machine, without a window. */
import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { fail, ok, type Problem, type Result } from '../../shared/problem.ts'
import { browserArguments, findBrowser } from './find-browser.ts'
import type { PrintPdf } from './service.ts'

/** A report of 10,000 VMs prints in some ten seconds on two cores; this is far above it (ms). */
const PRINT_LIMIT_MS = 3 * 60_000
/** How much of what the browser said goes into a problem. */
const SAID_MOST = 2_000

export interface ChromiumPdfOptions {
  /** Path of the browser; undefined where there is none. */
  readonly browser?: (() => string | undefined) | undefined
  readonly limitMs?: number | undefined
}

/** Every name resolves to nothing, and the page's own policy lets nothing be loaded or run. */
export function createChromiumPdf({
  browser = findBrowser,
  limitMs = PRINT_LIMIT_MS,
}: ChromiumPdfOptions = {}): PrintPdf {
  return async (file, signal) => {
    const path = browser()
    if (path === undefined) return fail(NO_BROWSER)
    const folder = await mkdtemp(join(tmpdir(), 'palletjack-pdf-'))
    try {
      return await print(path, file, folder, AbortSignal.any([signal, AbortSignal.timeout(limitMs)]))
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
  return pdf && pdf.length > 0 ? ok(pdf) : fail(pdfFailed(browser, said, signal.aborted))
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
  message: 'A PDF is printed by a Chromium-based browser, and none was found on this machine.',
  meaning: 'No file was made. The HTML report holds the same and prints from any browser.',
  remedy:
    'Install Chromium, Chrome or Edge, or name one with PALLETJACK_BROWSER; or choose HTML and print that.',
}

function pdfFailed(browser: string, said: string, isOver: boolean): Problem {
  return {
    code: 'report.pdf-failed',
    message: isOver
      ? 'The browser did not print the report within its time, at most 3 minutes.'
      : `${browser} did not print the report.`,
    meaning: 'No file was made. The HTML report holds the same and prints from any browser.',
    remedy: isOver
      ? 'Try again when this machine has less to do. The HTML report prints from any browser, and XLSX and JSON hold everything.'
      : 'Choose HTML and print that, or name another browser with PALLETJACK_BROWSER.',
    ...(said.trim() === '' ? {} : { detail: said.trim() }),
  }
}
