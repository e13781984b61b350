import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { describeFields, LANGUAGE } from './describe.ts'
import { parseQuery } from './parse.ts'
import { suggest } from './suggest.ts'
import { THINGS } from './test-support/rows.ts'

const { fields } = THINGS

/** Options at the bar in the text. */
function at(marked: string): readonly string[] {
  const caret = marked.indexOf('|')
  const text = marked.replace('|', '')
  return suggest(text, caret, fields).options.map((option) => option.text)
}

/** The text with the first option taken. */
function taken(marked: string): string {
  const text = marked.replace('|', '')
  const { from, to, options } = suggest(text, marked.indexOf('|'), fields)
  return text.slice(0, from) + (options[0]?.text ?? '') + text.slice(to)
}

const NAMES = fields.map((field) => field.name)

describe('suggest', () => {
  it.each([
    ['|', [...NAMES, 'not']],
    ['na|', ['name']],
    ['po|', ['power']],
    ['ram|', ['memory']],
    ['power |', ['=', '!=', '~', '!~', 'in']],
    ['disks |', ['=', '!=', '<', '<=', '>', '>=', 'in']],
    ['power = |', ['on', 'off', 'suspended']],
    ['power = o|', ['on', 'off']],
    ["power = 'o|", ['on', 'off']],
    ['power in (on, |', ['on', 'off', 'suspended']],
    ['power not in (s|', ['suspended']],
    ['template = |', ['yes', 'no']],
    ['template |', ['and', 'or', '=', '!=']],
    ['memory > 8|', ['8GiB', '8TiB', '8MiB']],
    ['name = |', []],
    ['power = on |', ['and', 'or']],
    ['power = on a|', ['and']],
    ['power = on and |', [...NAMES, 'not']],
    ['(po|', ['power']],
    ['not te|', ['template']],
    ['web |', ['and', 'or']],
    ['web and p|', ['power']],
  ])('%s', (marked, expected) => {
    const options = at(marked)
    expect(options.slice(0, expected.length)).toEqual(expected)
    if (expected.length === 0) expect(options).toEqual([])
  })

  it.each([
    ['po|', 'power'],
    ['po| = on', 'power = on'],
    ['p|wr = on', 'power = on'],
    ['power = o|', 'power = on'],
    ['power = on a| disks > 2', 'power = on and disks > 2'],
  ])('%s becomes %s', (marked, expected) => {
    expect(taken(marked)).toBe(expected)
  })

  it('never throws, and replaces a part of the text', () => {
    const words = fc.constantFrom('power', '=', 'on', "'", '(', ')', ',', 'in', 'not', 'and', ' ', 'x')
    const texts = fc.oneof(
      fc.string(),
      fc.array(words).map((parts) => parts.join(' ')),
    )
    fc.assert(
      fc.property(texts, fc.integer({ min: -1, max: 60 }), (text, caret) => {
        const { from, to } = suggest(text, caret, fields)
        expect(from).toBeGreaterThanOrEqual(0)
        expect(to).toBeGreaterThanOrEqual(from)
        expect(to).toBeLessThanOrEqual(text.length)
      }),
    )
  })
})

describe('describeFields', () => {
  it('has an example that parses for each field, with its operators', () => {
    for (const field of describeFields(fields)) {
      expect(parseQuery(field.example, fields), field.example).toMatchObject({ ok: true })
      expect(field.operators).toContain('=')
    }
    expect(describeFields(fields)[2]).toEqual({
      name: 'power',
      title: 'Power',
      type: 'text',
      typeDoc: 'a text',
      doc: 'Whether it runs.',
      values: ['on', 'off', 'suspended'],
      operators: ['=', '!=', '~', '!~'],
      example: 'power = on',
    })
  })

  it('explains the language with at least one rule per operator', () => {
    const all = LANGUAGE.map((rule) => `${rule.syntax} ${rule.doc}`).join(' ')
    for (const word of ['=', '!=', '<', '<=', '>', '>=', '~', '!~', 'in', 'not', 'and', 'or'])
      expect(all).toContain(word)
  })
})
