/** The loopback server as a real browser sees it. */
import type { Browser } from 'playwright-core'
import { chromium } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { browserArguments, requireBrowser } from '../browser.ts'
import type { WebDoor } from '../fixtures/web-door.ts'
import { codeOf, openWebDoor } from '../fixtures/web-door.ts'

let door: WebDoor
beforeEach(async () => {
  door = await openWebDoor()
})
afterEach(() => door.close())

describe('web shell in Chromium', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: requireBrowser(), args: browserArguments() })
  })
  afterAll(() => browser.close())

  it('opens by the address, hides the code, calls, streams and survives a reload', async () => {
    const page = await browser.newPage()
    await page.goto(door.server.entryUrl())
    await page.waitForFunction(() => document.title === 'hello Palletjack')
    expect(page.url()).toBe(`${door.server.origin}/`)
    expect(await page.evaluate('watch()')).toBe('streaming')
    await door.tiny.waitForOpen(1)
    await page.reload()
    await door.tiny.waitForOpen(0)
    await page.waitForFunction(() => document.title === 'hello Palletjack')
    expect(await page.evaluate('watch()')).toBe('streaming')
    await door.tiny.waitForOpen(1)
    await page.close()
    await door.tiny.waitForOpen(0)
  })

  it('gives another tab nothing without a code of its own', async () => {
    const context = await browser.newContext()
    const first = await context.newPage()
    await first.goto(door.server.entryUrl())
    await first.waitForFunction(() => document.title === 'hello Palletjack')
    const second = await context.newPage()
    await second.goto(door.server.origin)
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
    await page.goto(door.server.entryUrl())
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
    const other = await openWebDoor()
    const page = await browser.newPage({ bypassCSP: true })
    try {
      await page.goto(other.server.entryUrl())
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
        [door.server.origin, codeOf(door.server.entryUrl())] as const,
      )
      // The second one is sent, but the server refuses it and its answer cannot be read.
      expect(outcome[0]).toBe('blocked')
      expect(['opaque', 'blocked']).toContain(outcome[1])
      expect(door.lines).toContain('OPTIONS /session 403')
      expect(door.lines).not.toContain('POST /session 200')
    } finally {
      await page.close()
      await other.close()
    }
  })
})
