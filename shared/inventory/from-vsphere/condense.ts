/** Forgets what no projection reads, so that what is kept of an answer grows with the model only. */
import { at, isRecord, type RawRecord, type RawValue } from './raw.ts'
import { SHAPED_DEPTH, SHAPES, type Shape } from './shapes.ts'
import type { StoredObject } from './store.ts'

const OPTIONS = 'config.extraConfig'
/**
 * The only options of a VM that are kept. The others can hold secrets (guestinfo.userdata), and nothing
 * reads them. Keys of a .vmx file are compared without regard to case.
 */
const KEPT_OPTION =
  /^(?:(?:(?:scsi|sata|ide|nvme)\d+:\d+\.)?ctkEnabled|numa\.nodeAffinity|disk\.EnableUUID)$/i

/** Keeps of an object only what a projection reads: the rest of an answer can be forgotten as soon as it is read. */
export function condense(object: StoredObject): StoredObject {
  const kept: Record<string, RawValue> = {}
  let changed = false
  for (const [path, value] of Object.entries(object.properties)) {
    const short = condenseProperty(path, value)
    changed ||= short !== value
    if (short !== undefined) kept[path] = short
  }
  return changed ? { ref: object.ref, properties: kept } : object
}

/**
 * What is kept of one property: the same value where there is nothing to forget, undefined for a property
 * that no projection reads.
 */
export function condenseProperty(path: string, value: RawValue): RawValue | undefined {
  const shape = shapeOf(path)
  if (!shape) return undefined
  if (path === OPTIONS) return pruneOptions(value, shape)
  return prune(value, shape, 0)
}

/** The shape of a property, for a reader that forgets while it reads; undefined where nothing is kept. */
export function shapeOf(path: string): Shape | undefined {
  return Object.hasOwn(SHAPES, path) ? SHAPES[path] : undefined
}

/** The same as condenseProperty, for a value that was read by its shape. */
export function condenseShaped(path: string, value: RawValue): RawValue | undefined {
  return path === OPTIONS ? condenseProperty(path, value) : value
}

function pruneOptions(value: RawValue, shape: Shape): RawValue {
  const options = isList(value) ? value : [value]
  const kept = options.filter((option) => KEPT_OPTION.test(keyOf(option)))
  return prune(kept.length === options.length && isList(value) ? value : kept, shape, 0)
}

function keyOf(option: RawValue): string {
  const key = at(option, 'key')
  return typeof key === 'string' ? key : ''
}

/** `depth`: records around this value. */
function prune(value: RawValue, shape: Shape, depth: number): RawValue {
  if (isRecord(value)) return pruneRecord(value, shape, depth)
  if (!isList(value) || !value.some((item) => typeof item !== 'string')) return value
  const items = value.map((item) => prune(item, shape, depth))
  return items.every((item, i) => item === value[i]) ? value : items
}

function pruneRecord(record: RawRecord, shape: Shape, depth: number): RawRecord {
  const kept: Record<string, RawValue> & { $type: string } = { $type: record.$type }
  let same = true
  if (depth < SHAPED_DEPTH) {
    for (const field in shape) {
      const value = Object.hasOwn(record, field) ? record[field] : undefined
      if (value === undefined) continue
      const short = prune(value, shape[field] ?? {}, depth + 1)
      same &&= short === value
      kept[field] = short
    }
  }
  return same && fieldCount(record) === fieldCount(kept) ? record : kept
}

function fieldCount(record: object): number {
  let count = 0
  for (const field in record) if (Object.hasOwn(record, field)) count++
  return count
}

function isList(value: RawValue): value is readonly RawValue[] {
  return Array.isArray(value)
}
