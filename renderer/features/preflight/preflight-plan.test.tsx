import { cleanup, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, describe, expect, it } from 'vitest'
import { type Plan, planOptionsSchema } from '../../../shared/plan/model.ts'
import type { Provider } from '../../../shared/provider/model.ts'
import { Topic } from '../../../shared/topic.ts'
import { inventedRun } from './test-support/invented-findings.ts'
import { fakeWorld, type FakeWorld } from '../../test-support/fake-world.ts'
import { inventedProvider, inventedTargetProvider } from '../../test-support/invented.ts'
import { showAt } from '../../test-support/render.tsx'
import { button, inputs } from './test-support/preflight-screen.ts'

afterEach(() => {
  cleanup()
  localStorage.clear()
})

const wave: Plan = {
  ...{ id: 'plan-1', name: 'wave-1', description: '', createdAt: '2026-11-01T00:00:00Z', type: 'cold' },
  ...{ sourceId: 'src', targetId: 'dst', targetNamespace: 'demo', vms: [{ vmId: 'vm-1' }] },
  ...{ networkMap: [], storageMap: [], options: planOptionsSchema.parse({}) },
}

describe('a plan', () => {
  function worldWithPlans(preflight = inventedRun(22)): FakeWorld {
    const other = inventedProvider({ id: 'src-2', name: 'vcenter-02' })
    return fakeWorld({
      providers: new Topic<Provider[]>([inventedProvider(), other, inventedTargetProvider()]),
      plans: [wave, { ...wave, id: 'plan-2', name: 'elsewhere', sourceId: 'src-2' }],
      preflight,
    })
  }
  const plan = () => screen.findByRole('combobox', { name: 'Plan (optional)' })

  it('of the source is chosen with its target, judged, and left with another source', async () => {
    const world = worldWithPlans()
    const { router } = showAt('/preflight', world)
    await userEvent.click(await plan())
    const offered = (await screen.findAllByRole('option')).map((one) => one.textContent)
    expect(offered).toEqual(['No plan', 'wave-1'])
    await userEvent.click(screen.getByRole('option', { name: 'wave-1' }))
    await waitFor(() => expect(router.state.location.search).toMatchObject({ plan: 'plan-1', target: 'dst' }))
    await userEvent.click(await button('Run again'))
    await waitFor(() =>
      expect(inputs(world, 'preflight.run')).toEqual([
        { providerId: 'src', targetId: 'dst', planId: 'plan-1' },
      ]),
    )
    await userEvent.click(screen.getByRole('combobox', { name: 'Source' }))
    await userEvent.click(await screen.findByRole('option', { name: /vcenter-02/ }))
    await waitFor(() => expect(router.state.location.search.plan).toBeUndefined())
    expect((await plan()).textContent).toBe('No plan')
  })

  it('is left when another target is chosen', async () => {
    const { router } = showAt('/preflight?source=src&target=dst&plan=plan-1', worldWithPlans())
    await userEvent.click(await screen.findByRole('combobox', { name: 'Target (optional)' }))
    await userEvent.click(await screen.findByRole('option', { name: 'No target' }))
    await waitFor(() => expect(router.state.location.search).toMatchObject({ plan: 'none', target: 'none' }))
    expect((await plan()).textContent).toBe('No plan')
  })

  it('of the shown run is named at its top and in the address', async () => {
    const done = inventedRun(22)
    done.runs = done.runs.map((run) => ({ ...run, targetId: 'dst', target: 'ocp', planId: 'plan-1' }))
    const { router } = showAt('/preflight', worldWithPlans(done))
    await screen.findByText(/for ocp, for plan wave-1$/)
    await waitFor(() => expect(router.state.location.search).toMatchObject({ plan: 'plan-1' }))
    expect((await plan()).textContent).toBe('wave-1')
  })

  it('of the shown run is named although it was removed', async () => {
    const done = inventedRun(22)
    const plan = { name: 'wave-9', stamp: '' }
    done.runs = done.runs.map((run) => ({ ...run, planId: 'plan-9', plan }))
    showAt('/preflight', worldWithPlans(done))
    await screen.findByText(/, for plan wave-9, which was removed$/)
  })

  it('is brought along from the plans, where no run was about it yet', async () => {
    const { router } = showAt('/plans', worldWithPlans())
    await userEvent.click(await button('Run preflight for wave-1'))
    await screen.findByText('Nothing was looked at for plan wave-1 yet')
    expect(router.state.location.search).toEqual({ source: 'src', target: 'dst', plan: 'plan-1' })
    expect(await screen.findAllByRole('button', { name: 'Run preflight' })).toHaveLength(2)
  })
})
