import { cleanup, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, describe, expect, it } from 'vitest'
import type { Provider } from '../../../shared/provider/model.ts'
import { Topic } from '../../../shared/topic.ts'
import { inventedEsxi, inventedHost } from '../esxi/test-support/fake-esxi.ts'
import { fakeWorld, type FakeWorld } from '../../test-support/fake-world.ts'
import {
  inventedInventory,
  inventedProvider,
  inventedTargetProvider,
  inventedVm,
} from '../../test-support/invented.ts'
import { showAt } from '../../test-support/render.tsx'
import type { Draft } from './draft.ts'

afterEach(cleanup)

/** So many VMs on the first host, each with one disk. */
function worldWith(count: number): { world: FakeWorld; draft: Partial<Draft> } {
  const vms = Array.from({ length: count }, (_, index) =>
    inventedVm(index + 1, { hostId: 'host-1', disks: inventedVm(1).disks.slice(0, 1) }),
  )
  const esxi = inventedEsxi()
  esxi.hosts.set([inventedHost(1), inventedHost(2), inventedHost(3)])
  const world = fakeWorld({
    providers: new Topic<Provider[]>([inventedProvider(), inventedTargetProvider()]),
    inventory: new Topic({ inventory: { ...inventedInventory(0), vms } }),
    esxi,
  })
  const draft = {
    sourceId: 'src',
    targetId: 'dst',
    name: 'wave-1',
    targetNamespace: 'finance',
    vmIds: vms.map(({ id }) => id),
  }
  return { world, draft }
}

const steps = async () =>
  within(await screen.findByRole('navigation', { name: 'Steps' }))
    .getAllByRole('link')
    .map((link) => link.textContent.replace(/^Complete:/, ''))

describe('the step about hosts', () => {
  it('is there only when a host is asked for more copies than it bears', async () => {
    const ten = worldWith(10)
    showAt('/wizard/mapping', ten.world, ten.draft)
    await screen.findByRole('button', { name: 'Next: Review' })
    expect(await steps()).toEqual(['1 Connect', '2 Virtual machines', '3 Mapping', '4 Review'])
    cleanup()
    const eleven = worldWith(11)
    showAt('/wizard/mapping', eleven.world, eleven.draft)
    await userEvent.click(await screen.findByRole('button', { name: 'Next: Hosts' }))
    const table = await screen.findByRole('table', { name: 'Hosts with more disks than copies at once' })
    expect(within(table).getAllByRole('row')[1]?.textContent).toMatch(/^esx-01111110not read/)
    await screen.findByText('Take turns, 10 at once')
    expect(await steps()).toContain('4 Hosts')
  })

  it('leads to the memory of these hosts and back to the draft', async () => {
    const { world, draft } = worldWith(12)
    const { router, drafts } = showAt('/wizard/hosts', world, draft)
    await userEvent.click(await screen.findByRole('button', { name: 'Raise the memory of esx-01...' }))
    await screen.findByRole('heading', { name: 'NFC memory of esx-01' })
    expect(router.state.location.search).toEqual({
      source: 'src',
      chosen: ['host-1'],
      do: 'memory',
      from: 'wizard',
    })
    const raised = inventedHost(1, { copies: { limit: 20, because: 'It was raised.', now: 0 } })
    world.esxi.hosts.set([raised, inventedHost(2), inventedHost(3)])
    await userEvent.click(await screen.findByRole('button', { name: 'Back to the new migration' }))
    await screen.findByText('No host of this plan is asked for more copies than it bears at once.')
    expect(drafts.get().vmIds).toHaveLength(12)
    await userEvent.click(await screen.findByRole('button', { name: 'Next: Review' }))
    await waitFor(() => expect(router.state.location.pathname).toBe('/wizard/review'))
    expect(await steps()).not.toContain('4 Hosts')
  })
})
