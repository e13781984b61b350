/** Turns of phrase that several tables share. */
import type { Estate } from './estate.ts'

/** Without repeats and empty texts, in their order. */
export function distinct(texts: readonly (string | undefined)[]): string[] {
  const known = texts.filter((text): text is string => text !== undefined && text !== '')
  return known.length < 2 ? known : [...new Set(known)]
}

export function sum<Item>(items: readonly Item[], of: (item: Item) => number): number {
  return items.reduce((total, item) => total + of(item), 0)
}

/** Null where there is none: the largest of nothing is unknown. */
export function largest(values: readonly number[]): number | null {
  return values.length === 0 ? null : Math.max(...values)
}

export function smallest(values: readonly number[]): number | null {
  return values.length === 0 ? null : Math.min(...values)
}

/** An API class without its prefix: VirtualVmxnet3 is vmxnet3. */
export function withoutPrefix(prefix: string, apiName: string): string {
  return apiName.startsWith(prefix) && apiName.length > prefix.length
    ? apiName.slice(prefix.length).toLowerCase()
    : apiName.toLowerCase()
}

/** Name of the datacenter above a folder (or a datacenter's own); null where none is known. */
export function datacenterName(estate: Estate, folderId: string | undefined): string | null {
  return estate.foldersAbove(folderId).find((folder) => folder.kind === 'datacenter')?.name ?? null
}

/** "DC1/Production/Web" for a folder. */
export function folderPath(estate: Estate, folderId: string | undefined): string {
  return estate
    .foldersAbove(folderId)
    .map((folder) => folder.name)
    .reverse()
    .join('/')
}

/** Per cent with one decimal; null where the whole is unknown. */
export function percent(part: number, whole: number): number | null {
  return whole > 0 ? Math.round((part / whole) * 1000) / 10 : null
}

/** For the search text of a row: lower case, with a separator that no word contains. */
export function searchable(texts: readonly (string | undefined)[]): string {
  return texts.join('\n').toLowerCase()
}
