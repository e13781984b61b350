import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatQuery } from './format.ts'
import { MAX_DEPTH, MAX_LENGTH } from './mistakes.ts'
import { parseQuery, readQuery } from './parse.ts'
import { queries, THINGS } from './test-support/rows.ts'

const { fields } = THINGS

/** The query in its written form: what the parser understood. */
function understood(text: string): string {
  const parsed = parseQuery(text, fields)
  return parsed.ok ? formatQuery(parsed.value, fields) : `${parsed.problem.code}: ${parsed.problem.message}`
}

function mistake(text: string): string {
  const read = readQuery(text, fields)
  if (read.ok) return 'none'
  return `${read.problem.code} "${text.slice(read.position, read.position + read.length)}" at ${read.position}`
}

describe('parseQuery', () => {
  it.each([
    ['', ''],
    ['  \t\n', ''],
    ["power = on and disks > 2 and name ~ 'db*'", 'power = on and disks > 2 and name ~ db*'],
    ['POWER=ON AND Disks>2', 'power = on and disks > 2'],
    ['web prod', 'web prod'],
    ['web and prod', 'web prod'],
    ['web-01.example.com', 'web-01.example.com'],
    ["O'Brien", "O'Brien"],
    ['"web prod"', "'web prod'"],
    ['in', "'in'"],
    ["'template'", "'template'"],
    ['template', 'template'],
    ['template = true', 'template'],
    ['template = off', 'template = no'],
    ['not template web', 'not template and web'],
    ['not not template', 'not not template'],
    ['memory >= 8GiB', 'memory >= 8GiB'],
    ['memory >= 8 gib', 'memory >= 8GiB'],
    ['memory >= 8GB', 'memory >= 8GiB'],
    ['memory >= 1.5g', 'memory >= 1536MiB'],
    ['memory = 1000', 'memory = 1000'],
    ['disks = 1e1', 'disks = 10'],
    ['disks==2', 'disks = 2'],
    ['disks<>2', 'disks != 2'],
    ['ip in (192.0.2.1, "192.0.2.2")', 'ip in (192.0.2.1, 192.0.2.2)'],
    ['power not in (on, off)', 'not power in (on, off)'],
    ['memory in (8 GiB, 16GiB)', 'memory in (8GiB, 16GiB)'],
    ['(a or b) and (c and d)', '(a or b) and c d'],
    ['a or b and c', 'a or b c'],
    ['Ubuntu (64-bit)', 'Ubuntu 64-bit'],
    ["name = 'it\\'s \\\\ C:\\data'", "name = 'it\\'s \\\\ C:\\\\data'"],
    ["note = ''", "note = ''"],
    ["disks != ''", "disks != ''"],
    ['power', 'power'],
  ])('%s', (text, expected) => {
    expect(understood(text)).toBe(expected)
  })

  it.each([
    ['powr = on', 'query.unknown-field "powr" at 0'],
    ['web and powr in (on)', 'query.unknown-field "powr" at 8'],
    ['power = running', 'query.unknown-value "running" at 8'],
    ['power < on', 'query.type "<" at 6'],
    ['disks ~ 2', 'query.type "~" at 6'],
    ['disks = two', 'query.type "two" at 8'],
    ['disks > 2GiB', 'query.type "2GiB" at 8'],
    ['memory > 8 GiB GiB', 'query.syntax "GiB" at 15'],
    ['memory > 8XB', 'query.type "8XB" at 9'],
    [`disks > ${'9'.repeat(399)}`, `query.type "${'9'.repeat(399)}" at 8`],
    ["disks < ''", 'query.type "\'\'" at 8'],
    ['template > yes', 'query.type ">" at 9'],
    ['template = maybe', 'query.type "maybe" at 11'],
    ['ip > 10.0.0.1', 'query.type ">" at 3'],
    ["name = 'web", 'query.syntax "\'web" at 7'],
    ['name =', 'query.syntax "" at 6'],
    ['name = and power = on', 'query.syntax "and" at 7'],
    ['name = web server', 'query.syntax "server" at 11'],
    ['web power = on', 'query.syntax "power" at 4'],
    ['power = on web', 'query.syntax "web" at 11'],
    ['and web', 'query.syntax "and" at 0'],
    ['web and', 'query.syntax "" at 7'],
    ['web or or web', 'query.syntax "or" at 7'],
    ['not', 'query.syntax "" at 3'],
    ['(web', 'query.syntax "(" at 0'],
    ['web)', 'query.syntax ")" at 3'],
    ['()', 'query.syntax ")" at 1'],
    ['web, prod', 'query.syntax "," at 3'],
    ['power in ()', 'query.syntax ")" at 10'],
    ['power in (on', 'query.syntax "(" at 9'],
    ['power in (on,)', 'query.syntax ")" at 13'],
    ['power in (on off)', 'query.syntax "off" at 13'],
    ["'power' = on", 'query.syntax "\'power\'" at 0'],
    ['= on', 'query.syntax "=" at 0'],
  ])('%s is wrong', (text, expected) => {
    expect(mistake(text)).toBe(expected)
  })

  it('says where and what helps', () => {
    expect(parseQuery('web and powr = on', fields)).toEqual({
      ok: false,
      problem: {
        code: 'query.unknown-field',
        message: 'There is no field "powr", at character 9.',
        remedy: 'Did you mean power?',
      },
    })
    expect(parseQuery('ram > 2', fields)).toMatchObject({ problem: { remedy: 'Did you mean memory?' } })
    expect(parseQuery('name = web server', fields)).toMatchObject({
      problem: { remedy: expect.stringContaining("'web server'") as string },
    })
  })

  it('limits length and depth', () => {
    expect(parseQuery('a'.repeat(MAX_LENGTH), fields).ok).toBe(true)
    expect(parseQuery('a'.repeat(MAX_LENGTH + 1), fields)).toMatchObject({
      problem: { code: 'query.too-long' },
    })
    const nested = (depth: number) => parseQuery('('.repeat(depth) + 'a' + ')'.repeat(depth), fields)
    expect(nested(MAX_DEPTH).ok).toBe(true)
    expect(nested(MAX_DEPTH + 1)).toMatchObject({ problem: { code: 'query.too-deep' } })
    expect(parseQuery('not '.repeat(900) + 'a', fields)).toMatchObject({
      problem: { code: 'query.too-deep' },
    })
    expect(parseQuery('(a) '.repeat(900), fields).ok).toBe(true)
  })

  it('never throws, and a mistake lies in the text', () => {
    const pieces = fc.constantFrom(
      'and',
      'or',
      'not',
      'in',
      '(',
      ')',
      ',',
      '=',
      '!=',
      '!',
      '~',
      '<',
      '>=',
      "'",
      '"',
      '\\',
      ' ',
      'power',
      'name',
      'disks',
      'memory',
      'template',
      'ip',
      'on',
      '8',
      'GiB',
      '-',
      '\u{1F600}',
      '\ud800',
      '\0',
    )
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(pieces, { maxLength: 30 }).map((parts) => parts.join(' ')),
      fc.array(pieces, { maxLength: 30 }).map((parts) => parts.join('')),
    )
    fc.assert(
      fc.property(texts, (text) => {
        const read = readQuery(text, fields)
        if (read.ok) return
        expect(read.position).toBeLessThanOrEqual(text.length)
        expect(read.length).toBeGreaterThan(0)
        expect(read.problem.message).toContain(`at character ${read.position + 1}.`)
      }),
      { numRuns: 2_000 },
    )
  })
})

describe('formatQuery', () => {
  it('is read back as the same query', () => {
    fc.assert(
      fc.property(queries, (query) => {
        const text = formatQuery(query, fields)
        fc.pre(text.length <= MAX_LENGTH)
        expect(parseQuery(text, fields), text).toEqual({ ok: true, value: query })
      }),
      { numRuns: 1_000 },
    )
  })
})
