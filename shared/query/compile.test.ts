import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compile } from './compile.ts'
import type { FieldValue } from './field.ts'
import { parseQuery } from './parse.ts'
import type { Operator, Query, QueryValue } from './query.ts'
import { aThing, queries, things, THINGS, type Thing } from './test-support/rows.ts'

function matches(where: string, change: Partial<Thing> = {}): boolean {
  const parsed = parseQuery(where, THINGS.fields)
  if (!parsed.ok) throw new Error(parsed.problem.message)
  return compile(parsed.value, THINGS)(aThing(change))
}

describe('compile', () => {
  it.each<[string, Partial<Thing>, boolean]>([
    ["power = on and disks > 2 and name ~ 'db*'", {}, true],
    ["power = on and disks > 2 and name ~ 'db*'", { disks: 2 }, false],
    ['name = DB-01', {}, true],
    ['name ~ 01', {}, true],
    ['name ~ db', {}, true],
    ["name ~ '01*'", {}, false],
    ["name ~ 'db-??'", {}, true],
    ["name !~ 'web*'", {}, true],
    ['name < db-1', { name: 'db-01' }, false],
    ['name < db-10', { name: 'db-9' }, true],
    ['memory >= 8GiB', {}, true],
    ['memory > 8 GB', {}, false],
    ['ip = 192.0.2.11', {}, true],
    ['ip != 192.0.2.11', {}, false],
    ["ip ~ '192.0.*'", {}, true],
    ['ip in (192.0.2.1, 192.0.2.10)', {}, true],
    ["ip = ''", { ips: [] }, true],
    ["ip != ''", { ips: [] }, false],
    ["note = ''", { note: null }, true],
    ['note = x', { note: null }, false],
    ['note != x', { note: null }, true],
    ['note ~ x', { note: null }, false],
    ['disks < 5', { disks: null }, false],
    ["disks = ''", { disks: null }, true],
    ['disks != 5', { disks: null }, true],
    ['template', { template: null }, false],
    ['not template', { template: null }, true],
    ['template = no', { template: null }, false],
    ['DB 0', {}, true],
    ['db web', {}, false],
    ['db and (web or power = on)', {}, true],
    ['power not in (off, suspended)', {}, true],
    ['', {}, true],
  ])('%s with %o is %s', (where, change, expected) => {
    expect(matches(where, change)).toBe(expected)
  })

  it('agrees with what the words of the language say', () => {
    fc.assert(
      fc.property(queries, things, (query, thing) => {
        expect(compile(query, THINGS)(thing)).toBe(oracle(query, thing))
      }),
      { numRuns: 5_000 },
    )
  })
})

/** The same once more, as slowly and plainly as it can be said. */
function oracle(query: Query, thing: Thing): boolean {
  switch (query.kind) {
    case 'all':
      return true
    case 'and':
      return !query.parts.some((part) => !oracle(part, thing))
    case 'or':
      return query.parts.some((part) => oracle(part, thing))
    case 'not':
      return !oracle(query.part, thing)
    case 'word':
      return `${thing.name}\n${thing.note ?? ''}`.toLowerCase().includes(query.text.toLowerCase())
    case 'in':
      return query.values.some((value) => holds('=', valueOf(thing, query.field), value))
    case 'compare':
      return holds(query.operator, valueOf(thing, query.field), query.value)
  }
}

function valueOf(thing: Thing, field: string): FieldValue {
  return field === 'ip' ? thing.ips : thing[field as Exclude<keyof Thing, 'ips'>]
}

function holds(operator: Operator, value: FieldValue, wanted: QueryValue): boolean {
  if (operator === '!=') return !holds('=', value, wanted)
  if (operator === '!~') return !holds('~', value, wanted)
  if (operator === '=') {
    if (value === null || (Array.isArray(value) && value.length === 0)) return wanted === ''
    const all: (string | number | boolean)[] = Array.isArray(value) ? value : [value]
    return all.some((one) => String(one).toLowerCase() === String(wanted).toLowerCase())
  }
  if (value === null) return false
  if (operator === '~') return [value].flat().some((one) => like(String(one), String(wanted)))
  const order =
    typeof value === 'number' ? Math.sign(value - Number(wanted)) : naturally(String(value), String(wanted))
  return { '<': order < 0, '<=': order <= 0, '>': order > 0, '>=': order >= 0 }[operator]
}

function like(text: string, pattern: string): boolean {
  let source = ''
  let wild = false
  for (let i = 0; i < pattern.length; i++) {
    const next = pattern[i + 1]
    const escapes = pattern[i] === '\\' && (next === '*' || next === '?' || next === '\\')
    if (escapes) i++
    const isWild = !escapes && (pattern[i] === '*' || pattern[i] === '?')
    wild ||= isWild
    source += isWild ? (pattern[i] === '*' ? '.*' : '.') : escaped(pattern.charAt(i))
  }
  return new RegExp(wild ? `^${source}$` : source, 'is').test(text)
}

function escaped(char: string): string {
  return /[\\^$.*+?()[\]{}|/-]/.test(char) ? `\\${char}` : char
}

/** Runs of digits by their number, everything else by character, without case and accents. */
function naturally(one: string, two: string): number {
  const parts = (text: string) =>
    text
      .toLowerCase()
      .normalize('NFD')
      .replace(/\p{M}/gu, '')
      .match(/\d+|\D/g) ?? []
  const [a, b] = [parts(one), parts(two)]
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const [x = '', y = ''] = [a[i], b[i]]
    const digits = [x, y].map((part) => /^\d/.test(part))
    if (digits[0] && digits[1]) {
      const difference = BigInt(x) - BigInt(y)
      if (difference !== 0n) return difference < 0n ? -1 : 1
    } else if (x !== y) return (digits[0] ? '0' : x) < (digits[1] ? '0' : y) ? -1 : 1
  }
  return Math.sign(a.length - b.length)
}
