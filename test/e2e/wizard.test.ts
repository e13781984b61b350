/** The main job as a person does it: a real Chromium walks the wizard against the lab. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createBackend, type Backend } from '../../electron/backend.ts'
import { driveApp, type DrivenApp } from '../fixtures/driven-app.ts'
import { newestRun } from '../fixtures/lab-backend.ts'

const home = mkdtempSync(join(tmpdir(), 'palletjack-wizard-'))
let backend: Backend
let app: DrivenApp
let page: Page

beforeAll(async () => {
  backend = await createBackend({ home, shell: 'web', lab: { timeScale: 8 } })
  app = await driveApp(backend)
  page = app.page
})
afterAll(async () => {
  await app.close()
  await backend.close()
  rmSync(home, { recursive: true, force: true })
})

const next = () => page.getByRole('button', { name: /^Next/ }).click()

describe('wizard', () => {
  it('starts the demo lab from the first screen', async () => {
    await app.expectAccessible()
    await page.getByRole('button', { name: 'Start the demo lab' }).click()
    await page.getByRole('row', { name: /web-01/ }).waitFor()
  })

  it('chooses three VMs, and the rail says what will happen', async () => {
    for (const name of ['web-01', 'app-01', 'db-01'])
      await page
        .getByRole('row', { name: new RegExp(name) })
        .getByRole('checkbox')
        .click()
    const rail = page.getByRole('complementary')
    await rail.getByText('400.0 MiB').waitFor()
    await rail.getByText('3 VMs, 5 disks to copy').waitFor()
    await app.expectAccessible()
    await next()
  })

  it('maps networks and storage with a reason on each row', async () => {
    await page.getByText('Same VLAN 110 as vlan-110-web.').waitFor()
    await page.getByLabel(/Plan name/).fill('Wave 1')
    await page.getByLabel(/Target namespace/).fill('demo')
    await next()
    await page
      .getByText(/wave-1/)
      .first()
      .waitFor()
    await page.getByLabel(/Plan name/).fill('wave-1')
    await app.expectAccessible()
    await next()
  })

  it('reviews and starts', async () => {
    await page.getByText('The namespace demo is created.').waitFor()
    await app.expectAccessible()
    await page.getByRole('button', { name: 'Stop and migrate 3 VMs' }).click()
    await page.waitForURL(/#\/runs\//)
  })

  it('shows the run to its end, with equal checksums on both sides', { timeout: 120_000 }, async () => {
    await page.getByText('3 VMs migrated to demo.').waitFor({ timeout: 90_000 })
    await app.expectAccessible()
    await page.getByText('Source and target agree on 5 disks.').waitFor({ timeout: 30_000 })
    const run = await newestRun(backend.client)
    expect(run.state).toBe('succeeded')
    const disks = await backend.client.lab.checksums({ migrationId: run.id })
    expect(disks).toHaveLength(5)
    for (const disk of disks) expect(disk.targetSha256).toBe(disk.sourceSha256)
  })

  it('survives a reload at the result', async () => {
    await page.reload()
    await page.getByText('3 VMs migrated to demo.').waitFor()
    expect(app.errors).toEqual([])
  })
})
