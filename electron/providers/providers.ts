import { randomUUID } from 'node:crypto'
import type { InventoryView } from '../../shared/contract/inventory.ts'
import { fail, ok, type Problem, type Result } from '../../shared/problem.ts'
import type { Provider, ProviderStatus } from '../../shared/provider/model.ts'
import { Topic } from '../../shared/topic.ts'
import type { ClusterAccess, ClusterConnection, ClusterService } from '../cluster/service.ts'
import type { Journal, StoredProvider } from '../journal/service.ts'
import type { Vault } from '../vault/service.ts'
import type { VsphereEndpoint, VsphereService, VsphereSession } from '../vsphere/service.ts'
import { createInventoryFeed, type InventoryFeed } from './inventory-feed.ts'
import type { Providers } from './service.ts'

export interface ProvidersOptions {
  readonly journal: Journal
  readonly vault: Vault
  readonly vsphere: VsphereService
  readonly cluster: ClusterService
}

interface Entry {
  stored: StoredProvider
  status: ProviderStatus
  session?: VsphereSession
  feed?: InventoryFeed
  connection?: ClusterConnection
}

/** Holds the known providers, their secrets (through the vault) and their live connections. */
export function createProviders(options: ProvidersOptions): Providers {
  const { journal, vault, vsphere, cluster } = options
  const entries = new Map<string, Entry>()
  // The lab's providers end with the process that ran the lab.
  for (const stored of journal.providers()) {
    if (stored.lab) journal.removeProvider(stored.id)
    else entries.set(stored.id, { stored, status: { state: 'needsCredentials' } })
  }
  const list = (): Provider[] => [...entries.values()].map(publicView)
  const topic = new Topic<readonly Provider[]>(list())
  const changed = (): void => topic.set(list())

  const keep = (entry: Entry): Provider => {
    entries.set(entry.stored.id, entry)
    journal.putProvider(entry.stored)
    changed()
    return publicView(entry)
  }
  const disconnect = async (entry: Entry): Promise<void> => {
    entry.feed?.close()
    await entry.session?.close()
    await entry.connection?.close()
    entry.feed = entry.session = entry.connection = undefined
  }
  const dropped = (id: string, problem: Problem): Result<never> => {
    const entry = entries.get(id)
    if (!entry) vault.forget(id)
    else if (!entry.session && !entry.connection) {
      entry.status = { state: 'failed', problem }
      changed()
    }
    return fail(problem)
  }

  const connectVsphere = async (
    id: string,
    base: Pick<StoredProvider, 'name' | 'lab'>,
    endpoint: VsphereEndpoint,
  ): Promise<Result<Provider>> => {
    const session = await vsphere.connect(endpoint, (fn) => vault.use(id, fn))
    if (!session.ok) return dropped(id, session.problem)
    const previous = entries.get(id)
    if (previous) await disconnect(previous)
    const { url, about, certificate } = session.value
    return ok(
      keep({
        stored: {
          ...base,
          id,
          // What was typed is kept in its normal form, so the list shows what is really spoken to.
          source: { ...endpoint, url },
          version: about.version,
          thumbprint: certificate.sha1,
        },
        status: { state: 'connected', since: new Date().toISOString() },
        session: session.value,
        feed: createInventoryFeed(session.value),
      }),
    )
  }

  const connectCluster = async (
    id: string,
    base: Pick<StoredProvider, 'name' | 'lab'>,
    access: ClusterAccess,
  ): Promise<Result<Provider>> => {
    const connection = await cluster.connect(access, (fn) => vault.use(id, fn))
    if (!connection.ok) return dropped(id, connection.problem)
    const described = await connection.value.describe()
    if (!described.ok) {
      await connection.value.close()
      return dropped(id, described.problem)
    }
    const previous = entries.get(id)
    if (previous) await disconnect(previous)
    const { version, platformVersion } = described.value
    return ok(
      keep({
        stored: {
          ...base,
          id,
          target: { ...access, url: connection.value.url },
          version: platformVersion === '' ? version : platformVersion,
          thumbprint: '',
        },
        status: { state: 'connected', since: new Date().toISOString() },
        connection: connection.value,
      }),
    )
  }

  const nameIsFree = (name: string): Result<void> =>
    [...entries.values()].some((entry) => entry.stored.name === name)
      ? fail({
          code: 'provider.name-taken',
          message: `A provider named ${name} exists already.`,
          meaning: 'Nothing was saved.',
          remedy: 'Choose another name, or remove the existing provider first.',
        })
      : ok(undefined)

  return {
    list,
    watch: (signal) => topic.watch(signal),
    certificate: (url) => vsphere.certificate(url),
    async addVsphere(input, { lab = false } = {}) {
      const free = nameIsFree(input.name)
      if (!free.ok) return free
      const id = randomUUID()
      vault.put(id, input.password)
      const { url, username, trust } = input
      return connectVsphere(id, { name: input.name, lab }, { url, username, trust })
    },
    async addCluster(input, { lab = false } = {}) {
      const free = nameIsFree(input.name)
      if (!free.ok) return free
      const id = randomUUID()
      const { access } = input
      vault.put(id, access.kind === 'token' ? access.token : access.text)
      return connectCluster(id, { name: input.name, lab }, withoutSecret(access))
    },
    async unlockVsphere(id, password) {
      const stored = entries.get(id)?.stored
      if (!stored?.source) return fail(unknownProvider(id))
      vault.put(id, password)
      return connectVsphere(id, stored, stored.source)
    },
    async unlockCluster(id, token) {
      const stored = entries.get(id)?.stored
      if (!stored?.target) return fail(unknownProvider(id))
      vault.put(id, token)
      return connectCluster(id, stored, stored.target)
    },
    async remove(id) {
      const entry = entries.get(id)
      if (!entry) return ok({ removed: false })
      if (isUsed(journal, id)) return fail(inUse(entry.stored.name))
      entries.delete(id)
      journal.removeProvider(id)
      vault.forget(id)
      changed()
      await disconnect(entry)
      return ok({ removed: true })
    },
    source: (id) => live(entries.get(id), id, (entry) => entry.session),
    target: (id) => live(entries.get(id), id, (entry) => entry.connection),
    useSecret: (id, fn) => vault.use(id, fn),
    async *watchInventory(id, signal): AsyncGenerator<InventoryView> {
      const feed = live(entries.get(id), id, (entry) => entry.feed)
      if (feed.ok) yield* feed.value.watch(signal)
      else yield { revision: 0, state: 'failed', vmsRead: 0, problem: feed.problem }
    },
    async inventory(id) {
      const feed = live(entries.get(id), id, (entry) => entry.feed)
      return feed.ok ? feed.value.ready() : feed
    },
    async close() {
      topic.close()
      await Promise.allSettled([...entries.values()].map(disconnect))
    },
  }
}

/** Does a run that is not over read from this provider or write to it? */
function isUsed(journal: Journal, id: string): boolean {
  return journal
    .migrations()
    .some(({ endedAt, plan }) => !endedAt && (plan.sourceId === id || plan.targetId === id))
}

function publicView({ stored, status }: Entry): Provider {
  return {
    id: stored.id,
    kind: stored.source ? 'vsphere' : 'cluster',
    name: stored.name,
    url: stored.source?.url ?? stored.target?.url ?? '',
    username: stored.source?.username ?? '',
    version: stored.version,
    thumbprint: stored.thumbprint,
    lab: stored.lab,
    status,
  }
}

function withoutSecret(
  access: { kind: 'token'; url: string; caPem?: string } | { kind: 'kubeconfig'; context?: string },
): ClusterAccess {
  return access.kind === 'token'
    ? { kind: 'token', url: access.url, caPem: access.caPem }
    : { kind: 'kubeconfig', context: access.context }
}

function live<T>(entry: Entry | undefined, id: string, pick: (entry: Entry) => T | undefined): Result<T> {
  if (!entry) return fail(unknownProvider(id))
  const value = pick(entry)
  if (value !== undefined) return ok(value)
  if (entry.status.state === 'failed') return fail(entry.status.problem)
  return fail({
    code: 'provider.needs-credentials',
    message: `${entry.stored.name} is not connected: its credentials are not in memory.`,
    meaning: 'Nothing was changed.',
    remedy: `Enter the credentials of ${entry.stored.name} under Providers.`,
  })
}

function unknownProvider(id: string): Problem {
  return {
    code: 'provider.unknown',
    message: `There is no provider ${id}.`,
    meaning: 'Nothing was changed.',
    remedy: 'Add it again under Providers.',
  }
}

function inUse(name: string): Problem {
  return {
    code: 'provider.in-use',
    message: `A running migration uses ${name}.`,
    meaning: 'The provider stays.',
    remedy: 'Wait for the migration to end, or cancel it first.',
  }
}
