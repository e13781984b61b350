/** The reference of the language as data: for the help of a terminal and the help of a screen. */
import type { FieldInfo, FieldType } from './field.ts'
import { operatorsOf, TYPE_WORDS, writeValue } from './values.ts'

export interface FieldDescription {
  readonly name: string
  readonly title: string
  readonly type: FieldType
  /** The type in words: "a size". */
  readonly typeDoc: string
  readonly doc: string
  readonly values: readonly string[]
  /** Without `in`, which every field but a flag is used with. */
  readonly operators: readonly string[]
  /** A condition that parses. */
  readonly example: string
}

export function describeFields(fields: readonly FieldInfo[]): readonly FieldDescription[] {
  return fields.map((field) => ({
    name: field.name,
    title: field.title,
    type: field.type,
    typeDoc: TYPE_WORDS[field.type],
    doc: field.doc,
    values: field.values ?? [],
    operators: operatorsOf(field),
    example: example(field),
  }))
}

function example(field: FieldInfo): string {
  if (field.type === 'flag') return field.name
  if (field.type === 'number') return `${field.name} > 1`
  if (field.type === 'bytes') return `${field.name} >= 8GiB`
  const [value] = field.values ?? []
  return value === undefined ? `${field.name} ~ 'a*'` : `${field.name} = ${writeValue(field, value)}`
}

export interface LanguageRule {
  readonly syntax: string
  readonly doc: string
}

/** The language itself, independent of the fields. */
export const LANGUAGE: readonly LanguageRule[] = [
  {
    syntax: 'web prod',
    doc: 'Plain words: each must occur in the name, guest, address, tag, folder, host or cluster.',
  },
  { syntax: 'power = on', doc: 'A comparison: = != < <= > >=. Upper and lower case are the same.' },
  {
    syntax: "name ~ 'db*'",
    doc: 'A pattern: * is any run of characters, ? is one; without either it is found anywhere. !~ is the opposite.',
  },
  { syntax: 'host in (esx-01, esx-02)', doc: 'One of several values; not in is the opposite.' },
  { syntax: 'template', doc: 'A yes-or-no field alone means yes.' },
  {
    syntax: 'memory >= 8GiB',
    doc: 'Sizes are bytes, or take KiB, MiB, GiB, TiB, PiB; GB means GiB, as in vSphere.',
  },
  { syntax: 'ip = 192.0.2.10', doc: 'A field with several values: one of them must match.' },
  { syntax: "host = ''", doc: "'' means nothing there: unknown or empty." },
  {
    syntax: "not template and (os ~ '*windows*' or critical > 0)",
    doc: 'not binds tightest, then and, then or; parentheses group.',
  },
  {
    syntax: "folder = 'DC1/Web servers'",
    doc: 'A value with spaces, signs or parentheses stands in quotes of either kind; a backslash before a quote makes it plain.',
  },
]
