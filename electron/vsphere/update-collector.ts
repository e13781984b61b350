/** Following the changes of many objects. */
import type { PropertySet } from '../../shared/inventory/from-vsphere/properties.ts'
import {
  at,
  list,
  reference,
  text,
  type MoRef,
  type RawValue,
} from '../../shared/inventory/from-vsphere/raw.ts'
import type { PropertyChange, StoredObject } from '../../shared/inventory/from-vsphere/store.ts'
import { isFault } from './errors.ts'
import { createCondensedReading, type CondensedReading } from './property-shapes.ts'
import {
  checkMissing,
  createView,
  expectReference,
  filterSpec,
  quietly,
  viewObject,
  withKnownProperties,
  type Call,
} from './property-spec.ts'
import type { ServiceContent } from './service-content.ts'
import type { SoapClient } from './soap-client.ts'
import { element, textElement } from './xml-writer.ts'

type ObjectUpdate =
  /** The whole object, condensed. */
  | { readonly kind: 'enter'; readonly ref: MoRef; readonly object: StoredObject }
  | { readonly kind: 'modify'; readonly ref: MoRef; readonly changes: readonly PropertyChange[] }
  | { readonly kind: 'leave'; readonly ref: MoRef }

export interface UpdateSet {
  /** More is waiting and follows at once. */
  readonly truncated: boolean
  readonly updates: readonly ObjectUpdate[]
}

/** A property collector of its own with one filter over one view. Ends with the session that made it. */
export interface UpdateCollector {
  /**
   * First everything, then changes as they happen; undefined when nothing has changed for some time. Ends
   * with `signal`: it throws AbortError then, else what the calls throw.
   */
  updates(signal: AbortSignal): AsyncGenerator<UpdateSet | undefined>
  /** Frees what the server holds. Never throws. */
  destroy(): Promise<void>
}

/** Objects in a set. vCenter makes its own limit where this is more. */
export const SET_OBJECTS = 250
/** Well below the idle limit of proxies and firewalls between the desktop and vCenter. */
const MAX_WAIT_S = 30
/** Beyond the server's own wait: the time it may take to put the answer together, everything at first. */
const WAIT_MARGIN_MS = 60_000
const FIRST_LIMIT_MS = 5 * 60_000

/** Starts following `sets` of everything below the root folder. */
export async function createUpdateCollector(
  client: SoapClient,
  content: ServiceContent,
  sets: readonly PropertySet[],
  call: Call = {},
): Promise<UpdateCollector> {
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
    updates: (signal) => updates(client, collector, signal),
    destroy: async () => {
      await quietly(client, 'CancelWaitForUpdates', collector)
      await Promise.all([
        quietly(client, 'DestroyPropertyCollector', collector),
        quietly(client, 'DestroyView', view),
      ])
    },
  }
}

async function* updates(
  client: SoapClient,
  collector: MoRef,
  outer: AbortSignal,
): AsyncGenerator<UpdateSet | undefined> {
  const stop = new AbortController()
  const signal = AbortSignal.any([outer, stop.signal])
  let version = ''
  let complete = false
  try {
    let asked = ask(client, collector, { version, ahead: true, signal })
    for (;;) {
      const answer = await asked.read
      if (answer) {
        version = answer.version
        complete ||= !answer.truncated
      }
      yield answer
      asked = asked.next() ?? ask(client, collector, { version, ahead: !complete, signal })
    }
  } finally {
    stop.abort()
  }
}

interface Wait {
  readonly version: string
  /** Ask for what follows as soon as the version of this answer is known. */
  readonly ahead: boolean
  readonly signal: AbortSignal
}

interface Asked {
  readonly read: Promise<(UpdateSet & { readonly version: string }) | undefined>
  /** What was asked for ahead. To be called after `read`. */
  next(): Asked | undefined
}

/**
 * The version comes before the objects (data object UpdateSet): with it the server can put the next set
 * together while this one is read. Should this be the last one, then that call simply waits for a change.
 */
function ask(client: SoapClient, collector: MoRef, wait: Wait): Asked {
  const objectUpdates: ObjectUpdate[] = []
  const reading = createCondensedReading()
  let version: string | undefined
  let next: Asked | undefined
  const each = {
    version: (value: RawValue) => {
      version = typeof value === 'string' ? value : ''
      if (wait.ahead) next = ask(client, collector, { ...wait, version })
    },
    'filterSet/objectSet': (value: RawValue) => {
      objectUpdates.push(...objectUpdate(value, reading))
      reading.done()
    },
  }
  const shapes = { 'filterSet/objectSet/changeSet/val': reading.shapeOf }
  const options = textElement('maxWaitSeconds', MAX_WAIT_S) + textElement('maxObjectUpdates', SET_OBJECTS)
  const answered = client.call({
    method: 'WaitForUpdatesEx',
    self: collector,
    body: textElement('version', wait.version) + element('options', options),
    signal: wait.signal,
    limitMs: wait.version === '' ? FIRST_LIMIT_MS : MAX_WAIT_S * 1000 + WAIT_MARGIN_MS,
    each,
    shapes,
  })
  const read = answered.then((set) =>
    version === undefined
      ? undefined
      : { version, truncated: text(set, 'truncated') === 'true', updates: objectUpdates },
  )
  // Whoever waits for it is told; nobody may, when an earlier set has failed.
  read.catch(() => undefined)
  return { read, next: () => next }
}

function objectUpdate(update: RawValue, { condense }: CondensedReading): ObjectUpdate[] {
  checkMissing(update)
  const ref = reference(at(update, 'obj'))
  if (!ref) return []
  const kind = text(update, 'kind')
  if (kind === 'leave') return [{ kind, ref }]
  const changes = list(at(update, 'changeSet')).flatMap((change) => propertyChange(change, condense))
  if (kind === 'modify') return [{ kind, ref, changes }]
  if (kind !== 'enter') return []
  const properties: Record<string, RawValue> = {}
  for (const { name, value } of changes) if (value !== undefined) properties[name] = value
  return [{ kind, ref, object: { ref, properties } }]
}

function propertyChange(change: RawValue, condense: CondensedReading['condense']): PropertyChange[] {
  const name = text(change, 'name')
  const op = text(change, 'op')
  // The second is not a name of vSphere's, and one that would not be stored as a property.
  if (name === undefined || name === '__proto__') return []
  if (op !== 'add' && op !== 'remove' && op !== 'assign' && op !== 'indirectRemove') return []
  const told = at(change, 'val')
  const value = told === undefined ? undefined : condense(name, told)
  return [value === undefined ? { name, op } : { name, op, value }]
}

/** The collector or what it watches is no longer known to the server: it has to be made anew. */
export function isCollectorLost(error: unknown): boolean {
  return (
    isFault(error, 'NotAuthenticated') ||
    isFault(error, 'InvalidCollectorVersion') ||
    isFault(error, 'ManagedObjectNotFound') ||
    // Somebody has ended the session, or vCenter its wait: this side never cancels a wait that it goes on with.
    isFault(error, 'RequestCanceled')
  )
}
