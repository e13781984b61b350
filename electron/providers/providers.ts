import { fail, ok } from '../../shared/problem.ts'
import type { ClusterService } from '../cluster/service.ts'
import type { InventoryFileStore, InventorySources } from '../inventory/service.ts'
import type { Journal } from '../journal/service.ts'
import type { Vault } from '../vault/service.ts'
import type { VsphereService } from '../vsphere/service.ts'
import { createAccounts } from './account.ts'
import { createAdoption } from './adopt.ts'
import { createChecks } from './check.ts'
import { createConnections, splitSecret } from './connections.ts'
import { createEdits } from './edit.ts'
import { ensureNamespace } from './namespaces.ts'
import { followVault, statusApart } from './locked-out.ts'
import { createRegistry } from './registry.ts'
import type { Providers } from './service.ts'
import { createClusterSettings } from './settings.ts'
import { createInventoryFiles, rememberedFile } from './inventory-files.ts'
import { usesOf } from './uses.ts'

export interface ProvidersOptions {
  readonly journal: Journal
  readonly vault: Vault
  readonly vsphere: VsphereService
  readonly cluster: ClusterService
  readonly sources: InventorySources
  readonly inventoryFiles: InventoryFileStore
  /** Whether a caller may have a file written on this computer: the command line only. */
  readonly mayWriteFiles: boolean
  /** Whether providers are connected without being asked to, as soon as the vault with their secrets is open. */
  readonly connectsKnown: boolean
}

/** Holds the known providers, their secrets (through the vault) and their live connections. */
export function createProviders(options: ProvidersOptions): Providers {
  const { journal, vault, vsphere, sources } = options
  const registry = createRegistry(journal, (stored) =>
    stored.inventoryFile
      ? rememberedFile(stored, stored.inventoryFile, sources)
      : { stored, status: statusApart(vault, stored.id) },
  )
  const { add, connect } = createConnections({ ...options, registry })
  const files = createInventoryFiles({ ...options, registry })
  const following = followVault({ ...options, registry, connect })
  const { close: endAdoption, ...adoption } = createAdoption({ registry, connect })

  return {
    list: () => registry.list(),
    watch: (signal) => registry.watch(signal),
    certificate: (url) => vsphere.certificate(url),
    addVsphere({ name, password, url, username, trust }, { lab = false } = {}) {
      return add({ name, lab, source: { url, username, trust } }, password)
    },
    addCluster({ name, access }, { lab = false } = {}) {
      const { secret, target } = splitSecret(access)
      return add({ name, lab, target }, secret)
    },
    ...createEdits({ journal, registry, connect }),
    check: createChecks({ ...options, registry }),
    async reconnect(id, secret, kept) {
      const known = registry.known(id)
      return known.ok ? connect(known.value.stored, secret, kept === false ? { isLoose: true } : {}) : known
    },
    contexts: (text) => options.cluster.contexts(text),
    ...createClusterSettings(registry),
    async createNamespace(id, name) {
      const target = registry.live(id, (entry) => entry.connection)
      return target.ok ? ensureNamespace(target.value, name) : target
    },
    createAccount: createAccounts({ ...options, registry, connect }),
    openInventoryFile: (file, name) => files.open(file, name),
    renewInventoryFile: (input) => files.renew(input),
    ...adoption,
    async remove(id) {
      const entry = registry.get(id)
      if (!entry) return ok({ removed: false })
      const used = usesOf(journal, entry.stored)
      if (used) return fail(used)
      // First: where the vault is locked, nothing may be left in it that nobody can name any more.
      const forgotten = await vault.forget(id)
      if (!forgotten.ok) return forgotten
      await registry.remove(id)
      if (entry.stored.inventoryFile) await options.inventoryFiles.forget(id)
      return ok({ removed: true })
    },
    source: (id) => registry.live(id, (entry) => entry.session),
    target: (id) => registry.live(id, (entry) => entry.connection),
    useSecret: (id, purpose, fn) => vault.use(id, purpose, fn),
    hasSecret: (id) => vault.has(id),
    inventorySource: (id) => registry.live(id, (entry) => entry.inventory),
    async inventory(id) {
      const found = registry.live(id, (entry) => entry.inventory)
      return found.ok ? found.value.ready() : found
    },
    close() {
      endAdoption()
      following.close()
      return registry.close()
    },
  }
}
