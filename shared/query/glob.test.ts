import { describe, expect, it } from 'vitest'
import { globMatcher } from './glob.ts'

describe('globMatcher', () => {
  it.each([
    ['db', 'my-db-01', true],
    ['db*', 'db', true],
    ['db*', 'a-db', false],
    ['*db', 'a-db', true],
    ['*a*b*', 'xxaxxbxx', true],
    ['*a*b*', 'xxbxxa', false],
    ['a*a', 'a', false],
    ['ab*ba', 'aba', false],
    ['*ab?d*', 'abcabxd', true],
    ['?', '', false],
    ['?*', 'x', true],
    ['*', '', true],
    ['', 'anything', true],
    ['\\*', 'a*b', true],
    ['\\*', 'ab', false],
    ['a\\b', 'a\\b', true],
    ['C:\\*', 'c:*', true],
    ['DB*', 'db-1', true],
  ])('%s on %s is %s', (pattern, text, expected) => {
    expect(globMatcher(pattern)(text)).toBe(expected)
  })

  it('does not explode on a pattern of many stars', () => {
    expect(globMatcher('*a'.repeat(1_000) + 'b')('a'.repeat(2_000))).toBe(false)
  })
})
