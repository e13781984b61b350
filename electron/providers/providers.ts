import { fail, ok, type Result } from '../../shared/problem.ts'
import type { ClusterService } from '../cluster/service.ts'
import type { InventoryFileStore, InventorySources } from '../inventory/service.ts'
import type { Journal, StoredProvider } from '../journal/service.ts'
import type { Vault } from '../vault/service.ts'
import type { VsphereService } from '../vsphere/service.ts'
import { createAccounts } from './account.ts'
import { createChecks } from './check.ts'
import { createConnector, type Connector, type Identity } from './connect.ts'
import { createConnections } from './connections.ts'
import { createEdits } from './edit.ts'
import { ensureNamespace } from './namespaces.ts'
import { unknownProvider } from './problems.ts'
import { createRegistry, type Entry } from './registry.ts'
import type { Providers } from './service.ts'
import { createClusterSettings } from './settings.ts'
import { createInventoryFiles, rememberedFile } from './inventory-files.ts'
import { splitSecret } from './split-secret.ts'
import { usesOf } from './uses.ts'

export interface ProvidersOptions {
  readonly journal: Journal
  readonly vault: Vault
  readonly vsphere: VsphereService
  readonly cluster: ClusterService
  readonly sources: InventorySources
  readonly inventoryFiles: InventoryFileStore
  /** Whether a caller may have a file written on this machine: the command line only. */
  readonly mayWriteFiles: boolean
}

/** Holds the known providers, their secrets (through the vault) and their live connections. */
export function createProviders(options: ProvidersOptions): Providers {
  const { journal, vault, vsphere, sources } = options
  const registry = createRegistry(journal, (stored) =>
    stored.inventoryFile
      ? rememberedFile(stored, stored.inventoryFile, sources)
      : { stored, status: { state: 'needsCredentials' } },
  )
  const connector = createConnector(options)
  const { add, connectWith } = createConnections(registry, vault)
  const files = createInventoryFiles({ ...options, registry })

  return {
    list: () => registry.list(),
    watch: (signal) => registry.watch(signal),
    certificate: (url) => vsphere.certificate(url),
    addVsphere({ name, password, url, username, trust }, { lab = false } = {}) {
      return add(name, password, (id) => connector.source({ id, name, lab }, { url, username, trust }))
    },
    addCluster({ name, access }, { lab = false } = {}) {
      const split = splitSecret(access)
      return add(name, split.secret, (id) => connector.target({ id, name, lab }, split.access))
    },
    ...createEdits({ journal, registry, connector, connectWith }),
    check: createChecks({ ...options, registry }),
    async reconnect(id) {
      const known = registry.known(id)
      if (!known.ok) return known
      const { stored } = known.value
      if (!stored.source && !stored.target) return fail(unknownProvider(id))
      return connectWith(id, undefined, () => open(connector, stored))
    },
    async unlockVsphere(id, password) {
      const stored = registry.get(id)?.stored
      if (!stored?.source) return fail(unknownProvider(id))
      return connectWith(id, password, () => open(connector, stored))
    },
    async unlockCluster(id, secret) {
      const stored = registry.get(id)?.stored
      if (!stored?.target) return fail(unknownProvider(id))
      return connectWith(id, secret, () => open(connector, stored))
    },
    contexts: (text) => options.cluster.contexts(text),
    ...createClusterSettings(registry),
    async createNamespace(id, name) {
      const target = registry.live(id, (entry) => entry.connection)
      return target.ok ? ensureNamespace(target.value, name) : target
    },
    createAccount: createAccounts({ ...options, registry, connector, connectWith }),
    openInventoryFile: (file, name) => files.open(file, name),
    renewInventoryFile: (input) => files.renew(input),
    async remove(id) {
      const entry = registry.get(id)
      if (!entry) return ok({ removed: false })
      const used = usesOf(journal, entry.stored)
      if (used) return fail(used)
      await registry.remove(id)
      vault.forget(id)
      if (entry.stored.inventoryFile) await options.inventoryFiles.forget(id)
      return ok({ removed: true })
    },
    source: (id) => registry.live(id, (entry) => entry.session),
    target: (id) => registry.live(id, (entry) => entry.connection),
    useSecret: (id, fn) => vault.use(id, fn),
    inventorySource: (id) => registry.live(id, (entry) => entry.inventory),
    async inventory(id) {
      const found = registry.live(id, (entry) => entry.inventory)
      return found.ok ? found.value.ready() : found
    },
    close: () => registry.close(),
  }
}

function open(connector: Connector, stored: StoredProvider): Promise<Result<Entry>> {
  const { source, target } = stored
  const identity: Identity = stored
  if (source) return connector.source(identity, source)
  if (target) return connector.target(identity, target)
  return Promise.resolve(fail(unknownProvider(stored.id)))
}
