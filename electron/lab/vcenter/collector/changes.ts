import { pathType, readPath } from '../vim/path.ts'
import type { Declared, Schema } from '../vim/schema.ts'
import { isArray, isObject, sameValue, Typed, type Vim, type VimObject } from '../vim/value.ts'
import { typedValue } from './content.ts'
import type { Scope, Selected } from './select.ts'

/** Values of an object's paths as last reported. */
export type Snapshot = ReadonlyMap<string, Vim>

export function takeSnapshot({ object, paths }: Selected): Snapshot {
  return new Map(paths.map((path) => [path, readPath(object.get, path)]))
}

/** Changes that report an object for the first time. */
export function enterChanges(scope: Scope, selected: Selected, now: Snapshot): VimObject[] {
  const { type } = selected.object.ref
  return [...now].flatMap(([name, value]): VimObject[] =>
    value === undefined ? [] : [{ name, op: 'assign', val: typedValue(scope.schema, type, name, value) }],
  )
}

/**
 * Changes from `before` to `now`. With `partial`, only what changed inside a property is reported, array elements
 * by their key ("config.hardware.device[2000]"); otherwise the property whole.
 */
export function modifyChanges(
  scope: Scope,
  { object, paths }: Selected,
  before: Snapshot,
  now: Snapshot,
  partial: boolean,
): VimObject[] {
  const { schema } = scope
  return paths.flatMap((path): VimObject[] => {
    const [old, current] = [before.get(path), now.get(path)]
    if (sameValue(old, current)) return []
    if (current === undefined) return [unset(object.get, path)]
    const type = pathType(schema, object.ref.type, path)
    if (type === undefined) throw new Error(`No path ${path} on ${object.ref.type}`)
    return partial && old !== undefined
      ? difference(schema, path, type, old, current)
      : [{ name: path, op: 'assign', val: new Typed(type, current) }]
  })
}

/** A property without a value now; or gone with what held it. */
function unset(get: (property: string) => Vim, path: string): VimObject {
  const holder = path.slice(0, Math.max(0, path.lastIndexOf('.')))
  const orphaned = holder !== '' && readPath(get, holder) === undefined
  return { name: path, op: orphaned ? 'indirectRemove' : 'assign' }
}

function difference(schema: Schema, path: string, type: Declared, old: Vim, now: Vim): VimObject[] {
  const assign: VimObject[] = [
    { name: path, op: 'assign', val: now === undefined ? undefined : new Typed(type, now) },
  ]
  if (sameValue(old, now)) return []
  if (isArray(old) && isArray(now)) return arrayDifference(path, type, old, now) ?? assign
  if (!isObject(old) || !isObject(now) || old.$type !== now.$type) return assign
  return [...schema.fields(now.$type ?? type.type)].flatMap(([field, fieldType]) =>
    difference(schema, `${path}.${field}`, fieldType, old[field], now[field]),
  )
}

/** Elements by key, or undefined where the elements have none. */
function arrayDifference(
  path: string,
  type: Declared,
  old: readonly Vim[],
  now: readonly Vim[],
): VimObject[] | undefined {
  const before = byKey(old)
  const after = byKey(now)
  if (before === undefined || after === undefined) return undefined
  const element = { ...type, array: false }
  const changed = [...after].flatMap(([key, value]): VimObject[] => {
    const known = before.get(key)
    if (known !== undefined && sameValue(known, value)) return []
    return [
      { name: `${path}[${key}]`, op: known === undefined ? 'add' : 'assign', val: new Typed(element, value) },
    ]
  })
  const removed = [...before.keys()].filter((key) => !after.has(key))
  return [...changed, ...removed.map((key): VimObject => ({ name: `${path}[${key}]`, op: 'remove' }))]
}

function byKey(items: readonly Vim[]): Map<string, Vim> | undefined {
  const map = new Map<string, Vim>()
  for (const item of items) {
    if (!isObject(item)) return undefined
    if (typeof item.key === 'number') map.set(String(item.key), item)
    else if (typeof item.key === 'string') map.set(JSON.stringify(item.key), item)
    else return undefined
  }
  return map.size === items.length ? map : undefined
}
