/** The loopback server as a real browser sees it. */
import type { Browser } from 'playwright-core'
import { chromium } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { WebServer } from '../../electron/server/web-server.ts'
import { startWebServer } from '../../electron/server/web-server.ts'
import { browserArguments, requireBrowser } from '../browser.ts'
import type { TinyPages } from '../fixtures/tiny-pages.ts'
import { createTinyPages } from '../fixtures/tiny-pages.ts'
import type { TinyRouter } from '../fixtures/tiny-router.ts'
import { createTinyRouter } from '../fixtures/tiny-router.ts'

let pages: TinyPages
let tiny: TinyRouter
let server: WebServer
let lines: string[]

beforeAll(async () => {
  pages = await createTinyPages()
})
afterAll(() => pages.remove())

beforeEach(async () => {
  lines = []
  tiny = createTinyRouter()
  const note = (line: string) => void lines.push(line)
  server = await startWebServer({
    router: tiny.router,
    rendererDir: pages.dir,
    log: { info: note, error: note },
  })
})
afterEach(() => server.close())

const codeOf = (url: string) => new URL(url).hash.slice('#code='.length)

describe('web shell in Chromium', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: requireBrowser(), args: browserArguments() })
  })
  afterAll(() => browser.close())

  it('opens by the address, hides the code, calls, streams and survives a reload', async () => {
    const page = await browser.newPage()
    await page.goto(server.entryUrl())
    await page.waitForFunction(() => document.title === 'hello Palletjack')
    expect(page.url()).toBe(`${server.origin}/`)
    expect(await page.evaluate('watch()')).toBe('streaming')
    await tiny.waitForOpen(1)
    await page.reload()
    await tiny.waitForOpen(0)
    await page.waitForFunction(() => document.title === 'hello Palletjack')
    expect(await page.evaluate('watch()')).toBe('streaming')
    await tiny.waitForOpen(1)
    await page.close()
    await tiny.waitForOpen(0)
  })

  it('gives another tab nothing without a code of its own', async () => {
    const context = await browser.newContext()
    const first = await context.newPage()
    await first.goto(server.entryUrl())
    await first.waitForFunction(() => document.title === 'hello Palletjack')
    const second = await context.newPage()
    await second.goto(server.origin)
    await second.waitForFunction(() => document.title === 'refused 401')
    expect(await context.cookies()).toEqual([])
    await context.close()
  })

  it('enforces the content security policy', async () => {
    const page = await browser.newPage()
    const violations: string[] = []
    page.on('console', (message) => {
      if (/Content Security Policy/i.test(message.text())) violations.push(message.text())
    })
    await page.goto(server.entryUrl())
    await page.waitForFunction(() => document.title === 'hello Palletjack')
    expect(await page.textContent('#inline')).toBe('inline script is dead')
    expect(await page.evaluate("getComputedStyle(document.getElementById('styled')).color")).toBe(
      'rgb(1, 2, 3)',
    )
    expect(await page.evaluate('getComputedStyle(document.body).margin')).toBe('7px')
    const foreign = await page.evaluate("fetch('https://evil.example/').then(() => 'ok', () => 'blocked')")
    expect(foreign).toBe('blocked')
    expect(violations.some((text) => text.includes('script-src'))).toBe(true)
    expect(violations.some((text) => text.includes('connect-src'))).toBe(true)
    await page.close()
  })

  it('cannot be framed or called by a page of another origin', async () => {
    const other = await startWebServer({
      router: createTinyRouter().router,
      rendererDir: pages.dir,
      log: { info: () => undefined, error: () => undefined },
    })
    const page = await browser.newPage({ bypassCSP: true })
    try {
      await page.goto(other.entryUrl())
      await page.waitForFunction(() => document.title === 'hello Palletjack')
      const outcome = await page.evaluate(
        async ([target, code]) => {
          const headers = { 'content-type': 'application/json' }
          const body = JSON.stringify({ code })
          const json = fetch(`${target}/session`, { method: 'POST', headers, body })
          const plain = fetch(`${target}/session`, { method: 'POST', mode: 'no-cors', body })
          return [
            await json.then(
              () => 'ok',
              () => 'blocked',
            ),
            await plain.then(
              (answer) => answer.type,
              () => 'blocked',
            ),
          ]
        },
        [server.origin, codeOf(server.entryUrl())] as const,
      )
      // The second one is sent, but the server refuses it and its answer cannot be read.
      expect(outcome[0]).toBe('blocked')
      expect(['opaque', 'blocked']).toContain(outcome[1])
      expect(lines).toContain('OPTIONS /session 403')
      expect(lines).not.toContain('POST /session 200')
    } finally {
      await page.close()
      await other.close()
    }
  })
})
