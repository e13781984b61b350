/** What the stand-in for Electron is worth: it knows all that the shell uses, and nothing slips through it. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launch, ROOT, RUNNER, startAndEnd } from '../electron-stand-in/launch.ts'
import { EVENTS, strict, SURFACE } from '../electron-stand-in/surface.ts'
import { StandInEmitter } from '../electron-stand-in/emitter.ts'
import { usedElectronApi } from '../electron-stand-in/used-api.ts'

/** Objects that a program only reads or fills in; there is nothing to stand in for. */
const PLAIN = /^(\w*(Event|Params|Details|Request|Options|Handler\w*)|Event|Process)\./

describe('Electron stand-in: conformance', () => {
  const shell = join(ROOT, 'electron/shell')
  const files = [
    join(ROOT, 'electron/main.ts'),
    ...readdirSync(shell).flatMap((name) => (name.endsWith('.test.ts') ? [] : [join(shell, name)])),
  ]
  const used = usedElectronApi(ROOT, files)

  it('knows every part of Electron that the shell uses', () => {
    expect(used.members).toContain('App.whenReady')
    const known = Object.entries(SURFACE).flatMap(([kind, names]) => names.map((name) => `${kind}.${name}`))
    const missing = used.members.filter((one) => !PLAIN.test(one) && !known.includes(one))
    // A function of the module rather than of a session; the module has it.
    expect(missing).toEqual(['Session.fromPartition'])
  })

  it('sends every event that the shell waits for', () => {
    expect(used.events).toContain('App: window-all-closed')
    const known: string[] = Object.entries(EVENTS).flatMap(([kind, names]) =>
      names.map((name) => `${kind}: ${name}`),
    )
    expect(used.events.filter((one) => !known.includes(one))).toEqual([])
  })

  it('throws for what it does not know', () => {
    const app = strict('App', { getLocale: () => 'en', getName: () => 'x' })
    expect(app.getName()).toBe('x')
    expect(() => app.getLocale()).toThrow('no App.getLocale')
    expect(() => new StandInEmitter('App').on('gpu-info-update', () => undefined)).toThrow('never sends')
  })
})

describe(`a program with loose settings on ${RUNNER}`, () => {
  let dir: string
  const program = (main: string) => {
    writeFileSync(join(dir, 'package.json'), JSON.stringify({ name: 'loose', main: 'main.cjs' }))
    writeFileSync(join(dir, 'preload.cjs'), 'window.fromPreload = typeof require')
    writeFileSync(
      join(dir, 'main.cjs'),
      `const { app, BrowserWindow, protocol } = require('electron')
       protocol.registerSchemesAsPrivileged([{ scheme: 'app', privileges: { standard: true, secure: true } }])
       app.setPath('userData', ${JSON.stringify(dir)})
       ${main}`,
    )
  }
  beforeAll(() => {
    dir = mkdtempSync(join(tmpdir(), 'palletjack-loose-'))
  })
  afterAll(() => rmSync(dir, { recursive: true, force: true, maxRetries: 5 }))

  it('shows the preload script to a page that is not isolated from it', async () => {
    program(`app.whenReady().then(() => {
      const { session } = require('electron')
      const pages = session.fromPartition('loose')
      pages.protocol.handle('app', () => new Response('<title>loose</title>', { headers: { 'content-type': 'text/html' } }))
      new BrowserWindow({ show: false, webPreferences: { session: pages, contextIsolation: false, preload: require('node:path').join(__dirname, 'preload.cjs') } }).loadURL('app://bundle/')
    })`)
    const launched = await launch(dir, [])
    try {
      const page = await launched.app.firstWindow()
      await page.waitForFunction(() => document.title === 'loose')
      expect(await page.evaluate('window.fromPreload')).toBe('function')
      // Nobody denied anything, and Electron grants by default.
      expect(
        await page.evaluate(`navigator.permissions.query({ name: 'midi' }).then(({ state }) => state)`),
      ).toBe('granted')
    } finally {
      await launched.close()
    }
  })

  it.skipIf(RUNNER === 'Electron')('refuses settings whose effect it cannot show', async () => {
    program(`app.whenReady().then(() => {
      try { new BrowserWindow({ webPreferences: { nodeIntegration: true } }) } catch (error) { app.exit(/refuses nodeIntegration/.test(error.message) ? 3 : 1) }
    })`)
    expect(await startAndEnd(dir, [])).toBe(3)
  })
})
