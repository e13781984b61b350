/** Whatever else hostd's settings hold, an edit changes the digits of the two values and nothing else. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { editNfcStore, readNfcStore } from './nfc-store.ts'
import { decodeUtf8, encodeUtf8 } from './utf8.ts'

const size = { type: 'integer' }
const SCHEMA = encodeUtf8(
  JSON.stringify({
    properties: {
      plugins: {
        properties: { nfcsvc: { properties: { max_memory: size, max_stream_memory: size } } },
      },
    },
  }),
)

const space = fc.constantFrom('', '', ' ', '\n', '\r\n   ', '\t')
/** Text of scalars, among them numbers that no program reads exactly and escapes that need not be. */
const scalar = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 8 }).map((text) => JSON.stringify(text)),
  fc.constantFrom(
    '18446744073709551615',
    '-0',
    '1.50e0',
    '1E400',
    '0.1e-7',
    'true',
    'null',
    '"\\u006d\\/\\"}{"',
    '""',
  ),
)
const key = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 6 }),
  fc.constantFrom('__proto__', 'nfcsvc', 'max_memory', 'plugins', 'a"b\\c'),
)

interface Member {
  readonly key: string
  readonly text: string
}

function objectOf(members: readonly Member[], gaps: readonly string[]): string {
  const gap = (at: number) => gaps[at % Math.max(1, gaps.length)] ?? ''
  const all = members.map(
    ({ key: name, text }, at) =>
      `${gap(at)}${JSON.stringify(name)}${gap(at + 1)}:${gap(at + 2)}${text}${gap(at + 3)}`,
  )
  return `{${all.join(',')}${all.length === 0 ? gap(0) : ''}}`
}

const gaps = fc.array(space, { minLength: 1, maxLength: 5 })
const { value } = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    scalar,
    fc
      .tuple(fc.array(tie('value'), { maxLength: 3 }), space)
      .map(([all, gap]) => `[${all.join(`${gap},`)}${gap}]`),
    fc
      .tuple(
        fc.uniqueArray(fc.record({ key, text: tie('value') }), { selector: (it) => it.key, maxLength: 3 }),
        gaps,
      )
      .map(([members, between]) => objectOf(members, between)),
  ),
}))

/** Members without those that matter, and `own` at some place among them. */
function around(...without: string[]) {
  return fc.tuple(
    fc
      .uniqueArray(fc.record({ key, text: value }), { selector: (it) => it.key, maxLength: 4 })
      .map((all) => all.filter((one) => !without.includes(one.key))),
    fc.nat(4),
    gaps,
  )
}
type Around = readonly [readonly Member[], number, readonly string[]]

function among([members, place, between]: Around, own: readonly Member[]): string {
  const at = Math.min(place, members.length)
  return objectOf([...members.slice(0, at), ...own, ...members.slice(at)], between)
}

const amount = fc.integer({ min: 1, max: 2_147_483_647 })
const settings = fc.record({
  root: around('plugins'),
  plugins: around('nfcsvc'),
  nfcsvc: around('max_memory', 'max_stream_memory'),
  streamFirst: fc.boolean(),
  ends: fc.tuple(space, space),
})

it('changes the wanted digits and keeps every other byte', { timeout: 120_000 }, () => {
  let edits = 0
  fc.assert(
    fc.property(
      settings,
      amount,
      amount,
      amount,
      fc.option(amount),
      (it, memory, stream, wanted, wantedStream) => {
        const written = (ofMemory: number, ofStream: number) => {
          const own = [
            { key: 'max_memory', text: String(ofMemory) },
            { key: 'max_stream_memory', text: String(ofStream) },
          ]
          const nfcsvc = among(it.nfcsvc, it.streamFirst ? own.toReversed() : own)
          const plugins = among(it.plugins, [{ key: 'nfcsvc', text: nfcsvc }])
          return encodeUtf8(it.ends[0] + among(it.root, [{ key: 'plugins', text: plugins }]) + it.ends[1])
        }
        const before = written(memory, stream)
        expect(readNfcStore(before, SCHEMA)).toEqual({
          ok: true,
          value: { maxMemory: memory, maxStreamMemory: stream },
        })
        const newStream = wantedStream ?? stream
        const after = editNfcStore(before, SCHEMA, {
          maxMemory: wanted,
          maxStreamMemory: wantedStream ?? undefined,
        })
        if (newStream > wanted && (wanted !== memory || newStream !== stream)) {
          expect(!after.ok && after.problem.code).toBe('esxi.nfc-stream-too-large')
          return
        }
        edits += 1
        expect(after.ok && decodeUtf8(after.value)).toBe(decodeUtf8(written(wanted, newStream)))
      },
    ),
    { numRuns: 10_000 },
  )
  // Against a generator that only ever makes what is refused.
  expect(edits).toBeGreaterThan(2_000)
})

it('adds missing values, and changes nothing else that the settings say', { timeout: 120_000 }, () => {
  const depth = fc.constantFrom(0, 1, 2)
  // Its digits begin no other number of the settings, so that they are found again.
  const unique = fc.integer({ min: 1_900_000_000, max: 2_147_483_647 })
  fc.assert(
    fc.property(settings, depth, unique, (it, missing, wanted) => {
      const nfcsvc = { key: 'nfcsvc', text: among(it.nfcsvc, []) }
      const plugins = { key: 'plugins', text: among(it.plugins, missing > 0 ? [] : [nfcsvc]) }
      const before = it.ends[0] + among(it.root, missing > 1 ? [] : [plugins]) + it.ends[1]
      const after = editNfcStore(encodeUtf8(before), SCHEMA, { maxMemory: wanted })
      expect(after.ok && readNfcStore(after.value, SCHEMA)).toEqual({
        ok: true,
        value: { maxMemory: wanted },
      })
      const text = after.ok ? (decodeUtf8(after.value) ?? '') : ''
      const added = [`"max_memory":${wanted}`, `"nfcsvc":{"max_memory":${wanted}}`]
      const whole = [...added, `"plugins":{${added[1] ?? ''}}`][missing] ?? ''
      const tight = text.replace(/[ \t\r\n]+/g, '')
      const at = tight.lastIndexOf(whole)
      expect(at).toBeGreaterThan(0)
      const rest = tight.slice(0, at).replace(/,$/, '') + tight.slice(at + whole.length)
      expect(rest).toBe(before.replace(/[ \t\r\n]+/g, ''))
    }),
    { numRuns: 2_000 },
  )
})
