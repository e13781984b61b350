/** The Vault screen in a browser: what is stored and used, forgotten, opened another way, copied and logged. */
import { readFile } from 'node:fs/promises'
import type { Download, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { driveApp, type DrivenApp } from '../fixtures/driven-app.ts'
import { labSuite } from '../fixtures/lab-suite.ts'

const OLD = 'a lamp beside the harbour'
const NEW = 'seven ferries at first light'
const COPY = 'paper boats on the canal'

const lab = labSuite('file')
let app: DrivenApp
let page: Page

beforeAll(async () => {
  await lab.client.vault.create({ passphrase: OLD, device: false })
  app = await driveApp(lab.backend)
  page = app.page
  await page.getByRole('link', { name: 'Vault' }).click()
})
afterAll(() => app.close())

const button = (name: string | RegExp) => page.getByRole('button', { name, exact: true })
const field = (name: string) => page.getByRole('textbox', { name, exact: true })
const tab = (name: string) => page.getByRole('tab', { name })
const dialog = () => page.getByRole('dialog')
const stored = () => page.getByRole('grid', { name: 'What is stored' })
const line = (name: string) => stored().getByRole('row').filter({ hasText: name })
const log = () => page.getByRole('grid', { name: 'Audit log' })

async function saved(act: () => Promise<void>): Promise<Download> {
  const [download] = await Promise.all([page.waitForEvent('download'), act()])
  return download
}

it('names what is stored, and what it was last used for', async () => {
  await line('vc').getByText('Password of').waitFor()
  await line('ocp').getByText('Token').waitFor()
  await lab.client.providers.reconnect({ id: lab.sourceId })
  await line('vc').getByText('to log in to').waitFor()
  await app.expectAccessible()
  await page.keyboard.press('/')
  await page.keyboard.type('token')
  await line('vc').waitFor({ state: 'detached' })
  await line('ocp').click()
  await dialog().getByText('The same for the same secret').waitFor()
  await app.expectAccessible()
  await page.keyboard.press('Escape')
  await page.getByLabel('Search what is stored').fill('')
  await line('vc').waitFor()
})

let copy: Buffer

async function importCopy(passphrase: string): Promise<void> {
  if (await button('Choose a file').isVisible())
    await page.getByLabel('Encrypted copy', { exact: true }).setInputFiles({
      name: 'copy.json',
      mimeType: 'application/json',
      buffer: copy,
    })
  await field('Passphrase of this copy').fill(passphrase)
  await button('Import the copy').click()
}

it('exports chosen providers as a copy that only its own passphrase opens', async () => {
  await tab('Copies').click()
  await field('Passphrase of the copy').fill(COPY)
  await field('Passphrase of the copy again').fill(COPY)
  await app.expectAccessible()
  const file = await saved(() => button('Export 2 providers').click())
  await page.getByText(/with 2 providers/).waitFor()
  copy = await readFile(await file.path())
  expect(copy.includes(lab.lab.endpoints.vcenter.password)).toBe(false)
  await importCopy(OLD)
  await page
    .getByRole('alert')
    .getByText(/passphrase does not open/)
    .waitFor()
  await importCopy(COPY)
  await page.getByText('No provider was added').waitFor()
  const left = page.getByRole('list', { name: 'Left as they are' })
  expect(await left.getByRole('listitem').count()).toBe(2)
  await app.expectAccessible()
})

it('changes the passphrase for whoever knows the old one', async () => {
  await tab('Ways to open').click()
  await app.expectAccessible()
  await button('Change passphrase...').click()
  await field('Current passphrase').fill('one that is not it')
  for (const label of ['New passphrase', 'New passphrase again']) await field(label).fill(NEW)
  await app.expectAccessible()
  await button('Change the passphrase').click()
  await dialog().getByRole('alert').waitFor()
  await field('Current passphrase').fill(OLD)
  for (const label of ['New passphrase', 'New passphrase again']) await field(label).fill(NEW)
  await button('Change the passphrase').click()
  await page.getByText('Passphrase changed').waitFor()
  await button('Lock').click()
  await field('Passphrase').fill(NEW)
  await button('Unlock the vault').last().click()
  await button('Lock').waitFor()
})

it('forgets one credential by name', async () => {
  await tab('What is stored').click()
  await line('ocp').getByRole('checkbox').check()
  await button('Forget 1 credential...').click()
  await dialog().getByText('Token, of ocp').waitFor()
  expect(await button('Keep it').evaluate((node) => node === document.activeElement)).toBe(true)
  await app.expectAccessible()
  await button('Forget 1 credential').click()
  await line('ocp').waitFor({ state: 'detached' })
  await line('vc').waitFor()
})

it('brings back from a copy a provider that is not known any more', async () => {
  await lab.client.providers.remove({ id: lab.targetId })
  await tab('Copies').click()
  await importCopy(COPY)
  await page.getByText('1 provider added: ocp').waitFor()
  await tab('What is stored').click()
  await line('ocp').getByText('Token').waitFor()
})

it('shows all of it in the log, and that the log is whole', async () => {
  await tab('Audit log').click()
  for (const action of ['Used', 'Copy exported', 'Passphrase changed', 'Locked', 'Unlocked', 'Forgotten'])
    await log().getByRole('row').filter({ hasText: action }).first().waitFor()
  await button('Verify the log').click()
  await page.getByText(/^Whole: \d+ entries/).waitFor()
  await app.expectAccessible()
  const file = await saved(() => button('Export the log').click())
  const lines = (await readFile(await file.path(), 'utf8')).trim().split('\n')
  expect(lines.length).toBeGreaterThan(6)
  await page.getByRole('combobox', { name: 'Actions' }).click()
  await page.getByRole('option', { name: 'Uses' }).click()
  await log().getByRole('row').filter({ hasText: 'Passphrase changed' }).waitFor({ state: 'detached' })
  await log().getByRole('row').filter({ hasText: 'Used' }).first().click()
  await dialog().getByText('Hash', { exact: true }).waitFor()
  await page.keyboard.press('Escape')
})

it('forgets everything once that was typed', async () => {
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: 'Search or command' }).fill('forget everything')
  await page.keyboard.press('Enter')
  await dialog()
    .getByText(/^The vault with 2 credentials is deleted/)
    .waitFor()
  expect(await button('Keep everything').evaluate((node) => node === document.activeElement)).toBe(true)
  await app.expectAccessible()
  await field('Type "forget everything"').fill('forget everything')
  await button('Forget everything').click()
  await page.getByText('Not set up').waitFor()
  await page.getByText('Nothing is stored').waitFor()
  expect(app.errors).toEqual([])
})
