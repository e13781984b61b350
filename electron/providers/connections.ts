import { randomUUID } from 'node:crypto'
import { fail, ok, type Result } from '../../shared/problem.ts'
import type { Provider } from '../../shared/provider/model.ts'
import type { Vault } from '../vault/service.ts'
import { followSource } from './follow-source.ts'
import { nameTaken, needsCredentials } from './problems.ts'
import type { Entry, Registry } from './registry.ts'

export interface Connections {
  /** Connects with `secret`, or without one with what is in memory, and keeps what came of it. */
  readonly connectWith: (
    id: string,
    secret: string | undefined,
    open: () => Promise<Result<Entry>>,
  ) => Promise<Result<Provider>>
  readonly add: (
    name: string,
    secret: string,
    open: (id: string) => Promise<Result<Entry>>,
  ) => Promise<Result<Provider>>
}

/** If a connection does not work, all is as it was before. */
export function createConnections(registry: Registry, vault: Vault): Connections {
  const connectWith: Connections['connectWith'] = async (id, secret, open) => {
    const before = vault.has(id) ? await vault.use(id, (old) => Promise.resolve(old)) : undefined
    if (secret !== undefined) vault.put(id, secret)
    else if (before === undefined) return fail(needsCredentials(registry.get(id)?.stored.name ?? id))
    const opened = await open()
    if (opened.ok) {
      const provider = await registry.put(withSettingsOf(registry.get(id), opened.value))
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

/** What a person decided about a cluster outlives its connections. */
function withSettingsOf(before: Entry | undefined, opened: Entry): Entry {
  const settings = before?.stored.settings
  return settings ? { ...opened, stored: { ...opened.stored, settings } } : opened
}
