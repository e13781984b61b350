import type { ApiObject } from './json.ts'
import { kindId } from './kinds/kind.ts'
import type { KindSpec } from './kinds/kind.ts'

export interface Change {
  readonly revision: number
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'
  readonly kind: KindSpec
  /** The object after the change; of a removal, its last state with the revision of the removal. */
  readonly object: ApiObject
  /** The object before; not there when it was added. */
  readonly previous?: ApiObject
}

/** All objects, one revision counter over all of them, and a bounded history of changes. */
export interface Store {
  revision(): number
  get(kind: KindSpec, namespace: string | undefined, name: string): ApiObject | undefined
  byUid(uid: string): { readonly kind: KindSpec; readonly object: ApiObject } | undefined
  /** Ordered by namespace and name; of all namespaces without one. */
  list(kind: KindSpec, namespace: string | undefined): readonly ApiObject[]
  /** The list as it was after `revision`; undefined when the history no longer reaches back that far. */
  listAt(kind: KindSpec, namespace: string | undefined, revision: number): readonly ApiObject[] | undefined
  /** Adds or replaces; answers with the object under its new revision. */
  put(kind: KindSpec, object: ApiObject): ApiObject
  remove(kind: KindSpec, object: ApiObject): ApiObject
  /** The changes after `revision`; undefined when the history no longer reaches back that far. */
  since(revision: number): readonly Change[] | undefined
  /** Calls back after each change, in order; returns the way to stop that. */
  onChange(listener: (change: Change) => void): () => void
}

interface State {
  revision: number
  readonly objects: Map<string, Map<string, ApiObject>>
  readonly uids: Map<string, { kind: KindSpec; object: ApiObject }>
  history: Change[]
  readonly listeners: Set<(change: Change) => void>
}

function keyOf(namespace: string | undefined, name: string): string {
  return `${namespace ?? ''}/${name}`
}

/** `historyLimit`: how many changes are kept for watches and chunked lists that look back. */
export function createStore(historyLimit: number): Store {
  const state: State = {
    revision: 1,
    objects: new Map(),
    uids: new Map(),
    history: [],
    listeners: new Set(),
  }
  const table = (kind: KindSpec): ReadonlyMap<string, ApiObject> =>
    state.objects.get(kindId(kind)) ?? new Map()
  const reaches = (revision: number): boolean =>
    revision >= (state.history[0]?.revision ?? state.revision + 1) - 1
  const since = (revision: number): readonly Change[] | undefined =>
    reaches(revision) ? state.history.slice(revision + 1 - (state.history[0]?.revision ?? 0)) : undefined
  const get: Store['get'] = (kind, namespace, name) => table(kind).get(keyOf(namespace, name))
  return {
    revision: () => state.revision,
    get,
    byUid: (uid) => state.uids.get(uid),
    list: (kind, namespace) => ordered(table(kind), namespace),
    listAt: (kind, namespace, revision) => {
      const changes = since(revision)
      return changes && ordered(undo(table(kind), kind, changes), namespace)
    },
    put: (kind, object) => {
      const previous = get(kind, object.metadata.namespace, object.metadata.name)
      return record(
        state,
        historyLimit,
        kind,
        object,
        previous === undefined ? 'ADDED' : 'MODIFIED',
        previous,
      )
    },
    remove: (kind, object) => {
      const previous = get(kind, object.metadata.namespace, object.metadata.name) ?? object
      return record(state, historyLimit, kind, object, 'DELETED', previous)
    },
    since,
    onChange: (listener) => {
      state.listeners.add(listener)
      return () => state.listeners.delete(listener)
    },
  }
}

function record(
  state: State,
  limit: number,
  kind: KindSpec,
  object: ApiObject,
  type: Change['type'],
  previous: ApiObject | undefined,
): ApiObject {
  state.revision += 1
  const revision = state.revision
  const stamped = { ...object, metadata: { ...object.metadata, resourceVersion: String(revision) } }
  const { namespace, name, uid } = stamped.metadata
  const table = state.objects.get(kindId(kind)) ?? new Map<string, ApiObject>()
  state.objects.set(kindId(kind), table)
  if (type === 'DELETED') {
    table.delete(keyOf(namespace, name))
    if (uid !== undefined) state.uids.delete(uid)
  } else {
    table.set(keyOf(namespace, name), stamped)
    if (uid !== undefined) state.uids.set(uid, { kind, object: stamped })
  }
  const change: Change = { revision, type, kind, object: stamped, previous }
  state.history.push(change)
  // Dropped in blocks, so that a write does not move the whole history each time.
  if (state.history.length > limit * 2) state.history = state.history.slice(-limit)
  for (const listener of [...state.listeners]) listener(change)
  return stamped
}

function ordered(
  objects: ReadonlyMap<string, ApiObject>,
  namespace: string | undefined,
): readonly ApiObject[] {
  const prefix = `${namespace ?? ''}/`
  return [...objects]
    .filter(([key]) => namespace === undefined || key.startsWith(prefix))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, object]) => object)
}

/** The table before `changes`: each of them taken back, the last one first. */
function undo(
  objects: ReadonlyMap<string, ApiObject>,
  kind: KindSpec,
  changes: readonly Change[],
): ReadonlyMap<string, ApiObject> {
  const before = new Map(objects)
  for (const change of [...changes].reverse()) {
    if (change.kind !== kind) continue
    const key = keyOf(change.object.metadata.namespace, change.object.metadata.name)
    if (change.previous === undefined) before.delete(key)
    else before.set(key, change.previous)
  }
  return before
}
