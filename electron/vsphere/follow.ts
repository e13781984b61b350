/** Keeps a store of managed objects in step with the server. */
import { propertySets } from '../../shared/inventory/from-vsphere/properties.ts'
import { applyChange, type StoredObject } from '../../shared/inventory/from-vsphere/store.ts'
import { isFault } from './errors.ts'
import type { Login } from './login.ts'
import {
  createCollector,
  isCollectorLost,
  readObject,
  type Collector,
  type ObjectUpdate,
} from './property-collector.ts'

export interface FollowListener {
  /** VMs read so far in a first or renewed reading. */
  reading(vms: number): void
  /** The store is complete and has changed. */
  changed(objects: readonly StoredObject[]): void
}

/** Well below the idle limit of proxies and firewalls between the desktop and vCenter. */
const MAX_WAIT_S = 30
/** Readings in a row that end before they are complete. */
const MAX_RESTARTS = 3

/**
 * Follows until `signal` aborts; then returns. A lost session or collector is made anew. Throws SoapFault
 * or VsphereError for everything else.
 */
export async function follow(login: Login, listener: FollowListener, signal: AbortSignal): Promise<void> {
  let restarts = 0
  const ended = () => signal.aborted
  while (!ended()) {
    const epoch = login.epoch
    try {
      const counting: FollowListener = {
        ...listener,
        changed: (objects) => {
          restarts = 0
          listener.changed(objects)
        },
      }
      await login.during(followOnce(login, counting, signal))
    } catch (error) {
      if (ended()) return
      // Another call has logged in again while we waited: the collector went with the old session.
      if (login.epoch !== epoch && error instanceof DOMException) continue
      if (!isCollectorLost(error) || ++restarts > MAX_RESTARTS) throw error
      if (isFault(error, 'NotAuthenticated')) await login.renew(epoch)
    }
  }
}

async function followOnce(login: Login, listener: FollowListener, signal: AbortSignal): Promise<void> {
  const { client, content } = login
  const renewed = new AbortController()
  const stopListening = login.onRenewed(() => renewed.abort())
  const stop = AbortSignal.any([signal, renewed.signal])
  const sets = propertySets(content.about.apiVersion)
  const requested = new Map(sets.map((set) => [set.type, set.paths]))
  let collector: Collector | undefined
  try {
    collector = await createCollector(client, content, sets, { signal: stop })
    const store = new Map<string, StoredObject>()
    let version = ''
    let complete = false
    for (;;) {
      const set = await collector.wait(version, MAX_WAIT_S, stop)
      if (!set) continue
      version = set.version
      for (const update of set.updates) {
        const paths = requested.get(update.ref.type) ?? []
        if (applyUpdate(store, update, paths)) continue
        const fresh = await reread(login, update.ref, paths, stop)
        if (fresh) store.set(update.ref.value, fresh)
        else store.delete(update.ref.value)
      }
      complete ||= !set.truncated
      if (set.truncated && !complete) listener.reading(countVms(store))
      else if (!set.truncated) listener.changed([...store.values()])
    }
  } finally {
    stopListening()
    await collector?.destroy()
  }
}

/** False when the change does not fit what is known, and the object has to be read again. */
function applyUpdate(
  store: Map<string, StoredObject>,
  { kind, ref, changes }: ObjectUpdate,
  requested: readonly string[],
): boolean {
  if (kind === 'leave') {
    store.delete(ref.value)
    return true
  }
  let properties = (kind === 'modify' ? store.get(ref.value)?.properties : undefined) ?? {}
  for (const change of changes) {
    const next = applyChange(properties, change, requested)
    if (!next) return false
    properties = next
  }
  store.set(ref.value, { ref, properties })
  return true
}

async function reread(
  login: Login,
  ref: StoredObject['ref'],
  paths: readonly string[],
  signal: AbortSignal,
): Promise<StoredObject | undefined> {
  try {
    return await readObject(login.client, login.content, ref, paths, { signal })
  } catch (error) {
    if (isFault(error, 'ManagedObjectNotFound')) return undefined
    throw error
  }
}

function countVms(store: ReadonlyMap<string, StoredObject>): number {
  let count = 0
  for (const object of store.values()) if (object.ref.type === 'VirtualMachine') count++
  return count
}
