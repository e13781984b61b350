import { cleanup, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, describe, expect, it } from 'vitest'
import { planOptionsSchema, type Plan } from '../../../shared/plan/model.ts'
import type { PreflightSummary } from '../../../shared/preflight/model.ts'
import type { Provider } from '../../../shared/provider/model.ts'
import { Topic } from '../../../shared/topic.ts'
import {
  inventedFinding,
  inventedPreflight,
  inventedRule,
  inventedSummary,
} from './test-support/invented-preflight.ts'
import { fakeWorld, type FakeWorld } from '../../test-support/fake-world.ts'
import { inventedProvider, inventedTargetProvider } from '../../test-support/invented.ts'
import { showAt } from '../../test-support/render.tsx'

const wave: Plan = {
  ...{ id: 'plan-1', name: 'wave-1', description: '', createdAt: '2026-11-01T00:00:00Z', type: 'cold' },
  ...{ sourceId: 'src', targetId: 'dst', targetNamespace: 'finance', vms: [{ vmId: 'vm-1' }] },
  ...{ networkMap: [], storageMap: [], options: planOptionsSchema.parse({}) },
}

afterEach(() => {
  cleanup()
  localStorage.clear()
})

function worldWith(change: Partial<PreflightSummary> = {}): FakeWorld {
  const rule = inventedRule({ id: 'port-902-esxi', scope: 'vcenter', applies: 'both', probe: 'network' })
  const finding = inventedFinding({
    id: 'port-902-esxi:vc:needs',
    rule: rule.id,
    object: { kind: 'vcenter', id: 'vc', name: 'vcenter-01' },
    state: 'unknown',
    remedy: 'Run the network probe from the target cluster.',
    commands: [{ tool: 'palletjack', command: 'palletjack probe network --provider vc --target ocp' }],
  })
  return fakeWorld({
    providers: new Topic<Provider[]>([inventedProvider(), inventedTargetProvider()]),
    plans: [wave],
    preflight: inventedPreflight({
      rules: [rule],
      findings: [finding],
      runs: [inventedSummary({ targetId: 'dst', target: 'ocp', ...change })],
    }),
  })
}

async function openFinding(world: FakeWorld) {
  const shown = showAt('/preflight?show=unknown', world)
  const list = await screen.findByRole('grid', { name: /^Findings/ })
  await userEvent.click(await within(list).findByText('vcenter-01'))
  return { ...shown, drawer: within(await screen.findByRole('dialog', { name: 'vcenter-01' })) }
}

describe('a finding that rests on a probe', () => {
  it('leads to the probes of the target, for the same source', async () => {
    const { drawer, router } = await openFinding(worldWith())
    expect(drawer.getByText('Palletjack in a terminal')).toBeTruthy()
    await userEvent.click(await drawer.findByRole('link', { name: 'Open the network probe of ocp' }))
    expect(router.state.location.pathname).toBe('/providers/dst')
    expect(router.state.location.search).toEqual({ tab: 'probes', source: 'src' })
  })

  it('brings along the namespace of the plan that was judged', async () => {
    const { drawer, router } = await openFinding(worldWith({ planId: wave.id }))
    await userEvent.click(await drawer.findByRole('link', { name: /^Open the network probe/ }))
    expect(router.state.location.search).toMatchObject({ namespace: 'finance' })
  })

  it.each([
    ['has no target', { targetId: undefined, target: undefined }],
    ['has a target that was removed', { targetId: 'gone' }],
  ])('leads nowhere where the run %s', async (_, change) => {
    const { drawer } = await openFinding(worldWith(change))
    await drawer.findByText('Run the network probe from the target cluster.')
    expect(drawer.queryByRole('link')).toBeNull()
  })
})
