/**
 * The server's own controllers: what goes when its owner or its namespace goes, and what a new namespace gets.
 * Rules: Kubernetes documentation, "Garbage Collection" and "Owners and Dependents".
 */
import { asObject, withKey } from './json.ts'
import type { ApiObject, OwnerReference } from './json.ts'
import type { KindSpec } from './kinds/kind.ts'
import { FOREGROUND, ORPHAN, deleteObject } from './deletes.ts'
import type { Change } from './store.ts'
import type { KubeState } from './kube-state.ts'
import { commit, createObject, withFinalizers } from './writes.ts'

const SYSTEM = { manager: 'kube-controller-manager', dryRun: false } as const
const BACKGROUND = { propagation: 'Background', dryRun: false } as const

export interface Collector {
  /** Ends the work; what is not yet collected stays. */
  close(): void
}

interface Work {
  readonly kube: KubeState
  /** Owner UID to the UIDs of those that name it. */
  readonly dependents: Map<string, Set<string>>
  readonly queue: Set<string>
}

export function startCollector(kube: KubeState): Collector {
  const work: Work = { kube, dependents: new Map(), queue: new Set() }
  let scheduled: NodeJS.Immediate | undefined
  const stop = kube.store.onChange((change) => {
    note(work, change)
    // After the request that made the change has been answered, as a controller of its own would do.
    if (work.queue.size > 0) scheduled ??= setImmediate(run)
  })
  function run(): void {
    scheduled = undefined
    const batch = [...work.queue]
    work.queue.clear()
    for (const uid of batch) collect(work, uid)
  }
  return {
    close: () => {
      stop()
      clearImmediate(scheduled)
    },
  }
}

function owners(object: ApiObject | undefined): readonly OwnerReference[] {
  return object?.metadata.ownerReferences ?? []
}

/** Keeps the index of dependents, and queues whatever the change may concern. */
function note(work: Work, { type, kind, object, previous }: Change): void {
  const uid = object.metadata.uid ?? ''
  for (const owner of owners(previous)) {
    const set = work.dependents.get(owner.uid)
    if (set?.delete(uid) === true && set.size === 0) work.dependents.delete(owner.uid)
  }
  if (type === 'DELETED') {
    for (const dependent of work.dependents.get(uid) ?? []) work.queue.add(dependent)
    for (const owner of owners(object)) work.queue.add(owner.uid)
    queueNamespace(work, object)
    return
  }
  for (const owner of owners(object)) {
    const set = work.dependents.get(owner.uid) ?? new Set()
    work.dependents.set(owner.uid, set.add(uid))
    work.queue.add(owner.uid)
  }
  const concerns = owners(object).length > 0 || object.metadata.deletionTimestamp !== undefined
  if (concerns || (type === 'ADDED' && kind.kind === 'Namespace')) work.queue.add(uid)
}

/** A namespace that is going may be empty now. */
function queueNamespace({ kube, queue }: Work, object: ApiObject): void {
  const kind = kube.kinds.byKind('v1', 'Namespace')
  const { namespace } = object.metadata
  const found = kind && namespace !== undefined ? kube.store.get(kind, undefined, namespace) : undefined
  if (found?.metadata.deletionTimestamp !== undefined && found.metadata.uid !== undefined)
    queue.add(found.metadata.uid)
}

function collect(work: Work, uid: string): void {
  const entry = work.kube.store.byUid(uid)
  if (entry === undefined) return
  const { kind, object } = entry
  if (kind.group === '' && kind.kind === 'Namespace') collectNamespace(work.kube, kind, object)
  if (object.metadata.deletionTimestamp !== undefined) finishDeletion(work, kind, object)
  else if (owners(object).length > 0) collectDependent(work.kube, kind, object)
}

function collectNamespace(kube: KubeState, kind: KindSpec, object: ApiObject): void {
  const { name } = object.metadata
  if (object.metadata.deletionTimestamp === undefined) {
    const accounts = kube.kinds.byKind('v1', 'ServiceAccount')
    if (accounts !== undefined && kube.store.get(accounts, name, 'default') === undefined)
      createObject(kube, accounts, name, { metadata: { name: 'default' } }, SYSTEM)
    return
  }
  const contents = kube.kinds.all
    .filter((one) => one.namespaced)
    .flatMap((one) => kube.store.list(one, name).map((item) => [one, item] as const))
  for (const [one, item] of contents) deleteObject(kube, one, item, BACKGROUND)
  const left = kube.kinds.all.some((one) => one.namespaced && kube.store.list(one, name).length > 0)
  if (left) return
  const spec = withKey(asObject(object['spec']), 'finalizers', undefined)
  commit(kube, kind, object, { ...object, spec }, SYSTEM)
}

/** A deleted object that waits for what depends on it. */
function finishDeletion({ kube, dependents }: Work, kind: KindSpec, object: ApiObject): void {
  const finalizers = object.metadata.finalizers ?? []
  const uid = object.metadata.uid ?? ''
  const below = [...(dependents.get(uid) ?? [])].flatMap((one) => kube.store.byUid(one) ?? [])
  if (finalizers.includes(ORPHAN)) {
    for (const dependent of below)
      dropOwners(kube, dependent.kind, dependent.object, (owner) => owner.uid === uid)
    release(kube, kind, uid, ORPHAN)
  } else if (finalizers.includes(FOREGROUND)) {
    for (const dependent of below) collectDependent(kube, dependent.kind, dependent.object)
    const blocked = [...(dependents.get(uid) ?? [])].some((one) => {
      const refs = owners(kube.store.byUid(one)?.object)
      return refs.some((owner) => owner.uid === uid && owner.blockOwnerDeletion === true)
    })
    if (!blocked) release(kube, kind, uid, FOREGROUND)
  }
}

function release(kube: KubeState, kind: KindSpec, uid: string, finalizer: string): void {
  const object = kube.store.byUid(uid)?.object
  if (object === undefined) return
  const left = (object.metadata.finalizers ?? []).filter((one) => one !== finalizer)
  commit(kube, kind, object, withFinalizers(object, left), SYSTEM)
}

/** Is the owner there, and in reach of the dependent? Owners of kinds that are not served count as there. */
function ownerState(
  kube: KubeState,
  object: ApiObject,
  owner: OwnerReference,
): 'solid' | 'leaving' | 'absent' {
  const kind = kube.kinds.byKind(owner.apiVersion, owner.kind)
  if (kind === undefined) return 'solid'
  const found = kube.store.byUid(owner.uid)?.object
  if (found === undefined) return 'absent'
  if (kind.namespaced && found.metadata.namespace !== object.metadata.namespace) return 'absent'
  const waits = (found.metadata.finalizers ?? []).includes(FOREGROUND)
  return waits && found.metadata.deletionTimestamp !== undefined ? 'leaving' : 'solid'
}

function collectDependent(kube: KubeState, kind: KindSpec, object: ApiObject): void {
  const states = new Map(owners(object).map((owner) => [owner.uid, ownerState(kube, object, owner)]))
  if ([...states.values()].includes('solid')) {
    dropOwners(kube, kind, object, (owner) => states.get(owner.uid) !== 'solid')
    return
  }
  // While the owner waits for it in the foreground, what is below it goes the same way.
  const propagation = [...states.values()].includes('leaving') ? 'Foreground' : 'Background'
  deleteObject(kube, kind, object, { propagation, dryRun: false })
}

function dropOwners(
  kube: KubeState,
  kind: KindSpec,
  object: ApiObject,
  isGone: (owner: OwnerReference) => boolean,
): void {
  const left = owners(object).filter((owner) => !isGone(owner))
  if (left.length === owners(object).length) return
  const ownerReferences = left.length === 0 ? undefined : left
  commit(kube, kind, object, { ...object, metadata: { ...object.metadata, ownerReferences } }, SYSTEM)
}
