/** Whatever stands around the two values, an edit changes their digits and nothing else. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { editNfcFile, readNfcFile } from './nfc-file.ts'
import type { NfcWish } from './nfc-wish.ts'
import { decodeUtf8, encodeUtf8 } from './utf8.ts'

/** A document in parts, with holes for the values: what is not a hole has to come out as it went in. */
type Part = string | { readonly hole: 'maxMemory' | 'maxStreamMemory' }

const name = fc.constantFrom(
  'a',
  'path',
  'proxyDatabase',
  'ns:b',
  'größe',
  '_x-1.2',
  'maxMemory',
  'nfcsvc',
  'plugins',
)
const space = fc.constantFrom('', '', ' ', '\n   ', '\n\t', '\r\n      ', '\n\n')
const words = fc
  .string({ unit: 'grapheme', maxLength: 12 })
  .map((text) => text.replace(/[\0-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]/g, '?'))
const text = words.map((it) => it.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'))
const reference = fc.constantFrom('&amp;', '&lt;', '&#x41;', '&#228;', '&quot;')
const comment = fc
  .oneof(words, fc.constant('<nfcsvc><maxMemory>1</maxMemory></nfcsvc>'), fc.constant('</nfcsvc>'))
  .map((it) => `<!--${it.replaceAll('-', '_')}-->`)
const cdata = fc
  .oneof(words, fc.constant('<nfcsvc><maxMemory>2</maxMemory>'), fc.constant('</plugins>'))
  .map((it) => `<![CDATA[${it.replaceAll(']', ')')}]]>`)
const instruction = fc
  .oneof(words, fc.constant('<maxMemory>3</maxMemory>'))
  .map((it) => `<?palletjack ${it.replaceAll('?', '!')}?>`)
const attributes = fc
  .uniqueArray(
    fc.tuple(fc.constantFrom('id', 'xml:lang', 'xmlns:ns', 'wert'), text, fc.constantFrom('"', "'"), space),
    {
      maxLength: 3,
      selector: ([key]) => key,
    },
  )
  .map((all) =>
    all
      .map(([key, value, quote, gap]) => ` ${gap}${key}=${quote}${value.replaceAll(quote, '_')} > ${quote}`)
      .join(''),
  )
const element = fc
  .tuple(name, attributes, space, fc.option(fc.tuple(text, fc.option(name))))
  .map(([tag, more, gap, inside]) => {
    if (!inside) return `<${tag}${more}${gap}/>`
    const [content, child] = inside
    return `<${tag}${more}${gap}>${content}${child === null ? '' : `<${child}/>`}</${tag}${gap}>`
  })

/** Anything that may stand between the elements that matter. */
const noise = (without: readonly string[]) =>
  fc
    .array(fc.oneof(space, space, text, reference, comment, cdata, instruction, element), { maxLength: 5 })
    .map((all) => all.filter((one) => !without.some((tag) => one.startsWith(`<${tag}`))).join(''))

const digits = fc.tuple(fc.constantFrom('', '', '0', '00'), fc.integer({ min: 1, max: 2_147_483_647 }))

function valueParts(tag: 'maxMemory' | 'maxStreamMemory') {
  return fc
    .tuple(digits, space, space, attributes, space)
    .map(([[zeros, value], before, after, more, gap]) => ({
      tag,
      value,
      was: `${zeros}${value}`,
      parts: [`<${tag}${more}>${before}`, { hole: tag }, `${after}</${tag}${gap}>`] as readonly Part[],
    }))
}

const NFC_NOISE = ['maxMemory', 'maxStreamMemory']
const outside = fc
  .array(fc.oneof(space, comment, instruction), { maxLength: 3 })
  .map((all) => all.map((one) => (one.trim() === '' ? one : `${one}\n`)).join(''))
const declaration = fc.constantFrom(
  '',
  '',
  '<?xml version="1.0"?>\n',
  "<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>\r\n",
  '\ufeff<?xml version="1.0" encoding="utf-8"?>',
  '\ufeff',
)

const documents = fc
  .record({
    declaration,
    before: outside,
    config: attributes,
    plugins: attributes,
    nfcsvc: attributes,
    gaps: fc.tuple(space, space, space),
    around: fc.tuple(noise(['plugins']), noise(['plugins']), noise(['nfcsvc']), noise(['nfcsvc'])),
    inside: fc.tuple(noise(NFC_NOISE), noise(NFC_NOISE), noise(NFC_NOISE)),
    memory: valueParts('maxMemory'),
    stream: valueParts('maxStreamMemory'),
    streamFirst: fc.boolean(),
    crlf: fc.boolean(),
    after: fc.constantFrom('', '\n', '\r\n', '\n<!-- end --> '),
  })
  .map(({ around, gaps, inside, memory, stream, streamFirst, crlf, ...it }) => {
    const [first, second] = streamFirst ? [stream, memory] : [memory, stream]
    const parts: readonly Part[] = [
      `${it.declaration}${it.before}<config${it.config}>${around[0]}<plugins${it.plugins}>${around[2]}`,
      `<nfcsvc${it.nfcsvc}>${inside[0]}`,
      ...first.parts,
      inside[1],
      ...second.parts,
      `${inside[2]}</nfcsvc${gaps[0]}>${around[3]}</plugins${gaps[1]}>${around[1]}</config${gaps[2]}>${it.after}`,
    ]
    const windows = (part: Part) => (typeof part === 'string' && crlf ? part.replace(/\r?\n/g, '\r\n') : part)
    return { parts: parts.map(windows), memory, stream }
  })

function written(
  parts: readonly Part[],
  values: Readonly<Record<'maxMemory' | 'maxStreamMemory', string>>,
): string {
  return parts.map((part) => (typeof part === 'string' ? part : values[part.hole])).join('')
}

const wishes = fc.record(
  {
    maxMemory: fc.integer({ min: 1, max: 2_147_483_647 }),
    maxStreamMemory: fc.integer({ min: 1, max: 2_147_483_647 }),
  },
  { requiredKeys: [] },
)

it('changes the wanted digits and keeps every other byte', { timeout: 120_000 }, () => {
  let edits = 0
  fc.assert(
    fc.property(documents, wishes, ({ parts, memory, stream }, wish: NfcWish) => {
      const was = { maxMemory: memory.was, maxStreamMemory: stream.was }
      const before = encodeUtf8(written(parts, was))
      const known = { maxMemory: memory.value, maxStreamMemory: stream.value }
      expect(readNfcFile(before)).toEqual({ ok: true, value: known })

      const after = editNfcFile(before, wish)
      const wanted = { ...known, ...wish }
      const changes = wanted.maxMemory !== known.maxMemory || wanted.maxStreamMemory !== known.maxStreamMemory
      if (changes && wanted.maxStreamMemory > wanted.maxMemory) {
        expect(!after.ok && after.problem.code).toBe('esxi.nfc-stream-too-large')
        return
      }
      if (changes) edits += 1
      const text = (key: 'maxMemory' | 'maxStreamMemory') =>
        wanted[key] === known[key] ? was[key] : String(wanted[key])
      const expected = written(parts, {
        maxMemory: text('maxMemory'),
        maxStreamMemory: text('maxStreamMemory'),
      })
      expect(after.ok && sameBytes(after.value, encodeUtf8(expected))).toBe(true)
    }),
    { numRuns: 10_000 },
  )
  // Against a generator that only ever makes what is refused.
  expect(edits).toBeGreaterThan(2_000)
})

it('adds missing values to the end, and takes nothing away', { timeout: 120_000 }, () => {
  const empty = fc.oneof(
    fc.tuple(attributes, space).map(([more, gap]) => ({ head: `<nfcsvc${more}${gap}`, tail: '/>' })),
    fc.tuple(attributes, noise(NFC_NOISE)).map(([more, inside]) => ({
      head: `<nfcsvc${more}>${inside}`,
      tail: '</nfcsvc>',
    })),
  )
  fc.assert(
    fc.property(empty, noise(['nfcsvc']), wishes, ({ head, tail }, around, wish: NfcWish) => {
      const maxMemory = Math.max(wish.maxMemory ?? 50_331_648, wish.maxStreamMemory ?? 0)
      const full = { ...wish, maxMemory }
      const [opened, closed] = [`<config><plugins>${around}${head}`, '</plugins></config>']
      const after = editNfcFile(encodeUtf8(`${opened}${tail}${closed}`), full)
      expect(after.ok && readNfcFile(after.value)).toEqual({ ok: true, value: full })

      const text = after.ok ? (decodeUtf8(after.value) ?? '') : ''
      // What is added stands before the white space that sets the end tag apart.
      const kept = opened.replace(/[ \t\r\n]+$/, '')
      expect(text.startsWith(kept) && text.endsWith(closed)).toBe(true)
      const added = text.slice(kept.length, -closed.length).replace(/[ \t\r\n]+/g, '')
      const stream =
        wish.maxStreamMemory === undefined ? '' : `<maxStreamMemory>${wish.maxStreamMemory}</maxStreamMemory>`
      const opening = tail === '/>' ? '>' : ''
      expect(added).toBe(`${opening}<maxMemory>${maxMemory}</maxMemory>${stream}</nfcsvc>`)
    }),
    { numRuns: 2_000 },
  )
})

function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, at) => byte === other[at])
}
