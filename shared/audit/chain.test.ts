import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  canonicalText,
  createChainCheck,
  entryHash,
  plainText,
  verifyChain,
  type ChainEntry,
} from './chain.ts'
import { aLog } from './test-support/a-log.ts'

/** Any text, also with half characters and line breaks. */
const text = fc.string({ unit: 'binary', maxLength: 12 })
const fact = fc.record({
  at: text,
  user: text,
  shell: text,
  action: text,
  subject: fc.option(text, { nil: undefined }),
  purpose: text,
})
const log = fc.array(fact, { minLength: 1, maxLength: 8 }).map(aLog)
/** A log, and the place of an entry in it. */
const withPlace = log.chain((entries) =>
  fc.record({ entries: fc.constant(entries), at: fc.nat({ max: entries.length - 1 }) }),
)

const broken = (seq: number) => ({ state: 'broken', seq })

describe('a chain', () => {
  it('is whole as it was written, and tells its head', () => {
    expect(verifyChain([])).toEqual({ state: 'whole', entries: 0, head: '' })
    fc.assert(
      fc.property(log, (entries) => {
        const head = entries.at(-1)?.hash
        expect(verifyChain(entries)).toEqual({ state: 'whole', entries: entries.length, head })
      }),
    )
  })

  it('is a chain of SHA-256 that any other program can follow', () => {
    const entry = { seq: 1, at: '2026-11-28T01:00:00.000Z', user: 'ann', shell: 'cli', action: 'unlocked' }
    const told =
      '["palletjack audit 1","",1,"2026-11-28T01:00:00.000Z","ann","cli","unlocked",null,"by Käthe"]'
    expect(canonicalText('', { ...entry, purpose: 'by Käthe' })).toBe(told)
    expect(entryHash('', { ...entry, purpose: 'by Käthe' })).toBe(
      createHash('sha256').update(told).digest('hex'),
    )
  })

  it('finds any change of any field, at that entry', () => {
    fc.assert(
      fc.property(withPlace, fc.constantFrom(...FIELDS), text, ({ entries, at }, field, other) => {
        const entry = entries[at]!
        fc.pre(entry[field] !== other)
        const changed = entries.with(at, { ...entry, [field]: other })
        expect(verifyChain(changed)).toMatchObject(broken(at + 1))
      }),
    )
  })

  it('finds a subject that was taken away', () => {
    const [entry] = aLog([{ at: '', user: '', shell: '', action: 'used', subject: '', purpose: '' }])
    expect(verifyChain([{ ...entry!, subject: undefined }])).toMatchObject(broken(1))
  })

  it('finds an entry that was changed and hashed anew, at the one after it', () => {
    fc.assert(
      fc.property(withPlace, text, ({ entries, at }, purpose) => {
        const entry = entries[at]!
        fc.pre(at < entries.length - 1 && entry.purpose !== purpose)
        const forged = { ...entry, purpose }
        const hash = entryHash(entries[at - 1]?.hash ?? '', forged)
        expect(verifyChain(entries.with(at, { ...forged, hash }))).toMatchObject(broken(at + 2))
      }),
    )
  })

  it('finds an entry that was removed before the last', () => {
    fc.assert(
      fc.property(withPlace, ({ entries, at }) => {
        fc.pre(at < entries.length - 1)
        expect(verifyChain(entries.toSpliced(at, 1))).toMatchObject(broken(at + 1))
        expect(verifyChain(numbered(entries.toSpliced(at, 1)))).toMatchObject(broken(at + 1))
      }),
    )
  })

  it('finds entries that were swapped', () => {
    fc.assert(
      fc.property(withPlace, fc.nat(), ({ entries, at }, far) => {
        const other = far % entries.length
        fc.pre(other !== at)
        const swapped = entries.with(at, entries[other]!).with(other, entries[at]!)
        const seq = Math.min(at, other) + 1
        expect(verifyChain(swapped)).toMatchObject(broken(seq))
        const again = verifyChain(numbered(swapped))
        expect(again).toMatchObject({ state: 'broken' })
      }),
    )
  })

  it('finds an entry that was put in, or stands twice', () => {
    fc.assert(
      fc.property(withPlace, fact, ({ entries, at }, added) => {
        const twice = entries.toSpliced(at, 0, entries[at]!)
        expect(verifyChain(twice)).toMatchObject({ state: 'broken' })
        expect(verifyChain(numbered(twice))).toMatchObject({ state: 'broken' })
        const forged = { ...added, seq: at + 1, hash: '' }
        const hash = entryHash(entries[at - 1]?.hash ?? '', forged)
        const inserted = numbered(entries.toSpliced(at, 0, { ...forged, hash }))
        expect(verifyChain(inserted)).toMatchObject(broken(at + 2))
      }),
    )
  })

  it('finds other numbers', () => {
    fc.assert(
      fc.property(withPlace, fc.integer(), ({ entries, at }, seq) => {
        fc.pre(seq !== at + 1)
        expect(verifyChain(entries.with(at, { ...entries[at]!, seq }))).toMatchObject(broken(at + 1))
      }),
    )
  })

  it('finds a cut at the end, and a log that was written anew, by a head that was noted', () => {
    fc.assert(
      fc.property(withPlace, ({ entries, at }) => {
        const noted = entries[at]!.hash
        expect(verifyChain(entries, noted)).toMatchObject({ state: 'whole', noted: at + 1 })
        expect(verifyChain(entries.slice(0, at))).toMatchObject({ state: 'whole', entries: at })
        expect(verifyChain(entries.slice(0, at), noted)).toMatchObject(broken(at + 1))
        const anew = aLog(entries.map((entry) => ({ ...entry, user: `${entry.user}!` })))
        expect(verifyChain(anew)).toMatchObject({ state: 'whole' })
        expect(verifyChain(anew, noted)).toMatchObject(broken(entries.length + 1))
      }),
    )
  })

  it('takes no entry after one that does not fit', () => {
    const [first, second] = aLog([1, 2].map((at) => ({ ...PLAIN, at: String(at) })))
    const check = createChainCheck()
    expect([check.take(second!), check.take(first!)]).toEqual([false, false])
    expect(check.verdict()).toMatchObject(broken(1))
  })
})

it('text is what every store gives back', () => {
  expect(plainText('to\nlog\u0000in\u2028as \ud800Käthe')).toBe('to log in as \ufffdKäthe')
  expect(plainText(`${'a'.repeat(499)}😀`)).toBe(`${'a'.repeat(499)}\ufffd`)
  fc.assert(fc.property(text, (some) => plainText(plainText(some)) === plainText(some)))
})

const FIELDS = ['at', 'user', 'shell', 'action', 'subject', 'purpose', 'hash'] as const
const PLAIN = { at: '', user: 'ann', shell: 'cli', action: 'used', purpose: 'to test' }

function numbered(entries: readonly ChainEntry[]): ChainEntry[] {
  return entries.map((entry, at) => ({ ...entry, seq: at + 1 }))
}
