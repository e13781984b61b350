/** Keeps a store of managed objects in step with the server. */
import { propertySets, type PropertySet } from '../../shared/inventory/from-vsphere/properties.ts'
import type { MoRef } from '../../shared/inventory/from-vsphere/raw.ts'
import {
  applyChanges,
  type PropertyChange,
  type StoredObject,
} from '../../shared/inventory/from-vsphere/store.ts'
import { createBreath } from '../breath.ts'
import { isFault } from './errors.ts'
import type { Login } from './login.ts'
import { readObjects } from './property-collector.ts'
import {
  createUpdateCollector,
  isCollectorLost,
  type UpdateCollector,
  type UpdateSet,
} from './update-collector.ts'

export interface FollowListener {
  /** VMs read so far in a first or renewed reading. */
  reading(vms: number): void
  /** The store is complete and has changed. */
  changed(objects: readonly StoredObject[]): void
  /** The server was asked, and nothing has changed. */
  inStep(): void
}

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
  let collector: UpdateCollector | undefined
  try {
    collector = await createUpdateCollector(client, content, sets, { signal: stop })
    const store = createObjectStore(sets)
    let complete = false
    for await (const set of collector.updates(stop)) {
      if (!set) {
        listener.inStep()
        continue
      }
      const unknown = await store.apply(set)
      if (unknown.length > 0) {
        store.replace(unknown, await readObjects(client, content, unknown, sets, { signal: stop }))
      }
      complete ||= !set.truncated
      if (!complete) listener.reading(store.vms())
      else if (!set.truncated) listener.changed(store.objects())
    }
  } finally {
    stopListening()
    await collector?.destroy()
  }
}

interface ObjectStore {
  /** Answers with the objects whose changes do not fit what is known: they have to be read again. */
  apply(set: UpdateSet): Promise<readonly MoRef[]>
  /** Puts what was read in the place of `refs`; what was not found is gone. */
  replace(refs: readonly MoRef[], objects: readonly StoredObject[]): void
  objects(): readonly StoredObject[]
  vms(): number
}

function createObjectStore(sets: readonly PropertySet[]): ObjectStore {
  const requested = new Map(sets.map((set) => [set.type, set.paths]))
  const store = new Map<string, StoredObject>()
  let vms = 0
  const put = (object: StoredObject) => {
    if (!store.has(object.ref.value) && object.ref.type === 'VirtualMachine') vms++
    store.set(object.ref.value, object)
  }
  const drop = (ref: MoRef) => {
    if (store.delete(ref.value) && ref.type === 'VirtualMachine') vms--
  }
  return {
    apply: async (set) => {
      const breath = createBreath()
      const unknown = new Map<string, MoRef>()
      for (const update of set.updates) {
        const { ref } = update
        if (update.kind === 'leave') {
          drop(ref)
          unknown.delete(ref.value)
        } else if (update.kind === 'enter') {
          put(update.object)
          unknown.delete(ref.value)
        } else if (!unknown.has(ref.value)) {
          const next = changed(store.get(ref.value), update.changes, requested.get(ref.type) ?? [])
          if (next) put(next)
          else unknown.set(ref.value, ref)
        }
        await breath()
      }
      return [...unknown.values()]
    },
    replace: (refs, objects) => {
      const found = new Map(objects.map((object) => [object.ref.value, object]))
      for (const ref of refs) {
        const object = found.get(ref.value)
        if (object) put(object)
        else drop(ref)
      }
    },
    objects: () => [...store.values()],
    vms: () => vms,
  }
}

/** Undefined when a change does not fit what is known. */
function changed(
  known: StoredObject | undefined,
  changes: readonly PropertyChange[],
  requested: readonly string[],
): StoredObject | undefined {
  if (!known) return undefined
  const properties = applyChanges(known.properties, changes, requested)
  return properties && { ref: known.ref, properties }
}
