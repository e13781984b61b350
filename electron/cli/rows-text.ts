/** Rows of an inventory as text, for people and for other programs. Pure. */
import { stringify as csv } from 'csv-stringify/sync'
import { stringify as yaml } from 'yaml'
import type { FieldValue, InventoryKind, InventoryRow } from '../../shared/contract/inventory.ts'
import { fieldsOf } from '../../shared/inventory/fields/tables.ts'
import type { FieldType } from '../../shared/query/field.ts'
import { formatBytes, formatNumber } from '../../shared/units.ts'
import type { OutputFormat } from './output-format.ts'
import { table } from './text.ts'

/** Ends with a line break. JSON and YAML keep types; CSV joins lists by "; ". */
export function rowsText(
  format: OutputFormat,
  kind: InventoryKind,
  names: readonly string[],
  rows: readonly InventoryRow[],
): string {
  const objects = () =>
    rows.map(({ values }) => Object.fromEntries(names.map((name) => [name, values[name] ?? null])))
  switch (format) {
    case 'json':
      return `${JSON.stringify(objects(), null, 2)}\n`
    case 'yaml':
      return yaml(objects())
    case 'csv':
      return csv([[...names], ...rows.map(({ values }) => names.map((name) => plain(values[name])))], {
        // A name that begins with "=" must not become a formula in a spreadsheet.
        escape_formulas: true,
      })
    case 'table':
      return `${drawn(kind, names, rows)}\n`
  }
}

function drawn(kind: InventoryKind, names: readonly string[], rows: readonly InventoryRow[]): string {
  const fields = new Map(fieldsOf(kind).map((field) => [field.name, field]))
  return table(
    names.map((name) => fields.get(name)?.title ?? name),
    rows.map(({ values }) => names.map((name) => shown(values[name], fields.get(name)?.type ?? 'text'))),
  )
}

function shown(value: FieldValue | undefined, type: FieldType): string {
  if (value === null || value === undefined || value === '') return '-'
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (typeof value === 'number') return type === 'bytes' ? formatBytes(value) : formatNumber(value)
  return Array.isArray(value) ? value.join(', ') : value
}

function plain(value: FieldValue | undefined): string | number {
  if (value === null || value === undefined) return ''
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  return Array.isArray(value) ? value.join('; ') : value
}
