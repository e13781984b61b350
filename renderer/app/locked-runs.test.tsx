import { cleanup, screen } from '@testing-library/react'
import { afterEach, expect, it } from 'vitest'
import { aPlan } from '../../test/fixtures/inventory.ts'
import { Topic } from '../../shared/topic.ts'
import { inventedRun, inventedVmView } from '../features/run/test-support/invented-runs.ts'
import { lockedVault } from '../features/vault/test-support/fake-vault.ts'
import { fakeWorld } from '../test-support/fake-world.ts'
import { inventedProvider } from '../test-support/invented.ts'
import { showAt } from '../test-support/render.tsx'

afterEach(cleanup)

it('tells only those runs as standing still that say so themselves', async () => {
  const source = inventedProvider({ status: { state: 'locked' } })
  const vm = inventedVmView('app-01')
  const halted = inventedRun([vm], { id: 'run-1', planId: 'plan-1', planName: 'wave-1', waitsForVault: true })
  const going = inventedRun([vm], { id: 'run-2', planId: 'plan-2', planName: 'wave-2' })
  const plans = [halted, going].map(({ planId }) => ({
    ...aPlan({ sourceId: source.id }),
    id: planId,
    createdAt: halted.startedAt,
  }))
  showAt(
    '/',
    fakeWorld({
      vault: new Topic(lockedVault()),
      providers: new Topic([source]),
      runs: new Topic([halted, going]),
      plans,
    }),
  )
  const { textContent } = await screen.findByRole('dialog', { name: 'The vault is locked' })
  expect(textContent).toContain('wave-1 stands still until ')
  expect(textContent).toContain('1 run goes on with the session it has.')
})
