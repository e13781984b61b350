/** Every secret is typed into the pages of a real browser, and looked for in all that the pages keep. */
import { randomUUID } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createBackend, type Backend } from '../../../electron/backend.ts'
import { driveApp, type DrivenApp } from '../../fixtures/driven-app.ts'
import { startLabWorld, type LabWorld } from '../../fixtures/lab-backend.ts'
import { loginOf } from '../../fixtures/esxi-hosts.ts'
import { handsOn, type Hands } from './hands.ts'
import { heapOf, surfaceOf, tapAnswers, WHOLE_STRINGS, type AnswerTap } from './renderer.ts'
import { filesBelow, hitsBelow, hitsIn, needlesOf, partsOf, type Needle, type Secrets } from './search.ts'
import { encryptedKey, linesOf } from './keys.ts'

const HOST = 'esx-04.lab.example'
/** A passphrase or password that occurs nowhere else. */
const made = (what: string): string => `${what} ${randomUUID()}`
const PASSPHRASE = {
  old: made('old'),
  new: made('new'),
  wrong: made('wrong'),
  copy: made('copy'),
  key: made('key'),
}
const WRONG = { password: made('wrong'), token: randomUUID(), host: made('host') }
const key = encryptedKey(PASSPHRASE.key)

let world: LabWorld
let backend: Backend
let app: DrivenApp
let page: Page
let hands: Hands
let tap: AnswerTap
let code: string
const downloads: string[] = []
const temporary = mkdtempSync(join(tmpdir(), 'palletjack-canary-'))

const state = (): string => join(world.home, 'state')

beforeAll(async () => {
  world = await startLabWorld(40)
  backend = await createBackend({
    home: state(),
    shell: 'web',
    reach: (_, address, port) => world.lab.reach(address, port),
  })
  app = await driveApp(backend, WHOLE_STRINGS)
  page = app.page
  tap = tapAnswers(Number(new URL(page.url()).port))
  hands = handsOn(page)
})
afterAll(async () => {
  tap.stop()
  await app.close()
  await backend.close()
  await world.close()
  rmSync(temporary, { recursive: true, force: true })
})

/** Of all that was typed, as far as it is known by then. */
function needles(): readonly Needle[] {
  const { vcenter, cluster } = world.lab.endpoints
  const secrets: Secrets = {
    'password of the vCenter': vcenter.password,
    'token of the cluster': cluster.token,
    'password of the host': loginOf(world.lab, HOST).password,
    'old passphrase': PASSPHRASE.old,
    'new passphrase': PASSPHRASE.new,
    'wrong passphrase': PASSPHRASE.wrong,
    'passphrase of the copy': PASSPHRASE.copy,
    'passphrase of the key': PASSPHRASE.key,
    'wrong password': WRONG.password,
    'wrong token': WRONG.token,
    'wrong password of the host': WRONG.host,
    ...linesOf(key),
    // Two groups next to each other: one alone is short enough to turn up by chance.
    ...partsOf('recovery code', code, /(?<=^|-)[0-9A-Z]{4}-[0-9A-Z]{4}(?=-|$)/g),
    'recovery code without hyphens': code.replaceAll('-', ''),
  }
  return needlesOf(secrets)
}

describe('a secret that is typed into a page', () => {
  it('sets up the vault and connects both ends, after wrong tries', async () => {
    const { vcenter, cluster } = world.lab.endpoints
    await hands.go('/providers')
    await hands.button('Add a vCenter').click()
    code = await hands.setUpVault(PASSPHRASE.old)
    await hands.closeDialogs()
    await hands.addVcenter(vcenter, [WRONG.password, vcenter.password])
    const wrong = cluster.kubeconfig.replaceAll(cluster.token, WRONG.token)
    await hands.addCluster('ocp', [wrong, cluster.kubeconfig])
    await hands.addClusterByToken(cluster, 'by-token', [WRONG.token, cluster.token])
  })

  it('logs in to a host, by a password and by a key', async () => {
    await hands.go('/hosts')
    await page.getByRole('grid', { name: 'ESXi hosts' }).getByText(HOST).click()
    const details = page.getByRole('dialog', { name: HOST })
    const give = async (fill: (login: ReturnType<Hands['dialog']>) => Promise<void>): Promise<void> => {
      await details
        .getByRole('button', { name: /login\.\.\.$/ })
        .first()
        .click()
      const login = page.getByRole('dialog', { name: `Login for ${HOST}` })
      await fill(login)
      await login.getByRole('button', { name: 'Keep the login' }).click()
      await login.waitFor({ state: 'detached' })
    }
    for (const password of [WRONG.host, loginOf(world.lab, HOST).password])
      await give((login) => hands.type(login.getByRole('textbox', { name: 'Password' }), password))
    await give(async (login) => {
      await login.getByRole('radio', { name: /key/i }).check()
      await hands.type(login.getByRole('textbox', { name: /^Private key/ }), key)
      await hands.type(login.getByRole('textbox', { name: 'Passphrase of the key' }), PASSPHRASE.key)
    })
    await hands.closeDialogs()
  })

  it('is used for a run', { timeout: 120_000 }, async () => {
    await hands.go('/wizard/vms')
    await page
      .getByRole('row', { name: /web-01/ })
      .getByRole('checkbox')
      .click()
    await page.getByRole('button', { name: /^Next/ }).click()
    await page.getByLabel(/Plan name/).fill('wave-1')
    await page.getByLabel(/Target namespace/).fill('demo')
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: /^Next/ }).click()
    await page.getByRole('button', { name: 'Stop and migrate 1 VM' }).click()
    await page.getByText('1 VM migrated to demo.').waitFor({ timeout: 90_000 })
  })

  it('locks and unlocks the vault, and changes how it opens', async () => {
    await page.keyboard.press('Control+Shift+L')
    await hands.unlock(/^Passphrase/, PASSPHRASE.wrong, false)
    await hands.unlock(/^Passphrase/, PASSPHRASE.old, true)
    await hands.go('/vault')
    await page.getByRole('tab', { name: 'Ways to open' }).click()
    await hands.button('Change passphrase...').click()
    await hands.type(hands.dialog().getByRole('textbox', { name: 'Current passphrase' }), PASSPHRASE.old)
    for (const label of ['New passphrase', 'New passphrase again'])
      await hands.type(hands.dialog().getByRole('textbox', { name: label, exact: true }), PASSPHRASE.new)
    await hands.button('Change the passphrase').click()
    await page.getByText('Passphrase changed').waitFor()
    await page.keyboard.press('Control+Shift+L')
    await hands.dialog().getByRole('button', { name: 'Use the recovery code' }).click()
    await hands.unlock(/^Recovery code/, code, true)
  })

  it('seals a copy, which is read again, and is told of in the audit log', async () => {
    await page.getByRole('tab', { name: 'Copies' }).click()
    for (const label of ['Passphrase of the copy', 'Passphrase of the copy again'])
      await hands.type(page.getByRole('textbox', { name: label, exact: true }), PASSPHRASE.copy)
    const copy = await hands.download(() => hands.button(/^Export \d providers$/).click())
    downloads.push(copy)
    await page.getByLabel('Encrypted copy', { exact: true }).setInputFiles(copy)
    await hands.type(page.getByRole('textbox', { name: 'Passphrase of this copy' }), PASSPHRASE.wrong)
    await hands.button('Import the copy').click()
    await page
      .getByRole('alert')
      .getByText(/passphrase does not open/)
      .waitFor()
    await hands.type(page.getByRole('textbox', { name: 'Passphrase of this copy' }), PASSPHRASE.copy)
    await hands.button('Import the copy').click()
    await page.getByText('No provider was added').waitFor()
    await page.getByRole('tab', { name: 'Audit log' }).click()
    downloads.push(await hands.download(() => hands.button('Export the log').click()))
  })

  it('is in no answer that the pages were given', () => {
    const answers = tap.bytes()
    expect(answers.toString('utf8')).toContain('"state":"open"')
    expect(answers.length).toBeGreaterThan(50_000)
    expect(hitsIn('answers', answers, needles())).toEqual([])
  })

  it('is in no file of the state directory and in no download', () => {
    expect(filesBelow(state()).map((file) => file.replace(/.*\//, ''))).toEqual(
      expect.arrayContaining(['vault.json', 'journal.sqlite', 'palletjack.log']),
    )
    expect(hitsBelow(state(), needles())).toEqual([])
    expect(downloads.length).toBeGreaterThan(1)
    expect(downloads.flatMap((file) => hitsIn(file, readFileSync(file), needles()))).toEqual([])
  })

  it('is nowhere in the document, the fields, the storage and the addresses of the page', async () => {
    const surface = await surfaceOf(page)
    expect(surface['addresses']).toContain('/vault')
    expect(surface['document']).toContain('Audit log')
    expect(Object.entries(surface).flatMap(([where, text]) => hitsIn(where, text, needles()))).toEqual([])
    expect(app.errors).toEqual([])
  })

  it('is not in the heap of the page once its garbage was collected', { timeout: 120_000 }, async () => {
    // Right after a mistake, with the form still open.
    await page.keyboard.press('Control+Shift+L')
    await hands.unlock(/^Passphrase/, PASSPHRASE.wrong, false)
    const heap = await heapOf(page)
    expect(heap.toString('latin1')).toContain('vcenter')
    expect(hitsIn('heap', heap, needles())).toEqual([])
  })
})

describe('a planted secret', () => {
  it('is found in the heap, the document, the fields and the storage', { timeout: 120_000 }, async () => {
    const planted = 'planted-in-the-page-0815'
    await page.evaluate((secret) => {
      // As a closure keeps it, far from any variable with a name.
      Object.assign(globalThis, {
        keeps: (
          () => () =>
            secret
        )(),
      })
      sessionStorage.setItem('planted', secret)
      localStorage.setItem('planted', secret)
      history.replaceState({ secret }, '', `${location.href}?${secret}`)
      document.body.append(Object.assign(document.createElement('input'), { value: secret }))
      document.body.append(Object.assign(document.createElement('p'), { title: secret }))
      document.title = secret
    }, planted)
    const one = needlesOf({ planted })
    expect(hitsIn('heap', await heapOf(page), one)).not.toEqual([])
    const found = Object.entries(await surfaceOf(page)).filter(([, text]) => hitsIn('', text, one).length > 0)
    expect(found.map(([where]) => where).sort()).toEqual(
      ['addresses', 'document', 'fields', 'history', 'localStorage', 'sessionStorage', 'title'].sort(),
    )
  })
})
