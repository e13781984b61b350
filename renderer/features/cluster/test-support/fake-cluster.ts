import type { Topic } from '../../../../shared/topic.ts'
import type { Backstage } from '../../../test-support/fake-world.ts'
import { changeProvider } from '../../providers/test-support/fake-providers.ts'
import { inventedReport, YAML } from './invented-cluster.ts'

export function fakeTarget({ os, world, call }: Backstage) {
  return {
    describe: os.target.describe.handler(({ input }) => call('target.describe', input, () => world.target)),
    permissions: os.target.permissions.handler(({ input }) =>
      call('target.permissions', input, () => ({
        ...inventedReport(input.namespace),
        groups: world.rights,
      })),
    ),
    createNamespace: os.target.createNamespace.handler(({ input }) =>
      call('target.createNamespace', input, () => {
        const { namespaces } = world.target
        world.target = { ...world.target, namespaces: [...namespaces, input.name] }
        return { name: input.name, created: true }
      }),
    ),
    accountManifests: os.target.accountManifests.handler(({ input }) =>
      call('target.accountManifests', input, () => ({ yaml: YAML })),
    ),
    createAccount: os.target.createAccount.handler(({ input }) =>
      call('target.createAccount', input, () => ({
        applied: [
          `ServiceAccount ${input.name} in namespace ${input.accountNamespace}`,
          ...input.targetNamespaces.map((one) => `Role ${input.name} in namespace ${one}`),
        ],
        tokenExpiresAt: '2027-01-02T00:00:00.000Z',
        provider: changeProvider(world, input.providerId, { credential: 'token' }),
      })),
    ),
  }
}

export function fakeProbes({ os, world, call }: Backstage) {
  return {
    network: os.probes.network.handler(({ input, signal }) =>
      call('probes.network', input, () => untilClean(world.networkProbe, signal)),
    ),
    vddk: os.probes.vddk.handler(({ input, signal }) =>
      call('probes.vddk', input, () => untilClean(world.vddkProbe, signal)),
    ),
  }
}

async function* untilClean<T extends { state: string; cleanedUp: boolean }>(
  topic: Topic<T | undefined>,
  signal: AbortSignal | undefined,
) {
  for await (const value of topic.watch(signal)) {
    if (value) yield value
    if (value && value.state !== 'running' && value.cleanedUp) return
  }
}
