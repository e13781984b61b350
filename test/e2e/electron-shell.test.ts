/** The built desktop shell: its real main and preload scripts with the real pages. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildPages } from '../../electron/start/build-pages.ts'
import type { Launched } from '../electron-stand-in/launch.ts'
import { launch, ROOT, RUNNER, startAndEnd } from '../electron-stand-in/launch.ts'
import { answers, ask } from '../electron-stand-in/page-port.ts'
import { openStreams, traceStreams } from '../electron-stand-in/spans.ts'

let home: string
let launched: Launched
let page: Page
const consoleLines: string[] = []

beforeAll(async () => {
  const built = await buildPages({ root: ROOT, desktop: true, say: () => undefined })
  if (!built.ok) throw new Error(`${built.problem.message}\n${built.problem.detail ?? ''}`)
  home = mkdtempSync(join(tmpdir(), 'palletjack-desktop-'))
  launched = await launch(ROOT, [`--home=${home}`])
  page = await launched.app.firstWindow()
  page.on('console', (message) => consoleLines.push(message.text()))
  await shown(page)
})

afterAll(async () => {
  await launched.close()
  rmSync(home, { recursive: true, force: true, maxRetries: 5 })
})

const shown = (one: Page) =>
  one.waitForFunction(() => (document.getElementById('root')?.childElementCount ?? 0) > 0)

const windowCount = () => launched.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)

describe(`desktop shell on ${RUNNER}: isolation`, () => {
  it('gives the page one mark and nothing of Node or Electron', async () => {
    expect(
      await page.evaluate(
        `[typeof require, typeof process, typeof module, typeof Buffer, typeof ipcRenderer]`,
      ),
    ).toEqual(Array(5).fill('undefined'))
    expect(await page.evaluate('JSON.stringify(window.palletjack)')).toBe('{"shell":"electron"}')
    const change = `(() => { 'use strict'; try { window.palletjack.shell = 'x'; return 'changed' } catch { return 'refused' } })()`
    expect(await page.evaluate(change)).toBe('refused')
  })

  it('hides the preload script’s world from the page', async () => {
    const names = await page.evaluate<string[]>('Object.getOwnPropertyNames(window)')
    expect(names.filter((name) => /isHandOver|electron|ipc|standIn/i.test(name))).toEqual([])
  })

  it('keeps inline scripts dead', async () => {
    const ran = await page.evaluate(`(() => {
      const script = document.createElement('script')
      script.textContent = 'window.inlineRan = true'
      document.body.append(script)
      return window.inlineRan === true
    })()`)
    expect(ran).toBe(false)
  })

  it('blocks requests to other hosts', async () => {
    const outcome = await page.evaluate(`new Promise((resolve) => {
      addEventListener('securitypolicyviolation', (event) => resolve(event.effectiveDirective), { once: true })
      fetch('https://evil.example/').then(() => resolve('reached'), () => undefined)
    })`)
    expect(outcome).toBe('connect-src')
  })

  it('answers for listed files only', async () => {
    const statuses = await page.evaluate<number[]>(
      `Promise.all(['/index.html', '/', '/nothing', '/../main/main.js', '/%2e%2e/main/main.js']
        .map((path) => fetch(path).then((answer) => answer.status)))`,
    )
    expect(statuses).toEqual([200, 200, 404, 404, 404])
    expect(await page.evaluate(`fetch('/', { method: 'POST' }).then((answer) => answer.status)`)).toBe(405)
  })

  it('stays where it is when something navigates away', async () => {
    const before = page.url()
    await page.evaluate(`(window.still = 'here', location.href = 'https://evil.example/')`)
    await page.evaluate(
      `(() => { const link = document.createElement('a'); link.href = 'https://evil.example/x'; document.body.append(link); link.click() })()`,
    )
    // A later round trip through the main process: the navigations above have been decided by then.
    await ask(page, '/session/hello', 'after')
    await answers(page, 1)
    expect(page.url()).toBe(before)
    expect(await page.evaluate('window.still')).toBe('here')
  })

  it('opens no window, and outside only listed sites', async () => {
    // On Electron itself the second one would start the browser of whoever runs the tests.
    const listed = RUNNER === 'Electron stand-in' ? ", 'https://kubevirt.io/user-guide/'" : ''
    const addresses = `'https://evil.example/'${listed}`
    await page.evaluate(`window.opened = [${addresses}].map((url) => window.open(url))`)
    await expect.poll(() => page.evaluate('opened.every((one) => one === null || one.closed)')).toBe(true)
    expect(await windowCount()).toBe(1)
    if (RUNNER === 'Electron stand-in')
      expect(launched.output().match(/\[openExternal\].*/g)).toEqual([
        '[openExternal] https://kubevirt.io/user-guide/',
      ])
  })

  it('denies what a page may ask the machine for, except copying', async () => {
    const state = (name: string) =>
      page.evaluate<string>(`navigator.permissions.query({ name: '${name}' }).then((status) => status.state)`)
    for (const name of ['geolocation', 'notifications', 'midi', 'camera', 'microphone', 'clipboard-read'])
      expect(await state(name), name).toBe('denied')
    expect(await page.evaluate('Notification.permission')).toBe('denied')
    expect(await state('clipboard-write')).toBe('granted')
  })
})

describe(`desktop shell on ${RUNNER}: calls`, () => {
  it('answers a call', async () => {
    await ask(page, '/session/hello', 'a')
    const [answer] = await answers(page, 1)
    expect(answer?.p.b?.json).toMatchObject({ product: 'Palletjack', shell: 'electron' })
  })

  it('ends a stream in the main process when the page reloads', async () => {
    await traceStreams(launched.app)
    await ask(page, '/providers/watch', 's')
    // The answer's head, then the list as it is now.
    expect((await answers(page, 2))[1]?.t).toBe(3)
    const before = await openStreams(launched.app)
    expect(before.length).toBeGreaterThan(0)
    await page.reload()
    const left = async () => {
      const now = await openStreams(launched.app)
      return before.filter((id) => now.includes(id))
    }
    await expect.poll(left).toEqual([])
    await ask(page, '/session/hello', 'again')
    expect((await answers(page, 1))[0]?.i).toBe('again')
  })

  it('takes no port from a frame inside the page', async () => {
    await page.evaluate(`new Promise((resolve) => {
      const frame = document.createElement('iframe')
      frame.srcdoc = '<p>frame</p>'
      frame.onload = resolve
      document.body.append(frame)
    })`)
    const frame = page.frames().find((one) => one !== page.mainFrame())
    await frame?.evaluate(`(() => {
      const { port1, port2 } = new MessageChannel()
      window.got = []
      port1.onmessage = (event) => got.push(event.data)
      port1.postMessage(JSON.stringify({ i: 'f', p: { u: '/session/hello', b: {} } }))
      parent.postMessage({ type: 'palletjack:port' }, '*', [port2])
      const other = new MessageChannel()
      window.postMessage({ type: 'palletjack:port' }, '*', [other.port2])
    })()`)
    // The page's own port goes the same way later, and is answered.
    await ask(page, '/session/hello', 'own')
    await answers(page, 1)
    expect(await frame?.evaluate('got')).toEqual([])
  })

  it('takes no port that comes from elsewhere', async () => {
    const closed = await launched.app.evaluate(({ ipcMain, BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents
      const page = { url: 'app://bundle/index.html', parent: null }
      const cases = [
        { sender: contents, senderFrame: null },
        { sender: contents, senderFrame: { url: 'https://evil.example/', parent: null } },
        { sender: contents, senderFrame: { url: 'app://other/index.html', parent: null } },
        { sender: contents, senderFrame: { ...page, parent: page } },
        { sender: {}, senderFrame: page },
      ]
      return cases.map((event) => {
        let state = 'open'
        const port = {
          close: () => void (state = 'closed'),
          start: () => void (state = 'served'),
          on: () => undefined,
          postMessage: () => undefined,
        }
        ipcMain.emit('palletjack:port', { ...event, ports: [port] })
        return state
      })
    })
    expect(closed).toEqual(Array(5).fill('closed'))
  })

  it('ends a port that says something else than a call', async () => {
    await ask(page, '/session/hello', 'x')
    await answers(page, 1)
    await page.evaluate(`(() => {
      window.spoiled = testPort
      spoiled.port.postMessage('{ no json')
      spoiled.send({ i: 'y', p: { u: '/session/hello', b: {} } })
    })()`)
    await ask(page, '/session/hello', 'z')
    expect((await answers(page, 1))[0]?.i).toBe('z')
    expect(await page.evaluate('spoiled.got.map((answer) => answer.i)')).toEqual(['x'])
  })
})

describe(`desktop shell on ${RUNNER}: life`, () => {
  it('shows its pages without breaking their content security policy', () => {
    const own = consoleLines.filter((line) => /Content Security Policy/i.test(line))
    // Planted above: one inline script, one foreign request.
    expect(own.filter((line) => !/evil\.example|inline/i.test(line))).toEqual([])
  })

  it('lets a second start of the same state directory end at once', async () => {
    expect(await startAndEnd(ROOT, [`--home=${home}`])).toBe(0)
    expect(await windowCount()).toBe(1)
  })

  it('ends in order when its window closes', async () => {
    const ownHome = mkdtempSync(join(tmpdir(), 'palletjack-desktop-'))
    const second = await launch(ROOT, [`--home=${ownHome}`])
    const window = await second.app.firstWindow()
    await shown(window)
    // A report may be printing in a window of its own.
    const hidden = await second.app.evaluate(({ BrowserWindow }) => new BrowserWindow({ show: false }).id)
    expect(hidden).toBeGreaterThan(0)
    await window.close()
    expect(await second.exit, second.output()).toBe(0)
    await second.close()
    rmSync(ownHome, { recursive: true, force: true, maxRetries: 5 })
  })
})
