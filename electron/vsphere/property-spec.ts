/** Filter specifications as XML, and property values as the store has them. */
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
import type { StoredObject } from '../../shared/inventory/from-vsphere/store.ts'
import { isFault, SoapFault } from './errors.ts'
import type { ServiceContent } from './service-content.ts'
import type { SoapClient, SoapRequest } from './soap-client.ts'
import { element, referenceElement, textElement } from './xml-writer.ts'

export type Call = Pick<SoapRequest, 'signal' | 'limitMs'>

/** A server that knows fewer is none that this inventory makes sense of. */
const MAX_UNKNOWN_PROPERTIES = 10
const CLEAN_UP_LIMIT_MS = 3_000

/** One PropertyFilterSpec; `objectSet` is XML already. */
export function filterSpec(name: string, sets: readonly PropertySet[], objectSet: string): string {
  const propSets = sets.map(({ type, paths }) => {
    const pathSets = paths.map((path) => textElement('pathSet', path)).join('')
    return element('propSet', textElement('type', type) + textElement('all', false) + pathSets)
  })
  return element(name, propSets.join('') + objectSet)
}

/** Everything in a ContainerView, but not the view itself. */
export function viewObject(view: MoRef): string {
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

/** A view of all objects of the types of `sets` below the root folder. */
export async function createView(
  client: SoapClient,
  content: ServiceContent,
  sets: readonly PropertySet[],
  { signal, limitMs }: Call,
): Promise<MoRef> {
  const body =
    referenceElement('container', content.rootFolder) +
    sets.map((set) => textElement('type', set.type)).join('') +
    textElement('recursive', true)
  const view = await client.call({
    ...(signal && { signal }),
    ...(limitMs !== undefined && { limitMs }),
    method: 'CreateContainerView',
    self: content.viewManager,
    body,
  })
  return expectReference(view, 'CreateContainerView')
}

export function expectReference(value: RawValue | undefined, method: string): MoRef {
  const ref = reference(value)
  if (!ref) throw new Error(`${method} answered without a reference`)
  return ref
}

/** Clean-up that may find nothing left to clean: the session may be gone, and the server with it. */
export async function quietly(client: SoapClient, method: string, self: MoRef): Promise<void> {
  await client.call({ method, self, limitMs: CLEAN_UP_LIMIT_MS }).catch(() => undefined)
}

/**
 * A server that does not know one of the properties refuses the whole request and names it (fault
 * InvalidProperty). An inventory without that property is worth more than none.
 */
export async function withKnownProperties<T>(
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

/** An ObjectContent, of each property what `keep` answers. Nothing for an object that is reported as gone. */
export function storedObject(
  object: RawValue,
  keep: (name: string, value: RawValue) => RawValue | undefined = (_, value) => value,
): StoredObject[] {
  const gone = checkMissing(object)
  const ref = reference(at(object, 'obj'))
  if (!ref || gone) return []
  const properties: Record<string, RawValue> = {}
  for (const property of list(at(object, 'propSet'))) {
    const name = text(property, 'name')
    const value = at(property, 'val')
    // Not a name of vSphere's, and one that would not be stored as a property.
    if (name === undefined || value === undefined || name === '__proto__') continue
    const kept = keep(name, value)
    if (kept !== undefined) properties[name] = kept
  }
  return [{ ref, properties }]
}

/**
 * A property that this user may not see, or that the object does not have, is simply absent. Only a lost
 * session, which some servers report here with HTTP 200, is an error of the whole request. Answers whether
 * the object itself is reported as gone.
 */
export function checkMissing(object: RawValue): boolean {
  let gone = false
  for (const missing of list(at(object, 'missingSet'))) {
    const fault = at(missing, 'fault')
    const name = typeName(at(fault, 'fault'))
    if (name === 'ManagedObjectNotFound') gone = true
    if (name !== 'NotAuthenticated') continue
    throw new SoapFault(name, text(fault, 'localizedMessage') ?? '', { $type: name })
  }
  return gone
}
