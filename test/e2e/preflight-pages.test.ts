/** Preflight and reports in a browser, against the lab: run, look, waive, look again, save, and a saved inventory. */
import { readFile } from 'node:fs/promises'
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { driveApp, type DrivenApp } from '../fixtures/driven-app.ts'
import { planFor } from '../fixtures/lab-backend.ts'
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
const dialog = () => page.getByRole('dialog').last()
const grid = (name: string) => page.getByRole('grid', { name })
const tab = (name: string | RegExp) => page.getByRole('tab', { name }).click()

/** Waits for each of these texts below `where`. */
async function says(where: Locator | Page, ...texts: (string | RegExp)[]): Promise<void> {
  for (const text of texts) await where.getByText(text).first().waitFor()
}

/** What is behind the address of the page, after the question mark. */
function address(): URLSearchParams {
  return new URLSearchParams(new URL(page.url()).hash.split('?')[1] ?? '')
}

/** What a button of the page hands to the downloads. */
async function download(act: () => Promise<void>): Promise<{ name: string; content: Buffer }> {
  const [file] = await Promise.all([page.waitForEvent('download'), act()])
  return { name: file.suggestedFilename(), content: await readFile(await file.path()) }
}

describe('a run', () => {
  it('says before the first one what it is for, and then what it found, for the only cluster', async () => {
    await page.getByRole('link', { name: 'Preflight' }).click()
    await says(page, 'Nothing was looked at yet', /^Preflight asks of every VM/)
    await app.expectAccessible()
    await button('Run preflight').first().click()
    await says(page, /^\d+ rules looked at 24 VMs/, /^facts from/, 'vc (live vCenter), for ocp')
    await grid('Rules').waitFor()
    await app.expectAccessible()
    await page.waitForURL(/[?&]run=/)
    await page.reload()
    await says(page, /^\d+ rules looked at 24 VMs/)
  })

  it('is narrowed by counters, kinds of objects and a search, all in the address', async () => {
    await button(/^Critical \d+$/).click()
    await tab(/^VMs \d/)
    await page.waitForURL(/scope=vm/)
    await page.keyboard.press('/')
    await page.keyboard.type('legacy-rdm-01')
    await page.waitForURL(/q=legacy-rdm-01/)
    await grid('Findings')
      .getByRole('row', { name: /legacy-rdm-01.*raw device/ })
      .waitFor()
    expect(address().get('cat')).toBe('["Critical"]')
    await page.reload()
    await grid('Findings')
      .getByRole('row', { name: /legacy-rdm-01.*raw device/ })
      .waitFor()
    await page.keyboard.press('/')
    await page.keyboard.press('Escape')
    await button(/^Critical \d+$/).click()
    await tab(/^All \d/)
    await page.waitForURL((url) => !/cat=|scope=|q=/.test(url.hash))
  })

  it('shows verdicts cold and warm side by side, and the findings of one VM', async () => {
    await button('By object').click()
    const verdicts = grid('Verdicts: VMs')
    await verdicts.getByRole('row', { name: /snapshot-chain-01 Attention Blocked/ }).click()
    await page.waitForURL(/object=/)
    await grid('Findings')
      .getByRole('row', { name: /snapshot/ })
      .first()
      .waitFor()
    await app.expectAccessible()
    await button('By rule').click()
  })
})

describe('a finding', () => {
  it('shows its evidence and remedy, is waived, and is looked at again', async () => {
    await grid('Findings')
      .getByRole('row', { name: /tpl-rhel9/ })
      .first()
      .click()
    await says(dialog(), 'Is it a VM and not a template?', 'config.template', /^govc /, /^https:/)
    expect(await dialog().getByRole('link').count()).toBe(0)
    await app.expectAccessible()
    await button('Waive this finding').click()
    await dialog().getByLabel('Your name').fill('Ada')
    await dialog().getByLabel('Reason').fill('Stays where it is')
    await app.expectAccessible()
    await button('Waive this finding').click()
    await says(dialog(), 'Waived by', 'Stays where it is')
    await button('Look again at tpl-rhel9').click()
    await says(dialog(), 'Waived by')
    await button('Take the waiver back').click()
    await says(dialog(), 'Nobody has waived this.')
    await button('Close').click()
    await button('Waived 0').waitFor()
  })

  it('is waived together with others, and that is undone', async () => {
    await grid('Rules').getByText('Is no disk shared, as a warm migration needs it?').click()
    await page.waitForURL(/rule=/)
    await grid('Findings').focus()
    await page.keyboard.press('Control+a')
    await says(page, /^\d findings chosen$/)
    await button(/^Waive \d findings$/).click()
    // The name is remembered.
    await expect.poll(() => dialog().getByLabel('Your name').inputValue()).toBe('Ada')
    await dialog().getByLabel('Reason').fill('Moved by the cluster team')
    await app.expectAccessible()
    await dialog()
      .getByRole('button', { name: /^Waive/ })
      .click()
    await says(page, /^\d findings waived$/)
    await button('Undo').click()
    await says(page, /^\d waivers taken back$/)
    await button('Waived 0').waitFor()
  })
})

describe('the other parts', () => {
  it('propose waves, list checks that a person ticks, and tell every rule', async () => {
    await tab('Waves and times')
    await grid('Waves')
      .getByRole('row', { name: /^Wave 1/ })
      .click()
    await says(dialog(), /^web-01$/)
    await app.expectAccessible()
    await button('Close').click()
    await says(page, /^Tags of the category Application \(named like .*: 7 of 23 VMs have one/)
    await page.getByRole('combobox', { name: 'Group by' }).click()
    await page.getByRole('option', { name: 'Tags of Environment (9 VMs)' }).click()
    await says(page, /^Tags of the category Environment \(as chosen/)
    await grid('Copies per host')
      .getByRole('row', { name: /^esx-01/ })
      .waitFor()
    await app.expectAccessible()
    await tab('Checks by hand')
    await page.getByRole('list', { name: 'Checks' }).getByRole('checkbox').first().click()
    await says(page, /^1 of \d+ checks done$/, /^Ada, /)
    await app.expectAccessible()
    await tab('Rules')
    await says(page, /rules$/, /^All rules \(\d+\)$/)
    await app.expectAccessible()
  })
})

describe('a report', () => {
  it('is saved from the run, and from the page of reports', async () => {
    await tab('Findings')
    await button('Save report').click()
    const json = await download(() => page.getByRole('menuitem', { name: /^JSON/ }).click())
    expect(json.name).toMatch(/^vc-preflight-\d{4}-\d\d-\d\d\.json$/)
    const parsed: unknown = JSON.parse(json.content.toString())
    expect(parsed).toMatchObject({ summary: { source: 'vc', vms: 24 } })
    await page.getByRole('link', { name: 'Reports' }).click()
    await says(page, /\.json$/)
    const html = await download(() => button('Save the report').click())
    expect(html.content.toString()).toMatch(/^<!doctype html>/i)
    await says(page, /-preflight-.*\.html$/)
    await app.expectAccessible()
  })
})

describe('a plan', () => {
  it('is judged with its target, from the list of plans, and stays chosen after a reload', async () => {
    await lab.client.plans.create(await planFor(lab, ['web-01', 'app-01']))
    await page.getByRole('link', { name: 'Plans' }).click()
    await page.reload()
    await button('Run preflight for wave-1').click()
    await says(page, 'Nothing was looked at for plan wave-1 yet')
    await app.expectAccessible()
    await button('Run preflight').first().click()
    await says(page, 'vc (live vCenter), for ocp, for plan wave-1')
    await tab(/^Target and plan/)
    await button('By object').click()
    await grid('Verdicts: Target and plan')
      .getByRole('row', { name: /^wave-1/ })
      .waitFor()
    await app.expectAccessible()
    await page.waitForURL(/[?&]plan=[^&]+/)
    await page.waitForURL(/[?&]target=(?!none)/)
    await page.waitForURL(/[?&]run=/)
    await page.reload()
    await says(page, 'vc (live vCenter), for ocp, for plan wave-1')
    await button('By rule').click()
  })
})

describe('a wave', () => {
  it('becomes a plan in the wizard, is judged from its review, and told of at its start', async () => {
    await page.goto(`${page.url().split('#')[0]}#/preflight?source=${lab.sourceId}&plan=none`)
    await button('Run again').click()
    await says(page, /^24 VMs|looked at 24 VMs/)
    await tab('Waves and times')
    await grid('Waves')
      .getByRole('row', { name: /^Wave 1/ })
      .getByText('Wave 1')
      .click()
    await says(dialog(), /^2 of these \d+ VMs are in a plan already: wave-1\.$/, /in plan wave-1$/)
    await app.expectAccessible()
    await dialog()
      .getByRole('button', { name: /^Plan these \d+ VMs$/ })
      .click()
    await page.waitForURL(/wizard\/vms\?chosen=true/)
    await page.getByRole('row', { name: /web-01/ }).waitFor()
    await button('Next: Mapping').click()
    // Its own name is taken.
    expect(await page.getByLabel(/Plan name/).inputValue()).toBe('')
    await page.getByLabel(/Plan name/).fill('first-wave')
    await page.getByLabel(/Target namespace/).fill('demo')
    await button('Next: Review').click()
    await says(page, /^The whole source was looked at/)
    await app.expectAccessible()
    await button('Save and run preflight for this plan').click()
    await says(page, 'vc (live vCenter), for ocp, for plan first-wave')
    await page.waitForURL((url) => /[?&]plan=(?!none)/.test(url.hash) && /[?&]run=/.test(url.hash))
    await page.getByRole('link', { name: 'Plans' }).click()
    await page.getByRole('row', { name: /first-wave.*(critical|warning).*just now/ }).waitFor()
    await button('Start first-wave').click()
    await says(dialog(), /^Looked at/, /^Critical \d+$/)
    await app.expectAccessible()
    await button('Not now').click()
  })
})

describe('a saved inventory', () => {
  it('is judged without a network, and what it cannot tell is unknown', async () => {
    const saved = await lab.client.inventory.save({ providerId: lab.sourceId })
    const buffer = Buffer.from(await saved.arrayBuffer())
    await page.getByRole('link', { name: 'Preflight' }).click()
    await page.getByRole('combobox', { name: 'Source' }).click()
    await page.getByRole('option', { name: /^Open RVTools workbook/ }).click()
    await says(dialog(), /RVTools wrote/)
    await dialog()
      .getByLabel('Inventory file')
      .setInputFiles({ name: 'saved.json.gz', mimeType: 'application/gzip', buffer })
    await dialog().getByLabel(/^Name/).fill('saved')
    await button('Open the inventory').click()
    await dialog().waitFor({ state: 'detached' })
    await page.getByRole('combobox', { name: 'Target (optional)' }).click()
    await page.getByRole('option', { name: 'No target' }).click()
    await button('Run preflight').first().click()
    await says(page, 'saved (inventory file), without a target')
    await button(/^Unknown [1-9]\d*$/).click()
    await grid('Findings').getByRole('row').nth(1).waitFor()
    await app.expectAccessible()
    expect(app.errors).toEqual([])
  })
})
