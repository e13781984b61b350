import { cleanup, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, describe, expect, it } from 'vitest'
import type { Plan } from '../../../shared/plan/model.ts'
import { aPlan } from '../../../test/fixtures/inventory.ts'
import { fakeWorld } from '../../test-support/fake-world.ts'
import { fillIn, showAt } from '../../test-support/render.tsx'

afterEach(cleanup)

const plan = (name: string): Plan => ({
  ...aPlan({ name, type: 'warm' }),
  id: `id-${name}`,
  createdAt: '2026-11-23T00:00:00Z',
})

async function choose(name: string, action: string): Promise<void> {
  await userEvent.click(await screen.findByRole('button', { name: `More for ${name}` }))
  await userEvent.click(await screen.findByRole('menuitem', { name: action }))
}

describe('plans', () => {
  it('are put aside and taken back, and do not start meanwhile', async () => {
    const world = fakeWorld({ plans: [plan('wave-1'), plan('wave-2')] })
    showAt('/plans', world)
    await choose('wave-1', 'Archive wave-1')
    await waitFor(() => expect(screen.queryByText('wave-1')).toBeNull())
    await userEvent.click(screen.getByRole('checkbox', { name: 'Show archived plans (1)' }))
    const start = await screen.findByRole('button', { name: 'Start wave-1' })
    expect(start.getAttribute('aria-description')).toBe('It is archived. Take it back first.')
    await choose('wave-1', 'Take wave-1 back')
    await waitFor(() => expect(screen.queryByRole('checkbox', { name: /^Show archived/ })).toBeNull())
    expect(world.calls).toEqual([
      { name: 'plans.archive', input: { id: 'id-wave-1', archived: true } },
      { name: 'plans.archive', input: { id: 'id-wave-1', archived: false } },
    ])
  })

  it('are duplicated under a name that is free', async () => {
    const world = fakeWorld({ plans: [plan('wave-1'), plan('wave-1-2')] })
    showAt('/plans', world)
    await choose('wave-1', 'Duplicate wave-1...')
    const dialog = within(await screen.findByRole('dialog', { name: 'Duplicate the plan wave-1?' }))
    const name = dialog.getByLabelText<HTMLInputElement>('Name of the new plan')
    expect(name.value).toBe('wave-1-3')
    await userEvent.clear(name)
    await fillIn(name, 'wave-1-2')
    await userEvent.click(dialog.getByRole('button', { name: 'Duplicate wave-1' }))
    expect(world.calls).toEqual([])
    await userEvent.clear(name)
    await fillIn(name, 'wave-9')
    await userEvent.click(dialog.getByRole('button', { name: 'Duplicate wave-1' }))
    expect(await screen.findByText('wave-9')).toBeTruthy()
    expect(world.calls).toEqual([{ name: 'plans.duplicate', input: { id: 'id-wave-1', name: 'wave-9' } }])
  })
})
