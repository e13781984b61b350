/** From the options of `palletjack inventory` to a checked request. Contacts nothing and reads no file. */
import type { InventoryKind, InventoryQuery } from '../../shared/contract/inventory.ts'
import { fieldsOf } from '../../shared/inventory/fields/tables.ts'
import { unknownFieldProblem } from '../../shared/query/mistakes.ts'
import { ok, type Result } from '../../shared/problem.ts'
import { inputFault } from './outcome.ts'
import type { OutputFormat } from './output-format.ts'
import {
  checkWhere,
  labSource,
  realSource,
  sourceFlags,
  type LabSource,
  type RawSourceOptions,
  type RealSource,
} from './source-request.ts'

/** As commander hands them over. */
export interface RawInventorySource extends RawSourceOptions {
  readonly inventory?: string
  readonly home?: string
}

export interface RawInventoryOptions extends RawInventorySource {
  readonly where?: string
  readonly fields?: string
  readonly sort?: string
  readonly limit?: string
  readonly output: OutputFormat
}

interface FileSource {
  readonly kind: 'file'
  readonly file: string
}

export type InventorySourceRequest = RealSource | LabSource | FileSource

export interface InventoryRequest {
  readonly source: InventorySourceRequest
  readonly query: Pick<InventoryQuery, 'kind' | 'where' | 'sort'> & { readonly fields: string[] }
  /** Rows to show at most; left out: all. */
  readonly limit?: number
  readonly output: OutputFormat
}

/** What a table shows when nobody says otherwise; the other formats show every field. */
const TABLE_FIELDS: Readonly<Record<InventoryKind, readonly string[]>> = {
  vms: [
    'name',
    'power',
    'os',
    'cpu',
    'memory',
    'disks',
    'disk-size',
    'host',
    'folder',
    'critical',
    'warnings',
  ],
  hosts: ['name', 'state', 'version', 'cluster', 'cpu', 'memory', 'ssh', 'vms'],
  clusters: ['name', 'path', 'hosts', 'vms', 'ha', 'drs', 'drs-mode'],
  datastores: ['name', 'type', 'size', 'free', 'accessible', 'shared', 'vms'],
  networks: ['name', 'kind', 'vlan', 'trunk', 'switch', 'vms'],
}

/** Checks all that can be checked without contacting anything. */
export function inventoryRequest(kind: InventoryKind, raw: RawInventoryOptions): Result<InventoryRequest> {
  const source = inventorySource(raw)
  if (!source.ok) return source
  const where = checkWhere(raw.where, kind)
  if (!where.ok) return where
  const fields = checkFields(kind, raw)
  if (!fields.ok) return fields
  const sort = checkSort(kind, raw.sort)
  if (!sort.ok) return sort
  const limit = checkLimit(raw.limit)
  if (!limit.ok) return limit
  return ok({
    source: source.value,
    query: { kind, where: where.value ?? '', sort: sort.value, fields: fields.value },
    ...(limit.value === undefined ? {} : { limit: limit.value }),
    output: raw.output,
  })
}

export function inventorySource(raw: RawInventorySource): Result<InventorySourceRequest> {
  if (raw.inventory === undefined) {
    return raw.lab === true
      ? labSource(raw)
      : realSource(raw, {}, 'The source is not complete (a file can be given with --inventory)')
  }
  const others = Object.entries({ ...sourceFlags(raw), '--lab': raw.lab === true ? '' : undefined })
  const extra = others.find(([, value]) => value !== undefined)
  if (extra)
    return inputFault(
      'inventory-and-real',
      `--inventory reads an inventory file, so ${extra[0]} does not go with it.`,
      `Leave out --inventory or ${extra[0]}.`,
    )
  return ok({ kind: 'file', file: raw.inventory })
}

function checkFields(kind: InventoryKind, { fields, output }: RawInventoryOptions): Result<string[]> {
  const all = fieldsOf(kind).map((field) => field.name)
  if (fields === undefined) {
    const shown = TABLE_FIELDS[kind].filter((name) => all.includes(name))
    return ok(output === 'table' ? shown : all)
  }
  const names = fields.split(',').map((name) => name.trim().toLowerCase())
  const unknown = names.find((name) => !all.includes(name))
  return unknown === undefined ? ok([...new Set(names)]) : unknownField('--fields', unknown, kind)
}

function checkSort(kind: InventoryKind, sort: string | undefined): Result<InventoryQuery['sort']> {
  const parts = (sort ?? '').split(',').filter((part) => part.trim() !== '')
  const order = parts.map((part) => {
    const name = part.trim().toLowerCase()
    const descending = name.startsWith('-')
    return { field: descending ? name.slice(1) : name, descending }
  })
  if (order.length > 3)
    return inputFault('sort', '--sort takes at most three fields.', 'Leave out those that matter least.')
  const known = new Set(fieldsOf(kind).map((field) => field.name))
  const unknown = order.find(({ field }) => !known.has(field))
  return unknown ? unknownField('--sort', unknown.field, kind) : ok(order)
}

function unknownField(flag: string, name: string, kind: InventoryKind) {
  const { message, remedy } = unknownFieldProblem(name, fieldsOf(kind))
  return inputFault(
    'field',
    `${flag}: ${message}`,
    `${remedy} palletjack inventory fields ${kind} lists them all.`,
  )
}

function checkLimit(text: string | undefined): Result<number | undefined> {
  if (text === undefined) return ok(undefined)
  const value = /^\d{1,7}$/.test(text.trim()) ? Number(text) : 0
  if (value > 0) return ok(value)
  return inputFault(
    'limit',
    `--limit has to be a whole number from 1 up, not "${text}".`,
    'Give --limit a number.',
  )
}
