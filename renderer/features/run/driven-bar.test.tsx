import { cleanup, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, describe, expect, it } from 'vitest'
import type { DrivenBy, MigrationView } from '../../../shared/migration/model.ts'
import { Topic } from '../../../shared/topic.ts'
import { fakeWorld, type FakeWorld } from '../../test-support/fake-world.ts'
import { showAt } from '../../test-support/render.tsx'
import { inventedRun, inventedVmView } from './test-support/invented-runs.ts'

afterEach(cleanup)

const since = '2026-11-23T01:00:00Z'

function show(drivenBy: DrivenBy | undefined, options: Partial<FakeWorld> = {}) {
  const view = inventedRun([inventedVmView('db-01')], drivenBy && { drivenBy })
  const world = fakeWorld({ run: new Topic<MigrationView | undefined>(view), ...options })
  showAt('/runs/run-1', world)
  return world
}

describe('a run that another Palletjack drives', () => {
  it('says who does, and is taken over after its consequences were read', async () => {
    const world = show({ state: 'other', computer: 'host-b', since })
    expect(await screen.findByText(/Palletjack on host-b drives this run, since 2026-11-23/)).toBeTruthy()
    await userEvent.click(screen.getByRole('button', { name: 'Take over...' }))
    const dialog = await screen.findByRole('dialog', { name: 'Take wave-1 over?' })
    expect(within(dialog).getByText(/host-b stops before its next change/)).toBeTruthy()
    await userEvent.click(within(dialog).getByRole('button', { name: 'Drive wave-1 from here' }))
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
    expect(world.calls).toContainEqual({ name: 'migrations.takeOver', input: { migrationId: 'run-1' } })
  })

  it('says so where that one is not heard of, and where nobody has the lease', async () => {
    show({ state: 'quiet', computer: 'host-b', since, lastHeard: since })
    expect(await screen.findByText(/drives this run.*and was last heard/)).toBeTruthy()
    cleanup()
    show({ state: 'nobody', computer: '' })
    expect(await screen.findByText(/The lease of this run is gone/)).toBeTruthy()
  })

  it('offers nothing else that would be refused, and says why', async () => {
    show({ state: 'other', computer: 'host-b', since })
    const cancel = await screen.findByRole('button', { name: 'Cancel run' })
    const why = 'Palletjack on host-b drives this run. Take it over first.'
    expect(cancel.getAttribute('aria-description')).toBe(why)
    expect(screen.queryByText(/finish/)).toBeNull()
    await userEvent.click(cancel)
    expect(screen.queryByRole('dialog')).toBeNull()
    await userEvent.click(screen.getByText('db-01'))
    const drawer = within(await screen.findByRole('dialog'))
    expect(drawer.getByRole('button', { name: 'Cancel db-01' }).getAttribute('aria-description')).toBe(why)
  })

  it('keeps the dialog open with the reason when it cannot be taken', async () => {
    const problem = { code: 'migration.not-driven', message: 'Not connected.', remedy: 'Connect both ends.' }
    show({ state: 'other', computer: 'host-b' }, { refusals: new Map([['migrations.takeOver', problem]]) })
    await userEvent.click(await screen.findByRole('button', { name: 'Take over...' }))
    await userEvent.click(await screen.findByRole('button', { name: 'Drive wave-1 from here' }))
    expect(await screen.findByText('Not connected.')).toBeTruthy()
    expect(screen.getByRole('dialog')).toBeTruthy()
  })
})

it('a run that is driven here has no such bar', async () => {
  show({ state: 'us', computer: 'host-a', since })
  await screen.findByRole('grid', { name: 'VMs of this run' })
  expect(screen.queryByRole('button', { name: 'Take over...' })).toBeNull()
})
