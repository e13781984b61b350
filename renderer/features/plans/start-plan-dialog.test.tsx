import { cleanup, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, describe, expect, it } from 'vitest'
import type { Drift } from '../../../shared/plan/drift-model.ts'
import type { Plan } from '../../../shared/plan/model.ts'
import type { Provider } from '../../../shared/provider/model.ts'
import { Topic } from '../../../shared/topic.ts'
import { aPlan } from '../../../test/fixtures/inventory.ts'
import { fakeWorld, type FakeWorld } from '../../test-support/fake-world.ts'
import { inventedProvider, inventedTargetProvider } from '../../test-support/invented.ts'
import { showAt } from '../../test-support/render.tsx'

afterEach(cleanup)

const plan: Plan = {
  ...aPlan({
    ...{ sourceId: 'src', targetId: 'dst', vms: [{ vmId: 'vm-2' }] },
    networkMap: [{ sourceId: 'net-1', target: { kind: 'pod' } }],
    storageMap: [{ sourceId: 'ds-1', storageClass: 'ceph-rbd-virt' }],
  }),
  ...{ id: 'plan-1', createdAt: '2026-11-23T00:00:00Z' },
}
const grown: Drift['items'][number] = {
  kind: 'accept',
  vmId: 'vm-1',
  name: 'web-01',
  message: 'Hard disk 2 grew from 40.0 GiB to 60.0 GiB.',
}
const moved: Drift['items'][number] = {
  ...grown,
  kind: 'info',
  message: 'It was on esx-01 and is on esx-02.',
}
const drift = (change: Partial<Drift> = {}): Drift => ({
  ...{ reviewedAt: '2026-11-23T00:00:00Z', unknownVms: 0, items: [] },
  ...change,
})

async function opened(world: FakeWorld) {
  showAt('/plans', world)
  await userEvent.click(await screen.findByRole('button', { name: 'Start wave-1' }))
  return within(await screen.findByRole('dialog', { name: 'Start wave-1?' }))
}

const worldWith = (change: Partial<FakeWorld>): FakeWorld =>
  fakeWorld({
    providers: new Topic<Provider[]>([inventedProvider(), inventedTargetProvider()]),
    plans: [plan],
    ...change,
  })
const starts = (world: FakeWorld) =>
  world.calls.filter(({ name }) => name === 'migrations.start').map(({ input }) => input)
const act = { name: 'Migrate 1 VM' }

describe('the start of a plan', () => {
  it('asks for nothing where nothing has changed that matters', async () => {
    const world = worldWith({ drift: drift({ items: [moved] }) })
    const dialog = await opened(world)
    expect(await dialog.findByText('It was on esx-01 and is on esx-02.')).toBeTruthy()
    expect(dialog.queryByRole('checkbox')).toBeNull()
    await userEvent.click(dialog.getByRole('button', act))
    await waitFor(() => expect(starts(world)).toEqual([{ planId: 'plan-1' }]))
  })

  it('shows what has changed, and starts once that is accepted', async () => {
    const world = worldWith({ drift: drift({ items: [grown, moved], stamp: 'one' }) })
    const dialog = await opened(world)
    expect(await dialog.findByText('Hard disk 2 grew from 40.0 GiB to 60.0 GiB.')).toBeTruthy()
    const start = dialog.getByRole('button', act)
    await waitFor(() => expect(start.getAttribute('aria-description')).toMatch(/accept the changes first/))
    await userEvent.click(start)
    expect(starts(world)).toEqual([])
    await userEvent.click(dialog.getByRole('checkbox', { name: 'The change is as it should be' }))
    await userEvent.click(dialog.getByRole('button', act))
    await waitFor(() => expect(starts(world)).toEqual([{ planId: 'plan-1', acceptedDrift: 'one' }]))
  })

  it('shows anew what has changed between the look and the press', async () => {
    const problem = {
      code: 'plan.drifted',
      message: 'wave-1 is no longer what was reviewed.',
      meaning: 'Nothing was started.',
      remedy: 'Look at what has changed, and start again if the plan is still right.',
    }
    const world = worldWith({
      drift: drift({ items: [grown], stamp: 'one' }),
      refusals: new Map([['migrations.start', problem]]),
    })
    const dialog = await opened(world)
    await userEvent.click(await dialog.findByRole('checkbox', { name: 'The change is as it should be' }))
    world.drift = drift({
      items: [grown, { ...grown, message: 'It has a new snapshot, "backup".' }],
      stamp: 'two',
    })
    await userEvent.click(dialog.getByRole('button', act))
    expect(await dialog.findByText('It has a new snapshot, "backup".')).toBeTruthy()
    const all = dialog.getByRole<HTMLInputElement>('checkbox', {
      name: 'All 2 changes are as they should be',
    })
    expect(all.checked).toBe(false)
    world.refusals.clear()
    await userEvent.click(dialog.getByRole('button', act))
    expect(starts(world)).toHaveLength(1)
    await userEvent.click(all)
    await userEvent.click(dialog.getByRole('button', act))
    await waitFor(() => expect(starts(world)[1]).toEqual({ planId: 'plan-1', acceptedDrift: 'two' }))
  })

  it('leaves out what a run has brought over, and says so', async () => {
    const two = { ...plan, vms: [{ vmId: 'vm-2' }, { vmId: 'vm-3' }] }
    const world = worldWith({ plans: [two], migrated: ['vm-3'] })
    const dialog = await opened(world)
    expect(await dialog.findByText('1 VM of these was migrated already, and is left out.')).toBeTruthy()
    await userEvent.click(await dialog.findByRole('button', act))
    await waitFor(() => expect(starts(world)).toEqual([{ planId: 'plan-1' }]))
  })

  it('starts nothing where all was brought over', async () => {
    const world = worldWith({ migrated: ['vm-2'] })
    const dialog = await opened(world)
    expect(await dialog.findByText(/^All of these VMs were migrated already\. Nothing/)).toBeTruthy()
    await userEvent.click(dialog.getByRole('button', { name: /^Migrate/ }))
    expect(starts(world)).toEqual([])
  })

  it('says so where no facts of the review are kept, and starts', async () => {
    const world = worldWith({ drift: { unknownVms: 1, items: [] } })
    const dialog = await opened(world)
    expect(await dialog.findByText(/No facts of its review are kept/)).toBeTruthy()
    await userEvent.click(dialog.getByRole('button', act))
    await waitFor(() => expect(starts(world)).toEqual([{ planId: 'plan-1' }]))
  })
})
