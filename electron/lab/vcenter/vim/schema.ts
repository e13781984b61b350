import { CLUSTER_TYPES } from './schema-cluster.ts'
import { COMMON_TYPES } from './schema-common.ts'
import { HOST_TYPES } from './schema-host.ts'
import { MANAGED_TYPES } from './schema-managed.ts'
import { NETWORK_TYPES } from './schema-network.ts'
import { OPERATION_TYPES } from './schema-operations.ts'
import { VM_TYPES } from './schema-vm.ts'

/** Declared type of a property, a field, an argument or a result. */
export interface Declared {
  /**
   * string, int, long, short, byte, boolean, dateTime, float, any, ref, a data object type, or else the name
   * of an enumeration.
   */
  readonly type: string
  readonly array: boolean
}

/** What the vim25 API declares: which fields a type has, of which types, and what derives from what. */
export interface Schema {
  has(type: string): boolean
  isA(type: string, base: string): boolean
  /** All fields of a type in the order of XML: those of its base type first. Empty for an unknown type. */
  fields(type: string): ReadonlyMap<string, Declared>
}

interface TypeText {
  readonly base: string | undefined
  readonly own: readonly string[]
}

/**
 * Reads the type tables. Their notation: `Type < Base: field field:type field:type[]`, a line that begins with
 * a blank goes on with the type before it, a field without a type is a string.
 */
export function loadSchema(): Schema {
  const types = new Map<string, TypeText>()
  for (const table of [
    MANAGED_TYPES,
    VM_TYPES,
    HOST_TYPES,
    CLUSTER_TYPES,
    NETWORK_TYPES,
    COMMON_TYPES,
    OPERATION_TYPES,
  ]) {
    for (const line of table.trim().replaceAll(/\n\s+/g, ' ').split('\n')) {
      const [head = '', ...rest] = line.split(/:(?= |$)/)
      const [name = '', base] = head.split(' < ')
      types.set(name, { base, own: rest.join('').split(' ').filter(Boolean) })
    }
  }
  const cache = new Map<string, ReadonlyMap<string, Declared>>()
  const fields = (type: string): ReadonlyMap<string, Declared> => {
    const known = cache.get(type)
    if (known !== undefined) return known
    const { base, own } = types.get(type) ?? { base: undefined, own: [] }
    const all = new Map(base === undefined ? [] : fields(base))
    for (const text of own) {
      const at = text.indexOf(':')
      if (at < 0) all.set(text, declared(''))
      else all.set(text.slice(0, at), declared(text.slice(at + 1)))
    }
    cache.set(type, all)
    return all
  }
  const isA = (type: string, base: string): boolean => {
    for (let at: string | undefined = type; at !== undefined; at = types.get(at)?.base) {
      if (at === base) return true
    }
    return false
  }
  return { has: (type) => types.has(type), isA, fields }
}

/** Reads "type", "type[]", or "" and "[]" for strings. */
export function declared(text: string): Declared {
  const array = text.endsWith('[]')
  const type = array ? text.slice(0, -2) : text
  return { type: type === '' ? 'string' : type, array }
}

const SCALARS: ReadonlySet<string> = new Set([
  'string',
  'int',
  'long',
  'short',
  'byte',
  'boolean',
  'dateTime',
  'float',
])

export function isScalar(type: string): boolean {
  return SCALARS.has(type)
}
