import { randomUUID } from 'node:crypto'
import { fail, ok, type Problem, type Result } from '../../shared/problem.ts'
import type { ClusterInput, Provider } from '../../shared/provider/model.ts'
import { Topic } from '../../shared/topic.ts'
import type { ClusterAccess, ClusterService } from '../cluster/service.ts'
import type { Journal } from '../journal/service.ts'
import type { Vault } from '../vault/service.ts'
import type { VsphereService } from '../vsphere/service.ts'
import { createConnector, disconnect, isConnected, type Entry } from './connect.ts'
import { inUse, nameTaken, needsCredentials, unknownProvider } from './problems.ts'
import type { Providers } from './service.ts'

export interface ProvidersOptions {
  readonly journal: Journal
  readonly vault: Vault
  readonly vsphere: VsphereService
  readonly cluster: ClusterService
}

/** Holds the known providers, their secrets (through the vault) and their live connections. */
export function createProviders({ journal, vault, vsphere, cluster }: ProvidersOptions): Providers {
  const entries = rememberedEntries(journal)
  const list = (): Provider[] => [...entries.values()].map(publicView)
  const topic = new Topic<readonly Provider[]>(list())
  const changed = (): void => topic.set(list())
  const connector = createConnector(vault, vsphere, cluster)

  /** Connects with a new secret and keeps what came of it; if it does not work, all is as before. */
  const connectWith = async (
    id: string,
    secret: string,
    open: () => Promise<Result<Entry>>,
  ): Promise<Result<Provider>> => {
    const before = vault.has(id) ? await vault.use(id, (old) => Promise.resolve(old)) : undefined
    vault.put(id, secret)
    const opened = await open()
    const previous = entries.get(id)
    if (!opened.ok) {
      if (before === undefined) vault.forget(id)
      else vault.put(id, before)
      if (previous && !isConnected(previous)) previous.status = { state: 'failed', problem: opened.problem }
      changed()
      return opened
    }
    if (previous) await disconnect(previous)
    entries.set(id, opened.value)
    journal.putProvider(opened.value.stored)
    changed()
    return ok(publicView(opened.value))
  }

  const add = (
    name: string,
    secret: string,
    open: (id: string) => Promise<Result<Entry>>,
  ): Promise<Result<Provider>> => {
    if ([...entries.values()].some((entry) => entry.stored.name === name))
      return Promise.resolve(fail(nameTaken(name)))
    const id = randomUUID()
    return connectWith(id, secret, () => open(id))
  }

  const feed = (id: string) => live(entries, id, (entry) => entry.feed)

  return {
    list,
    watch: (signal) => topic.watch(signal),
    certificate: (url) => vsphere.certificate(url),
    addVsphere({ name, password, url, username, trust }, { lab = false } = {}) {
      return add(name, password, (id) => connector.source({ id, name, lab }, { url, username, trust }))
    },
    addCluster({ name, access }, { lab = false } = {}) {
      const split = splitSecret(access)
      return add(name, split.secret, (id) => connector.target({ id, name, lab }, split.access))
    },
    async unlockVsphere(id, password) {
      const stored = entries.get(id)?.stored
      const source = stored?.source
      if (!source) return fail(unknownProvider(id))
      return connectWith(id, password, () => connector.source(stored, source))
    },
    async unlockCluster(id, secret) {
      const stored = entries.get(id)?.stored
      const target = stored?.target
      if (!target) return fail(unknownProvider(id))
      return connectWith(id, secret, () => connector.target(stored, target))
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
    source: (id) => live(entries, id, (entry) => entry.session),
    target: (id) => live(entries, id, (entry) => entry.connection),
    useSecret: (id, fn) => vault.use(id, fn),
    async *watchInventory(id, signal) {
      const found = feed(id)
      if (found.ok) yield* found.value.watch(signal)
      else yield { revision: 0, state: 'failed', vmsRead: 0, problem: found.problem }
    },
    async inventory(id) {
      const found = feed(id)
      return found.ok ? found.value.ready() : found
    },
    async close() {
      topic.close()
      await Promise.allSettled([...entries.values()].map(disconnect))
    },
  }
}

/** What the journal knows; the lab's own two ended with the process that ran the lab. */
function rememberedEntries(journal: Journal): Map<string, Entry> {
  const entries = new Map<string, Entry>()
  for (const stored of journal.providers()) {
    if (stored.lab) journal.removeProvider(stored.id)
    else entries.set(stored.id, { stored, status: { state: 'needsCredentials' } })
  }
  return entries
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
    credential: stored.target?.kind ?? 'password',
    lab: stored.lab,
    status,
  }
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

/** The part of an entry that is there only while it is connected, or what is missing. */
function live<T>(
  entries: ReadonlyMap<string, Entry>,
  id: string,
  pick: (entry: Entry) => T | undefined,
): Result<T> {
  const entry = entries.get(id)
  if (!entry) return fail(unknownProvider(id))
  const value = pick(entry)
  if (value !== undefined) return ok(value)
  const problem: Problem =
    entry.status.state === 'failed' ? entry.status.problem : needsCredentials(entry.stored.name)
  return fail(problem)
}
