/** A warm migration as a person does it: made in the wizard, followed, and cut over from the screen. */
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { driveApp, type DrivenApp } from '../fixtures/driven-app.ts'
import { newestRun } from '../fixtures/lab-backend.ts'
import { labSuite } from '../fixtures/lab-suite.ts'

const VMS = ['web-01', 'app-01']
const world = labSuite('file')
let app: DrivenApp
let page: Page

beforeAll(async () => {
  for (const name of VMS) world.lab.startWriting(name)
  app = await driveApp(world.backend)
  page = app.page
})
afterAll(async () => {
  await app.close()
})

const next = () => page.getByRole('button', { name: /^Next/ }).click()

/** Digit by digit, as a person does: the year is 0002 after its first one. */
async function typesATime(dialog: Locator): Promise<void> {
  await dialog.getByRole('radio', { name: 'At a time' }).check()
  const field = dialog.getByLabel('The cutover begins at')
  await field.focus()
  await page.keyboard.type('01022099')
  expect(await field.inputValue()).toMatch(/^2099-01-02T/)
  await dialog.getByText(/^2099-01-02T.* \(UTC.*\), in /).waitFor()
}

describe('a warm migration on screen', () => {
  it('is chosen in the wizard, which says what it means', { timeout: 60_000 }, async () => {
    await page.getByRole('button', { name: 'New migration' }).click()
    await next()
    await page.getByRole('button', { name: 'Warm', exact: true }).click()
    for (const name of VMS)
      await page
        .getByRole('row', { name: new RegExp(name) })
        .getByRole('checkbox')
        .click()
    const rail = page.getByRole('complementary')
    await rail.getByText('Until the cutover: nothing stops').waitFor()
    await rail.getByText('Stops in the cutover: 2 VMs').waitFor()
    await app.expectAccessible()
    await next()
    await page.getByLabel(/Plan name/).fill('warm-1')
    await page.getByLabel(/Target namespace/).fill('warm')
    await next()
    await page.getByText('Each VM has a snapshot while it is copied').waitFor()
    await app.expectAccessible()
    await page.getByRole('button', { name: 'Start copying 2 VMs' }).click()
    await page.waitForURL(/#\/runs\//)
  })

  it('copies a delta when it is told to', { timeout: 60_000 }, async () => {
    await page.getByText(/2 VMs are ready to cut over\. Cutting over now: .* of downtime each/).waitFor()
    await app.expectAccessible()
    await page.getByRole('button', { name: 'Copy now' }).click()
    await page.getByRole('row', { name: /web-01/ }).click()
    const copies = page.getByRole('table', { name: 'Copies of web-01' })
    await copies.getByRole('row', { name: /Delta 1/ }).waitFor()
    await app.expectAccessible()
    await page.keyboard.press('Escape')
  })

  it('cuts over when the name of the plan was typed', { timeout: 120_000 }, async () => {
    await page.getByText(/2 VMs are ready to cut over/).waitFor()
    await page.getByRole('button', { name: 'Cut over...', exact: true }).click()
    const dialog = page.getByRole('dialog', { name: 'Cut over 2 VMs of warm-1?' })
    await dialog.getByText(/^Downtime: /).waitFor()
    await app.expectAccessible()
    await typesATime(dialog)
    await dialog.getByRole('radio', { name: 'Now' }).check()
    await dialog.getByLabel(/^Type warm-1/).fill('warm-1')
    await dialog.getByRole('button', { name: 'Cut over 2 VMs' }).click()
    await page.getByText('2 VMs migrated to warm.').waitFor({ timeout: 90_000 })
    await page.getByRole('row', { name: /web-01/ }).click()
    await page.getByText('Really was').waitFor()
    await app.expectAccessible()
  })

  it('ends with every disk as its guest left it', { timeout: 30_000 }, async () => {
    const run = await newestRun(world.client)
    expect(run.state).toBe('succeeded')
    for await (const view of await world.client.migrations.watch({ migrationId: run.id }))
      for (const vm of view.vms)
        for (const disk of vm.disks)
          expect(await world.lab.targetSha256('warm', disk.claim)).toBe(
            await world.lab.sourceSha256(disk.file),
          )
    expect(app.errors).toEqual([])
  })
})
