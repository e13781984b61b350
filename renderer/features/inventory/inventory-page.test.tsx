import { act, cleanup, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, describe, expect, it } from 'vitest'
import type { Inventory } from '../../../shared/inventory/model.ts'
import type { Provider } from '../../../shared/provider/model.ts'
import { Topic } from '../../../shared/topic.ts'
import type { FakeEstate } from './test-support/fake-inventory.ts'
import { fakeWorld, type FakeWorld } from '../../test-support/fake-world.ts'
import { inventedInventory, inventedProvider, inventedVm } from '../../test-support/invented.ts'
import { fillIn, showAt } from '../../test-support/render.tsx'

afterEach(() => {
  cleanup()
  sessionStorage.clear()
})

const special = [
  inventedVm(90, { name: 'golden', isTemplate: true }),
  inventedVm(91, { name: 'lost-01', connectionState: 'inaccessible' }),
]

function worldWith(inventory: Inventory | undefined, view: Omit<FakeEstate, 'inventory'> = {}): FakeWorld {
  return fakeWorld({
    providers: new Topic<Provider[]>([inventedProvider()]),
    inventory: new Topic<FakeEstate>({ inventory, ...view }),
  })
}

const box = () => screen.findByRole<HTMLInputElement>('combobox', { name: 'Search VMs' })
const row = (name: RegExp) => screen.findByRole('row', { name })
const queries = (world: FakeWorld) => world.calls.filter((call) => call.name === 'inventory.query')

describe('the inventory', () => {
  it('lists templates and VMs that cannot be reached, marked', async () => {
    showAt('/inventory', worldWith(inventedInventory(3, special)))
    expect((await row(/golden/)).textContent).toContain('Template')
    expect((await row(/lost-01/)).textContent).toContain('Inaccessible')
    expect(screen.getByText(/1 template and 1 VM that vSphere cannot reach/)).toBeTruthy()
    expect(screen.getByText('5 VMs')).toBeTruthy()
  })

  it('reads only the pages in sight of a large one', async () => {
    const world = worldWith(inventedInventory(2_000))
    showAt('/inventory', world)
    const grid = await screen.findByRole('grid', { name: 'Virtual machines' })
    await row(/app-01/)
    expect(grid.getAttribute('aria-rowcount')).toBe('2001')
    expect(queries(world).map((call) => call.input)).toMatchObject([{ offset: 0, limit: 100 }])
  })

  it('sorts on the other side and keeps the order in the address', async () => {
    const world = worldWith(inventedInventory(5))
    const { router } = showAt('/inventory', world)
    await row(/app-01/)
    await userEvent.click(screen.getByRole('button', { name: 'Memory' }))
    await userEvent.click(screen.getByRole('button', { name: 'Memory' }))
    await waitFor(() => expect(router.state.location.search).toMatchObject({ sort: '-memory' }))
    await waitFor(() => expect(screen.getAllByRole('row')[1]?.textContent).toContain('app-03'))
    expect(queries(world).at(-1)?.input).toMatchObject({ sort: [{ field: 'memory', descending: true }] })
  })

  it('shows tags, how old they are, and why they are not known', async () => {
    const tags = [
      { category: 'Application', name: 'Shop' },
      { category: 'Backup', name: 'daily' },
      { category: 'Backup', name: 'off-site' },
    ]
    const problem = { code: 'x', message: 'No REST API answers.', remedy: 'Look.' }
    const vms = [inventedVm(1, { tags }), inventedVm(2, { tags: [] }), inventedVm(3, { tags: undefined })]
    const tagReading = { at: '2026-11-02T10:00:00Z', problem }
    const inventory = { ...inventedInventory(0, vms), tagReading }
    showAt('/inventory', worldWith(inventory))
    const tagsOf = async (name: RegExp, vm: string) => {
      await userEvent.dblClick(await row(name))
      const drawer = within(await screen.findByRole('dialog', { name: vm }))
      const text = (await drawer.findByRole('region', { name: 'Tags' })).textContent
      await userEvent.keyboard('{Escape}')
      return text
    }
    expect(await tagsOf(/app-01/, 'app-01')).toMatch(
      /ApplicationShopBackupdaily, off-siteAs of .* No REST API answers\.$/,
    )
    expect(await tagsOf(/app-02/, 'app-02')).toMatch(/None\. As of/)
    expect(await tagsOf(/app-03/, 'app-03')).toMatch(/Unknown\. As of/)
    await fillIn(await box(), 'off-site')
    await waitFor(() => expect(screen.queryByRole('row', { name: /app-02/ })).toBeNull())
    expect(screen.getByRole('row', { name: /app-01/ })).toBeTruthy()
  })

  it('opens the details of a VM with Enter', async () => {
    const snapshot = {
      id: 'snapshot-1',
      name: 'before patch',
      createdAt: '2026-11-01T00:00:00Z',
      quiesced: true,
      current: true,
    }
    const vm = inventedVm(1, { snapshots: [snapshot], snapshotCount: 1 })
    showAt('/inventory', worldWith(inventedInventory(0, [vm])))
    await row(/app-01/)
    screen.getByRole('grid').focus()
    await userEvent.keyboard('{Enter}')
    const drawer = await screen.findByRole('dialog', { name: 'app-01' })
    expect((await within(drawer).findByText('before patch')).parentElement?.textContent).toContain('quiesced')
    expect(within(drawer).getByRole('region', { name: 'Findings' }).textContent).toContain('snapshot')
    expect(within(drawer).getByText(/ParaVirtual SCSI 0:0/)).toBeTruthy()
  })

  it('shows another kind of rows, and takes a search along that fits there', async () => {
    const { router } = showAt('/inventory?q=esx-01', worldWith(inventedInventory(3)))
    await userEvent.click(await screen.findByRole('tab', { name: 'Hosts 3' }))
    expect((await row(/esx-01/)).textContent).toContain('Connected')
    expect(screen.getByText('1 of 3 hosts')).toBeTruthy()
    expect(router.state.location.search).toMatchObject({ tab: 'hosts', q: 'esx-01' })
  })
})

describe('the search box', () => {
  it('takes a query from the address, and puts a typed one there', async () => {
    const { router } = showAt('/inventory?q=power+%3D+off', worldWith(inventedInventory(8)))
    await screen.findByText('2 of 8 VMs')
    const input = await box()
    expect(input.value).toBe('power = off')
    await userEvent.clear(input)
    await userEvent.paste('disks > 1')
    await waitFor(() => expect(router.state.location.search).toMatchObject({ q: 'disks > 1' }))
    await screen.findByText('2 of 8 VMs')
    await row(/app-06/)
  })

  it('completes a field and its value by keyboard', async () => {
    showAt('/inventory', worldWith(inventedInventory(8)))
    const input = await box()
    await fillIn(input, 'powe')
    expect((await screen.findByRole('option', { name: /^power/ })).textContent).toContain('Whether it runs')
    await userEvent.keyboard('{ArrowDown}{Enter}')
    await waitFor(() => expect(input.value).toBe('power '))
    await fillIn(input, '= o')
    await screen.findByRole('option', { name: /^off/ })
    await userEvent.keyboard('{ArrowDown}{ArrowDown}{Tab}')
    await waitFor(() => expect(input.value).toBe('power = off '))
    expect(screen.queryByRole('listbox')).toBeNull()
    await screen.findByText('2 of 8 VMs')
  })

  it('underlines what it cannot read and keeps the rows of the search before', async () => {
    showAt('/inventory', worldWith(inventedInventory(8)))
    await row(/app-01/)
    await userEvent.click(await box())
    await userEvent.paste('powr = on')
    const fault = await screen.findByRole('alert')
    expect(fault.querySelector('mark')?.textContent).toBe('powr')
    expect(fault.textContent).toContain('Did you mean power')
    expect(screen.getByText('8 VMs, by the search before')).toBeTruthy()
    expect(screen.getByRole('row', { name: /app-01/ })).toBeTruthy()
  })

  it('keeps the rows while a condition is half written', async () => {
    showAt('/inventory', worldWith(inventedInventory(8)))
    await row(/app-01/)
    await userEvent.click(await box())
    await userEvent.paste('power = on and di')
    await screen.findByText('8 VMs, by the search before')
    await userEvent.paste('sks > 0')
    await waitFor(() => expect(screen.queryByText(/by the search before/)).toBeNull())
    expect(screen.getByRole('row', { name: /app-01/ })).toBeTruthy()
  })

  it('closes its list with Escape first, then empties itself', async () => {
    showAt('/inventory', worldWith(inventedInventory(8)))
    const input = await box()
    await fillIn(input, 'po')
    await screen.findByRole('listbox')
    await userEvent.keyboard('{Escape}')
    expect(screen.queryByRole('listbox')).toBeNull()
    expect(input.value).toBe('po')
    await userEvent.keyboard('{Escape}')
    expect(input.value).toBe('')
    await screen.findByText('8 VMs')
  })

  it('gets the focus by / and explains itself with examples that work', async () => {
    showAt('/inventory', worldWith(inventedInventory(8)))
    const input = await box()
    await userEvent.keyboard('/')
    expect(document.activeElement).toBe(input)
    await userEvent.click(screen.getByRole('button', { name: 'How to search VMs' }))
    const help = await screen.findByRole('dialog', { name: 'How to search VMs' })
    await fillIn(within(help).getByRole('textbox', { name: 'Find a field' }), 'snapshot')
    await userEvent.click(within(help).getByRole('button', { name: 'snapshots > 1' }))
    await waitFor(() => expect(input.value).toBe('snapshots > 1'))
    await screen.findByText('No VM passes the filter')
  })
})

describe('the tree', () => {
  it('narrows the lists to a node by keyboard and back, and keeps what is open', async () => {
    const { router, unmount } = showAt('/inventory', worldWith(inventedInventory(9)))
    const tree = await screen.findByRole('tree', { name: 'Folders' })
    await screen.findByRole('treeitem', { name: /^DC1 9 VMs, datacenter/ })
    tree.focus()
    await userEvent.keyboard('p{ArrowRight}')
    expect(await screen.findByRole('treeitem', { name: /^Web 3 VMs/ })).toBeTruthy()
    await userEvent.keyboard('w{Enter}')
    await screen.findByText('3 of 9 VMs')
    expect(router.state.location.search).toMatchObject({ node: 'group-v3' })
    await userEvent.keyboard('{Home}{Enter}')
    await screen.findByText('9 VMs')
    unmount()
    showAt('/inventory', worldWith(inventedInventory(9)))
    expect(await screen.findByRole('treeitem', { name: /^Web 3 VMs/ })).toBeTruthy()
  })

  it('has four kinds', async () => {
    showAt('/inventory?tree=hosts', worldWith(inventedInventory(9)))
    const cluster = await screen.findByRole('treeitem', { name: /^Cluster-A 9 VMs, cluster/ })
    expect(cluster.getAttribute('aria-expanded')).toBe('false')
    await userEvent.click(cluster)
    await screen.findByText('9 VMs')
  })
})

describe('an inventory that is not live', () => {
  const problem = {
    code: 'vsphere.unreachable',
    message: 'vcenter-01 does not answer.',
    remedy: 'Check the network.',
  }

  it('says that it is being tried again, and what is shown meanwhile', async () => {
    showAt('/inventory', worldWith(inventedInventory(3), { state: 'reconnecting', problem }))
    expect((await screen.findByText(problem.message)).parentElement?.textContent).toContain(
      'goes on trying by itself. What is shown below is the last state that could be read',
    )
    await row(/app-01/)
    expect(screen.getByText(/^Last in step with vCenter/)).toBeTruthy()
  })

  it('says what failed when there is nothing to show', async () => {
    showAt('/inventory', worldWith(undefined, { state: 'failed', problem }))
    expect((await screen.findByRole('alert')).textContent).toContain(problem.remedy)
    expect(screen.queryByRole('grid')).toBeNull()
  })

  it('is marked with its age when it comes from a file', async () => {
    showAt('/inventory', worldWith(inventedInventory(3), { offline: true, syncedAt: '2026-01-01T00:00:00Z' }))
    expect((await screen.findByText(/^From an inventory file/)).textContent).toMatch(/ago: 202/)
    await row(/app-01/)
  })
})

describe('live data', () => {
  it('counts the changes while the list is pointed at and takes them up on request', async () => {
    const world = worldWith(inventedInventory(3))
    showAt('/inventory', world)
    await userEvent.hover(await row(/app-01/))
    act(() => world.inventory.set({ inventory: inventedInventory(5), revision: 3 }))
    const refresh = await screen.findByRole('button', { name: '2 changes: refresh' })
    expect(screen.queryByRole('row', { name: /app-05/ })).toBeNull()
    await userEvent.click(refresh)
    await row(/app-05/)
  })

  it('takes them up by itself when nobody points at the list', async () => {
    const world = worldWith(inventedInventory(3))
    showAt('/inventory', world)
    await row(/app-01/)
    act(() => world.inventory.set({ inventory: inventedInventory(5), revision: 2 }))
    await row(/app-05/)
    expect(screen.getByRole('tab', { name: 'Virtual machines 5' })).toBeTruthy()
  })
})
