import { objectNotFound } from '../fault.ts'
import { readPath } from '../vim/path.ts'
import type { Schema } from '../vim/schema.ts'
import { isArray, Ref, type Vim } from '../vim/value.ts'
import type { ManagedObject } from '../vim-state.ts'
import type { FilterSpec, Traversal } from './spec.ts'

/** Where objects are looked up: a session's own and the vCenter's. */
export interface Scope {
  readonly schema: Schema
  find(id: string): ManagedObject | undefined
  /** Whether there is such an object, hidden from the session. */
  hidden(id: string): boolean
}

/** An object that a filter selects and the paths to report of it. */
export interface Selected {
  readonly object: ManagedObject
  readonly paths: readonly string[]
  /** Whether the session may not see it; it has no properties then. */
  readonly hidden?: boolean
}

/**
 * The objects that `spec` selects, in the order in which they are reached. Throws ManagedObjectNotFound where an
 * object to start from is gone, unless missing objects are to be reported.
 */
export function selectObjects(scope: Scope, spec: FilterSpec): Map<string, Selected> {
  const selected = new Map<string, Selected>()
  const visited = new Map<Traversal, Set<string>>()
  const pathsOf = pathsByType(scope.schema, spec)

  const take = (object: ManagedObject): void => {
    const paths = pathsOf(object.ref.type)
    if (paths !== undefined && !selected.has(object.ref.id)) selected.set(object.ref.id, { object, paths })
  }
  const walk = (object: ManagedObject, traversals: readonly Traversal[]): void => {
    for (const traversal of traversals) {
      if (!scope.schema.isA(object.ref.type, traversal.type)) continue
      const seen = visited.get(traversal) ?? new Set()
      visited.set(traversal, seen)
      if (seen.has(object.ref.id)) continue
      seen.add(object.ref.id)
      for (const ref of references(readPath(object.get, traversal.path))) {
        const target = scope.find(ref.id)
        if (target === undefined) continue
        if (!traversal.skip) take(target)
        walk(target, traversal.next)
      }
    }
  }
  for (const { ref, skip, next } of spec.objectSets) {
    const object = scope.find(ref.id)
    if (object === undefined && scope.hidden(ref.id)) {
      const paths = skip ? undefined : pathsOf(ref.type)
      const nothing = { ref, get: () => undefined }
      if (paths !== undefined) selected.set(ref.id, { object: nothing, paths, hidden: true })
      continue
    }
    if (object === undefined) {
      if (spec.reportMissing) continue
      throw objectNotFound(ref)
    }
    if (!skip) take(object)
    walk(object, next)
  }
  return selected
}

/** Paths asked for of a type, through any property set for it or a base of it; undefined for none. */
function pathsByType(schema: Schema, spec: FilterSpec): (type: string) => readonly string[] | undefined {
  const known = new Map<string, readonly string[] | undefined>()
  return (type) => {
    if (known.has(type)) return known.get(type)
    const sets = spec.propertySets.filter((set) => schema.isA(type, set.type))
    const paths = sets.flatMap((set) => (set.all ? [...schema.fields(set.type).keys()] : set.paths))
    const result = sets.length === 0 ? undefined : [...new Set(paths)]
    known.set(type, result)
    return result
  }
}

function references(value: Vim): Ref[] {
  if (value instanceof Ref) return [value]
  return isArray(value) ? value.filter((item) => item instanceof Ref) : []
}
