import { cleanup, screen } from '@testing-library/react'
import { afterEach, expect, it } from 'vitest'
import type { MigrationView } from '../../shared/migration/model.ts'
import { Topic } from '../../shared/topic.ts'
import { inventedRun, inventedVmView } from '../features/run/test-support/invented-runs.ts'
import { fakeWorld } from '../test-support/fake-world.ts'
import { showAt } from '../test-support/render.tsx'

afterEach(() => {
  cleanup()
  Reflect.deleteProperty(window, 'palletjack')
})

it('on the desktop the page goes to the run whose notification was clicked', async () => {
  Reflect.defineProperty(window, 'palletjack', { value: { shell: 'electron' }, configurable: true })
  const world = fakeWorld({
    run: new Topic<MigrationView | undefined>(inventedRun([inventedVmView('db-01')])),
  })
  showAt('/settings', world)
  await screen.findByRole('heading', { name: 'Settings' })
  expect(screen.queryByRole('grid', { name: 'VMs of this run' })).toBeNull()
  world.shows.set({ times: 1, migrationId: 'run-1' })
  expect(await screen.findByRole('grid', { name: 'VMs of this run' })).toBeTruthy()
})
