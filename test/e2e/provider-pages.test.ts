/** A vCenter's life on the provider pages: added, checked, lost, changed, saved to a file, removed. */
import { join } from 'node:path'
import type { FileChooser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createBackend, type Backend } from '../../electron/backend.ts'
import { createLabCertificate, type LabCertificate } from '../../electron/lab/tls.ts'
import { driveApp, type DrivenApp } from '../fixtures/driven-app.ts'
import { planFor, startLabWorld, type LabWorld } from '../fixtures/lab-backend.ts'
import { startTlsProxy, type TlsProxy } from '../fixtures/tls-proxy.ts'

let world: LabWorld
let first: LabCertificate
let renewed: LabCertificate
let proxy: TlsProxy
let backend: Backend
let app: DrivenApp
let page: Page

beforeAll(async () => {
  world = await startLabWorld(4)
  first = await createLabCertificate('vcenter.lab.example')
  renewed = await createLabCertificate('vcenter.lab.example')
  proxy = await startTlsProxy(world.lab.endpoints.vcenter.url, first)
  backend = await createBackend({ home: join(world.home, 'state'), shell: 'web' })
  app = await driveApp(backend)
  page = app.page
})
afterAll(async () => {
  await app.close()
  await backend.close()
  await proxy.close()
  await world.close()
})

const button = (name: string) => page.getByRole('button', { name, exact: true })
const line = (name: string) =>
  page.getByRole('row').filter({ has: page.getByRole('cell', { name, exact: true }) })
const dialog = () => page.getByRole('dialog')
async function choose(name: string, item: string): Promise<void> {
  await button(`More actions for ${name}`).click()
  await page.getByRole('menuitem', { name: item }).click()
}
/** Waits for each of these texts below `where`. */
async function says(where: Locator, ...texts: (string | RegExp)[]): Promise<void> {
  for (const text of texts) await where.getByText(text).first().waitFor()
}

describe('a vCenter', () => {
  it('is offered where there is no provider yet', async () => {
    await page.getByRole('link', { name: 'Providers' }).click()
    await page.getByText('No providers yet').waitFor()
    await app.expectAccessible()
  })

  it('is added once its certificate was fetched, compared and trusted', async () => {
    const { username, password } = world.lab.endpoints.vcenter
    await button('Add a vCenter').click()
    await dialog()
      .getByLabel(/address/)
      .fill(proxy.address)
    await dialog().getByLabel(/^User/).fill(username)
    await dialog()
      .getByLabel(/^Password/)
      .fill(password)
    await dialog().getByLabel(/^Name/).fill('vc')
    await button('Fetch certificate').click()
    await says(
      dialog(),
      'CN=vcenter.lab.example, O=Palletjack lab',
      first.sha256,
      first.sha1,
      /^Valid, \d+ d/,
    )
    const trust = dialog().getByLabel('I trust this certificate')
    const fingerprint = dialog().getByLabel(/^Fingerprint to compare/)
    await fingerprint.fill(renewed.sha256)
    await says(dialog(), /^Differs from the SHA-256 fingerprint/)
    expect(await trust.isDisabled()).toBe(true)
    await fingerprint.fill(`sha1 Fingerprint=${first.sha1.replaceAll(':', '').toLowerCase()}`)
    await says(dialog(), 'Same as the SHA-1 fingerprint of the server')
    await app.expectAccessible()
    await trust.check()
    await button('Connect vCenter').click()
    await says(line('vc'), 'Connected', /^24$/, 'just now')
    await app.expectAccessible()
  })

  it('has its connection looked at step by step', async () => {
    await button('Check connection of vc').click()
    await says(dialog().getByRole('status'), /^\d+ steps, all fine$/)
    const steps = dialog().getByRole('list', { name: 'Steps' }).getByRole('listitem')
    expect(await steps.count()).toBeGreaterThanOrEqual(8)
    for (const step of await steps.all()) await says(step, 'Fine')
    await app.expectAccessible()
    await button('Close').click()
  })

  it('is renamed without its password', async () => {
    await choose('vc', 'Edit vc')
    expect(
      await dialog()
        .getByLabel(/^Password/)
        .inputValue(),
    ).toBe('')
    await dialog().getByLabel(/^Name/).fill('vcenter-01')
    await app.expectAccessible()
    await button('Save vc').click()
    await says(line('vcenter-01'), 'Connected', /^24$/)
  })

  it('says why its connection is lost, and that it is back', async () => {
    const notice = page.getByRole('status', { name: 'Connection of vcenter-01' })
    proxy.lose()
    await says(line('vcenter-01'), /^Reconnecting for/, /^24$/)
    await says(notice, /Palletjack tries again by itself/, /^Reason: .+/, /the 24 VMs as they were/)
    await app.expectAccessible()
    proxy.restore()
    await says(notice, 'vcenter-01 is connected again')
    await says(line('vcenter-01'), 'Connected')
    await app.expectAccessible()
    await button('Dismiss the notice about vcenter-01').click()
    await notice.waitFor({ state: 'detached' })
  })

  it('with another certificate stands still until that one is trusted', async () => {
    proxy.show(renewed)
    const old = page.getByRole('table', { name: 'Certificates of vcenter-01' })
    await says(old, first.sha256, renewed.sha256, first.sha1, renewed.sha1)
    const sha256 = old.getByRole('row', { name: /^SHA-256/ })
    await says(sha256, 'Differs')
    await says(old.getByRole('row', { name: /^Subject/ }), 'Same')
    await says(line('vcenter-01'), 'Not connected')
    await app.expectAccessible()
    await page.getByRole('button', { name: /^Trust the new certificate/ }).click()
    // Pressing it is not enough: it is an act on a comparison.
    expect(await button('Trust the new certificate').isEnabled()).toBe(false)
    await dialog().getByLabel('Fingerprint of the new certificate').fill(renewed.sha256)
    await says(dialog(), 'Same as the SHA-256 fingerprint of the server')
    expect(
      await dialog()
        .getByLabel(/^Password/)
        .count(),
    ).toBe(0)
    await app.expectAccessible()
    await button('Trust the new certificate').click()
    await says(line('vcenter-01'), 'Connected', /^24$/)
    expect((await backend.client.providers.list())[0]?.certificate?.sha256).toBe(renewed.sha256)
  })
})

describe('removing', () => {
  it('is refused while a plan uses the vCenter, and names the plan', async () => {
    const { client } = backend
    const [source] = await client.providers.list()
    const { url, token, caPem } = world.lab.endpoints.cluster
    const access = { kind: 'token', url, token, caPem } as const
    const target = await client.providers.addCluster({ name: 'ocp', access })
    const ends = { backend, client, sourceId: source?.id ?? '', targetId: target.id }
    await client.plans.create(await planFor(ends, ['web-01'], { name: 'wave-of-may' }))
    await choose('vcenter-01', 'Remove vcenter-01')
    await button('Remove vcenter-01').click()
    await says(dialog().getByRole('alert'), /wave-of-may/)
    await app.expectAccessible()
    expect(await client.providers.list()).toHaveLength(2)
  })

  it('works once the plan is gone; the inventory was saved before', async () => {
    await dialog().getByRole('button', { name: 'Keep vcenter-01' }).click()
    await page.getByRole('link', { name: 'Plans' }).click()
    await button('More for wave-of-may').click()
    await page.getByRole('menuitem', { name: /^Remove wave-of-may/ }).click()
    await dialog().getByRole('button', { name: 'Remove wave-of-may' }).click()
    await page.getByText('No plans yet').waitFor()
    await page.getByRole('link', { name: 'Providers' }).click()
    await button('Inventory of vcenter-01').click()
    const [saved] = await Promise.all([page.waitForEvent('download'), button('Save to a file').click()])
    expect(saved.suggestedFilename()).toMatch(/^vcenter-01-inventory-\d{4}-\d\d-\d\d\.json\.gz$/)
    await saved.saveAs(savedFile())
    await page.getByRole('link', { name: 'Providers' }).click()
    await choose('vcenter-01', 'Remove vcenter-01')
    await button('Remove vcenter-01').click()
    await line('vcenter-01').waitFor({ state: 'detached' })
    expect((await backend.client.providers.list()).map((one) => one.name)).toEqual(['ocp'])
  })
})

const savedFile = () => join(world.home, 'saved.json.gz')

describe('an inventory file', () => {
  it('that is none is refused in words', async () => {
    await openFile({ name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('not an inventory') })
    await says(dialog().getByRole('alert'), 'What to do')
    await app.expectAccessible()
    await button('Close without opening').click()
    expect(await backend.client.providers.list()).toHaveLength(1)
  })

  it('shows its VMs when the vCenter is gone', async () => {
    await world.lab.close()
    const call = /\/rpc\/providers\/openInventoryFile$/
    const [sent] = await Promise.all([page.waitForRequest(call), openFile(savedFile())])
    expect(sent.headers()['content-type']).toMatch(/^multipart\/form-data; boundary=/)
    expect((await sent.response())?.status()).toBe(200)
    await page.waitForURL(/#\/inventory\?source=/)
    await says(page.getByRole('note'), /^From an inventory file, /)
    await page.getByText(/^24 VMs$/).waitFor()
    await page.getByRole('row', { name: /web-01/ }).click()
    await says(dialog(), 'web-01', 'Nothing speaks against migrating this VM.')
    await app.expectAccessible()
    await page.keyboard.press('Escape')
    await dialog().waitFor({ state: 'detached' })
  })

  it('stands among the providers with its age, and stays after a reload', async () => {
    await page.getByRole('link', { name: 'Providers' }).click()
    const file = page.getByRole('row').filter({ hasText: 'Inventory file' })
    await says(file, /^File, \d+ (s|min) old$/, /^24$/, /ago$|^just now$/)
    await app.expectAccessible()
    await page.reload()
    await says(file, /^File, \d+ (s|min) old$/)
    expect(app.errors).toEqual([])
  })
})

type Chosen = Parameters<FileChooser['setFiles']>[0]

/** Through the browser's own file picker. */
async function openFile(file: Chosen): Promise<void> {
  await button('Open inventory file').click()
  const [picker] = await Promise.all([page.waitForEvent('filechooser'), button('Choose a file').click()])
  await picker.setFiles(file)
  await button('Open the inventory').click()
}
