import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeObject } from './protobuf.ts'
import { StatusError } from './status.ts'

function varint(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...varint(Math.floor(value / 128))]
}

/** A length-delimited field. */
function field(number: number, content: string | Buffer): Buffer {
  const bytes = Buffer.from(content)
  return Buffer.concat([Buffer.from([...varint(number * 8 + 2), ...varint(bytes.length)]), bytes])
}

function number(position: number, value: number): Buffer {
  return Buffer.from([...varint(position * 8), ...varint(value)])
}

function envelope(apiVersion: string, kind: string, raw: Buffer): Buffer {
  const type = Buffer.concat([field(1, apiVersion), field(2, kind)])
  return Buffer.concat([Buffer.from('k8s\0'), field(1, type), field(2, raw)])
}

function entry(key: string, value: string): Buffer {
  return Buffer.concat([field(1, key), field(2, value)])
}

describe('decodeObject', () => {
  it('reads metadata, maps of text and bytes', () => {
    const metadata = Buffer.concat([
      field(1, 'm'),
      field(3, 'ns'),
      field(11, entry('app', 'x')),
      field(2, ''),
    ])
    const raw = Buffer.concat([
      field(1, metadata),
      field(2, entry('key', 'value')),
      field(2, entry('empty', '')),
    ])
    expect(decodeObject(envelope('v1', 'ConfigMap', raw))).toEqual({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'm', namespace: 'ns', labels: { app: 'x' } },
      data: { key: 'value', empty: '' },
    })
    const secret = Buffer.concat([field(1, field(1, 's')), field(2, entry('key', 'hi'))])
    expect(decodeObject(envelope('v1', 'Secret', secret))).toMatchObject({ data: { key: 'aGk=' } })
  })

  it('leaves out what Go writes for nothing, and refuses what it would have to drop', () => {
    const empty = Buffer.concat([field(1, field(1, 'm')), field(99, field(1, '')), number(98, 0)])
    expect(decodeObject(envelope('v1', 'ConfigMap', empty))).toEqual({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'm' },
    })
    for (const extra of [field(99, 'set'), number(98, 1)])
      expect(() => decodeObject(envelope('v1', 'ConfigMap', extra))).toThrow(
        expect.objectContaining({ code: 415 }) as StatusError,
      )
  })

  it.each(['Pod', 'constructor', ''])('reads %j as JSON only', (kind) => {
    expect(() => decodeObject(envelope('v1', kind, Buffer.alloc(0)))).toThrow(
      expect.objectContaining({ code: 415 }) as StatusError,
    )
  })

  it('answers broken data with a Status, never with a crash', () => {
    const metadata = field(1, Buffer.concat([field(1, 'm'), field(8, number(1, 1_700_000_000))]))
    const whole = envelope('v1', 'Secret', Buffer.concat([metadata, field(2, entry('key', 'value'))]))
    const damage = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 3 })
    fc.assert(
      fc.property(fc.nat(whole.length), damage, (length, changes) => {
        const bytes = Buffer.from(whole)
        for (const [position, value] of changes) bytes[position] = value
        try {
          expect(decodeObject(bytes.subarray(0, length))).toHaveProperty('kind')
        } catch (error) {
          expect(error).toBeInstanceOf(StatusError)
        }
      }),
    )
  })
})
