import { cleanup, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, describe, expect, it } from 'vitest'
import { type Plan, planOptionsSchema } from '../../../shared/plan/model.ts'
import type { Provider } from '../../../shared/provider/model.ts'
import { Topic } from '../../../shared/topic.ts'
import type { FakeEstate } from '../inventory/test-support/fake-inventory.ts'
import { inventedRun } from './test-support/invented-findings.ts'
import { fakeWorld, type FakeWorld } from '../../test-support/fake-world.ts'
import { inventedInventory, inventedProvider, inventedTargetProvider } from '../../test-support/invented.ts'
import { showAt } from '../../test-support/render.tsx'
import { plannedText } from './plan-these.tsx'
import { button } from './test-support/preflight-screen.ts'

afterEach(() => {
  cleanup()
  localStorage.clear()
})

const planned: Plan = {
  ...{ id: 'plan-1', name: 'pilot', description: '', createdAt: '2026-11-01T00:00:00Z', type: 'cold' },
  ...{ sourceId: 'src', targetId: 'dst', targetNamespace: 'demo' },
  ...{ vms: [{ vmId: 'vm-9' }, { vmId: 'vm-11' }] },
  ...{ networkMap: [], storageMap: [], options: planOptionsSchema.parse({}) },
}

function worldWithRun(change: Partial<FakeWorld> = {}, target = true): FakeWorld {
  const preflight = inventedRun(22)
  if (target) preflight.runs = preflight.runs.map((run) => ({ ...run, targetId: 'dst', target: 'ocp' }))
  return fakeWorld({
    providers: new Topic<Provider[]>([inventedProvider(), inventedTargetProvider()]),
    inventory: new Topic<FakeEstate>({ inventory: inventedInventory(22, []) }),
    preflight,
    ...change,
  })
}

const wave = async (name: string) => {
  await userEvent.click(await screen.findByText(name))
  return within(await screen.findByRole('dialog', { name }))
}

describe('a wave', () => {
  it('becomes a draft with its VMs, for source and target of the run, and a name that is free', async () => {
    const { router, drafts } = showAt('/preflight?tab=forecast', worldWithRun())
    const drawer = await wave('wave-2')
    await userEvent.click(drawer.getByRole('button', { name: 'Plan these 8 VMs' }))
    await waitFor(() => expect(router.state.location.pathname).toBe('/wizard/vms'))
    const vmIds = [9, 10, 11, 12, 13, 14, 15, 16].map((at) => `vm-${at}`)
    expect(drafts.get()).toMatchObject({ sourceId: 'src', targetId: 'dst', name: 'wave-2', vmIds })
    expect(router.state.location.search).toEqual({ chosen: true })
    await userEvent.click(await screen.findByRole('button', { name: 'Warm' }))
    expect(drafts.get().type).toBe('warm')
    await screen.findByRole('checkbox', { name: /^Select app-09/ })
    expect(screen.queryByRole('checkbox', { name: /^Select app-01/ })).toBeNull()
  })

  it('is planned from its row, too, without opening it', async () => {
    const { router } = showAt('/preflight?tab=forecast', worldWithRun())
    await userEvent.click(
      (await screen.findAllByRole('button', { name: 'Plan these 8 VMs' }))[0] as HTMLElement,
    )
    await waitFor(() => expect(router.state.location.pathname).toBe('/wizard/vms'))
  })

  it('says which of its VMs are in a plan already', async () => {
    showAt('/preflight?tab=forecast', worldWithRun({ plans: [{ ...planned, name: 'wave-2' }] }))
    const drawer = await wave('wave-2')
    expect(drawer.getByText('2 of these 8 VMs are in a plan already: wave-2.')).toBeTruthy()
    expect(drawer.getAllByText(/in plan wave-2$/)).toHaveLength(2)
    await userEvent.click(drawer.getByRole('button', { name: 'Plan these 8 VMs' }))
    // The name of the wave is taken.
    await screen.findByRole('checkbox', { name: /^Select app-09/ })
  })

  it('asks before it drops a draft of other VMs', async () => {
    const own = { sourceId: 'src', targetId: 'dst', vmIds: ['vm-1'], name: 'mine' }
    const { router, drafts } = showAt('/preflight?tab=forecast', worldWithRun(), own)
    const drawer = await wave('wave-3')
    await userEvent.click(drawer.getByRole('button', { name: 'Plan these 8 VMs' }))
    await userEvent.click(await button('Keep the draft'))
    await waitFor(() => expect(screen.queryByText('Replace the draft of 1 VM?')).toBeNull())
    expect(drafts.get()).toMatchObject(own)
    await userEvent.click(drawer.getByRole('button', { name: 'Plan these 8 VMs' }))
    const dialog = within(await screen.findByRole('dialog', { name: 'Replace the draft of 1 VM?' }))
    await userEvent.click(dialog.getByRole('button', { name: 'Plan these 8 VMs' }))
    await waitFor(() => expect(router.state.location.pathname).toBe('/wizard/vms'))
    expect(drafts.get()).toMatchObject({ name: 'wave-3' })
  })

  it('goes to the first step where the run had no target', async () => {
    const { router, drafts } = showAt('/preflight?tab=forecast', worldWithRun({}, false))
    const drawer = await wave('wave-1')
    await userEvent.click(drawer.getByRole('button', { name: 'Plan these 8 VMs' }))
    await waitFor(() => expect(router.state.location.pathname).toBe('/wizard/connect'))
    expect(drafts.get().vmIds).toHaveLength(8)
  })

  it('of a file cannot be planned, and says why', async () => {
    const file = inventedProvider({
      credential: 'none',
      status: { state: 'offline', takenAt: '2026-11-01T00:00:00Z' },
    })
    const world = worldWithRun({ providers: new Topic<Provider[]>([file, inventedTargetProvider()]) })
    const { router } = showAt('/preflight?tab=forecast', world)
    const drawer = await wave('wave-1')
    const act = drawer.getByRole('button', { name: 'Plan these 8 VMs' })
    expect(act.getAttribute('aria-description')).toMatch(/is a file: nothing can be migrated from it/)
    await userEvent.click(act)
    expect(router.state.location.pathname).toBe('/preflight')
  })
})

describe('the verdicts', () => {
  it('offer the chosen VMs for a plan', async () => {
    const { router, drafts } = showAt('/preflight?group=object', worldWithRun())
    // By role it takes seconds among the cells of two tables.
    await userEvent.click(await screen.findByLabelText('Select app-02'))
    await userEvent.click(screen.getByLabelText('Select app-04'))
    expect(screen.getByText('2 VMs chosen')).toBeTruthy()
    await userEvent.click(screen.getByText('Choose none'))
    await userEvent.click(screen.getByLabelText('Choose all VMs in this list'))
    await userEvent.click(await screen.findByText('Plan these 22 VMs'))
    await waitFor(() => expect(router.state.location.pathname).toBe('/wizard/vms'))
    expect(new Set(drafts.get().vmIds).size).toBe(22)
    expect(drafts.get().name).toBe('')
  })
})

describe('what is said of VMs in plans', () => {
  const plans = new Map([
    ['vm-1', ['a']],
    ['vm-2', ['a', 'b']],
  ])
  it.each([
    [['vm-3'], undefined],
    [['vm-1'], 'It is in a plan already: a.'],
    [['vm-1', 'vm-3'], '1 of these 2 VMs is in a plan already: a.'],
    [['vm-1', 'vm-2'], 'All of them are in a plan already: a, b.'],
  ])('%j: %s', (ids, text) => expect(plannedText(ids, plans)).toBe(text))
})
