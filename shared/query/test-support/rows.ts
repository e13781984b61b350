/** A small table with a field of each type, for tests of the language itself. */
import fc from 'fast-check'
import { bytes, flag, list, number, text, type FieldTable } from '../field.ts'
import { allOf, anyOf, type Query } from '../query.ts'

export interface Thing {
  readonly name: string
  readonly note: string | null
  readonly power: 'on' | 'off' | 'suspended'
  readonly disks: number | null
  readonly memory: number
  readonly template: boolean | null
  readonly ips: string[]
}

export const THINGS: FieldTable<Thing> = {
  fields: [
    text('name', 'Name', 'Its name.', (row: Thing) => row.name),
    text('note', 'Note', 'A note.', (row: Thing) => row.note),
    text('power', 'Power', 'Whether it runs.', (row: Thing) => row.power, {
      values: ['on', 'off', 'suspended'],
    }),
    number('disks', 'Disks', 'How many disks.', (row: Thing) => row.disks),
    bytes('memory', 'Memory', 'Bytes.', (row: Thing) => row.memory, { also: ['ram'] }),
    flag('template', 'Template', 'Is a template.', (row: Thing) => row.template),
    list('ip', 'Addresses', 'Its addresses.', (row: Thing) => row.ips),
  ],
  searchText: (row) => [row.name, row.note ?? ''].join('\n').toLowerCase(),
}

export function aThing(change: Partial<Thing> = {}): Thing {
  return {
    name: 'db-01',
    note: null,
    power: 'on',
    disks: 3,
    memory: 8 * 2 ** 30,
    template: false,
    ips: ['192.0.2.10', '192.0.2.11'],
    ...change,
  }
}

/** Few letters, so that generated rows and queries meet; and all that is special in the language. */
const shortText = fc.string({
  unit: fc.constantFrom('a', 'A', 'b', '0', '1', '*', '?', '\\', "'", '"', ' ', '(', ',', '=', 'é'),
  maxLength: 4,
})
const someText = fc.oneof(
  shortText,
  shortText,
  fc.constantFrom('and', 'Not', 'in', 'template', 'on'),
  fc.string(),
)

export const things: fc.Arbitrary<Thing> = fc.record({
  name: shortText,
  note: fc.option(shortText),
  power: fc.constantFrom('on', 'off', 'suspended'),
  disks: fc.option(fc.integer({ min: 0, max: 4 })),
  memory: fc.constantFrom(0, 1, 1024, 1536, 2 ** 30, 8 * 2 ** 30),
  template: fc.option(fc.boolean()),
  ips: fc.array(shortText, { maxLength: 3 }),
})

const aNumber = fc.oneof(
  fc.integer({ min: 0, max: 4 }),
  fc.constantFrom(1024, 2 ** 30),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
)
const ordered = fc.constantFrom(
  '=' as const,
  '!=' as const,
  '<' as const,
  '<=' as const,
  '>' as const,
  '>=' as const,
)
const equality = fc.constantFrom('=' as const, '!=' as const)
const pattern = fc.constantFrom('~' as const, '!~' as const)

function compare(
  field: string,
  operator: fc.Arbitrary<'=' | '!=' | '<' | '<=' | '>' | '>=' | '~' | '!~'>,
  value: fc.Arbitrary<string | number | boolean>,
): fc.Arbitrary<Query> {
  return fc.record({ kind: fc.constant('compare'), field: fc.constant(field), operator, value })
}

function oneOf(field: string, value: fc.Arbitrary<string | number | boolean>): fc.Arbitrary<Query> {
  const values = fc.array(value, { minLength: 1, maxLength: 3 })
  return fc.record({ kind: fc.constant('in'), field: fc.constant(field), values })
}

const leaf: fc.Arbitrary<Query> = fc.oneof(
  compare('name', fc.oneof(ordered, pattern), someText),
  compare('note', fc.oneof(ordered, pattern), someText),
  compare('power', equality, fc.constantFrom('on', 'off', 'suspended', '')),
  compare('power', pattern, someText),
  compare('disks', ordered, aNumber),
  compare('disks', equality, fc.constant('')),
  compare('memory', ordered, aNumber),
  compare('template', equality, fc.constantFrom(true, false, '')),
  compare('ip', fc.oneof(equality, pattern), someText),
  oneOf('name', someText),
  oneOf('disks', fc.oneof(aNumber, fc.constant(''))),
  oneOf('ip', someText),
  fc.record({ kind: fc.constant('word'), text: someText }),
)

/** Queries of every shape that the parser can make. */
export const queries: fc.Arbitrary<Query> = fc.letrec<{ query: Query }>((tie) => ({
  query: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    fc.array(tie('query'), { minLength: 2, maxLength: 3 }).map(allOf),
    fc.array(tie('query'), { minLength: 2, maxLength: 3 }).map(anyOf),
    tie('query').map((part): Query => ({ kind: 'not', part })),
  ),
})).query
