/** The vault as a person meets it: set up with a passphrase and a recovery code, filled, locked, unlocked. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createBackend, type Backend } from '../../electron/backend.ts'
import { driveApp, type DrivenApp } from '../fixtures/driven-app.ts'
import { startLabWorld, type LabWorld } from '../fixtures/lab-backend.ts'

const PASSPHRASE = 'four plain words together'

let world: LabWorld
let backend: Backend
let app: DrivenApp
let page: Page
let code: string

async function open(): Promise<void> {
  backend = await createBackend({ home: join(world.home, 'state'), shell: 'web' })
  app = await driveApp(backend)
  page = app.page
}

beforeAll(async () => {
  world = await startLabWorld(4)
  await open()
})
afterAll(async () => {
  await app.close()
  await backend.close()
  await world.close()
})

const button = (name: string) => page.getByRole('button', { name, exact: true })
const dialog = (name: string | RegExp) => page.getByRole('dialog', { name })
const locked = () => dialog('The vault is locked')
const line = (name: string) =>
  page.getByRole('row').filter({ has: page.getByRole('cell', { name, exact: true }) })
const isOpen = () => button('Vault is open, lock it').waitFor()

async function unlockWith(field: RegExp, text: string): Promise<void> {
  await locked().getByRole('textbox', { name: field }).fill(text)
  await locked().getByRole('button', { name: 'Unlock the vault' }).click()
}

describe('the first secret', () => {
  it('asks how credentials are kept, and can be put off', async () => {
    await page.getByRole('link', { name: 'Providers' }).click()
    await button('Add a vCenter').click()
    await dialog('Add a vCenter')
      .getByText('The password stays in memory and ends with Palletjack.')
      .waitFor()
    await button('Set up the vault').click()
    const choice = dialog('How should credentials be kept?')
    await choice.getByText(/Not here: This way of running Palletjack has no keychain/).waitFor()
    expect(await choice.getByRole('radio', { name: /keychain/ }).isDisabled()).toBe(true)
    await app.expectAccessible()
    await button('Decide later').click()
    await choice.waitFor({ state: 'hidden' })
    await dialog('Add a vCenter').waitFor()
  })

  it('takes a passphrase that is long enough and typed twice', async () => {
    await button('Set up the vault').click()
    const choice = dialog('How should credentials be kept?')
    const first = choice.getByRole('textbox', { name: 'Passphrase', exact: true })
    const again = choice.getByRole('textbox', { name: 'Passphrase again' })
    await first.fill('short')
    await choice.getByText('7 characters more, at least.').waitFor()
    await button('Next: recovery code').click()
    await choice.getByText('A passphrase has at least 12 characters.').waitFor()
    await first.fill(PASSPHRASE)
    await again.fill('four plain words')
    await button('Next: recovery code').click()
    await choice.getByText('The two are not the same.').waitFor()
    await app.expectAccessible()
    await again.fill(PASSPHRASE)
    await button('Next: recovery code').click()
  })

  it('shows a recovery code once, and goes on when it was written down', async () => {
    const sheet = dialog('Write down the recovery code')
    const groups = await sheet
      .getByRole('list', { name: 'Recovery code' })
      .getByRole('listitem')
      .allTextContents()
    expect(groups).toHaveLength(8)
    code = groups.join('-')
    await app.expectAccessible()
    await button('I have written it down').click()
    const fields = sheet.getByRole('textbox', { name: /^Group \d$/ })
    for (const field of await fields.all()) await field.fill('0000')
    await sheet.getByRole('button', { name: 'Set up the vault' }).click()
    await sheet
      .getByText(/^This is not group \d\.$/)
      .first()
      .waitFor()
    await app.expectAccessible()
    for (const field of await fields.all()) {
      const label = await field.evaluate(
        (element: HTMLInputElement) => element.labels?.[0]?.textContent ?? '',
      )
      await field.fill(groups[Number(/\d/.exec(label)?.[0]) - 1]?.toLowerCase() ?? '')
    }
    await sheet.getByRole('button', { name: 'Set up the vault' }).click()
    await sheet.waitFor({ state: 'hidden' })
    expect((await page.content()).includes(code)).toBe(false)
    expect((await page.content()).includes(groups[3] as string)).toBe(false)
  })

  it('goes into the vault', async () => {
    const { address, username, password } = endpoint()
    const form = dialog('Add a vCenter')
    await form.getByText('The password is kept in the vault, encrypted.').waitFor()
    await form.getByLabel(/address/).fill(address)
    await form.getByLabel(/^User/).fill(username)
    await form.getByLabel(/^Password/).fill(password)
    await form.getByLabel(/^Name/).fill('vc')
    await button('Fetch certificate').click()
    await form.getByLabel('I trust this certificate').check()
    await button('Connect vCenter').click()
    await line('vc').getByText('Connected').waitFor()
    expect(await backend.client.vault.watch().then(firstOf)).toMatchObject({ state: 'open' })
    const file = await readFile(join(world.home, 'state', 'vault.json'), 'utf8')
    expect(file.includes(password)).toBe(false)
  })
})

describe('a locked vault', () => {
  it('lies over the screen, and can be put aside', async () => {
    await isOpen()
    await button('Vault is open, lock it').click()
    await locked().waitFor()
    await app.expectAccessible()
    await button('Look around without unlocking').click()
    await locked().waitFor({ state: 'hidden' })
    await page.getByRole('status').filter({ hasText: 'The vault is locked.' }).waitFor()
    await line('vc').waitFor()
    await app.expectAccessible()
  })

  it('stays closed for a wrong passphrase, and opens for the right one', async () => {
    await button('Vault is locked, unlock it').click()
    await unlockWith(/^Passphrase/, 'four wrong words together')
    await locked().getByText('This passphrase does not open the vault.').waitFor()
    await app.expectAccessible()
    await unlockWith(/^Passphrase/, PASSPHRASE)
    await locked().waitFor({ state: 'hidden' })
    await isOpen()
  })

  it('opens by keys alone', async () => {
    await page.keyboard.press('Control+Shift+L')
    await locked().waitFor()
    await page.keyboard.type(PASSPHRASE)
    await page.keyboard.press('Enter')
    await locked().waitFor({ state: 'hidden' })
    await isOpen()
  })

  it('makes who guesses wait, and takes the recovery code meanwhile', async () => {
    await page.keyboard.press('Control+Shift+L')
    for (let guess = 1; guess <= 5; guess++) {
      await unlockWith(/^Passphrase/, `wrong guess number ${guess}`)
      await locked().getByText('This passphrase does not open the vault.').waitFor()
      await page.waitForFunction(() => document.querySelector('[role=dialog] .MuiButton-loading') === null)
    }
    await locked()
      .getByText(/^After several wrong passphrases the next one is taken in \d+ s\./)
      .waitFor()
    await app.expectAccessible()
    await button('Use the recovery code').click()
    await unlockWith(/^Recovery code/, code.toLowerCase().replaceAll('-', ' '))
    await locked().waitFor({ state: 'hidden' })
    await isOpen()
  })
})

describe('the next start', () => {
  it('finds the vault locked, the wait not over, and the vCenter connected by what opens the vault', async () => {
    await app.close()
    await backend.close()
    await open()
    await locked().getByText('vc waits for it.', { exact: false }).waitFor()
    await locked()
      .getByText(/^After several wrong passphrases/)
      .waitFor()
    await button('Use the recovery code').click()
    await unlockWith(/^Recovery code/, code)
    await locked().waitFor({ state: 'hidden' })
    await page.getByRole('link', { name: 'Providers' }).click()
    await line('vc').getByText('Connected').waitFor()
  })

  it('has the time until the vault locks in its settings', async () => {
    await page.getByRole('link', { name: 'Settings' }).click()
    await page
      .getByText('Kept in the vault, encrypted in a file on this computer.', { exact: false })
      .waitFor()
    await page.getByRole('combobox', { name: 'Lock the vault after' }).click()
    await page.getByRole('option', { name: '30 minutes without use' }).click()
    await page.getByRole('listbox').waitFor({ state: 'hidden' })
    await page.getByRole('combobox').filter({ hasText: '30 minutes without use' }).waitFor()
    await app.expectAccessible()
    expect(await backend.client.session.settings()).toMatchObject({ lockAfterMinutes: 30 })
    expect(app.errors).toEqual([])
  })
})

function endpoint() {
  const { url, username, password } = world.lab.endpoints.vcenter
  return { address: new URL(url).host, username, password }
}

async function firstOf<T>(stream: AsyncIterable<T>): Promise<T | undefined> {
  for await (const value of stream) return value
  return undefined
}
