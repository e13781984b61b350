import type { Provider } from '../../../../shared/provider/model.ts'
import type { Backstage } from '../../../test-support/fake-world.ts'
import { missing } from '../../../test-support/refuse.ts'
import { inventedFile } from './invented-providers.ts'

/** The provider of this id, connected and with these parts. */
export function changeProvider(
  { providers }: Backstage['world'],
  id: string,
  parts: Partial<Provider> = {},
): Provider {
  const known = providers.value.find((one) => one.id === id) ?? missing(id)
  const status = { state: 'connected' as const, since: new Date(0).toISOString() }
  const provider: Provider = { ...known, status, ...parts }
  providers.set(providers.value.map((one) => (one.id === id ? provider : one)))
  return provider
}

export function fakeProviders({ os, world, call }: Backstage) {
  const known = (id: string) => world.providers.value.find((one) => one.id === id) ?? missing(id)
  const change = (id: string, parts?: Partial<Provider>) => changeProvider(world, id, parts)
  return {
    list: os.providers.list.handler(() => world.providers.value),
    watch: os.providers.watch.handler(({ signal }) => world.providers.watch(signal)),
    certificate: os.providers.certificate.handler(({ input }) =>
      call('providers.certificate', input, () => world.certificate),
    ),
    addVsphere: os.providers.addVsphere.handler(({ input }) =>
      call('providers.addVsphere', input, () => known('src')),
    ),
    addCluster: os.providers.addCluster.handler(({ input }) =>
      call('providers.addCluster', input, () => known('dst')),
    ),
    editVsphere: os.providers.editVsphere.handler(({ input: { id, password, trust, ...rest } }) =>
      call(
        'providers.editVsphere',
        { id, ...rest, ...(trust ? { trust } : {}), ...(password ? { password } : {}) },
        () =>
          change(id, { ...rest, ...(trust ? { trust: trust.kind, certificate: world.certificate } : {}) }),
      ),
    ),
    editCluster: os.providers.editCluster.handler(({ input }) =>
      call('providers.editCluster', input, () => change(input.id, { name: input.name })),
    ),
    contexts: os.providers.contexts.handler(({ input }) =>
      call('providers.contexts', input, () => world.contexts),
    ),
    saveClusterSettings: os.providers.saveClusterSettings.handler(({ input }) =>
      call('providers.saveClusterSettings', input, () => change(input.id, { settings: input.settings })),
    ),
    check: os.providers.check.handler(({ input }) => call('providers.check', input, () => world.checks)),
    reconnect: os.providers.reconnect.handler(({ input }) =>
      call('providers.reconnect', input, () => change(input.id)),
    ),
    openInventoryFile: os.providers.openInventoryFile.handler(({ input }) =>
      call('providers.openInventoryFile', input, () => {
        const provider = inventedFile({ name: input.name ?? input.file.name })
        world.providers.set([...world.providers.value, provider])
        return provider
      }),
    ),
    // No screen asks for it.
    renewInventoryFile: os.providers.renewInventoryFile.handler(() => missing('renewInventoryFile')),
    remove: os.providers.remove.handler(({ input }) =>
      call('providers.remove', input, () => {
        world.providers.set(world.providers.value.filter((one) => one.id !== input.id))
        return { removed: true }
      }),
    ),
  }
}
