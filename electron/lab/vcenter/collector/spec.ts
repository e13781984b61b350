import { invalidArgument, invalidProperty, VimFault } from '../fault.ts'
import { pathType } from '../vim/path.ts'
import type { Schema } from '../vim/schema.ts'
import { isArray, isObject, Ref, textOf, type Vim, type VimObject } from '../vim/value.ts'

/** One way from an object to others. */
export interface Traversal {
  readonly type: string
  readonly path: string
  /** The objects reached are only passed through. */
  readonly skip: boolean
  next: readonly Traversal[]
}

interface PropertySet {
  readonly type: string
  readonly all: boolean
  readonly paths: readonly string[]
}

export interface FilterSpec {
  readonly propertySets: readonly PropertySet[]
  readonly objectSets: readonly {
    readonly ref: Ref
    readonly skip: boolean
    readonly next: readonly Traversal[]
  }[]
  readonly reportMissing: boolean
}

/**
 * Reads a PropertyFilterSpec. Throws the faults that vSphere answers with: InvalidProperty for a path the API
 * does not know, InvalidArgument for a type it does not know or a name that no selection has.
 */
export function readFilterSpec(schema: Schema, spec: VimObject): FilterSpec {
  const propertySets = objects(spec.propSet).map((set) => readPropertySet(schema, set))
  const objectSets = objects(spec.objectSet).map((set) => {
    if (!(set.obj instanceof Ref)) throw invalidArgument('specSet.objectSet.obj')
    return { ref: set.obj, skip: set.skip === true, next: readSelections(schema, objects(set.selectSet)) }
  })
  return { propertySets, objectSets, reportMissing: spec.reportMissingObjectsInResults === true }
}

function readPropertySet(schema: Schema, set: VimObject): PropertySet {
  const type = textOf(set.type)
  if (!schema.has(type)) throw new VimFault('InvalidType', `Unknown type "${type}".`, { argument: type })
  const paths = isArray(set.pathSet) ? set.pathSet.map(textOf) : []
  for (const path of paths) if (pathType(schema, type, path) === undefined) throw invalidProperty(path)
  return { type, all: set.all === true, paths }
}

/** Resolves selections by name; a traversal may name itself or one around it, as folders in folders do. */
function readSelections(schema: Schema, selections: readonly VimObject[]): readonly Traversal[] {
  const named = new Map<string, Traversal>()
  const pending: (() => void)[] = []
  const read = (list: readonly VimObject[]): Traversal[] => {
    const out: Traversal[] = []
    for (const item of list) {
      if (item.$type !== 'TraversalSpec') {
        const at = out.length
        const name = textOf(item.name)
        out.push({ type: '', path: '', skip: false, next: [] })
        pending.push(() => {
          const target = named.get(name)
          if (target === undefined) throw invalidArgument(`selectSet.name "${name}"`)
          out[at] = target
        })
        continue
      }
      const traversal: Traversal = readTraversal(schema, item)
      if (typeof item.name === 'string' && item.name !== '') named.set(item.name, traversal)
      traversal.next = read(objects(item.selectSet))
      out.push(traversal)
    }
    return out
  }
  const top = read(selections)
  for (const resolve of pending) resolve()
  return top
}

function readTraversal(schema: Schema, item: VimObject): Traversal {
  const type = textOf(item.type)
  const path = textOf(item.path)
  if (!schema.has(type)) throw new VimFault('InvalidType', `Unknown type "${type}".`, { argument: type })
  if (pathType(schema, type, path) === undefined) throw invalidProperty(path)
  return { type, path, skip: item.skip === true, next: [] }
}

function objects(value: Vim): readonly VimObject[] {
  return isArray(value) ? value.filter(isObject) : []
}
