/**
 * vSphere data objects as plain values, before they are given the shape of the model.
 *
 * A leaf is a string; a repeated element or an ArrayOf… is an array; anything else is a record whose `$type`
 * is the local name of its xsi:type ("" where there was none). A managed object reference is a record
 * `{ $type: 'ManagedObjectReference', type, value }`.
 */
export type RawValue = string | RawRecord | readonly RawValue[]

export interface RawRecord {
  readonly $type: string
  readonly [field: string]: RawValue
}

export interface MoRef {
  readonly type: string
  readonly value: string
}

/** Walks a dotted path of plain field names. Undefined where a step is missing. */
export function at(value: RawValue | undefined, path: string): RawValue | undefined {
  // Most paths are one name, and this is the innermost loop of a projection.
  if (!path.includes('.')) return isRecord(value) ? value[path] : undefined
  let current = value
  for (const name of path.split('.')) {
    if (!isRecord(current)) return undefined
    current = current[name]
  }
  return current
}

export function isRecord(value: RawValue | undefined): value is RawRecord {
  return typeof value === 'object' && !Array.isArray(value)
}

/** The text at `path`; undefined for a missing step or a value that is no leaf. */
export function text(value: RawValue | undefined, path: string): string | undefined {
  const found = at(value, path)
  return typeof found === 'string' ? found : undefined
}

/** The number at `path`, else `otherwise`. */
export function number(value: RawValue | undefined, path: string, otherwise: number): number {
  const found = text(value, path)
  const parsed = found === undefined || found === '' ? Number.NaN : Number(found)
  return Number.isFinite(parsed) ? parsed : otherwise
}

/** The whole number at `path`, else `otherwise`: no server may put a fraction or an infinity into the model. */
export function integer(value: RawValue | undefined, path: string, otherwise: number): number {
  const found = number(value, path, otherwise)
  return Number.isSafeInteger(found) ? found : otherwise
}

/** xsd:dateTime as ISO 8601 in UTC, which is meant where no zone is told; empty for what is no time. */
export function isoTime(value: string | undefined): string {
  if (value === undefined || value === '') return ''
  const time = Date.parse(/(?:Z|[+-]\d\d:?\d\d)$/.test(value) ? value : `${value}Z`)
  return Number.isNaN(time) ? '' : new Date(time).toISOString()
}

/** True for the two spellings of xsd:boolean's true. */
export function flag(value: RawValue | undefined, path: string): boolean {
  const found = text(value, path)
  return found === 'true' || found === '1'
}

/** A repeated element: SOAP does not tell one from a list of one. */
export function list(value: RawValue | undefined): readonly RawValue[] {
  if (value === undefined || value === '') return []
  return isArray(value) ? value : [value]
}

function isArray(value: RawValue): value is readonly RawValue[] {
  return Array.isArray(value)
}

/** The managed object that a value refers to. */
export function reference(value: RawValue | undefined): MoRef | undefined {
  const type = text(value, 'type')
  const id = text(value, 'value')
  return type !== undefined && id !== undefined ? { type, value: id } : undefined
}

/** Ids of a list of references. */
export function referenceIds(value: RawValue | undefined): string[] {
  return list(value).flatMap((item) => reference(item)?.value ?? [])
}

/** A property that is one text; undefined for anything else, and for an empty one. */
export function leaf(value: RawValue | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** The xsi:type of a value, "" for a leaf. */
export function typeName(value: RawValue | undefined): string {
  return isRecord(value) ? value.$type : ''
}
