/** What random input must never do to the parsers. Run small by the tests, and large by test/fuzz/run.ts. */
import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import type { RawValue } from '../../../shared/inventory/from-vsphere/raw.ts'
import { parseFingerprint } from '../../../shared/provider/fingerprint.ts'
import { createXmlReader, XmlError } from '../xml-reader.ts'
import { element, textElement } from '../xml-writer.ts'
import { ANSWERS } from './answers.ts'
import { anyObjects, isReadByShapes, isSameByShapes } from './fuzz-shapes.ts'

export interface FuzzTarget {
  readonly name: string
  /** Throws with the smallest input that breaks a rule. */
  run(options: { readonly numRuns: number; readonly seed: number }): void
}

export const fuzzTargets: readonly FuzzTarget[] = [
  target('soap: answers with bits flipped, cut, repeated and spliced', () =>
    fc.property(mutated, cuts, (bytes, at) => isSafe(bytes, at)),
  ),
  target('soap: text that looks like XML', () =>
    fc.property(xmlish, cuts, (text, at) => isSafe(Buffer.from(text), at)),
  ),
  target('soap: random bytes', () =>
    fc.property(fc.uint8Array({ maxLength: 400 }), cuts, (bytes, at) => isSafe(Buffer.from(bytes), at)),
  ),
  target('soap: trees come back as they were written', () =>
    fc.property(record, cuts, ({ xml, value }, at) => {
      const written = Buffer.from(element('v', xml, { 'xmlns:xsi': XSI }))
      return isDeepStrictEqual(readInPieces(written, at), value)
    }),
  ),
  target('shapes: reading by them is reading everything and condensing it', () =>
    fc.property(anyObjects, cuts, (bytes, at) => isReadByShapes(bytes, at)),
  ),
  target('shapes: the same of answers with bits flipped, cut, repeated and spliced', () =>
    fc.property(
      fc.oneof(
        mutated,
        fc.tuple(anyObjects, mutations).map(([bytes, all]) => all.reduce(mutate, bytes)),
      ),
      cuts,
      (bytes, at) => isSameByShapes(bytes, at),
    ),
  ),
  target('fingerprint: text of any kind', () =>
    fc.property(fc.oneof(fc.string(), pasted), isFingerprintOrNot),
  ),
]

const XSI = 'http://www.w3.org/2001/XMLSchema-instance'

function target<T>(name: string, property: () => fc.IProperty<T>): FuzzTarget {
  return { name, run: (options) => fc.assert(property(), options) }
}

/** Relative places, so that they suit a document of any length. */
const cuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 6 })

function readInPieces(bytes: Buffer, places: readonly number[]): RawValue {
  const reader = createXmlReader({ 'Envelope/Body/*/returnval/objects': () => undefined })
  let from = 0
  for (const place of [...places].sort((a, b) => a - b).concat(1)) {
    const to = Math.round(place * bytes.length)
    reader.write(bytes.subarray(from, to))
    from = to
  }
  return reader.end().value
}

function outcome(bytes: Buffer, places: readonly number[]): RawValue | undefined {
  try {
    return readInPieces(bytes, places)
  } catch (error) {
    if (error instanceof XmlError) return undefined
    throw error
  }
}

/** No error but XmlError, and the same outcome however the input is cut. */
function isSafe(bytes: Buffer, places: readonly number[]): boolean {
  return isDeepStrictEqual(outcome(bytes, []), outcome(bytes, places))
}

const place = fc.double({ min: 0, max: 1, noNaN: true })
const mutation = fc.oneof(
  fc.record({ kind: fc.constant('flip' as const), at: place, bit: fc.nat({ max: 7 }) }),
  fc.record({ kind: fc.constant('cut' as const), at: place, length: fc.nat({ max: 300 }) }),
  fc.record({
    kind: fc.constant('repeat' as const),
    at: place,
    length: fc.nat({ max: 300 }),
    times: fc.nat({ max: 5 }),
  }),
  fc.record({
    kind: fc.constant('splice' as const),
    at: place,
    length: fc.nat({ max: 300 }),
    from: place,
    answer: fc.nat({ max: ANSWERS.length - 1 }),
  }),
)

const mutations = fc.array(mutation, { maxLength: 4 })
const mutated = fc
  .tuple(fc.constantFrom(...ANSWERS), mutations)
  .map(([answer, mutations]) => mutations.reduce(mutate, Buffer.from(answer)))

function mutate(bytes: Buffer, change: typeof mutation extends fc.Arbitrary<infer T> ? T : never): Buffer {
  const at = Math.floor(change.at * bytes.length)
  if (change.kind === 'flip') {
    const copy = Buffer.from(bytes)
    copy[at] = (copy[at] ?? 0) ^ (1 << change.bit)
    return copy.subarray(0, bytes.length)
  }
  const before = bytes.subarray(0, at)
  const after = bytes.subarray(at + change.length)
  if (change.kind === 'cut') return Buffer.concat([before, after])
  if (change.kind === 'repeat') {
    const piece = bytes.subarray(at, at + change.length)
    return Buffer.concat([before, ...Array<Buffer>(change.times).fill(piece), after])
  }
  const other = Buffer.from(ANSWERS[change.answer] ?? '')
  const start = Math.floor(change.from * other.length)
  return Buffer.concat([before, other.subarray(start, start + change.length), after])
}

const piece = fc.oneof(
  fc.constantFrom('<', '>', '/', '</', '/>', '<a>', '</a>', '<a b="', '"', "'", '=', ' ', '&', ';', '&amp;'),
  fc.constantFrom(
    '&#65;',
    '&#x',
    '<![CDATA[',
    ']]>',
    ']',
    '<!--',
    '-->',
    '-',
    '<?',
    '?>',
    '<?xml ',
    '<!DOCTYPE ',
  ),
  fc.constantFrom(
    'x:',
    'xmlns:x="u"',
    ' xmlns=""',
    'xsi:type="',
    'ArrayOf',
    '__proto__',
    '\r',
    '\n',
    '\ufeff',
    'ä',
    '😀',
  ),
  fc.string({ maxLength: 5 }),
)
const xmlish = fc
  .tuple(fc.boolean(), fc.array(piece, { maxLength: 30 }))
  .map(([inside, pieces]) => (inside ? `<a>${pieces.join('')}</a>` : pieces.join('')))

interface Written {
  readonly xml: string
  readonly value: RawValue
}

const sendable = fc
  .string({ unit: 'binary', maxLength: 20 })
  .filter((text) => !/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u.test(text))
const name = fc.constantFrom(
  'name',
  'key',
  'val',
  'constructor',
  'toString',
  'hasOwnProperty',
  'a-b.c_1',
  'größe',
)

/** Content of an element, and the value that it stands for. */
const { record } = fc.letrec<{ record: Written; field: Written[] }>((tie) => ({
  record: fc
    .uniqueArray(fc.tuple(name, tie('field')), { minLength: 1, maxLength: 3, selector: ([key]) => key })
    .map((fields) => {
      const xml = fields
        .map(([key, values]) => values.map((each) => element(key, each.xml)).join(''))
        .join('')
      const entries = fields.map(([key, values]) => [
        key,
        values.length === 1 ? values[0]?.value : values.map((v) => v.value),
      ])
      return { xml, value: { $type: '', ...(Object.fromEntries(entries) as Record<string, RawValue>) } }
    }),
  field: fc.oneof(
    { maxDepth: 3, depthSize: 'xsmall' },
    fc.array(
      sendable.map((text) => ({ xml: textElement('x', text).slice(3, -4), value: text })),
      { minLength: 1, maxLength: 3 },
    ),
    fc.array(tie('record'), { minLength: 1, maxLength: 2 }),
  ),
}))

/** What people paste, more or less. */
const pasted = fc
  .array(
    fc
      .constantFrom(
        'SHA1',
        'sha-256',
        'MD5',
        ' Fingerprint=',
        'thumbprint:',
        'AB',
        'cd',
        ':',
        '-',
        ' ',
        '\n',
        '0',
        'g',
      )
      .chain((text) =>
        fc.nat({ max: 33 }).map((times) => text.repeat(text === 'AB' || text === 'cd' ? times : 1)),
      ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''))

/** A fingerprint that was understood means the same when it is pasted again. */
function isFingerprintOrNot(text: string): boolean {
  const parsed = parseFingerprint(text)
  if (!parsed.ok) return parsed.problem.code.startsWith('fingerprint.') && parsed.problem.remedy !== ''
  const { algorithm, value } = parsed.value
  const pairs = algorithm === 'sha1' ? 20 : 32
  return (
    new RegExp(`^([0-9A-F]{2}:){${pairs - 1}}[0-9A-F]{2}$`).test(value) &&
    isDeepStrictEqual(parseFingerprint(value), parsed)
  )
}
