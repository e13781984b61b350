/** The state of a set of managed objects, kept up to date from property changes. */
import type { MoRef, RawValue } from './raw.ts'
import { sameData } from './same.ts'

/** Properties by the path they were asked for. Never changed in place: a change makes a new object. */
export type Properties = Readonly<Record<string, RawValue>>

export interface StoredObject {
  readonly ref: MoRef
  readonly properties: Properties
}

export interface PropertyChange {
  /** Path as vSphere writes it: that of a property that was asked for, unless a server does as it likes. */
  readonly name: string
  readonly op: 'add' | 'remove' | 'assign' | 'indirectRemove'
  /** Condensed. */
  readonly value?: RawValue
}

/**
 * Applies all changes of one object in one update of WaitForUpdatesEx. Answers undefined when one of them is of a
 * part of a property, or of more than one: the object has to be read again then. A filter without partial updates
 * never tells such a one.
 * Source: vSphere Web Services API, data object PropertyChange and `partialUpdates` of CreateFilter.
 */
export function applyChanges(
  properties: Properties,
  changes: readonly PropertyChange[],
  requested: readonly string[],
): Properties | undefined {
  // Copied at the first real change, then edited in place: a VM that is new comes as some 60 changes.
  let copied: Record<string, RawValue> | undefined
  for (const { name, op, value } of changes) {
    if (!requested.includes(name)) {
      if (requested.some((path) => isPartOf(path, name) || isPartOf(name, path))) return undefined
      continue
    }
    // The others are of elements of a list.
    if (op !== 'assign' && op !== 'indirectRemove') return undefined
    const next = op === 'assign' ? value : undefined
    // Servers repeat what has not changed, and most of what does change is not kept.
    if (sameData((copied ?? properties)[name], next)) continue
    copied ??= { ...properties }
    if (next === undefined) Reflect.deleteProperty(copied, name)
    else copied[name] = next
  }
  return copied ?? properties
}

function isPartOf(path: string, whole: string): boolean {
  return path.startsWith(whole) && (path[whole.length] === '.' || path[whole.length] === '[')
}
