/**
 * The built pages as a closed table. It is read once at start; a request is a look-up in it, so no request
 * ever becomes a path on the disk.
 */
import { randomBytes } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { COMMON_HEADERS, contentSecurityPolicy } from './security-headers.ts'

interface StaticAnswer {
  /** Lower-case names. Holds the content type and every security header. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array<ArrayBuffer>
}

export interface StaticTable {
  /** What to answer for a path of a URL, byte for byte as requested; undefined if the table lacks it. */
  answer(pathname: string): StaticAnswer | undefined
  /** All served paths, sorted. */
  readonly paths: readonly string[]
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
}

const PAGE = '/index.html'
const NONCE_MARK = '__CSP_NONCE__'

/**
 * Reads the pages below `dir`. Files of a type that the table does not know, hidden files and symbolic links
 * are left out. Throws if there is no index.html, since nothing can be shown then.
 */
export async function loadStaticTable(dir: string): Promise<StaticTable> {
  const files = new Map<string, { type: string; body: Uint8Array<ArrayBuffer> }>()
  for (const path of await listFiles(dir, '')) {
    const type = TYPES[extname(path)]
    if (type !== undefined) files.set(path, { type, body: await readFile(join(dir, path)) })
  }
  const page = files.get(PAGE)
  if (!page) throw new Error(`The pages are not built: ${dir} has no index.html. Run "npm run build".`)
  const pageText = Buffer.from(page.body).toString('utf8')
  return {
    paths: [...files.keys()].sort(),
    answer(pathname) {
      if (pathname === '/' || pathname === PAGE) return pageAnswer(pageText, page.type)
      const file = files.get(pathname)
      return file && { headers: headersOf(file.type, newNonce()), body: file.body }
    },
  }
}

/** The page with a nonce of its own in the header and wherever the text asks for it. */
function pageAnswer(text: string, type: string): StaticAnswer {
  const nonce = newNonce()
  return { headers: headersOf(type, nonce), body: Buffer.from(text.replaceAll(NONCE_MARK, nonce)) }
}

function headersOf(type: string, nonce: string): Record<string, string> {
  return {
    ...COMMON_HEADERS,
    'content-type': type,
    'content-security-policy': contentSecurityPolicy(nonce),
  }
}

function newNonce(): string {
  return randomBytes(16).toString('base64')
}

async function listFiles(dir: string, under: string): Promise<string[]> {
  const found: string[] = []
  for (const entry of await readdir(join(dir, under), { withFileTypes: true })) {
    if (entry.name.startsWith('.')) continue
    const path = `${under}/${entry.name}`
    if (entry.isDirectory()) found.push(...(await listFiles(dir, path)))
    else if (entry.isFile()) found.push(path)
  }
  return found
}
