/** Reading properties of many objects at once. */
import type { PropertySet } from '../../shared/inventory/from-vsphere/properties.ts'
import { at, list, type MoRef, type RawValue } from '../../shared/inventory/from-vsphere/raw.ts'
import type { StoredObject } from '../../shared/inventory/from-vsphere/store.ts'
import { isFault } from './errors.ts'
import { createCondensedReading } from './property-shapes.ts'
import {
  createView,
  filterSpec,
  quietly,
  storedObject,
  viewObject,
  withKnownProperties,
  type Call,
} from './property-spec.ts'
import type { ServiceContent } from './service-content.ts'
import type { SoapClient } from './soap-client.ts'
import { element, referenceElement, textElement } from './xml-writer.ts'

/** Objects in a page: small enough for a first sign of life, large enough to keep the round trips few. */
export const PAGE_OBJECTS = 250
/** Objects that are named one by one in a request. */
const NAMED_OBJECTS = 100
/** A server may look at all of its objects before it answers with the first page. */
const PAGE_LIMIT_MS = 5 * 60_000

/**
 * Reads `sets` of everything below the root folder, page by page, through a view that is removed afterwards.
 * Of each property there is what a projection reads.
 * While a page is being read the server is at work on the next one.
 */
export async function* readPages(
  client: SoapClient,
  content: ServiceContent,
  sets: readonly PropertySet[],
  call: Call = {},
): AsyncGenerator<readonly StoredObject[]> {
  const view = await createView(client, content, sets, call)
  const stop = new AbortController()
  const signal = call.signal ? AbortSignal.any([call.signal, stop.signal]) : stop.signal
  const ask = pageReader(client, content, { ...call, signal })
  const options = element('options', textElement('maxObjects', PAGE_OBJECTS))
  try {
    let page: Page | undefined = await withKnownProperties(sets, async (known) => {
      const first = ask('RetrievePropertiesEx', filterSpec('specSet', known, viewObject(view)) + options)
      await first.read
      return first
    })
    while (page) {
      yield await page.read
      page = page.next()
    }
  } finally {
    stop.abort()
    await quietly(client, 'DestroyView', view)
  }
}

interface Page {
  readonly read: Promise<readonly StoredObject[]>
  /** The page after this one, which was asked for while this one was read. To be called after `read`. */
  next(): Page | undefined
}

function pageReader(
  client: SoapClient,
  content: ServiceContent,
  call: Call,
): (method: string, body: string) => Page {
  const ask = (method: string, body: string): Page => {
    const objects: StoredObject[] = []
    const reading = createCondensedReading()
    let next: Page | undefined
    const each = {
      // It comes before the objects (data object RetrieveResult).
      token: (token: RawValue) => {
        if (typeof token === 'string' && token !== '') {
          next = ask('ContinueRetrievePropertiesEx', textElement('token', token))
        }
      },
      objects: (object: RawValue) => {
        objects.push(...storedObject(object, reading.condense))
        reading.done()
      },
    }
    const shapes = { 'objects/propSet/val': reading.shapeOf }
    const read = client
      .call({ limitMs: PAGE_LIMIT_MS, ...call, method, self: content.propertyCollector, body, each, shapes })
      .then(() => objects)
    // Whoever waits for it is told; nobody may, when an earlier page has failed.
    read.catch(() => undefined)
    return { read, next: () => next }
  }
  return ask
}

/** Reads `paths` of one object. Throws SoapFault ManagedObjectNotFound when it is gone. */
export async function readObject(
  client: SoapClient,
  content: ServiceContent,
  ref: MoRef,
  paths: readonly string[],
  call: Call = {},
): Promise<StoredObject> {
  const objectSet = element('objectSet', referenceElement('obj', ref))
  const body = filterSpec('specSet', [{ type: ref.type, paths }], objectSet) + element('options', '')
  const page = await client.call({
    ...call,
    self: content.propertyCollector,
    method: 'RetrievePropertiesEx',
    body,
  })
  return list(at(page, 'objects')).flatMap((object) => storedObject(object))[0] ?? { ref, properties: {} }
}

/** Reads `sets` of the objects, in few requests, as readPages does. An object that is gone is left out. */
export async function readObjects(
  client: SoapClient,
  content: ServiceContent,
  refs: readonly MoRef[],
  sets: readonly PropertySet[],
  call: Call = {},
): Promise<readonly StoredObject[]> {
  const found: StoredObject[] = []
  for (let from = 0; from < refs.length; from += NAMED_OBJECTS) {
    const some = refs.slice(from, from + NAMED_OBJECTS)
    found.push(...(await readNamed(client, content, some, sets, call)))
  }
  return found
}

async function readNamed(
  client: SoapClient,
  content: ServiceContent,
  refs: readonly MoRef[],
  sets: readonly PropertySet[],
  call: Call,
): Promise<readonly StoredObject[]> {
  const types = new Set(refs.map((ref) => ref.type))
  const wanted = sets.filter((set) => types.has(set.type))
  const objectSets = refs.map((ref) => element('objectSet', referenceElement('obj', ref))).join('')
  const missing = textElement('reportMissingObjectsInResults', true)
  try {
    return await withKnownProperties(wanted, async (known) => {
      const found: StoredObject[] = []
      const body = filterSpec('specSet', known, objectSets + missing) + element('options', '')
      const ask = pageReader(client, content, call)
      for (let page: Page | undefined = ask('RetrievePropertiesEx', body); page; page = page.next()) {
        found.push(...(await page.read))
      }
      return found
    })
  } catch (error) {
    // Not every server leaves out what is gone: then it is found by halves.
    if (!isFault(error, 'ManagedObjectNotFound')) throw error
    if (refs.length === 1) return []
    const half = Math.ceil(refs.length / 2)
    return [
      ...(await readNamed(client, content, refs.slice(0, half), sets, call)),
      ...(await readNamed(client, content, refs.slice(half), sets, call)),
    ]
  }
}
