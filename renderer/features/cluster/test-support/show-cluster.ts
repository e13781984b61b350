/** The application at a page of the cluster "dst", on an invented backend. */
import { screen } from '@testing-library/react'
import type { Provider } from '../../../../shared/provider/model.ts'
import { Topic } from '../../../../shared/topic.ts'
import { type FakeWorld, fakeWorld } from '../../../test-support/fake-world.ts'
import { inventedTargetProvider } from '../../../test-support/invented.ts'
import { inventedBigTarget } from './invented-cluster.ts'
import { inventedSource } from '../../providers/test-support/invented-providers.ts'
import { showAt } from '../../../test-support/render.tsx'

export function showCluster(path: string, change: Partial<FakeWorld> = {}, cluster: Partial<Provider> = {}) {
  const world = fakeWorld({
    providers: new Topic<Provider[]>([inventedSource(), inventedTargetProvider(cluster)]),
    target: inventedBigTarget(),
    ...change,
  })
  const named = (name: string) => world.calls.filter((call) => call.name === name)
  return { world, named, ...showAt(path, world) }
}

export const button = (name: string | RegExp) => screen.findByRole('button', { name })

export const forbidden = {
  code: 'cluster.forbidden',
  message: 'This login may not list nodes.',
  remedy: 'Ask for it.',
}
