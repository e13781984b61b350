import type { InventoryRow } from '../../../shared/contract/inventory.ts'
import { formatBytes, formatNumber } from '../../../shared/units.ts'

/** A field of a row as text; empty where it is unknown. */
export function textOf(row: InventoryRow, field: string): string {
  const value = row.values[field]
  if (value === null || value === undefined) return ''
  if (Array.isArray(value)) return value.join(', ')
  if (typeof value === 'boolean') return value ? 'Yes' : 'No'
  return String(value)
}

export function numberOf(row: InventoryRow, field: string): number | undefined {
  const value = row.values[field]
  return typeof value === 'number' ? value : undefined
}

export function isSet(row: InventoryRow, field: string): boolean {
  return row.values[field] === true
}

export function bytesText(row: InventoryRow, field: string): string {
  const value = numberOf(row, field)
  return value === undefined ? 'Unknown' : formatBytes(value)
}

export function countText(row: InventoryRow, field: string): string {
  const value = numberOf(row, field)
  return value === undefined ? 'Unknown' : formatNumber(value)
}
