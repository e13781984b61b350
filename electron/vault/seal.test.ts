import { randomBytes } from 'node:crypto'
import { hkdf } from '@noble/hashes/hkdf.js'
import { sha256 } from '@noble/hashes/sha2.js'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { canonical, deriveKey, keyOf, newKey, open, seal, type Plain } from './seal.ts'

const plain = fc.letrec<{ value: Plain }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.string(),
    fc.integer(),
    fc.boolean(),
    fc.array(tie('value')),
    fc.dictionary(
      fc.string().filter((name) => name !== '__proto__'),
      tie('value'),
    ),
  ),
})).value

it('gives two values the same text only if they are the same', () => {
  fc.assert(
    fc.property(plain, plain, (a, b) => {
      expect(JSON.parse(canonical(a).toString())).toEqual(a)
      expect(canonical(a).equals(canonical(b))).toBe(JSON.stringify(sorted(a)) === JSON.stringify(sorted(b)))
    }),
  )
  expect(canonical({ b: 1, a: ['x', true], none: undefined }).toString()).toBe('{"a":["x",true],"b":1}')
})

it('opens what it sealed, and nothing else', () => {
  fc.assert(
    fc.property(fc.uint8Array(), plain, plain, (bytes, bound, other) => {
      const key = newKey()
      const sealed = seal(key, bound, bytes)
      expect(open(key, bound, sealed)).toEqual(Buffer.from(bytes))
      expect(open(newKey(), bound, sealed)).toBeUndefined()
      if (!canonical(bound).equals(canonical(other))) expect(open(key, other, sealed)).toBeUndefined()
    }),
  )
})

it('does not open what has any bit turned, is cut off or too short', () => {
  const key = newKey()
  const sealed = seal(key, 'here', Buffer.from('secret'))
  for (const field of ['nonce', 'data'] as const) {
    const bytes = Buffer.from(sealed[field], 'base64')
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const turned = Buffer.from(bytes)
      turned[bit >> 3] = (turned[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      expect(open(key, 'here', { ...sealed, [field]: turned.toString('base64') })).toBeUndefined()
    }
    for (let size = 0; size < bytes.length; size++)
      expect(
        open(key, 'here', { ...sealed, [field]: bytes.subarray(0, size).toString('base64') }),
      ).toBeUndefined()
  }
})

it('never seals twice alike', () => {
  const key = newKey()
  const all = Array.from({ length: 100 }, () => seal(key, 'a', Buffer.from('a')))
  expect(new Set(all.map((one) => one.nonce)).size).toBe(100)
  expect(new Set(all.map((one) => one.data)).size).toBe(100)
})

it('derives as RFC 5869 does, by another implementation', () => {
  const bytes = randomBytes(32)
  const derived = deriveKey(keyOf(Buffer.from(bytes)), 'salt', ['record', 'a', 1]).export()
  expect(derived).toEqual(
    Buffer.from(hkdf(sha256, bytes, Buffer.from('salt'), Buffer.from('["record","a",1]'), 32)),
  )
})

it('wipes the bytes that became a key', () => {
  const bytes = randomBytes(32)
  keyOf(bytes)
  expect(bytes).toEqual(Buffer.alloc(32))
})

function sorted(value: Plain): Plain {
  if (typeof value !== 'object') return value
  if (Array.isArray(value)) return (value as readonly Plain[]).map(sorted)
  const fields = Object.entries(value as Record<string, Plain>).sort(([a], [b]) => (a < b ? -1 : 1))
  return fields.map(([name, of]) => [name, sorted(of)]).concat([['object']])
}
