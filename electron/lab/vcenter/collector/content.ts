import { localizedFault, noPermission } from '../fault.ts'
import { pathType, readPath } from '../vim/path.ts'
import type { Schema } from '../vim/schema.ts'
import { Typed, type Vim, type VimObject } from '../vim/value.ts'
import type { Scope, Selected } from './select.ts'

/** A value as property of `type`, with the type that the path declares. */
export function typedValue(schema: Schema, type: string, path: string, value: Vim): Vim {
  const declared = pathType(schema, type, path)
  if (declared === undefined) throw new Error(`No path ${path} on ${type}`)
  return value === undefined ? undefined : new Typed(declared, value)
}

/** ObjectContent: the set properties among those asked for; unset ones are left out. */
export function objectContent(scope: Scope, selected: Selected): VimObject {
  const { object, paths } = selected
  const propSet = paths.flatMap((name): VimObject[] => {
    const value = readPath(object.get, name)
    return value === undefined ? [] : [{ name, val: typedValue(scope.schema, object.ref.type, name, value) }]
  })
  return { obj: object.ref, propSet, missingSet: missingSet(selected) }
}

/** What was asked for of an object that the session may not see: a fault for each path. */
export function missingSet({ object, paths, hidden }: Selected): VimObject[] | undefined {
  if (hidden !== true) return undefined
  return paths.map((path) => ({ path, fault: localizedFault(noPermission(object.ref, 'System.View')) }))
}
