/** A target cluster on its own page, against the lab: context, rights, account, settings, probes, and the plan. */
import { join } from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { createBackend, type Backend } from '../../electron/backend.ts'
import { driveApp, type DrivenApp } from '../fixtures/driven-app.ts'
import { kube } from '../fixtures/kube.ts'
import { startLabWorld, type LabWorld } from '../fixtures/lab-backend.ts'

let world: LabWorld
let backend: Backend
let app: DrivenApp
let page: Page

beforeAll(async () => {
  world = await startLabWorld()
  backend = await createBackend({ home: join(world.home, 'state'), shell: 'web' })
  const { url, username, password, sha256 } = world.lab.endpoints.vcenter
  const trust = { kind: 'fingerprint', value: sha256 } as const
  await backend.client.providers.addVsphere({ name: 'vc', url, username, password, trust })
  app = await driveApp(backend)
  page = app.page
})
afterAll(async () => {
  await app.close()
  await backend.close()
  await world.close()
})

const button = (name: string | RegExp) => page.getByRole('button', { name, exact: true })
const dialog = () => page.getByRole('dialog').last()
const tab = (name: string) => page.getByRole('tab', { name }).click()
const combobox = (name: string | RegExp) => page.getByRole('combobox', { name })

/** Waits for each of these texts below `where`. */
async function says(where: Locator | Page, ...texts: (string | RegExp)[]): Promise<void> {
  for (const text of texts) await where.getByText(text).first().waitFor()
}

/** Chooses from a list that opens on a click. */
async function choose(field: Locator, option: string | RegExp): Promise<void> {
  await field.click()
  await page.getByRole('option', { name: option }).click()
  // While it fades away its words are pale, and it is hidden from roles already.
  await page.locator('[role=listbox]').waitFor({ state: 'detached' })
}

/** The lab's kubeconfig with two contexts more: one that runs a program, and one without a server to go to. */
function kubeconfig(): string {
  const { url, token, caPem } = world.lab.endpoints.cluster
  const exec = {
    apiVersion: 'client.authentication.k8s.io/v1',
    command: '/opt/tools/login',
    args: ['--cluster', 'prod'],
    interactiveMode: 'Never',
  }
  const cluster = { server: url, 'certificate-authority-data': Buffer.from(caPem).toString('base64') }
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'lab',
    clusters: [{ name: 'lab', cluster }],
    users: [
      { name: 'admin', user: { token } },
      { name: 'by-program', user: { exec } },
    ],
    contexts: [
      { name: 'lab', context: { cluster: 'lab', user: 'admin' } },
      { name: 'program', context: { cluster: 'lab', user: 'by-program' } },
      { name: 'broken', context: { cluster: 'nowhere', user: 'admin' } },
    ],
  })
}

describe('a cluster', () => {
  it('is added with one of the contexts of a kubeconfig, and runs no program without consent', async () => {
    await page.getByRole('link', { name: 'Providers' }).click()
    await button('Add cluster').click()
    await dialog().getByLabel(/^Name/).fill('ocp')
    await dialog()
      .getByRole('textbox', { name: /^Kubeconfig/ })
      .fill(kubeconfig())
    await says(dialog(), world.lab.endpoints.cluster.url, 'a token')
    const context = dialog().getByRole('combobox', { name: 'Context' })
    await context.click()
    const broken = page.getByRole('option', { name: /^broken/ })
    expect(await broken.getAttribute('aria-disabled')).toBe('true')
    await says(broken, /^Cannot be used: /)
    await page.getByRole('option', { name: /^program/ }).click()
    await says(dialog(), '/opt/tools/login --cluster prod')
    const consent = dialog().getByRole('checkbox', { name: /^Run \/opt\/tools\/login/ })
    expect(await consent.isChecked()).toBe(false)
    await button('Connect cluster').click()
    await says(dialog(), /^Nothing was run/)
    await app.expectAccessible()
    await choose(context, /^lab/)
    await button('Connect cluster').click()
    await dialog().waitFor({ state: 'detached' })
  })

  it('says on its page what it offers, and the address of that page can be reopened', async () => {
    await button('Details of ocp').click()
    await page.waitForURL(/#\/providers\/[^/]+$/)
    await says(page, /^OpenShift \d/, /^v1\./)
    const networks = page.getByRole('table', { name: 'Network attachments' })
    await says(networks.getByRole('row', { name: /default\/transfer-10g/ }), /198\.51\.100\.1/)
    await says(page.getByRole('table', { name: 'Storage classes' }), 'default for VMs')
    await says(page.getByRole('table', { name: 'Quotas' }), 'small-team', '0 B of 100.0 MiB')
    await app.expectAccessible()
    await page.reload()
    await says(page, /^OpenShift \d/)
    await button('Check connection').click()
    await says(dialog().getByRole('status'), /^\d+ steps/)
    await app.expectAccessible()
    await button('Close').click()
  })

  it('tells what the login may do', async () => {
    await tab('Rights')
    await combobox(/^Target namespace/).fill('demo')
    await button('Look at the rights').click()
    await says(page, 'What migrations into demo need is allowed.')
    const rights = page.getByRole('list', { name: 'Rights' })
    expect(await rights.getByText('Works', { exact: true }).count()).toBeGreaterThanOrEqual(5)
    await rights
      .getByText(/^\d+ rights$/)
      .first()
      .click()
    await says(rights, 'Allowed')
    await app.expectAccessible()
  })

  it('signs in with a service account of its own once that was created', async () => {
    await button('Service account').click()
    await says(dialog(), /kind: ServiceAccount/)
    await app.expectAccessible()
    await button('Create the account and use it').click()
    await says(dialog().getByRole('list', { name: 'Objects' }), /^ServiceAccount palletjack in namespace/)
    await app.expectAccessible()
    await dialog().getByRole('button', { name: 'Create the account and use it' }).click()
    await says(dialog(), 'palletjack/palletjack', /^\d{4}-\d\d-\d\d .*, in (23|24) h$|, in 1 d$/)
    await app.expectAccessible()
    await button('Close').click()
    await says(page, /^Signed in as system:serviceaccount:palletjack:palletjack/)
    await says(page, 'What migrations into demo need is allowed.')
    const [cluster] = (await backend.client.providers.list()).filter((one) => one.kind === 'cluster')
    expect(cluster?.credential).toBe('token')
  })

  it('keeps what is decided about it', async () => {
    await tab('Settings')
    const vddk = page.getByRole('textbox', { name: 'VDDK image' })
    await expect.poll(() => vddk.getAttribute('placeholder')).toMatch(/vddk/)
    await choose(combobox(/^Transfer network/), /^default\/transfer-10g/)
    await app.expectAccessible()
    await button('Save the settings').click()
    await says(page, /^Saved/)
    await tab('Overview')
    await says(page, /^default\/transfer-10g\./)
  })
})

describe('probes', () => {
  it('show both ways to each host, and leave nothing in the cluster', async () => {
    await tab('Probes')
    await combobox(/^Namespace of the probe/).fill('demo')
    await page.keyboard.press('Escape')
    await choose(combobox('ESXi hosts'), /^esx-01/)
    await app.expectAccessible()
    await button('Probe the network').click()
    await says(page, '2 servers reached', 'Its Job and pod are gone from the cluster.')
    await says(page.getByRole('list', { name: /^esx-01.* from the cluster$/ }), /^TCP 902.*: open$/)
    // Only the lab's pods know the lab's names: the two ways differ.
    await says(page.getByRole('list', { name: /^esx-01.* from this computer$/ }), /^Name: /)
    await app.expectAccessible()
    expect(await jobsIn('demo')).toEqual([])
  })

  it('show what the registry says of a VDDK image', async () => {
    await button('Probe the VDDK image').click()
    await says(page, 'The image can be used')
    await page.getByRole('textbox', { name: 'VDDK image (optional)' }).fill('registry.corp.invalid/vddk:1')
    await button('Probe the VDDK image again').click()
    await says(page.getByRole('group', { name: 'Answer of the registry' }), /no such host/)
    await app.expectAccessible()
    expect(await jobsIn('demo')).toEqual([])
  })
})

describe('a plan', () => {
  it('gets its namespace, its transfer network and a probe of its hosts', async () => {
    await page.evaluate(() => {
      location.hash = '/wizard/vms'
    })
    await page
      .getByRole('row', { name: /web-01/ })
      .getByRole('checkbox')
      .click()
    await page.getByRole('button', { name: /^Next/ }).click()
    await page.getByLabel(/Plan name/).fill('wave-1')
    await combobox(/^Target namespace/).fill('demo')
    await page.keyboard.press('Escape')
    const transfer = combobox(/^Disks are copied over/)
    await says(transfer, 'Default of the cluster: default/transfer-10g')
    await choose(transfer, /^Pod network$/)
    await app.expectAccessible()
    await page.getByRole('button', { name: /^Next/ }).click()
    await says(page, 'Network from the cluster', 'Pod network')
    await button('Probe the network').click()
    await says(dialog(), /^vc and 1 host: esx-/)
    await dialog().getByRole('button', { name: 'Probe the network' }).click()
    await says(dialog(), '2 servers reached')
    await app.expectAccessible()
    await button('Close').click()
    expect(await jobsIn('demo')).toEqual([])
    expect(app.errors).toEqual([])
  })
})

async function jobsIn(namespace: string): Promise<string[]> {
  const answer = await kube(world.lab.endpoints.cluster, `/apis/batch/v1/namespaces/${namespace}/jobs`)
  return (answer.body.items ?? []).map((one) => one.metadata.name)
}
