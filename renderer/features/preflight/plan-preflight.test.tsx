import { cleanup, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, describe, expect, it } from 'vitest'
import { type Plan, planOptionsSchema } from '../../../shared/plan/model.ts'
import { planStamp } from '../../../shared/plan/stamp.ts'
import type { Provider } from '../../../shared/provider/model.ts'
import { Topic } from '../../../shared/topic.ts'
import type { FakeEstate } from '../inventory/test-support/fake-inventory.ts'
import { inventedRun } from './test-support/invented-findings.ts'
import { fakeWorld, type FakeWorld } from '../../test-support/fake-world.ts'
import { inventedInventory, inventedProvider, inventedTargetProvider } from '../../test-support/invented.ts'
import { inventedSummary } from './test-support/invented-preflight.ts'
import { showAt } from '../../test-support/render.tsx'
import { newestRunOf } from './plan-runs.ts'
import { button, inputs } from './test-support/preflight-screen.ts'

afterEach(() => {
  cleanup()
  localStorage.clear()
})

const plan: Plan = {
  ...{ id: 'plan-1', name: 'wave-1', description: '', createdAt: '2026-11-01T00:00:00Z', type: 'cold' },
  ...{ sourceId: 'src', targetId: 'dst', targetNamespace: 'demo', vms: [{ vmId: 'vm-2' }] },
  ...{ networkMap: [], storageMap: [], options: planOptionsSchema.parse({}) },
}

/** A run about `judged`, as the plan was then. */
const runAbout = (judged: Plan, runId = 'preflight-1') => ({
  ...{ ...inventedSummary({ runId }), targetId: 'dst', target: 'ocp' },
  counts: { Critical: 3, Warning: 4, Information: 5, unknown: 6, waived: 0, isNew: 0 },
  ...{ planId: judged.id, plan: { name: judged.name, stamp: planStamp(judged) } },
})

function worldWith(runs: ReturnType<typeof runAbout>[], change: Partial<FakeWorld> = {}): FakeWorld {
  return fakeWorld({
    providers: new Topic<Provider[]>([inventedProvider(), inventedTargetProvider()]),
    inventory: new Topic<FakeEstate>({ inventory: inventedInventory(8, []) }),
    plans: [plan],
    preflight: inventedRun(8, { runs }),
    ...change,
  })
}

describe('the run of a plan', () => {
  const old = { ...inventedSummary({ runId: 'old' }), planId: 'plan-1' }
  const other: Plan = { ...plan, id: 'plan-2', name: 'other' }
  it('is its newest, and tells whether the plan is another one since', () => {
    const grown = { ...plan, vms: [...plan.vms, { vmId: 'vm-3' }] }
    expect(newestRunOf(plan, [])).toBeUndefined()
    expect(newestRunOf(plan, [runAbout(other, 'b'), runAbout(plan, 'a'), old])).toMatchObject({
      run: { runId: 'a' },
      isChanged: false,
    })
    expect(newestRunOf(grown, [runAbout(plan)])).toMatchObject({ isChanged: true })
    // Removed and made anew.
    expect(newestRunOf({ ...grown, id: 'plan-9' }, [runAbout(plan)])).toMatchObject({ isChanged: true })
    const { id: _, ...draft } = plan
    expect(newestRunOf(draft, [runAbout(plan)])).toMatchObject({ isChanged: false })
    expect(newestRunOf({ ...draft, sourceId: 'src-2' }, [runAbout(plan)])).toBeUndefined()
    expect(newestRunOf({ ...draft, name: '' }, [inventedSummary()])).toBeUndefined()
    expect(newestRunOf(plan, [old])).toMatchObject({ run: { runId: 'old' }, isChanged: false })
  })
})

describe('a stored plan', () => {
  it('shows what was found, and that the plan was changed since', async () => {
    showAt('/plans', worldWith([runAbout({ ...plan, targetNamespace: 'elsewhere' })]))
    await screen.findByText(/^3 critical,/)
    expect(screen.getByText('Plan changed since')).toBeTruthy()
    await userEvent.click(await button('Start wave-1'))
    const dialog = within(await screen.findByRole('dialog', { name: 'Start wave-1?' }))
    for (const text of ['Critical 3', 'Warning 4', 'Information 5', 'Unknown 6'])
      expect(await dialog.findByText(text)).toBeTruthy()
    expect(dialog.getByText(/^The plan was changed since/)).toBeTruthy()
    expect(dialog.getByRole('link', { name: 'Open the run' }).getAttribute('href')).toBe(
      '/preflight?source=src&target=dst&plan=plan-1&run=preflight-1',
    )
  })

  it('is judged from its start, and the page shows the run', async () => {
    const world = worldWith([])
    const { router } = showAt('/plans', world)
    await screen.findByText('Not looked at')
    await userEvent.click(await button('Start wave-1'))
    await screen.findByText(/not looked at yet\.$/)
    world.preflight.runs = [runAbout(plan)]
    await userEvent.click(await button('Run preflight for this plan'))
    await waitFor(() =>
      expect(router.state.location.search).toMatchObject({
        ...{ source: 'src', target: 'dst', plan: 'plan-1', run: 'preflight-1' },
      }),
    )
    expect(inputs(world, 'preflight.run')).toEqual([{ providerId: 'src', targetId: 'dst', planId: 'plan-1' }])
    await screen.findByText(/for ocp, for plan wave-1$/)
  })
})

describe('the review of the wizard', () => {
  const draft = {
    ...{ sourceId: 'src', targetId: 'dst', vmIds: ['vm-2'], targetNamespace: 'demo', name: 'wave-2' },
  }

  it('tells of the whole source where nothing is known of the plan', async () => {
    const { planId: _id, plan: _plan, ...whole } = runAbout(plan)
    showAt('/wizard/review', worldWith([whole as ReturnType<typeof runAbout>]), draft)
    await screen.findByText(/^The whole source was looked at/)
    expect(screen.getByText('Critical 3')).toBeTruthy()
    expect(screen.getByRole('link', { name: 'Open that run' }).getAttribute('href')).toBe(
      '/preflight?source=src&target=dst&plan=none&run=preflight-1',
    )
  })

  it('saves the plan, judges it and shows the run', async () => {
    const world = worldWith([])
    const { router, drafts } = showAt('/wizard/review', world, draft)
    await button('Stop and migrate 1 VM')
    await userEvent.click(await button('Save and run preflight for this plan'))
    await waitFor(() => expect(router.state.location.pathname).toBe('/preflight'))
    const stored = world.plans.find((one) => one.name === 'wave-2')
    expect(stored).toBeDefined()
    expect(inputs(world, 'preflight.run')).toEqual([
      { providerId: 'src', targetId: 'dst', planId: stored?.id },
    ])
    await waitFor(() => expect(drafts.get().vmIds).toEqual([]))
  })
})
