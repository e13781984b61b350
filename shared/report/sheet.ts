/** What a sheet of the XLSX report is: plain data. */

/** `gib`: the value is bytes and shown in GiB. `time`: the value is ISO 8601. `minutes`: the value is ms. */
export type ColumnKind = 'text' | 'number' | 'gib' | 'time' | 'minutes'
export type Value = string | number | undefined

export interface SheetColumn {
  readonly title: string
  readonly kind: ColumnKind
  /** Characters. */
  readonly width: number
}

export interface Sheet {
  readonly name: string
  readonly columns: readonly SheetColumn[]
  readonly rows: Iterable<readonly Value[]>
}

export function text(title: string, width = 24): SheetColumn {
  return { title, kind: 'text', width }
}

export function figure(title: string, kind: Exclude<ColumnKind, 'text'> = 'number', width = 12): SheetColumn {
  return { title, kind, width }
}
