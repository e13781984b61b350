/** JSON Patch, RFC 6902, over JSON Pointer, RFC 6901. */
import { equal, isArray, isObject, own, withKey } from '../json.ts'
import type { Json } from '../json.ts'

/** Why a patch cannot be read (`malformed`) or does not fit the document (`unfit`). */
interface PatchFailure {
  readonly ok: false
  readonly reason: 'malformed' | 'unfit'
  readonly message: string
}

export type Patched = { readonly ok: true; readonly value: Json } | PatchFailure

class Unfit extends Error {}
class Malformed extends Error {}

/** Applies the operations in order; all of them, or none. */
export function applyJsonPatch(document: Json, patch: Json): Patched {
  if (!isArray(patch))
    return { ok: false, reason: 'malformed', message: 'a JSON patch is a list of operations' }
  try {
    return { ok: true, value: patch.reduce<Json>((value, operation) => applyOne(value, operation), document) }
  } catch (error) {
    if (error instanceof Unfit) return { ok: false, reason: 'unfit', message: error.message }
    if (error instanceof Malformed) return { ok: false, reason: 'malformed', message: error.message }
    throw error
  }
}

function applyOne(document: Json, operation: Json): Json {
  if (!isObject(operation)) throw new Malformed('an operation is an object')
  const path = pointer(own(operation, 'path'), 'path')
  const value = (): Json => {
    const given = own(operation, 'value')
    if (given === undefined) throw new Malformed('an operation of this kind has a value')
    return given
  }
  const from = (): readonly string[] => pointer(own(operation, 'from'), 'from')
  switch (own(operation, 'op')) {
    case 'add':
      return add(document, path, value())
    case 'remove':
      return remove(document, path)
    case 'replace':
      read(document, path)
      return replace(document, path, value())
    case 'move': {
      const source = from()
      if (path.length > source.length && source.every((part, index) => path[index] === part))
        throw new Unfit('a value cannot move into itself')
      return add(remove(document, source), path, read(document, source))
    }
    case 'copy':
      return add(document, path, read(document, from()))
    case 'test':
      if (!equal(read(document, path), value())) throw new Unfit(`test failed at ${text(path)}`)
      return document
    default:
      throw new Malformed('op is one of add, remove, replace, move, copy, test')
  }
}

/** The parts of a JSON pointer: `~1` stands for "/", `~0` for "~". */
function pointer(value: Json | undefined, field: string): readonly string[] {
  if (typeof value !== 'string' || (value !== '' && !value.startsWith('/')) || /~(?![01])/.test(value))
    throw new Malformed(`${field} is a JSON pointer such as /metadata/labels/app`)
  return value
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
}

function text(path: readonly string[]): string {
  return `/${path.map((part) => part.replaceAll('~', '~0').replaceAll('/', '~1')).join('/')}`
}

function position(items: readonly Json[], part: string, limit: number, path: readonly string[]): number {
  const index = /^(0|[1-9]\d*)$/.test(part) ? Number(part) : -1
  if (index < 0 || index > limit)
    throw new Unfit(`there is no item at ${text(path)} in a list of ${items.length}`)
  return index
}

function read(document: Json, path: readonly string[]): Json {
  return path.reduce<Json>((here, part) => child(here, part, path), document)
}

function child(here: Json, part: string, path: readonly string[]): Json {
  if (isArray(here)) return here[position(here, part, here.length - 1, path)] ?? null
  const value = isObject(here) ? own(here, part) : undefined
  if (value === undefined) throw new Unfit(`there is no value at ${text(path)}`)
  return value
}

/** A copy of the document in which `edit` has changed the holder of the last part of the path. */
function edit(document: Json, path: readonly string[], change: (holder: Json, part: string) => Json): Json {
  const [part, ...rest] = path
  if (part === undefined) throw new Unfit('the whole document cannot be removed')
  if (rest.length === 0) return change(document, part)
  const inner = edit(child(document, part, path), rest, change)
  return isArray(document)
    ? document.with(Number(part), inner)
    : withKey(isObject(document) ? document : {}, part, inner)
}

function add(document: Json, path: readonly string[], value: Json): Json {
  if (path.length === 0) return value
  return edit(document, path, (holder, part) => {
    if (isArray(holder)) {
      const index = part === '-' ? holder.length : position(holder, part, holder.length, path)
      return holder.toSpliced(index, 0, value)
    }
    if (!isObject(holder)) throw new Unfit(`${text(path)} is not in an object or a list`)
    return withKey(holder, part, value)
  })
}

function remove(document: Json, path: readonly string[]): Json {
  return edit(document, path, (holder, part) => {
    child(holder, part, path)
    return isArray(holder)
      ? holder.toSpliced(Number(part), 1)
      : withKey(isObject(holder) ? holder : {}, part, undefined)
  })
}

function replace(document: Json, path: readonly string[], value: Json): Json {
  if (path.length === 0) return value
  return edit(document, path, (holder, part) =>
    isArray(holder) ? holder.with(Number(part), value) : withKey(isObject(holder) ? holder : {}, part, value),
  )
}
