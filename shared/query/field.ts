/** What a table of fields is: the vocabulary of the query language for one kind of row. */

/** Null where it is unknown. */
export type FieldValue = string | number | boolean | string[] | null

/** `bytes` is a number that takes units; `list` holds several texts, and a comparison looks at each. */
export type FieldType = 'text' | 'number' | 'bytes' | 'flag' | 'list'

/** All that parsing, completing and explaining need: no row, no function. */
export interface FieldInfo {
  /** What is written in a query: lower-case, words joined by hyphens. */
  readonly name: string
  /** Header of a column. */
  readonly title: string
  readonly type: FieldType
  /** One sentence. */
  readonly doc: string
  /** All values that a text or list field can have; left out where any text is possible. */
  readonly values?: readonly string[]
  /** Other words for it that people try: they lead to the name, but are no names. */
  readonly also?: readonly string[]
}

export interface Field<Row> extends FieldInfo {
  get(row: Row): FieldValue
}

export interface FieldTable<Row> {
  readonly fields: readonly Field<Row>[]
  /** What plain words are looked for in, in lower case. */
  searchText(row: Row): string
}

type More = Pick<FieldInfo, 'values' | 'also'>
type Maker<Value extends FieldValue> = <Row>(
  name: string,
  title: string,
  doc: string,
  get: (row: Row) => Value | null | undefined,
  more?: More,
) => Field<Row>

const maker =
  <Value extends FieldValue>(type: FieldType): Maker<Value> =>
  (name, title, doc, get, more) => ({ name, title, type, doc, ...more, get: (row) => get(row) ?? null })

export const text: Maker<string> = maker('text')
export const number: Maker<number> = maker('number')
/** A size in bytes. */
export const bytes: Maker<number> = maker('bytes')
export const flag: Maker<boolean> = maker('flag')
export const list: Maker<string[]> = maker('list')
