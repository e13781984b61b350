import { act, cleanup, fireEvent, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, describe, expect, it } from 'vitest'
import type { Provider } from '../../../shared/provider/model.ts'
import { Topic } from '../../../shared/topic.ts'
import { type FakeWorld, fakeWorld } from '../../test-support/fake-world.ts'
import { inventedTargetProvider } from '../../test-support/invented.ts'
import { inventedChecks, inventedFile, inventedSource } from './test-support/invented-providers.ts'
import { showAt } from '../../test-support/render.tsx'

afterEach(cleanup)

const timeout = {
  code: 'vsphere.timeout',
  message: 'vcenter-01 did not answer in time.',
  remedy: 'Check the network.',
}

function show(providers: readonly Provider[], change: Partial<FakeWorld> = {}) {
  const world = fakeWorld({ providers: new Topic<Provider[]>([...providers]), ...change })
  return { world, shown: showAt('/providers', world) }
}

/** In one go: a key at a time is for the tests of the fields themselves. */
async function fill(field: HTMLElement, text: string): Promise<void> {
  await userEvent.clear(field)
  await userEvent.paste(text)
}

async function choose(item: string): Promise<void> {
  await userEvent.click(await screen.findByRole('button', { name: 'More actions for vcenter-01' }))
  await userEvent.click(await screen.findByRole('menuitem', { name: item }))
}

describe('the list of providers', () => {
  it('shows how many VMs there are and when they were last in step, with the exact time', async () => {
    const syncedAt = new Date(Date.now() - 3.5 * 60_000).toISOString()
    show([inventedSource({ inventory: { vms: 10_000, hosts: 200, syncedAt } }), inventedTargetProvider()])
    const row = within(await screen.findByRole('row', { name: /vcenter-01/ }))
    expect(row.getByText('10,000')).toBeTruthy()
    expect(row.getByText('3 min ago').getAttribute('title')).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC/)
    expect(row.getByText('Connected')).toBeTruthy()
  })

  it('counts live', async () => {
    const { world } = show([inventedSource()])
    await screen.findByText('10,000')
    const inventory = { vms: 10_001, hosts: 200, syncedAt: new Date().toISOString() }
    act(() => world.providers.set([inventedSource({ inventory })]))
    expect(await screen.findByText('10,001')).toBeTruthy()
  })

  it('says that a connection is lost, why, and when it is back', async () => {
    const { world } = show([inventedSource()])
    await screen.findByText('Connected')
    const since = new Date(Date.now() - 2.5 * 60_000).toISOString()
    act(() =>
      world.providers.set([inventedSource({ status: { state: 'reconnecting', since, problem: timeout } })]),
    )
    const notice = await screen.findByRole('status', { name: 'Connection of vcenter-01' })
    expect(notice.textContent).toContain('lost 2 min ago')
    expect(notice.textContent).toContain(timeout.message)
    expect(notice.textContent).toContain('10,000 VMs as they were at')
    expect(screen.getByText('Reconnecting for 2 min')).toBeTruthy()

    const back = new Date().toISOString()
    act(() => world.providers.set([inventedSource({ status: { state: 'connected', since: back } })]))
    expect((await screen.findByText('vcenter-01 is connected again')).textContent).toBeTruthy()
    await userEvent.click(screen.getByRole('button', { name: 'Dismiss the notice about vcenter-01' }))
    expect(screen.queryByText('vcenter-01 is connected again')).toBeNull()
  })

  it('offers four ways to begin when nothing is known', async () => {
    const { world } = show([])
    await screen.findByText('No providers yet')
    for (const name of ['Add a vCenter', 'Add a cluster', 'Open an inventory file'])
      expect(screen.getByRole('button', { name })).toBeTruthy()
    await userEvent.click(screen.getByRole('button', { name: 'Start the demo lab' }))
    expect(world.calls.map(({ name }) => name)).toEqual(['lab.start'])
  })

  it('reconnects, and asks for what is not in memory', async () => {
    const failed = inventedSource({ status: { state: 'failed', problem: timeout } })
    const { world } = show([failed])
    world.refusals.set('providers.reconnect', {
      code: 'provider.needs-credentials',
      message: 'Its credentials are not in memory.',
      remedy: 'Enter them.',
    })
    await choose('Reconnect vcenter-01')
    expect(await screen.findByRole('dialog', { name: 'Connect vcenter-01' })).toBeTruthy()
    expect(world.calls).toEqual([{ name: 'providers.reconnect', input: { id: 'src' } }])
  })
})

describe('checking a connection', () => {
  it('shows each step with what to do, and the missing rights folded', async () => {
    const { world } = show([inventedSource()], { checks: inventedChecks() })
    await userEvent.click(await screen.findByRole('button', { name: 'Check connection of vcenter-01' }))
    const dialog = within(await screen.findByRole('dialog', { name: 'Connection of vcenter-01' }))
    expect(await dialog.findByText('7 steps: 1 failed, 1 warning, 1 not looked at')).toBeTruthy()
    expect(dialog.getByText(/Set both clocks by the same time server/)).toBeTruthy()
    const folded = dialog.getByText('2 missing rights').closest('details')!
    expect(folded.open).toBe(false)
    expect(folded.textContent).toContain('VirtualMachine.Config.ChangeTracking on DC1')

    world.checks = inventedChecks().filter((step) => step.state === 'ok')
    await userEvent.click(dialog.getByRole('button', { name: 'Check again' }))
    expect(await dialog.findByText('4 steps, all fine')).toBeTruthy()
  })

  it('says why it cannot be checked', async () => {
    const { world } = show([inventedSource()])
    world.refusals.set('providers.check', timeout)
    await userEvent.click(await screen.findByRole('button', { name: 'Check connection of vcenter-01' }))
    expect(await screen.findByText(timeout.message)).toBeTruthy()
  })
})

describe('removing a provider', () => {
  it('names what goes, with the safe button in focus', async () => {
    show([inventedSource()])
    await choose('Remove vcenter-01')
    const dialog = within(await screen.findByRole('dialog', { name: 'Remove vcenter-01?' }))
    expect(document.activeElement?.textContent).toBe('Keep vcenter-01')
    expect(dialog.getByText('the inventory of 10,000 VMs on 200 hosts')).toBeTruthy()
    await userEvent.click(dialog.getByRole('button', { name: 'Remove vcenter-01' }))
    expect(await screen.findByText('No providers yet')).toBeTruthy()
  })

  it('shows the refusal with the plans that use it', async () => {
    const { world } = show([inventedSource()])
    const message = '2 plans use vcenter-01: wave-1, wave-2.'
    world.refusals.set('providers.remove', {
      code: 'provider.in-use',
      message,
      remedy: 'Remove those plans first, under Plans.',
    })
    await choose('Remove vcenter-01')
    const dialog = within(await screen.findByRole('dialog', { name: 'Remove vcenter-01?' }))
    await userEvent.click(dialog.getByRole('button', { name: 'Remove vcenter-01' }))
    expect(await dialog.findByText(message)).toBeTruthy()
    expect(world.providers.value).toHaveLength(1)
  })
})

describe('an inventory file', () => {
  const file = new File(['{}'], 'estate.inventory')

  it('is dropped on the page, opened, and shown with its age', async () => {
    const { world, shown } = show([inventedTargetProvider()])
    const title = await screen.findByRole('heading', { name: 'Providers' })
    fireEvent.drop(title, { dataTransfer: { types: ['Files'], files: [file] } })
    const dialog = within(await screen.findByRole('dialog', { name: 'Open an inventory file' }))
    expect(dialog.getByText('estate.inventory')).toBeTruthy()
    await fill(dialog.getByLabelText(/^Name in Palletjack/), 'customer')
    await userEvent.click(dialog.getByRole('button', { name: 'Open the inventory' }))
    await screen.findByRole('heading', { name: 'Inventory' })
    expect(world.calls[0]).toMatchObject({ name: 'providers.openInventoryFile', input: { name: 'customer' } })
    await act(() => shown.router.navigate({ to: '/providers' }))
    const row = within(await screen.findByRole('row', { name: /customer/ }))
    expect(row.getByText(/^File, \d+ d old$/)).toBeTruthy()
    expect(row.getByText('Inventory file')).toBeTruthy()
  })

  it('is called a workbook where it is one', async () => {
    show([inventedFile({ name: 'estate', inventoryFileKind: 'rvtools' })])
    const row = within(await screen.findByRole('row', { name: /estate/ }))
    expect(row.getByText('RVTools workbook')).toBeTruthy()
  })

  it('has nothing to connect to', async () => {
    show([inventedFile({ name: 'vcenter-01' })])
    await userEvent.click(await screen.findByRole('button', { name: 'More actions for vcenter-01' }))
    const items = await screen.findAllByRole('menuitem')
    expect(items.map((item) => item.textContent)).toEqual(['Remove vcenter-01'])
    expect(screen.queryByRole('button', { name: /^Check connection/, hidden: true })).toBeNull()
  })

  it('is not opened when there is none, or it is empty', async () => {
    const { world } = show([inventedTargetProvider()])
    await userEvent.click(await screen.findByRole('button', { name: 'Open inventory file' }))
    const dialog = within(await screen.findByRole('dialog', { name: 'Open an inventory file' }))
    const open = dialog.getByRole('button', { name: 'Open the inventory' })
    expect(open.getAttribute('aria-description')).toBe('Choose a file first.')
    await userEvent.upload(dialog.getByLabelText('Inventory file'), new File([], 'nothing.json'))
    expect(open.getAttribute('aria-description')).toBe('nothing.json is empty.')
    await userEvent.click(open)
    expect(world.calls).toEqual([])
  })
})
