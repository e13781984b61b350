import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { openInBrowser } from './open-browser.ts'

const home = mkdtempSync(join(tmpdir(), 'palletjack-home-'))
afterAll(() => rmSync(home, { recursive: true }))

describe('opening a browser', () => {
  const url = 'http://127.0.0.1:1/#code=a&b"<c>'

  it('hands over a file of this user alone that leads to the address', async () => {
    let seen = ''
    const opened = await openInBrowser(url, home, (file) => Promise.resolve((seen = file)))
    expect(opened.started).toBe(true)
    expect(statSync(seen).mode & 0o777).toBe(0o600)
    expect(statSync(join(home, 'browser')).mode & 0o777).toBe(0o700)
    const text = readFileSync(seen, 'utf8')
    expect(text).toContain('content="0;url=http://127.0.0.1:1/#code=a&#38;b&#34;&#60;c&#62;"')
    expect(seen).not.toContain('code=')
    await opened.remove()
    expect(readdirSync(join(home, 'browser'))).toEqual([])
    await opened.remove()
  })

  it('says so when nothing opens pages here', async () => {
    const opened = await openInBrowser(url, home, () => Promise.reject(new Error('no browser')))
    expect(opened.started).toBe(false)
    await opened.remove()
  })
})
