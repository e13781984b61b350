import { cleanup, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, describe, expect, it } from 'vitest'
import type { Provider } from '../../../shared/provider/model.ts'
import { Topic } from '../../../shared/topic.ts'
import type { FakeEstate } from '../inventory/test-support/fake-inventory.ts'
import { fakeWorld, type FakeWorld } from '../../test-support/fake-world.ts'
import {
  inventedInventory,
  inventedProvider,
  inventedTargetProvider,
  inventedVm,
} from '../../test-support/invented.ts'
import { showAt } from '../../test-support/render.tsx'

afterEach(cleanup)

const both = { sourceId: 'src', targetId: 'dst' }

function connectedWorld(change: Partial<FakeWorld> = {}): FakeWorld {
  const inventory = inventedInventory(8, [
    inventedVm(90, { name: 'golden', isTemplate: true }),
    inventedVm(91, {
      name: 'gpu-01',
      devices: [
        { key: 1, kind: 'VirtualPCIPassthrough', label: 'PCI device 0', connected: true, backing: '' },
      ],
    }),
  ])
  return fakeWorld({
    providers: new Topic<Provider[]>([inventedProvider(), inventedTargetProvider()]),
    inventory: new Topic<FakeEstate>({ inventory }),
    ...change,
  })
}

describe('the wizard', () => {
  it('says at Next what is missing and does not go on', async () => {
    const { router } = showAt('/wizard/vms', connectedWorld(), both)
    await screen.findByRole('grid')
    await userEvent.click(screen.getByRole('button', { name: 'Next: Mapping' }))
    expect(await screen.findByText('Choose at least one VM.')).toBeTruthy()
    expect(router.state.location.pathname).toBe('/wizard/vms')
  })

  it('tells the consequences while VMs are chosen by keyboard', async () => {
    const { drafts } = showAt('/wizard/vms', connectedWorld(), both)
    await screen.findByRole('checkbox', { name: /^Select app-01/ })
    screen.getByRole('grid').focus()
    await userEvent.keyboard(' ')
    expect(drafts.get().vmIds).toEqual(['vm-1'])
    const rail = screen.getByRole('complementary', { name: 'Consequences' })
    await waitFor(() => expect(within(rail).getByText('1 VM, 1 disk to copy')).toBeTruthy())
    expect(within(rail).getByText('Stops: 1 VM')).toBeTruthy()
    await userEvent.keyboard('{Control>}a{/Control}')
    await waitFor(() => expect(drafts.get().vmIds).toHaveLength(9))
    expect(drafts.get().vmIds).not.toContain('vm-90')
  })

  it('does not let a template be chosen and says why', async () => {
    showAt('/wizard/vms', connectedWorld(), both)
    const box = await screen.findByRole<HTMLInputElement>('checkbox', {
      name: /^Select golden: A template is not migrated/,
    })
    expect(box.disabled).toBe(true)
  })

  it('searches by words and chooses only what is shown', async () => {
    const { drafts } = showAt('/wizard/vms', connectedWorld(), both)
    await userEvent.click(await screen.findByLabelText('Search VMs'))
    await userEvent.paste('app-03')
    await screen.findByText('1 of 10 VMs')
    await userEvent.click(screen.getByRole('checkbox', { name: /^Select all/ }))
    await waitFor(() => expect(drafts.get().vmIds).toEqual(['vm-3']))
  })

  it('chooses by a query, keeps what was chosen before, and names what cannot be chosen', async () => {
    const { drafts } = showAt('/wizard/vms?q=cpu+%3E%3D+2+and+not+name+~+%27app-0%2A%27', connectedWorld(), {
      ...both,
      vmIds: ['vm-3'],
    })
    await userEvent.click(await screen.findByRole('button', { name: 'Choose all 1 that match' }))
    expect(drafts.get().vmIds).toEqual(['vm-3', 'vm-91'])
    await userEvent.click(screen.getByRole('button', { name: 'Which, and why?' }))
    const refused = await screen.findByRole('list', { name: 'VMs that cannot be chosen' })
    await waitFor(() => expect(refused.textContent).toMatch(/^golden: A template is not migrated/))
    await userEvent.click(screen.getByRole('button', { name: 'Take out the 1 that match' }))
    expect(drafts.get().vmIds).toEqual(['vm-3'])
  })

  it('does not choose by a query that cannot be read', async () => {
    showAt('/wizard/vms?q=cpu+%3E', connectedWorld(), both)
    expect((await screen.findByRole('alert')).textContent).toContain('at character')
    expect(screen.queryByRole('button', { name: /^Choose all/ })).toBeNull()
  })

  it('shows each suggestion with its reason and takes another choice', async () => {
    const { drafts } = showAt('/wizard/mapping', connectedWorld(), {
      ...both,
      vmIds: ['vm-2'],
      targetNamespace: 'finance',
      name: 'wave-1',
    })
    expect(await screen.findByText('Same VLAN 110 as vlan-110.')).toBeTruthy()
    await userEvent.click(screen.getByRole('combobox', { name: 'Network on the target for dvpg-web-110' }))
    await userEvent.click(await screen.findByRole('option', { name: 'Pod network' }))
    expect(drafts.get().networkChoices).toEqual({ 'net-1': { kind: 'pod' } })
    await userEvent.click(await screen.findByRole('button', { name: 'Use the suggestion' }))
    expect(drafts.get().networkChoices).toEqual({})
  })

  it('blocks the start with the reason of a critical finding', async () => {
    const world = connectedWorld()
    showAt('/wizard/review', world, { ...both, vmIds: ['vm-91'], targetNamespace: 'finance', name: 'wave-1' })
    const start = await screen.findByRole('button', { name: /migrate 1 VM/i })
    await waitFor(() => expect(start.getAttribute('aria-description')).toContain('PCI device'))
    await userEvent.click(start)
    expect(world.calls.filter((call) => call.name === 'migrations.start')).toEqual([])
  })

  it('creates the plan, starts it and opens the run', async () => {
    const world = connectedWorld()
    const { router, drafts } = showAt('/wizard/review', world, {
      ...both,
      vmIds: ['vm-2'],
      targetNamespace: 'finance',
      name: 'wave-1',
    })
    const start = await screen.findByRole('button', { name: 'Stop and migrate 1 VM' })
    await waitFor(() => expect(start.getAttribute('aria-disabled')).toBeNull())
    await userEvent.click(start)
    await waitFor(() => expect(router.state.location.pathname).toBe('/runs/run-1'))
    await waitFor(() => expect(drafts.get().vmIds).toEqual([]))
  })

  it('keeps no plan whose start is refused, and shows why', async () => {
    const problem = {
      code: 'migration.busy',
      message: 'Another run uses this plan.',
      meaning: 'Nothing was changed.',
      remedy: 'Wait for it.',
    }
    const world = connectedWorld({ refusals: new Map([['migrations.start', problem]]) })
    showAt('/wizard/review', world, { ...both, vmIds: ['vm-2'], targetNamespace: 'finance', name: 'wave-1' })
    const start = await screen.findByRole('button', { name: 'Stop and migrate 1 VM' })
    await waitFor(() => expect(start.getAttribute('aria-disabled')).toBeNull())
    const reviews = () => world.calls.filter((call) => call.name === 'plans.review').length
    const before = reviews()
    await userEvent.click(start)
    expect(await screen.findByText(problem.message)).toBeTruthy()
    expect(world.plans).toEqual([])
    // What has changed since it was reviewed may be why: it is looked at again.
    await waitFor(() => expect(reviews()).toBeGreaterThan(before))
  })
})
