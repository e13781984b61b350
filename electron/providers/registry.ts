/** The providers that are known, each with its live ends while it has some. */
import type { InventoryView } from '../../shared/contract/inventory.ts'
import { fail, ok, type Problem, type Result } from '../../shared/problem.ts'
import type { Provider, ProviderStatus } from '../../shared/provider/model.ts'
import { Topic } from '../../shared/topic.ts'
import type { ClusterConnection } from '../cluster/service.ts'
import type { InventorySource } from '../inventory/service.ts'
import type { Journal, StoredProvider } from '../journal/service.ts'
import type { VsphereSession } from '../vsphere/service.ts'
import { needsCredentials, unknownProvider, vaultLocked } from './problems.ts'

/** A known provider and, while it is connected, its live ends. */
export interface Entry {
  readonly stored: StoredProvider
  readonly status: ProviderStatus
  readonly session?: VsphereSession
  readonly inventory?: InventorySource
  readonly connection?: ClusterConnection
}

export interface Registry {
  get(id: string): Entry | undefined
  entries(): readonly Entry[]
  /** The provider with this id, or provider.unknown. */
  known(id: string): Result<Entry>
  isNameTaken(name: string, exceptId?: string): boolean
  find(matches: (stored: StoredProvider) => boolean): StoredProvider | undefined
  /** Remembers it and tells all watchers. Ends what the entry before it held and this one does not. */
  put(entry: Entry): Promise<Provider>
  setStatus(id: string, status: ProviderStatus): void
  /** Forgets it and ends its connections. */
  remove(id: string): Promise<void>
  /** Something about a provider's inventory is worth telling. */
  changed(): void
  /** A part of an entry that is there only while it is connected, or what is missing. */
  live<T>(id: string, pick: (entry: Entry) => T | undefined): Result<T>
  list(): Provider[]
  watch(signal?: AbortSignal): AsyncGenerator<readonly Provider[]>
  close(): Promise<void>
}

export function createRegistry(journal: Journal, remember: (stored: StoredProvider) => Entry): Registry {
  const entries = new Map<string, Entry>()
  for (const stored of journal.providers()) {
    // The lab's own two ended with the process that ran the lab.
    if (stored.lab) journal.removeProvider(stored.id)
    else entries.set(stored.id, remember(stored))
  }
  const list = () => [...entries.values()].map(publicView)
  const topic = new Topic<readonly Provider[]>(list())
  const changed = () => topic.set(list())
  return {
    get: (id) => entries.get(id),
    entries: () => [...entries.values()],
    known: (id) => {
      const entry = entries.get(id)
      return entry ? ok(entry) : fail(unknownProvider(id))
    },
    isNameTaken: (name, exceptId) =>
      [...entries.values()].some(({ stored }) => stored.name === name && stored.id !== exceptId),
    find: (matches) => [...entries.values()].find(({ stored }) => matches(stored))?.stored,
    async put(entry) {
      const { id } = entry.stored
      const before = entries.get(id)
      journal.putProvider(entry.stored)
      entries.set(id, entry)
      changed()
      if (before) await endWhatIsLeft(before, entry)
      return publicView(entry)
    },
    setStatus(id, status) {
      const entry = entries.get(id)
      if (!entry) return
      entries.set(id, { ...entry, status })
      changed()
    },
    async remove(id) {
      const entry = entries.get(id)
      if (!entry) return
      journal.removeProvider(id)
      entries.delete(id)
      changed()
      await disconnect(entry)
    },
    changed,
    live(id, pick) {
      const entry = entries.get(id)
      if (!entry) return fail(unknownProvider(id))
      const value = pick(entry)
      return value === undefined ? fail(whyNot(entry)) : ok(value)
    },
    list,
    watch: (signal) => topic.watch(signal),
    async close() {
      topic.close()
      await Promise.allSettled([...entries.values()].map(disconnect))
    },
  }
}

async function disconnect({ inventory, session, connection }: Entry): Promise<void> {
  inventory?.close()
  await session?.close()
  await connection?.close()
}

async function endWhatIsLeft(before: Entry, now: Entry): Promise<void> {
  await disconnect({
    stored: before.stored,
    status: before.status,
    ...(before.inventory && before.inventory !== now.inventory && { inventory: before.inventory }),
    ...(before.session && before.session !== now.session && { session: before.session }),
    ...(before.connection && before.connection !== now.connection && { connection: before.connection }),
  })
}

function whyNot({ stored, status }: Entry): Problem {
  if (stored.inventoryFile) return onlyAFile(stored.name)
  if (status.state === 'failed') return status.problem
  return status.state === 'locked' ? vaultLocked(stored.name) : needsCredentials(stored.name)
}

function onlyAFile(name: string): Problem {
  return {
    code: 'provider.offline',
    message: `${name} is an inventory file: there is no vCenter behind it.`,
    meaning: 'Nothing was changed.',
    remedy: 'Add the vCenter itself under Providers to work with its VMs.',
  }
}

function publicView({ stored, status, inventory }: Entry): Provider {
  const { source, target, inventoryFile } = stored
  return {
    id: stored.id,
    kind: target ? 'cluster' : 'vsphere',
    name: stored.name,
    url: source?.url ?? target?.url ?? inventoryFile?.url ?? '',
    username: source?.username ?? '',
    version: stored.version,
    thumbprint: stored.thumbprint,
    ...(stored.certificate && { certificate: stored.certificate }),
    ...(source && { trust: source.trust.kind }),
    credential: inventoryFile ? 'none' : (target?.kind ?? 'password'),
    ...(inventoryFile && { inventoryFileKind: inventoryFile.kind ?? 'inventory' }),
    ...inventoryCounts(inventoryFile, inventory?.view),
    ...(stored.settings && { settings: stored.settings }),
    lab: stored.lab,
    status,
  }
}

function inventoryCounts(
  inventoryFile: StoredProvider['inventoryFile'],
  view: InventoryView | undefined,
): Pick<Provider, 'inventory'> {
  if (inventoryFile) {
    const { vms, hosts, takenAt } = inventoryFile
    return { inventory: { vms, hosts, syncedAt: takenAt } }
  }
  if (!view?.available || view.syncedAt === undefined) return {}
  return { inventory: { vms: view.counts.vms, hosts: view.counts.hosts, syncedAt: view.syncedAt } }
}
