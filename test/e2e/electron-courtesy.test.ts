/** The built desktop shell while a run goes on: it keeps the computer awake, asks before it quits, tells of the end. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { buildPages } from '../../electron/start/build-pages.ts'
import { launch, ROOT, RUNNER, type Launched } from '../electron-stand-in/launch.ts'

let home: string
let launched: Launched

beforeAll(async () => {
  const built = await buildPages({ root: ROOT, desktop: true, say: () => undefined })
  if (!built.ok) throw new Error(`${built.problem.message}\n${built.problem.detail ?? ''}`)
  home = mkdtempSync(join(tmpdir(), 'palletjack-desktop-'))
})

afterAll(async () => {
  await launched.close()
  rmSync(home, { recursive: true, force: true, maxRetries: 5 })
})

it(`keeps awake and running on ${RUNNER} until the run is over, whoever quits`, async () => {
  launched = await launch(ROOT, ['--demo', '--time-scale=4', `--home=${home}`])
  await launched.app.firstWindow()
  const { app } = launched
  // On Electron itself the blocker is asked; the stand-in's first one is number 1.
  await expect
    .poll(() => app.evaluate(({ powerSaveBlocker }) => [0, 1].some((id) => powerSaveBlocker.isStarted(id))))
    .toBe(true)
  const question = await app.evaluate(async ({ app: running, dialog }) => {
    const asked: string[] = []
    const answered = new Promise<void>((resolve) => {
      dialog.showMessageBox = ((...args: { message?: string; detail?: string }[]) => {
        const { message = '', detail = '' } = args.at(-1) ?? {}
        asked.push(message, detail)
        resolve()
        return Promise.resolve({ response: 1, checkboxChecked: false })
      }) as unknown as typeof dialog.showMessageBox
    })
    running.quit()
    await answered
    return asked
  })
  expect(question).toEqual([
    expect.stringMatching(/^1 run goes on: demo-.*Quit all the same\?$/),
    expect.stringMatching(
      /^The cluster ends the disk copies and conversions that it has begun\..*Nothing is lost/,
    ),
  ])
  expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1)
  // The demo ends the application, and by then nothing runs any more.
  expect(await launched.exit, launched.output()).toBe(0)
  expect(launched.output()).toMatch(/3 of 3 VMs migrated/)
  if (RUNNER !== 'Electron')
    expect(launched.output().match(/\[notification\] .*/g)).toEqual([
      expect.stringMatching(/^\[notification\] demo-\S+ is done: All its VMs were migrated: 3\.$/),
    ])
})
