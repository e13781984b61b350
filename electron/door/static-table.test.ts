import { mkdtemp, mkdir, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { StaticTable } from './static-table.ts'
import { loadStaticTable } from './static-table.ts'

describe('static table', () => {
  let root: string
  let table: StaticTable

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'palletjack-static-'))
    const dir = join(root, 'pages')
    await mkdir(join(dir, 'assets'), { recursive: true })
    await writeFile(join(root, 'secret.txt'), 'outside')
    await writeFile(join(dir, 'index.html'), '<meta content="__CSP_NONCE__"><style nonce="__CSP_NONCE__">')
    await writeFile(join(dir, 'assets/app.js'), 'export {}')
    await writeFile(join(dir, 'assets/app.js.map'), '{}')
    await writeFile(join(dir, '.hidden.txt'), 'hidden')
    await symlink(join(root, 'secret.txt'), join(dir, 'link.txt'))
    table = await loadStaticTable(dir)
  })

  afterAll(() => rm(root, { recursive: true }))

  it('lists only plain files of known types', () => {
    expect(table.paths).toEqual(['/assets/app.js', '/index.html'])
  })

  it('answers nothing that is not listed, whatever the path looks like', () => {
    for (const path of [
      '/../secret.txt',
      '/assets/../index.html',
      '/%2e%2e/secret.txt',
      '/assets%2fapp.js',
      '//index.html',
      '/link.txt',
      '/.hidden.txt',
      '/assets',
      '/assets/',
      '',
    ])
      expect(table.answer(path), path).toBeUndefined()
    fc.assert(
      fc.property(fc.webPath(), fc.string(), (path, text) => {
        for (const one of [path, `/${text}`]) {
          const known = one === '/' || table.paths.includes(one)
          expect(table.answer(one) !== undefined).toBe(known)
        }
      }),
    )
  })

  it('gives each load of the page a nonce of its own, the same in header and text', () => {
    const nonces = ['/', '/index.html', '/'].map((path) => {
      const answer = table.answer(path)
      const nonce = /'nonce-([^']+)'/.exec(answer?.headers['content-security-policy'] ?? '')?.[1]
      const text = Buffer.from(answer?.body ?? new Uint8Array()).toString()
      expect(text).toBe(`<meta content="${String(nonce)}"><style nonce="${String(nonce)}">`)
      return nonce
    })
    expect(new Set(nonces).size).toBe(3)
    expect(nonces).not.toContain(undefined)
  })

  it('sends the security headers with every file', () => {
    for (const path of table.paths) {
      const headers = table.answer(path)?.headers ?? {}
      expect(headers['cache-control']).toBe('no-store')
      expect(headers['x-content-type-options']).toBe('nosniff')
      expect(headers['referrer-policy']).toBe('no-referrer')
      expect(headers['content-security-policy']).toContain("default-src 'none'; script-src 'self';")
      expect(headers['content-security-policy']).not.toContain('unsafe')
    }
  })

  it('says what is missing when the pages are not built', async () => {
    await expect(loadStaticTable(join(root))).rejects.toThrow('npm run build')
  })
})
