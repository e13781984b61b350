/** PDF by the shell's own Chromium, in a window that nobody sees. */
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { BrowserWindow, BrowserWindowConstructorOptions, Session, WebContents } from 'electron'
import { fail, ok, type Problem } from '../../shared/problem.ts'
import { pdfFailed } from '../../shared/report/pdf-failed.ts'
import type { PrintPdf } from '../report/service.ts'
import { denyPermissions } from './permissions.ts'
import { ISOLATION } from './window.ts'

export interface WindowPdfParts {
  readonly BrowserWindow: new (options: BrowserWindowConstructorOptions) => BrowserWindow
  readonly session: { fromPartition(partition: string, options: { cache: boolean }): Session }
}

/**
 * Needs an application that is ready. No script runs in the page, and it gets nothing but its own file and `data:`.
 * Problem report.pdf-failed: not printed, or stopped.
 */
export function createWindowPdf({ BrowserWindow, session }: WindowPdfParts): PrintPdf {
  // Without "persist:" the session lives in memory only.
  const pages = session.fromPartition('palletjack-print', { cache: false })
  denyPermissions(pages)
  const expected = new Set<string>()
  serveOnly(pages, expected)
  return async (file, signal) => {
    if (signal.aborted) return fail(notPrinted(signal.reason, true))
    const window = new BrowserWindow({
      show: false,
      webPreferences: { ...ISOLATION, javascript: false, spellcheck: false, devTools: false, session: pages },
    })
    expected.add(file)
    try {
      return ok(await Promise.race([print(window, file), broken(window, signal)]))
    } catch (error) {
      return fail(notPrinted(error, signal.aborted))
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

function notPrinted(error: unknown, isOver: boolean): Problem {
  const said = error instanceof Error ? error.message : String(error)
  return pdfFailed({ printer: 'The application', remedy: 'Choose HTML and print that.', isOver, said })
}
