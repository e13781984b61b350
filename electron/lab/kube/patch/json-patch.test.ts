import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Json } from '../json.ts'
import { applyJsonPatch } from './json-patch.ts'

/** The examples of RFC 6902, appendix A; without a result they have to fail. */
const examples: readonly (readonly [string, Json, Json, Json | undefined])[] = [
  [
    'A.1 adding a member',
    { foo: 'bar' },
    [{ op: 'add', path: '/baz', value: 'qux' }],
    { baz: 'qux', foo: 'bar' },
  ],
  [
    'A.2 adding an array element',
    { foo: ['bar', 'baz'] },
    [{ op: 'add', path: '/foo/1', value: 'qux' }],
    { foo: ['bar', 'qux', 'baz'] },
  ],
  ['A.3 removing a member', { baz: 'qux', foo: 'bar' }, [{ op: 'remove', path: '/baz' }], { foo: 'bar' }],
  [
    'A.4 removing an array element',
    { foo: ['bar', 'qux', 'baz'] },
    [{ op: 'remove', path: '/foo/1' }],
    { foo: ['bar', 'baz'] },
  ],
  [
    'A.5 replacing a value',
    { baz: 'qux', foo: 'bar' },
    [{ op: 'replace', path: '/baz', value: 'boo' }],
    { baz: 'boo', foo: 'bar' },
  ],
  [
    'A.6 moving a value',
    { foo: { bar: 'baz', waldo: 'fred' }, qux: { corge: 'grault' } },
    [{ op: 'move', from: '/foo/waldo', path: '/qux/thud' }],
    { foo: { bar: 'baz' }, qux: { corge: 'grault', thud: 'fred' } },
  ],
  [
    'A.7 moving an array element',
    { foo: ['all', 'grass', 'cows', 'eat'] },
    [{ op: 'move', from: '/foo/1', path: '/foo/3' }],
    { foo: ['all', 'cows', 'eat', 'grass'] },
  ],
  [
    'A.8 testing a value: success',
    { baz: 'qux', foo: ['a', 2, 'c'] },
    [
      { op: 'test', path: '/baz', value: 'qux' },
      { op: 'test', path: '/foo/1', value: 2 },
    ],
    { baz: 'qux', foo: ['a', 2, 'c'] },
  ],
  ['A.9 testing a value: error', { baz: 'qux' }, [{ op: 'test', path: '/baz', value: 'bar' }], undefined],
  [
    'A.10 adding a nested member',
    { foo: 'bar' },
    [{ op: 'add', path: '/child', value: { grandchild: {} } }],
    { foo: 'bar', child: { grandchild: {} } },
  ],
  [
    'A.11 ignoring unrecognised elements',
    { foo: 'bar' },
    [{ op: 'add', path: '/baz', value: 'qux', xyz: 123 }],
    { foo: 'bar', baz: 'qux' },
  ],
  [
    'A.12 adding to a nonexistent target',
    { foo: 'bar' },
    [{ op: 'add', path: '/baz/bat', value: 'qux' }],
    undefined,
  ],
  [
    'A.14 ~ escape ordering',
    { '/': 9, '~1': 10 },
    [{ op: 'test', path: '/~01', value: 10 }],
    { '/': 9, '~1': 10 },
  ],
  [
    'A.15 comparing strings and numbers',
    { '/': 9, '~1': 10 },
    [{ op: 'test', path: '/~01', value: '10' }],
    undefined,
  ],
  [
    'A.16 adding an array value',
    { foo: ['bar'] },
    [{ op: 'add', path: '/foo/-', value: ['abc', 'def'] }],
    { foo: ['bar', ['abc', 'def']] },
  ],
]

describe('applyJsonPatch', () => {
  it.each(examples)('RFC 6902 %s', (_title, document, patch, expected) => {
    const result = applyJsonPatch(document, patch)
    if (expected === undefined) expect(result).toMatchObject({ ok: false, reason: 'unfit' })
    else expect(result).toEqual({ ok: true, value: expected })
  })

  it('takes nothing over when one operation does not fit', () => {
    const document = { a: 1 }
    const patch = [
      { op: 'add', path: '/b', value: 2 },
      { op: 'remove', path: '/c' },
    ]
    expect(applyJsonPatch(document, patch)).toMatchObject({ ok: false, reason: 'unfit' })
    expect(document).toEqual({ a: 1 })
  })

  it.each([
    { op: 'add', path: 'a', value: 1 },
    { op: 'add', path: '/a~2', value: 1 },
    { op: 'add', path: '/a' },
    { op: 'copy', path: '/a' },
    { op: 'spoil', path: '/a', value: 1 },
    'add',
  ])('calls %j malformed', (operation) => {
    expect(applyJsonPatch({}, [operation])).toMatchObject({ ok: false, reason: 'malformed' })
  })

  it('does not reach inherited members', () => {
    expect(applyJsonPatch({}, [{ op: 'test', path: '/constructor', value: 1 }]).ok).toBe(false)
    const result = applyJsonPatch({}, [{ op: 'add', path: '/__proto__', value: { polluted: true } }])
    expect(result.ok && Object.hasOwn(result.value as object, '__proto__')).toBe(true)
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  })

  it('adds and removes any key without touching the rest', () => {
    const key = fc.string({ maxLength: 8 })
    fc.assert(
      fc.property(fc.dictionary(key, fc.integer()), key, fc.integer(), (start, name, value) => {
        fc.pre(!Object.hasOwn(start, name))
        const path = `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`
        const added = applyJsonPatch(start, [{ op: 'add', path, value }])
        expect(added.ok && Object.getOwnPropertyDescriptor(added.value, name)?.value).toBe(value)
        const removed = added.ok && applyJsonPatch(added.value, [{ op: 'remove', path }])
        expect(removed).toEqual({ ok: true, value: start })
      }),
    )
  })
})
