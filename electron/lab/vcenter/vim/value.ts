import type { Declared } from './schema.ts'

/** A managed object reference. */
export class Ref {
  readonly type: string
  readonly id: string

  constructor(type: string, id: string) {
    this.type = type
    this.id = id
  }
}

/**
 * A data object as plain data. `$type` is its own type where that is a subtype of the declared one; the schema
 * knows everything else that XML needs. A field that is undefined is unset.
 */
export interface VimObject {
  readonly $type?: string
  readonly [field: string]: Vim
}

/** A value whose type the schema cannot tell: it stands where anyType is declared. */
export class Typed {
  readonly type: Declared
  readonly value: Vim

  constructor(type: Declared, value: Vim) {
    this.type = type
    this.value = value
  }
}

export type Vim = string | number | boolean | Date | Ref | Typed | VimObject | readonly Vim[] | undefined

export function isArray(value: Vim): value is readonly Vim[] {
  return Array.isArray(value)
}

export function isObject(value: Vim): value is VimObject {
  if (typeof value !== 'object' || isArray(value)) return false
  return !(value instanceof Ref || value instanceof Date || value instanceof Typed)
}

/** Text of a scalar; empty for anything else. */
export function textOf(value: Vim): string {
  if (value instanceof Date) return value.toISOString()
  return typeof value === 'object' || value === undefined ? '' : String(value)
}

/** Whether two values would be written as the same XML. */
export function sameValue(a: Vim, b: Vim): boolean {
  if (a === b) return true
  if (a instanceof Ref) return b instanceof Ref && a.id === b.id && a.type === b.type
  if (a instanceof Date) return b instanceof Date && a.getTime() === b.getTime()
  if (isArray(a)) {
    return isArray(b) && a.length === b.length && a.every((item, i) => sameValue(item, b[i]))
  }
  if (!isObject(a) || !isObject(b)) return false
  const fields = new Set([...Object.keys(a), ...Object.keys(b)])
  return [...fields].every((field) => sameValue(a[field], b[field]))
}
