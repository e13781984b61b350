/** PDF by the shell's own Chromium, in a window that nobody sees. */
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { BrowserWindow, BrowserWindowConstructorOptions, Session, WebContents } from 'electron'
import { fail, ok, type Problem } from '../../shared/problem.ts'
import type { PrintPdf } from '../report/service.ts'
import { denyPermissions } from './permissions.ts'
import { ISOLATION } from './window.ts'

/** A report of 10,000 VMs prints in some ten seconds on two cores; this is far above it (ms). */
const PRINT_LIMIT_MS = 3 * 60_000

export interface WindowPdfParts {
  readonly BrowserWindow: new (options: BrowserWindowConstructorOptions) => BrowserWindow
  readonly session: { fromPartition(partition: string, options: { cache: boolean }): Session }
  readonly limitMs?: number
}

/**
 * Needs an application that is ready. No script runs in the page, and it gets nothing but its own file and `data:`.
 * Problem report.pdf-failed: not printed, stopped, or not done within its time.
 */
export function createWindowPdf({
  BrowserWindow,
  session,
  limitMs = PRINT_LIMIT_MS,
}: WindowPdfParts): PrintPdf {
  // Without "persist:" the session lives in memory only.
  const pages = session.fromPartition('palletjack-print', { cache: false })
  denyPermissions(pages)
  const expected = new Set<string>()
  serveOnly(pages, expected)
  return async (file, signal) => {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(limitMs)])
    if (limit.aborted) return fail(pdfFailed(limit.reason, true))
    const window = new BrowserWindow({
      show: false,
      webPreferences: { ...ISOLATION, javascript: false, spellcheck: false, devTools: false, session: pages },
    })
    expected.add(file)
    try {
      return ok(await Promise.race([print(window, file), broken(window, limit)]))
    } catch (error) {
      return fail(pdfFailed(error, limit.aborted))
    } finally {
      expected.delete(file)
      if (!window.isDestroyed()) window.destroy()
    }
  }
}

/** Each expected file is given once, as the page of a window and not as a part of another page. */
function serveOnly(session: Session, expected: Set<string>): void {
  session.webRequest.onBeforeRequest(({ url, resourceType }, answer) => {
    const isPage = resourceType === 'mainFrame' && expected.delete(pathOf(url))
    answer({ cancel: !isPage && !url.startsWith('data:') })
  })
}

/** Paths are compared because Node and Chromium escape addresses differently. Empty for anything but a file. */
function pathOf(address: string): string {
  try {
    return fileURLToPath(address)
  } catch {
    return ''
  }
}

async function print(window: BrowserWindow, file: string): Promise<Uint8Array> {
  await window.loadURL(pathToFileURL(file).href)
  return window.webContents.printToPDF({
    // The report's own style says A4 landscape.
    preferCSSPageSize: true,
    printBackground: true,
    generateDocumentOutline: true,
    generateTaggedPDF: true,
  })
}

/** Rejects when the print can come to no end: it was stopped, or what prints is gone. */
function broken(window: BrowserWindow, signal: AbortSignal): Promise<never> {
  const contents: WebContents = window.webContents
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
    window.once('closed', () => reject(new Error('The window was closed.')))
    contents.once('render-process-gone', (_event, { reason }) =>
      reject(new Error(`The page's process ended: ${reason}.`)),
    )
  })
}

function pdfFailed(error: unknown, isOver: boolean): Problem {
  return {
    code: 'report.pdf-failed',
    message: isOver
      ? 'The report was not printed within its time, at most 3 minutes, or was stopped.'
      : 'The application could not print the report.',
    meaning: 'No file was made. The HTML report holds the same and prints from any browser.',
    remedy: isOver
      ? 'Try again when this machine has less to do. The HTML report prints from any browser, and XLSX and JSON hold everything.'
      : 'Choose HTML and print that.',
    detail: error instanceof Error ? error.message : String(error),
  }
}
