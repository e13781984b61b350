/** Pages of other origins in a real Chromium, which try every way that a page has to another server. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser, Page } from 'playwright-core'
import { chromium } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { browserArguments, requireBrowser } from '../browser.ts'
import type { WebDoor } from '../fixtures/web-door.ts'
import { codeOf, openWebDoor } from '../fixtures/web-door.ts'

const PAGE = '<!doctype html><title>another page</title><body></body>'

let browser: Browser
let other: Server
let otherPort: number
let door: WebDoor
let page: Page

beforeAll(async () => {
  // Such a name is the attacker's own, and points where the attacker likes.
  const rules = '--host-resolver-rules=MAP *.evil.example 127.0.0.1'
  const args = [...browserArguments(), rules]
  browser = await chromium.launch({ executablePath: requireBrowser(), args })
  other = createServer((_request, response) => response.setHeader('content-type', 'text/html').end(PAGE))
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
  otherPort = (other.address() as AddressInfo).port
})
afterAll(async () => {
  await browser.close()
  other.close()
})
beforeEach(async () => {
  door = await openWebDoor()
  const context = await browser.newContext()
  // A person has the application open beside the other page.
  const ours = await context.newPage()
  await ours.goto(door.server.entryUrl())
  await ours.waitForFunction(() => document.title === 'hello Palletjack')
  page = await context.newPage()
})
afterEach(async () => {
  await page.context().close()
  await door.close()
})

const PAGES: [what: string, host: string][] = [
  ['another site', 'page.evil.example'],
  ['another program of this computer', '127.0.0.1'],
]

/** What was answered with anything but a refusal, after the first visit of our own page. */
const letThrough = (since: number): string[] => door.lines.slice(since).filter((line) => !/ 40\d$/.test(line))

describe.each(PAGES)('web shell against a page of %s', (_what, host) => {
  const open = () => page.goto(`http://${host}:${otherPort}/`)

  it('answers no call of it, and no form', async () => {
    await open()
    const since = door.lines.length
    const tried = await page.evaluate(sendAll, [door.server.origin, codeOf(door.server.entryUrl())] as const)
    expect(new Set(Object.values(tried))).toEqual(new Set(['nothing to read']))
    expect(Object.keys(tried).length).toBeGreaterThan(15)
    for (const type of ['application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain'])
      for (const path of ['/session', '/rpc/session/hello', '/']) {
        await open()
        await page.evaluate(submit, [`${door.server.origin}${path}`, type] as const)
        await page.waitForURL(`${door.server.origin}${path}`)
        expect(await page.textContent('body')).toMatch(/^wrong (?:origin|method|site)\n$/)
      }
    expect(door.lines.slice(since).filter((line) => line.startsWith('POST')).length).toBeGreaterThan(9)
    expect(letThrough(since)).toEqual([])
    expect(await page.context().cookies()).toEqual([])
  })

  it('gives it nothing to embed and no connection to keep', async () => {
    await open()
    const since = door.lines.length
    expect(await page.evaluate(embedAll, door.server.origin)).toEqual({
      ...{ script: 'error', style: 'error', image: 'error', module: 'error' },
      ...{ socket: 'error', events: 'error' },
    })
    expect(letThrough(since)).toEqual([])
    const frame = await page.evaluateHandle(frameOf, door.server.origin)
    const inside = await frame.asElement().contentFrame()
    expect(await inside?.textContent('body')).toBe('wrong site\n')
    expect(letThrough(since)).toEqual([])
  })

  it('keeps nothing of a window that it opens', async () => {
    await open()
    const [popup] = await Promise.all([
      page.waitForEvent('popup'),
      page.evaluate((origin) => {
        Object.assign(globalThis, { opened: window.open(origin) })
      }, door.server.origin),
    ])
    await popup.waitForLoadState()
    // The page there asks for itself, has no token, and is cut off from who opened it.
    await popup.waitForFunction(() => document.title.startsWith('refused'))
    expect(await popup.title()).toBe('refused 401')
    expect(await popup.evaluate(() => window.opener === null)).toBe(true)
    expect(await page.evaluate('opened.closed')).toBe(true)
  })
})

it('the web shell does not answer by a name that points to it', async () => {
  const { port } = new URL(door.server.origin)
  const since = door.lines.length
  const code = codeOf(door.server.entryUrl())
  for (const path of ['/', `/#code=${code}`, '/page.js', '/session']) {
    const answer = await page.goto(`http://rebind.evil.example:${port}${path}`)
    // Only what comes behind the # differs: then the browser asks nobody.
    if (answer) expect([answer.status(), await answer.text()]).toEqual([403, 'wrong host\n'])
  }
  // Same origin by now, as far as the browser knows: all can be read, and all is refused.
  const read = await page.evaluate(async (its) => {
    const headers = { 'content-type': 'application/json' }
    const body = JSON.stringify({ code: its })
    const paths = ['/', '/session', '/rpc/session/hello']
    return Promise.all(
      paths.map(async (path) => (await fetch(path, { method: 'POST', headers, body })).text()),
    )
  }, code)
  expect(read).toEqual(['wrong host\n', 'wrong host\n', 'wrong host\n'])
  expect(letThrough(since)).toEqual([])
  expect((await door.send({ path: '/session', body: JSON.stringify({ code }) })).status).toBe(200)
})

/** Every kind of call that a page can make. Runs in the page. */
async function sendAll([origin, code]: readonly [string, string]): Promise<Record<string, string>> {
  const body = JSON.stringify({ code })
  const json = { 'content-type': 'application/json' }
  const calls: Record<string, RequestInit> = {
    json: { method: 'POST', headers: json, body },
    credentials: { method: 'POST', headers: json, body, credentials: 'include' },
    bearer: { method: 'POST', headers: { ...json, authorization: 'Bearer x' }, body },
    plain: { method: 'POST', body },
    blind: { method: 'POST', mode: 'no-cors', body, credentials: 'include' },
    form: { method: 'POST', mode: 'no-cors', body: new URLSearchParams({ code }) },
    parts: { method: 'POST', mode: 'no-cors', body: new FormData() },
    put: { method: 'PUT', body },
    read: { method: 'GET' },
    readBlind: { method: 'GET', mode: 'no-cors', cache: 'force-cache' },
    alive: { method: 'POST', mode: 'no-cors', body, keepalive: true },
  }
  const found: Record<string, string> = {}
  for (const path of ['/session', '/rpc/session/hello', '/page.js'])
    for (const [name, init] of Object.entries(calls))
      found[`${name} ${path}`] = await fetch(`${origin}${path}`, init).then(
        async (answer) => (await answer.text()) || 'nothing to read',
        () => 'nothing to read',
      )
  navigator.sendBeacon(`${origin}/session`, body)
  return found
}

/** Sends a form, as a click on a button of the page would. Runs in the page. */
function submit([action, enctype]: readonly [string, string]): void {
  const form = document.createElement('form')
  Object.assign(form, { action, enctype, method: 'POST' })
  const field = document.createElement('input')
  Object.assign(field, { name: '{"code":"x', value: '"}' })
  form.append(field)
  document.body.append(form)
  form.submit()
}

/** Runs in the page. */
async function embedAll(origin: string): Promise<Record<string, string>> {
  const outcome = (target: EventTarget) =>
    new Promise<string>((resolve) => {
      for (const type of ['load', 'open', 'error']) target.addEventListener(type, () => resolve(type))
    })
  const element = (tag: string, its: object): Promise<string> => {
    const made = Object.assign(document.createElement(tag), its)
    const end = outcome(made)
    document.body.append(made)
    return end
  }
  return {
    script: await element('script', { src: `${origin}/page.js` }),
    module: await element('script', { src: `${origin}/page.js`, type: 'module' }),
    style: await element('link', { href: `${origin}/page.css`, rel: 'stylesheet' }),
    image: await element('img', { src: `${origin}/` }),
    socket: await outcome(new WebSocket(origin.replace('http', 'ws'))),
    events: await outcome(new EventSource(`${origin}/rpc/providers/watch`)),
  }
}

/** Runs in the page. */
async function frameOf(src: string): Promise<HTMLIFrameElement> {
  const frame = Object.assign(document.createElement('iframe'), { src })
  const loaded = new Promise((resolve) => frame.addEventListener('load', resolve))
  document.body.append(frame)
  await loaded
  return frame
}
