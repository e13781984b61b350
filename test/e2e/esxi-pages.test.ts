/** The pages of ESXi hosts in a browser, against the lab: from a key that nobody knows to the value read back. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  administrator,
  BEFORE,
  hostNamed,
  loginOf,
  WANTED,
  type Administrator,
} from '../fixtures/esxi-hosts.ts'
import { driveApp, type DrivenApp } from '../fixtures/driven-app.ts'
import { connectTo, startLabWorld, type Connected, type LabWorld } from '../fixtures/lab-backend.ts'

/** Of the lab: the first keeps its settings in ConfigStore, the last in config.xml; the second is in lockdown. */
const [STORE, LOCKED, FILE] = ['esx-01.lab.example', 'esx-02.lab.example', 'esx-04.lab.example'] as const

let world: LabWorld
let connected: Connected
let vsphere: Administrator
let app: DrivenApp
let page: Page

beforeAll(async () => {
  world = await startLabWorld()
  connected = await connectTo(world)
  vsphere = await administrator(world.lab)
  app = await driveApp(connected.backend)
  page = app.page
})
afterAll(async () => {
  await app.close()
  await vsphere.close()
  await connected.backend.close()
  await world.close()
})

const button = (name: string | RegExp) => page.getByRole('button', { name, exact: true })
const row = (name: string) =>
  page.getByRole('grid', { name: 'ESXi hosts' }).getByRole('row').filter({ hasText: name })
const inUse = (name: string) => world.lab.esxi(name).nfcInUse()?.maxMemory

async function openHost(name: string): Promise<void> {
  await row(name).getByText(name).click()
  await page.getByRole('dialog', { name }).waitFor()
}

/** Gives the login of a host whose details are open. */
async function giveLogin(name: string): Promise<void> {
  await page.getByRole('dialog', { name }).getByRole('button', { name: 'Give a login...' }).click()
  const dialog = page.getByRole('dialog', { name: `Login for ${name}` })
  await dialog.getByRole('textbox', { name: 'Password' }).fill(loginOf(world.lab, name).password)
  await app.expectAccessible()
  await dialog.getByRole('button', { name: 'Keep the login' }).click()
  await dialog.waitFor({ state: 'detached' })
}

/** Compares and trusts what is shown in the dialog of keys. */
async function trust(count: number): Promise<void> {
  const dialog = page.getByRole('dialog', { name: /^Host keys? of/ })
  await dialog.getByRole('button', { name: /^Look at the keys?$/ }).click()
  await dialog.getByRole('checkbox', { name: /^I compared/ }).check()
  await app.expectAccessible()
  await dialog.getByRole('button', { name: `Trust ${count === 1 ? '1 key' : `${count} keys`}` }).click()
  await dialog
    .getByText('Trusted now')
    .nth(count - 1)
    .waitFor()
  await dialog.getByRole('button', { name: 'Close' }).click()
}

/** What the part of that host says; the strip at the bottom says it too for a moment. */
const readBack = (name: string) =>
  page
    .getByRole('region', { name, exact: true })
    .getByText(/works with maxMemory 1,000,000,000.*read back/)
    .waitFor()

describe('one host', () => {
  it('is given a login, its key is trusted, and it is read', async () => {
    await page.getByRole('link', { name: 'Hosts', exact: true }).click()
    await row(STORE).waitFor()
    await app.expectAccessible()
    await openHost(STORE)
    await giveLogin(STORE)
    await button('Look at the key...').click()
    await trust(1)
    await button('Read from the host').click()
    await page.getByText('esx/services/hostd: plugins.nfcsvc').waitFor()
    await page
      .getByText(/most guides are wrong for this host/)
      .last()
      .waitFor()
    await app.expectAccessible()
    await page.keyboard.press('Escape')
    await row(STORE).getByText('48.0 MiB').waitFor()
  })

  it('is edited from its own address, with SSH opened for it and put back', async () => {
    const { client, sourceId: providerId } = connected
    const { id } = await hostNamed(connected, STORE)
    const stopped = { running: false, policy: 'off', ruleset: false }
    await vsphere.setSsh(id, stopped)
    const search = new URLSearchParams({ source: providerId, host: id })
    await page.goto(page.url().replace(/#.*/, `#/hosts?${search.toString()}`))
    await page.getByRole('dialog', { name: STORE }).getByText('Stopped (off)').waitFor()
    await button('Set the memory...').click()
    await page.getByRole('checkbox', { name: /^Open SSH for the time/ }).check()
    await app.expectAccessible()
    await button(`Rehearse on ${STORE}`).click()
    await page
      .getByRole('region', { name: `Change of ${STORE}` })
      .getByText(/\+.*1000000000/)
      .waitFor()
    expect(inUse(STORE)).toBe(BEFORE)
    await app.expectAccessible()
    await button(`Edit ${STORE}...`).click()
    const asked = page.getByRole('dialog', { name: `Set the NFC memory of ${STORE}?` })
    await asked.waitFor()
    await app.expectAccessible()
    expect(await button('Change nothing').evaluate((node) => node === document.activeElement)).toBe(true)
    await asked.getByRole('button', { name: `Edit ${STORE}` }).click()
    await readBack(STORE)
    await app.expectAccessible()
    expect(inUse(STORE)).toBe(WANTED)
    await button('Done').click()
    await row(STORE).getByText('953.7 MiB').waitFor()
    await row(STORE).getByText('0 of 20').waitFor()
    await row(STORE).getByText('Stopped (off)').waitFor()
    expect(await vsphere.ssh(id)).toEqual(stopped)
    expect(await client.esxi.history({ providerId, hostId: id })).toHaveLength(1)
  })

  it('gets its backup back', async () => {
    await openHost(STORE)
    await page.getByRole('checkbox', { name: /^Open SSH for the time/ }).check()
    await button(/^Read (again|from the host)$/).click()
    await button(/^Restore the backup of/).click()
    await page.getByRole('heading', { name: `Put the settings of ${STORE} back` }).waitFor()
    await page.getByRole('checkbox', { name: /^Open SSH for the time/ }).check()
    await button(`Rehearse on ${STORE}`).click()
    await button(`Restore ${STORE}...`).click()
    await page
      .getByRole('dialog')
      .getByRole('button', { name: `Restore ${STORE}` })
      .click()
    await page
      .getByRole('region', { name: STORE, exact: true })
      .getByText(/read back/)
      .waitFor()
    await button('Done').click()
    await row(STORE).getByText('48.0 MiB').waitFor()
    expect(inUse(STORE)).toBe(BEFORE)
  })
})

describe('many hosts', () => {
  it('are given what they lack, rehearsed without the one in lockdown, and edited with a canary', async () => {
    for (const name of [LOCKED, FILE]) await keepLogin(name)
    for (const name of [FILE, LOCKED]) await row(name).getByRole('checkbox').check()
    await button('Set NFC memory...').click()
    await button('Look at host keys...').click()
    await trust(2)
    await page.getByText(`In lockdown mode: ${LOCKED}`).waitFor()
    await page.getByLabel('Canary').selectOption(FILE)
    await button('Rehearse on 2 hosts').click()
    await page.getByRole('alert').getByText('Palletjack never changes it').waitFor()
    await app.expectAccessible()
    await button(`Leave ${LOCKED} out`).click()
    await button(`Rehearse on ${FILE}`).click()
    await button(`Edit ${FILE}...`).click()
    await page
      .getByRole('dialog')
      .getByRole('button', { name: `Edit ${FILE}` })
      .click()
    // The page is left while it runs, and the run is found again.
    await page.getByRole('link', { name: 'Settings' }).click()
    await page.getByRole('link', { name: 'Hosts', exact: true }).click()
    await button('Show the edit').click()
    await readBack(FILE)
    expect(inUse(FILE)).toBe(WANTED)
    await button('Done').click()
  })

  it('read through a network of their own once a login there worked', async () => {
    await page.getByRole('link', { name: 'Hosts', exact: true }).click()
    for (const name of [STORE, FILE]) await row(name).getByRole('checkbox').check()
    await button('Migration network...').click()
    await page.getByRole('radio', { name: /^vmk1/ }).check()
    await app.expectAccessible()
    await button('Use vmk1 on 2 hosts').click()
    await page.getByText(/^2 of 2 ready\./).waitFor()
    await app.expectAccessible()
    await page.getByRole('radio', { name: /^Through vCenter/ }).check()
    await button('Take 2 hosts through vCenter').click()
    await page.getByText(/^0 of 2 ready\./).waitFor()
    expect(app.errors).toEqual([])
  })
})

async function keepLogin(name: string): Promise<void> {
  const { id } = await hostNamed(connected, name)
  const { username, password } = loginOf(world.lab, name)
  const login = { kind: 'password', username, password } as const
  await connected.client.esxi.setLogin({ providerId: connected.sourceId, hostIds: [id], login })
}
