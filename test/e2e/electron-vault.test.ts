/** The vault of the built desktop shell: what locks it, and what opens it at the start. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { buildPages } from '../../electron/start/build-pages.ts'
import type { Launched } from '../electron-stand-in/launch.ts'
import { launch, ROOT, RUNNER } from '../electron-stand-in/launch.ts'
import { answers, ask } from '../electron-stand-in/page-port.ts'

const PASSPHRASE = 'a long passphrase'
let home: string
let launched: Launched | undefined

beforeAll(async () => {
  const built = await buildPages({ root: ROOT, desktop: true, say: () => undefined })
  if (!built.ok) throw new Error(`${built.problem.message}\n${built.problem.detail ?? ''}`)
  home = mkdtempSync(join(tmpdir(), 'palletjack-desktop-'))
})
afterEach(async () => {
  await launched?.close()
  launched = undefined
})
afterAll(() => rmSync(home, { recursive: true, force: true, maxRetries: 5 }))

async function open(): Promise<Page> {
  launched = await launch(ROOT, [`--home=${home}`])
  const page = await launched.app.firstWindow()
  await page.waitForFunction(() => (document.getElementById('root')?.childElementCount ?? 0) > 0)
  return page
}

const call = async (page: Page, path: string, input?: object) => {
  await ask(page, path, path, input)
  return (await answers(page, 1))[0]?.p
}
/** What a new watcher of the vault is told first; before it comes the head of the answer. */
async function told(page: Page): Promise<string> {
  await ask(page, '/vault/watch', 'status')
  return JSON.stringify((await answers(page, 2))[1]?.p)
}

/** Under Playwright, Electron itself has no keychain: it is started with one that keeps nothing. */
const device = RUNNER === 'Electron stand-in'

describe(`the vault of the desktop shell on ${RUNNER}`, () => {
  it('locks when the computer sleeps, or its screen is locked', async () => {
    const page = await open()
    const made = await call(page, '/vault/create', { passphrase: PASSPHRASE, device })
    expect(made?.b?.json).toMatchObject({ state: 'open' })
    await launched?.app.evaluate(({ powerMonitor }) => void powerMonitor.emit('suspend'))
    await expect.poll(() => told(page)).toContain('The computer went to sleep.')
    const unlocked = await call(page, '/vault/unlock', { by: 'passphrase', passphrase: PASSPHRASE })
    expect(unlocked?.b?.json).toMatchObject({ state: 'open' })
    await launched?.app.evaluate(({ powerMonitor }) => void powerMonitor.emit('lock-screen'))
    await expect.poll(() => told(page)).toContain('The screen was locked.')
  })

  it.runIf(device)('opens at the start by the keychain, and not where that was switched off', async () => {
    const page = await open()
    await expect.poll(() => told(page)).toContain('"state":"open"')
    expect(await told(page)).toContain('gnome_libsecret')
    await call(page, '/session/saveSettings', { openAtStart: false, lockWithScreen: false })
    // As by the settings: the screen counts for nothing any more.
    await launched?.app.evaluate(({ powerMonitor }) => void powerMonitor.emit('lock-screen'))
    expect(await told(page)).toContain('"state":"open"')
    await launched?.close()
    expect(await told(await open())).toContain('"state":"locked"')
  })
})
