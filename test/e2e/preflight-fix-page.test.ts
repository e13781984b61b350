/** Fixes of preflight in a browser, against the lab: look, confirm, watch, and find it gone. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { driveApp, type DrivenApp } from '../fixtures/driven-app.ts'
import { readInventory } from '../fixtures/lab-backend.ts'
import { labSuite } from '../fixtures/lab-suite.ts'

const lab = labSuite('file')
let app: DrivenApp
let page: Page

beforeAll(async () => {
  app = await driveApp(lab.backend)
  page = app.page
})
afterAll(() => app.close())

const button = (name: string | RegExp) => page.getByRole('button', { name, exact: true })

it('consolidates disks from the list of one rule, and the finding goes', async () => {
  await page.getByRole('link', { name: 'Preflight' }).click()
  await button('Run preflight').first().click()
  await page.getByRole('grid', { name: 'Rules' }).waitFor()
  await page.getByText('Are the disks consolidated?').click()
  await page.waitForURL(/rule=snapshot-consolidation/)
  await button('Consolidate disks...').click()
  const asked = page.getByRole('dialog')
  await asked.getByText(/^vSphere merges what failed snapshot removals left/).waitFor()
  await asked.getByText('snapshot-chain-01').waitFor()
  await app.expectAccessible()
  expect(await button('Change nothing').evaluate((node) => node === document.activeElement)).toBe(true)
  await asked.getByLabel('Your name').fill('Ada')
  await page.keyboard.press('Enter')
  await page.getByRole('dialog', { name: 'Fixes: 1 done' }).waitFor()
  await app.expectAccessible()
  await page.keyboard.press('Escape')
  await page.getByText('Fixes: 1 done').waitFor()
  await page.getByText('0 findings').waitFor()
  await button('Dismiss').click()
  const { vms } = await readInventory(lab.client, lab.sourceId)
  expect(vms.find(({ name }) => name === 'snapshot-chain-01')).toMatchObject({ consolidationNeeded: false })
})

it('says of each VM what would happen, and leaves alone what cannot be', async () => {
  await page.getByText('Is changed block tracking (CBT) on for the VM?').click()
  await page.waitForURL(/rule=change-tracking-off/)
  await button('Switch on change tracking...').click()
  const asked = page.getByRole('dialog')
  await asked.getByText(/^Fault Tolerance is on/).waitFor()
  await page.keyboard.press('Escape')
  await asked.waitFor({ state: 'detached' })
})
