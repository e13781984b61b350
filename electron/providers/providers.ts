import { randomUUID } from 'node:crypto'
import { fail, ok, type Result } from '../../shared/problem.ts'
import { parseVsphereAddress } from '../../shared/provider/address.ts'
import type { ClusterInput, Provider, VsphereEdit } from '../../shared/provider/model.ts'
import type { ClusterAccess, ClusterService } from '../cluster/service.ts'
import type { InventorySources, SnapshotStore } from '../inventory/service.ts'
import type { Journal, StoredProvider } from '../journal/service.ts'
import type { Vault } from '../vault/service.ts'
import type { VsphereEndpoint, VsphereService } from '../vsphere/service.ts'
import { createChecks } from './check.ts'
import { createConnector, type Identity } from './connect.ts'
import { followSource } from './follow-source.ts'
import { nameTaken, needsCredentials, passwordNeeded, unknownProvider } from './problems.ts'
import { createRegistry, type Entry, type Registry } from './registry.ts'
import type { Providers } from './service.ts'
import { createSnapshots, rememberedSnapshot } from './snapshots.ts'
import { usesOf } from './uses.ts'

export interface ProvidersOptions {
  readonly journal: Journal
  readonly vault: Vault
  readonly vsphere: VsphereService
  readonly cluster: ClusterService
  readonly sources: InventorySources
  readonly snapshots: SnapshotStore
}

/** Holds the known providers, their secrets (through the vault) and their live connections. */
export function createProviders(options: ProvidersOptions): Providers {
  const { journal, vault, vsphere, sources } = options
  const registry = createRegistry(journal, (stored) =>
    stored.snapshot
      ? rememberedSnapshot(stored, stored.snapshot, sources)
      : { stored, status: { state: 'needsCredentials' } },
  )
  const connector = createConnector(options)
  const connections = createConnections(registry, vault)
  const { add, connectWith } = connections
  const snapshots = createSnapshots({ ...options, registry })

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
    async editVsphere(input) {
      const may = mayEdit(registry, journal, input)
      if (!may.ok) return may
      const { source } = may.value.stored
      if (!source) return fail(unknownProvider(input.id))
      if (input.password === undefined && !isSameLogin(input, source)) return fail(passwordNeeded)
      const { url, username, trust } = input
      const identity = { ...may.value.stored, name: input.name }
      return connectWith(input.id, input.password, () => connector.source(identity, { url, username, trust }))
    },
    async editCluster(input) {
      const may = mayEdit(registry, journal, input)
      if (!may.ok) return may
      const { stored } = may.value
      if (!stored.target) return fail(unknownProvider(input.id))
      if (!input.access) return ok(await registry.put(renamed(may.value, input.name)))
      const { secret, access } = splitSecret(input.access)
      return connectWith(input.id, secret, () => connector.target({ ...stored, name: input.name }, access))
    },
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
    openSnapshot: (file, name) => snapshots.open(file, name),
    async remove(id) {
      const entry = registry.get(id)
      if (!entry) return ok({ removed: false })
      const used = usesOf(journal, entry.stored)
      if (used) return fail(used)
      await registry.remove(id)
      vault.forget(id)
      if (entry.stored.snapshot) await options.snapshots.forget(id)
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

interface Connections {
  /** Connects with `secret`, or without one with what is in memory, and keeps what came of it. */
  connectWith(
    id: string,
    secret: string | undefined,
    open: () => Promise<Result<Entry>>,
  ): Promise<Result<Provider>>
  add(name: string, secret: string, open: (id: string) => Promise<Result<Entry>>): Promise<Result<Provider>>
}

/** If a connection does not work, all is as it was before. */
function createConnections(registry: Registry, vault: Vault): Connections {
  const connectWith: Connections['connectWith'] = async (id, secret, open) => {
    const before = vault.has(id) ? await vault.use(id, (old) => Promise.resolve(old)) : undefined
    if (secret !== undefined) vault.put(id, secret)
    else if (before === undefined) return fail(needsCredentials(registry.get(id)?.stored.name ?? id))
    const opened = await open()
    if (opened.ok) {
      const provider = await registry.put(opened.value)
      followSource(registry, opened.value)
      return ok(provider)
    }
    if (before === undefined) vault.forget(id)
    else vault.put(id, before)
    const previous = registry.get(id)
    const isConnected = previous?.session !== undefined || previous?.connection !== undefined
    const isLive = isConnected && previous.status.state === 'connected'
    if (previous && !isLive) registry.setStatus(id, { state: 'failed', problem: opened.problem })
    return opened
  }
  return {
    connectWith,
    add(name, secret, open) {
      if (registry.isNameTaken(name)) return Promise.resolve(fail(nameTaken(name)))
      const id = randomUUID()
      return connectWith(id, secret, () => open(id))
    },
  }
}

function open(connector: ReturnType<typeof createConnector>, stored: StoredProvider): Promise<Result<Entry>> {
  const { source, target } = stored
  const identity: Identity = stored
  if (source) return connector.source(identity, source)
  if (target) return connector.target(identity, target)
  return Promise.resolve(fail(unknownProvider(stored.id)))
}

/** The known provider, if a change of it is possible now. */
function mayEdit(registry: Registry, journal: Journal, input: { id: string; name: string }): Result<Entry> {
  const known = registry.known(input.id)
  if (!known.ok) return known
  if (registry.isNameTaken(input.name, input.id)) return fail(nameTaken(input.name))
  const used = usesOf(journal, known.value.stored, { runsOnly: true })
  return used ? fail(used) : known
}

/** A password is sent only to the server and for the user that it was given for. */
function isSameLogin(input: VsphereEdit, source: VsphereEndpoint): boolean {
  const address = parseVsphereAddress(input.url)
  return address.ok && address.value.url === source.url && input.username === source.username
}

function renamed(entry: Entry, name: string): Entry {
  return { ...entry, stored: { ...entry.stored, name } }
}

/** The secret for the vault, and what of the access may be remembered. */
function splitSecret(access: ClusterInput['access']): { secret: string; access: ClusterAccess } {
  if (access.kind === 'token') {
    const { token, ...rest } = access
    return { secret: token, access: rest }
  }
  const { text, ...rest } = access
  return { secret: text, access: rest }
}
