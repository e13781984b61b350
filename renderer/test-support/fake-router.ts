/** The real contract over invented data: what a test of a screen talks to. */
import { createRouterClient, implement, type Router } from '@orpc/server'
import { contract, type Client, type Contract } from '../../shared/contract/contract.ts'
import { CONTRACT_VERSION } from '../../shared/contract/version.ts'
import { fakeProbes, fakeTarget } from '../features/cluster/test-support/fake-cluster.ts'
import { fakeEsxi } from '../features/esxi/test-support/fake-esxi.ts'
import { fakeInventory } from '../features/inventory/test-support/fake-inventory.ts'
import { fakePlans } from '../features/plans/test-support/fake-plans.ts'
import { fakePreflight } from '../features/preflight/test-support/fake-preflight.ts'
import { fakeProviders } from '../features/providers/test-support/fake-providers.ts'
import { fakeRuns } from '../features/run/test-support/fake-runs.ts'
import { fakeAudit, fakeVault } from '../features/vault/test-support/fake-vault.ts'
import type { Backstage, FakeWorld } from './fake-world.ts'
import { refuse } from './refuse.ts'

export function fakeClient(world: FakeWorld): Client {
  return createRouterClient(fakeRouter(world))
}

function fakeRouter(world: FakeWorld): Router<Contract, Record<string, never>> {
  const call: Backstage['call'] = (name, input, answer) => {
    world.calls.push({ name, input })
    const problem = world.refusals.get(name)
    if (problem) refuse(problem)
    return answer()
  }
  const os = implement(contract)
  const backstage: Backstage = { os, world, call }
  return os.router({
    session: {
      hello: os.session.hello.handler(() => ({
        product: 'Palletjack' as const,
        version: '0.1.0',
        contract: CONTRACT_VERSION,
        shell: 'test' as const,
        openMigrationId: world.openMigrationId,
      })),
      shows: os.session.shows.handler(({ signal }) => world.shows.watch(signal)),
      settings: os.session.settings.handler(() => world.settings),
      saveSettings: os.session.saveSettings.handler(({ input }) =>
        call('session.saveSettings', input, () => (world.settings = { ...world.settings, ...input })),
      ),
    },
    vault: fakeVault(backstage),
    audit: fakeAudit(backstage),
    providers: fakeProviders(backstage),
    inventory: fakeInventory(backstage),
    target: fakeTarget(backstage),
    esxi: fakeEsxi(backstage),
    probes: fakeProbes(backstage),
    preflight: fakePreflight(backstage),
    plans: fakePlans(backstage),
    migrations: fakeRuns(backstage),
    lab: {
      status: os.lab.status.handler(() => world.lab),
      start: os.lab.start.handler(() => call('lab.start', undefined, () => world.lab)),
      checksums: os.lab.checksums.handler(({ input }) => call('lab.checksums', input, () => world.checksums)),
    },
  })
}
