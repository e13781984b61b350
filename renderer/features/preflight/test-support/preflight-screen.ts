/** The preflight screen over an invented run: what is on it, and what it asked for. */
import { screen, within } from '@testing-library/react'
import type { Provider } from '../../../../shared/provider/model.ts'
import { Topic } from '../../../../shared/topic.ts'
import { fakeWorld, type FakeWorld } from '../../../test-support/fake-world.ts'
import { inventedProvider, inventedTargetProvider } from '../../../test-support/invented.ts'
import { inventedRun } from './invented-findings.ts'

/** One source, one cluster, and a run over 22 VMs. */
export function worldWith(preflight = inventedRun(22), provider: Partial<Provider> = {}): FakeWorld {
  return fakeWorld({
    providers: new Topic<Provider[]>([inventedProvider(provider), inventedTargetProvider()]),
    preflight,
  })
}

export const button = (name: string | RegExp) => screen.findByRole('button', { name })
export const grid = (name: string | RegExp) => screen.findByRole('grid', { name })
/** Calls of one procedure. */
export const called = (world: FakeWorld, name: string) => world.calls.filter((call) => call.name === name)
/** What they were called with. */
export const inputs = (world: FakeWorld, name: string) => called(world, name).map((call) => call.input)
/** Rows without the header. */
export async function rows(name: string | RegExp) {
  return within(await grid(name))
    .getAllByRole('row')
    .slice(1)
}
