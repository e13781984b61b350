/** The inventory browser over an estate of 10,000 VMs: searched, sorted, walked through, followed live. */
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { VsphereSession } from '../../electron/vsphere/service.ts'
import { createVsphereService } from '../../electron/vsphere/vsphere-service.ts'
import type { Inventory, Vm } from '../../shared/inventory/model.ts'
import { formatBytes, formatNumber } from '../../shared/units.ts'
import { driveApp, type DrivenApp } from '../fixtures/driven-app.ts'
import {
  connectTo,
  readInventory,
  startLabWorld,
  type Connected,
  type LabWorld,
} from '../fixtures/lab-backend.ts'
import { lending } from '../../electron/vault/test-support/lending.ts'

const VMS = 10_000
const colleague = createVsphereService()
let world: LabWorld
let connected: Connected
let app: DrivenApp
let page: Page
/** What the estate holds, to count by other means than the page does. */
let inventory: Inventory

beforeAll(async () => {
  world = await startLabWorld(40, { vms: VMS, hosts: 50 })
  connected = await connectTo(world)
  inventory = await readInventory(connected.client, connected.sourceId)
  app = await driveApp(connected.backend)
  page = app.page
})
afterAll(async () => {
  await app.close()
  await colleague.closeAll()
  await connected.backend.close()
  await world.close()
})

const grid = () => page.getByRole('grid', { name: 'Virtual machines' })
const searchBox = () => page.getByRole('combobox', { name: 'Search VMs' })
const treeNode = (name: string) => page.getByRole('tree').getByTitle(name, { exact: true })
/** The row at a place of the whole list, from 0; the header has the first index. */
const rowAt = (index: number) => grid().locator(`tr[aria-rowindex="${index + 2}"]`)
const rowOf = (name: string) =>
  grid()
    .getByRole('row')
    .filter({ has: page.getByRole('gridcell', { name, exact: true }) })
const countOf = (wanted: (vm: Vm) => boolean) => inventory.vms.filter(wanted).length
const inAddress = (name: string) => new URLSearchParams(page.url().split('?')[1]).get(name)

/** Waits until the list says that it holds so many of all. */
async function shows(count: number): Promise<void> {
  expect(count).toBeGreaterThan(0)
  const all = `${formatNumber(VMS)} VMs`
  await page.getByText(count === VMS ? all : `${formatNumber(count)} of ${all}`, { exact: true }).waitFor()
}
const cell = (row: Locator, column: string) => columnIndex(column).then((at) => row.locator('td').nth(at))
async function columnIndex(name: string): Promise<number> {
  const names = await grid().getByRole('columnheader').allTextContents()
  expect(names).toContain(name)
  return names.indexOf(name)
}

describe('the inventory of a large estate', () => {
  it('lists every VM and draws only those in sight', async () => {
    await page.getByRole('link', { name: 'Inventory' }).click()
    await shows(VMS)
    await expect.poll(() => grid().getAttribute('aria-rowcount')).toBe(String(VMS + 1))
    await rowAt(0).waitFor()
    await grid().evaluate((table) => table.parentElement?.scrollTo({ top: table.parentElement.scrollHeight }))
    const byName = new Intl.Collator('en', { numeric: true }).compare
    const last = inventory.vms
      .map((vm) => vm.name)
      .sort(byName)
      .at(-1)
    await rowAt(VMS - 1)
      .getByText(last ?? '', { exact: true })
      .waitFor()
    expect(await rowAt(0).count()).toBe(0)
    expect(await grid().getByRole('row').count()).toBeLessThan(100)
    await app.expectAccessible()
  })

  it('marks templates and VMs that vSphere cannot reach, and hides none', async () => {
    await page.getByText(/with 1 template and 1 VM that vSphere cannot reach/).waitFor()
    await searchBox().fill('template or state != connected')
    await shows(countOf((vm) => vm.isTemplate || vm.connectionState !== 'connected'))
    await rowOf('tpl-rhel9').getByText('Template', { exact: true }).waitFor()
    await rowOf('inaccessible-01').getByText('Inaccessible', { exact: true }).waitFor()
  })

  it('is searched in the query language', async () => {
    await searchBox().fill('power = on and dis')
    const completion = page.getByRole('option', { name: /^disks / })
    await completion.waitFor()
    await app.expectAccessible()
    await completion.click()
    expect(await searchBox().inputValue()).toBe('power = on and disks ')
    await searchBox().fill('power = on and disks > 2')
    await shows(countOf((vm) => vm.powerState === 'poweredOn' && vm.disks.length > 2))
    expect(inAddress('q')).toBe('power = on and disks > 2')
    await page.reload()
    await shows(countOf((vm) => vm.powerState === 'poweredOn' && vm.disks.length > 2))
    expect(await searchBox().inputValue()).toBe('power = on and disks > 2')
  })

  it('says where a search is wrong, and keeps what was found before', async () => {
    const before = countOf((vm) => vm.powerState === 'poweredOn' && vm.disks.length > 2)
    await searchBox().fill('power = on and discs > 2')
    const fault = page.getByRole('alert')
    await fault.getByText('disks').waitFor()
    expect(await fault.locator('mark').textContent()).toBe('discs')
    await page.getByText(`${formatNumber(before)} of 10,000 VMs, by the search before`).waitFor()
    await app.expectAccessible()
    await searchBox().press('Escape')
    await searchBox().press('Escape')
    await shows(VMS)
    expect(inAddress('q')).toBeNull()
  })

  it('is sorted by a header, all of it and not only what is in sight', async () => {
    const sizes = inventory.vms.map((vm) => vm.memoryMiB * 2 ** 20)
    const header = grid().getByRole('columnheader', { name: 'Memory' })
    await header.getByRole('button').click()
    const first = await cell(rowAt(0), 'Memory')
    await first.getByText(formatBytes(Math.min(...sizes)), { exact: true }).waitFor()
    await header.and(page.locator('[aria-sort=ascending]')).waitFor()
    await header.getByRole('button').click()
    await first.getByText(formatBytes(Math.max(...sizes)), { exact: true }).waitFor()
    await header.and(page.locator('[aria-sort=descending]')).waitFor()
    expect(inAddress('sort')).toBe('-memory')
    await header.getByRole('button').click()
    await page.waitForURL((url) => !url.hash.includes('sort='))
  })

  it('is narrowed by its trees', async () => {
    const folder = inventory.folders.find((one) => one.name === 'Legacy')
    await treeNode('Legacy').click()
    await shows(countOf((vm) => vm.folderId === folder?.id))
    await app.expectAccessible()
    await page.getByRole('combobox', { name: 'Tree' }).click()
    await page.getByRole('option', { name: 'Hosts and clusters' }).click()
    await shows(VMS)
    await treeNode('Cluster-B').click()
    const cluster = inventory.clusters.find((one) => one.name === 'Cluster-B')
    const hosts = inventory.hosts.filter((one) => one.clusterId === cluster?.id).map((one) => one.id)
    await shows(countOf((vm) => hosts.includes(vm.hostId ?? '')))
    await treeNode('All of vc').click()
    await shows(VMS)
  })

  it('is worked by keys alone', async () => {
    await page.keyboard.press('/')
    await page.keyboard.type('name ~ db-*')
    await page.keyboard.press('Enter')
    await shows(countOf((vm) => vm.name.startsWith('db-')))
    for (let tabs = 0; tabs < 4 && !(await isFocused(grid())); tabs++) await page.keyboard.press('Tab')
    expect(await isFocused(grid())).toBe(true)
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowUp')
    const name = await (await cell(rowAt(1), 'Name')).textContent()
    await page.keyboard.press('Enter')
    const drawer = page.getByRole('dialog', { name: name ?? '' })
    await drawer.getByRole('region', { name: /^Disks/ }).waitFor()
    await app.expectAccessible()
    await page.keyboard.press('Escape')
    await drawer.waitFor({ state: 'detached' })
    expect(await isFocused(grid())).toBe(true)
    await page.keyboard.press('End')
    await rowAt(countOf((vm) => vm.name.startsWith('db-')) - 1).waitFor()
    await page.keyboard.press('/')
    expect(await isFocused(searchBox())).toBe(true)
  })
})

describe('what a colleague does in vSphere', () => {
  it('shows by itself, but not under the pointer', async () => {
    const session = await logIn()
    const vm = inventory.vms.find((one) => one.name === 'web-01')
    await searchBox().fill('name = web-01')
    await shows(1)
    await page.mouse.move(0, 0)
    const power = await cell(rowOf('web-01'), 'Power')
    await power.getByText('On', { exact: true }).waitFor()
    expect(await session.powerOff(vm?.id ?? '')).toMatchObject({ ok: true })
    await power.getByText('Off', { exact: true }).waitFor()
    await power.hover()
    expect(await session.powerOn(vm?.id ?? '')).toMatchObject({ ok: true })
    await page.getByRole('button', { name: /^\d+ changes?: refresh$/ }).waitFor()
    expect(await power.textContent()).toBe('Off')
    await page.mouse.move(0, 0)
    await power.getByText('On', { exact: true }).waitFor()
    expect(app.errors).toEqual([])
  })
})

async function isFocused(locator: Locator): Promise<boolean> {
  return await locator.evaluate((element) => element === document.activeElement)
}

/** A second one who is logged in. */
async function logIn(): Promise<VsphereSession> {
  const { url, username, password, sha256 } = world.lab.endpoints.vcenter
  const trust = { kind: 'fingerprint', value: sha256 } as const
  const session = await colleague.connect({ url, username, trust }, lending(password))
  if (!session.ok) throw new Error(session.problem.message)
  return session.value
}
