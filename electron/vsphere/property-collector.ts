/** Reading properties of many objects at once, and following their changes. */
import type { PropertyChange, StoredObject } from '../../shared/inventory/from-vsphere/store.ts'
import type { PropertySet } from '../../shared/inventory/from-vsphere/properties.ts'
import {
  at,
  list,
  reference,
  text,
  typeName,
  type MoRef,
  type RawValue,
} from '../../shared/inventory/from-vsphere/raw.ts'
import { isFault, SoapFault } from './errors.ts'
import type { ServiceContent } from './service-content.ts'
import type { SoapClient, SoapRequest } from './soap-client.ts'
import { element, referenceElement, textElement } from './xml-writer.ts'

export interface ObjectUpdate {
  readonly kind: 'enter' | 'modify' | 'leave'
  readonly ref: MoRef
  readonly changes: readonly PropertyChange[]
}

export interface UpdateSet {
  readonly version: string
  /** More is waiting: ask again at once. */
  readonly truncated: boolean
  readonly updates: readonly ObjectUpdate[]
}

/** A property collector of its own with one filter over one view. Ends with the session that made it. */
export interface Collector {
  /** Changes since `version` ("" for everything); undefined when nothing changed for `maxWaitSeconds`. */
  wait(version: string, maxWaitSeconds: number, signal: AbortSignal): Promise<UpdateSet | undefined>
  /** Frees what the server holds. Never throws. */
  destroy(): Promise<void>
}

type Call = Pick<SoapRequest, 'signal' | 'limitMs'>
/** Objects in a page: small enough for a first sign of life, large enough to keep the round trips few. */
const PAGE_OBJECTS = 250
/** A server that knows fewer is none that this inventory makes sense of. */
const MAX_UNKNOWN_PROPERTIES = 10
const CLEAN_UP_LIMIT_MS = 3_000
/** Beyond the server's own wait: the time it may take to put the answer together. */
const WAIT_MARGIN_MS = 60_000

/** Reads `sets` of everything below the root folder, page by page, through a view that is removed afterwards. */
export async function* readPages(
  client: SoapClient,
  content: ServiceContent,
  sets: readonly PropertySet[],
  call: Call = {},
): AsyncGenerator<readonly StoredObject[]> {
  const view = await createView(client, content, sets, call)
  try {
    const collector = { self: content.propertyCollector, ...call }
    const options = element('options', textElement('maxObjects', PAGE_OBJECTS))
    let page = await withKnownProperties(sets, (known) =>
      client.call({
        ...collector,
        method: 'RetrievePropertiesEx',
        body: filterSpec('specSet', known, viewObject(view)) + options,
      }),
    )
    for (;;) {
      yield list(at(page, 'objects')).flatMap(storedObject)
      const token = text(page, 'token')
      if (token === undefined || token === '') return
      page = await client.call({
        ...collector,
        method: 'ContinueRetrievePropertiesEx',
        body: textElement('token', token),
      })
    }
  } finally {
    await quietly(client, 'DestroyView', view)
  }
}

/** Reads `paths` of one object. Throws SoapFault ManagedObjectNotFound when it is gone. */
export async function readObject(
  client: SoapClient,
  content: ServiceContent,
  ref: MoRef,
  paths: readonly string[],
  call: Call = {},
): Promise<StoredObject> {
  const page = await client.call({
    ...call,
    self: content.propertyCollector,
    method: 'RetrievePropertiesEx',
    body:
      filterSpec('specSet', [{ type: ref.type, paths }], element('objectSet', referenceElement('obj', ref))) +
      element('options', ''),
  })
  return list(at(page, 'objects')).flatMap(storedObject)[0] ?? { ref, properties: {} }
}

/** Starts following `sets` of everything below the root folder. */
export async function createCollector(
  client: SoapClient,
  content: ServiceContent,
  sets: readonly PropertySet[],
  call: Call = {},
): Promise<Collector> {
  const view = await createView(client, content, sets, call)
  const made = await client.call({
    ...call,
    method: 'CreatePropertyCollector',
    self: content.propertyCollector,
  })
  const collector = expectReference(made, 'CreatePropertyCollector')
  await withKnownProperties(sets, (known) =>
    client.call({
      ...call,
      method: 'CreateFilter',
      self: collector,
      // Without partial updates a change brings the whole property that was asked for.
      body: filterSpec('spec', known, viewObject(view)) + textElement('partialUpdates', false),
    }),
  )
  return {
    wait: async (version, maxWaitSeconds, signal) => {
      const options =
        textElement('maxWaitSeconds', maxWaitSeconds) + textElement('maxObjectUpdates', PAGE_OBJECTS)
      const set = await client.call({
        method: 'WaitForUpdatesEx',
        self: collector,
        body: textElement('version', version) + element('options', options),
        signal,
        limitMs: maxWaitSeconds * 1000 + WAIT_MARGIN_MS,
      })
      return set === undefined ? undefined : updateSet(set)
    },
    destroy: async () => {
      await quietly(client, 'CancelWaitForUpdates', collector)
      await Promise.all([
        quietly(client, 'DestroyPropertyCollector', collector),
        quietly(client, 'DestroyView', view),
      ])
    },
  }
}

/**
 * A server that does not know one of the properties refuses the whole request and names it (fault
 * InvalidProperty). An inventory without that property is worth more than none.
 */
async function withKnownProperties<T>(
  sets: readonly PropertySet[],
  work: (known: readonly PropertySet[]) => Promise<T>,
): Promise<T> {
  let known = sets
  for (let refused = 0; ; refused++) {
    try {
      return await work(known)
    } catch (error) {
      const name = isFault(error, 'InvalidProperty') ? text(error.properties, 'name') : undefined
      const named = known.some((set) => name !== undefined && set.paths.includes(name))
      if (!named || refused >= MAX_UNKNOWN_PROPERTIES) throw error
      known = known.map((set) => ({ ...set, paths: set.paths.filter((path) => path !== name) }))
    }
  }
}

async function createView(
  client: SoapClient,
  content: ServiceContent,
  sets: readonly PropertySet[],
  call: Call,
): Promise<MoRef> {
  const body =
    referenceElement('container', content.rootFolder) +
    sets.map((set) => textElement('type', set.type)).join('') +
    textElement('recursive', true)
  const view = await client.call({ ...call, method: 'CreateContainerView', self: content.viewManager, body })
  return expectReference(view, 'CreateContainerView')
}

function expectReference(value: RawValue | undefined, method: string): MoRef {
  const ref = reference(value)
  if (!ref) throw new Error(`${method} answered without a reference`)
  return ref
}

/** Clean-up that may find nothing left to clean: the session may be gone, and the server with it. */
async function quietly(client: SoapClient, method: string, self: MoRef): Promise<void> {
  await client.call({ method, self, limitMs: CLEAN_UP_LIMIT_MS }).catch(() => undefined)
}

function filterSpec(name: string, sets: readonly PropertySet[], objectSet: string): string {
  const propSets = sets.map(({ type, paths }) => {
    const pathSets = paths.map((path) => textElement('pathSet', path)).join('')
    return element('propSet', textElement('type', type) + textElement('all', false) + pathSets)
  })
  return element(name, propSets.join('') + objectSet)
}

/** Everything in a ContainerView, but not the view itself. */
function viewObject(view: MoRef): string {
  const traversal =
    textElement('name', 'view') +
    textElement('type', 'ContainerView') +
    textElement('path', 'view') +
    textElement('skip', false)
  return element(
    'objectSet',
    referenceElement('obj', view) +
      textElement('skip', true) +
      element('selectSet', traversal, { 'xsi:type': 'TraversalSpec' }),
  )
}

function storedObject(object: RawValue): StoredObject[] {
  checkMissing(object)
  const ref = reference(at(object, 'obj'))
  if (!ref) return []
  const properties: Record<string, RawValue> = {}
  for (const property of list(at(object, 'propSet'))) {
    const name = text(property, 'name')
    const value = at(property, 'val')
    if (name !== undefined && value !== undefined) properties[name] = value
  }
  return [{ ref, properties }]
}

function updateSet(set: RawValue): UpdateSet {
  const updates = list(at(set, 'filterSet'))
    .flatMap((filter) => list(at(filter, 'objectSet')))
    .flatMap(objectUpdate)
  return { version: text(set, 'version') ?? '', truncated: text(set, 'truncated') === 'true', updates }
}

function objectUpdate(update: RawValue): ObjectUpdate[] {
  checkMissing(update)
  const ref = reference(at(update, 'obj'))
  const kind = text(update, 'kind')
  if (!ref || (kind !== 'enter' && kind !== 'modify' && kind !== 'leave')) return []
  return [{ kind, ref, changes: list(at(update, 'changeSet')).flatMap(propertyChange) }]
}

function propertyChange(change: RawValue): PropertyChange[] {
  const name = text(change, 'name')
  const op = text(change, 'op')
  if (name === undefined) return []
  if (op !== 'add' && op !== 'remove' && op !== 'assign' && op !== 'indirectRemove') return []
  const value = at(change, 'val')
  return [value === undefined ? { name, op } : { name, op, value }]
}

/**
 * A property that this user may not see, or that the object does not have, is simply absent. Only a lost
 * session, which some servers report here with HTTP 200, is an error of the whole request.
 */
function checkMissing(object: RawValue): void {
  for (const missing of list(at(object, 'missingSet'))) {
    const fault = at(missing, 'fault')
    if (typeName(at(fault, 'fault')) === 'NotAuthenticated') {
      throw new SoapFault('NotAuthenticated', text(fault, 'localizedMessage') ?? '', {
        $type: 'NotAuthenticated',
      })
    }
  }
}

/** The collector or what it watches is no longer known to the server: it has to be made anew. */
export function isCollectorLost(error: unknown): boolean {
  return (
    isFault(error, 'NotAuthenticated') ||
    isFault(error, 'InvalidCollectorVersion') ||
    isFault(error, 'ManagedObjectNotFound')
  )
}
