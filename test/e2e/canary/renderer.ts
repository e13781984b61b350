/** What a page of a browser holds: its document, its storage, its address and its heap. */
import { channel } from 'node:diagnostics_channel'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo, Server } from 'node:net'
import type { CDPSession, Page } from 'playwright-core'

/** Arguments for a browser whose snapshots hold whole strings: usually a long one is cut off. */
export const WHOLE_STRINGS = ['--js-flags=--heap-snapshot-string-limit=10000000']

/** All that is alive in the page after its garbage was collected, strings included. */
export async function heapOf(page: Page): Promise<Buffer> {
  const devtools = await page.context().newCDPSession(page)
  try {
    return await snapshot(devtools)
  } finally {
    await devtools.detach()
  }
}

async function snapshot(devtools: CDPSession): Promise<Buffer> {
  const pieces: string[] = []
  devtools.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => void pieces.push(chunk))
  await devtools.send('HeapProfiler.enable')
  // What only a finalizer let go of is garbage the next time.
  for (let round = 0; round < 3; round++) await devtools.send('HeapProfiler.collectGarbage')
  await devtools.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false })
  return Buffer.from(pieces.join(''), 'utf8')
}

/** Everything else of a page that a script could read, by where it is. */
export async function surfaceOf(page: Page): Promise<Readonly<Record<string, string>>> {
  const inPage = await page.evaluate(async () => {
    const fields = [...document.querySelectorAll('input, textarea, select')] as HTMLInputElement[]
    const databases = await indexedDB.databases()
    const cached = await caches.keys().catch(() => [])
    return {
      fields: JSON.stringify(fields.map(({ name, value, defaultValue }) => [name, value, defaultValue])),
      localStorage: JSON.stringify(Object.entries(localStorage)),
      sessionStorage: JSON.stringify(Object.entries(sessionStorage)),
      databases: JSON.stringify(databases.map(({ name }) => name)),
      caches: JSON.stringify(cached),
      history: JSON.stringify(history.state),
      cookies: document.cookie,
      title: document.title,
      requests: JSON.stringify(performance.getEntriesByType('resource').map(({ name }) => name)),
    }
  })
  const devtools = await page.context().newCDPSession(page)
  const { entries } = await devtools.send('Page.getNavigationHistory')
  await devtools.detach()
  return { document: await page.content(), ...inPage, addresses: JSON.stringify(entries) }
}

interface Started {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly server: Server
}

export interface AnswerTap {
  /** All that the server at the port has answered so far, streams included. */
  bytes: () => Buffer
  stop: () => void
}

/** Listens in on the answers of a server of this process. Of requests it notes the addresses alone. */
export function tapAnswers(port: number): AnswerTap {
  const pieces: Buffer[] = []
  const note = (piece: unknown): void => {
    if (typeof piece === 'string' || piece instanceof Uint8Array) pieces.push(Buffer.from(piece as string))
  }
  const onRequest = (message: unknown): void => {
    const { request, response, server } = message as Started
    if ((server.address() as AddressInfo | null)?.port !== port) return
    note(`\n${request.url ?? ''}\n`)
    for (const name of ['write', 'end'] as const) {
      const said = response[name].bind(response) as (...args: unknown[]) => unknown
      Object.assign(response, {
        [name]: (...args: unknown[]) => {
          note(args[0])
          return said(...args)
        },
      })
    }
  }
  const starts = channel('http.server.request.start')
  starts.subscribe(onRequest)
  return { bytes: () => Buffer.concat(pieces), stop: () => starts.unsubscribe(onRequest) }
}
