import { describe, expect, it } from 'vitest'
import { nearest } from './nearest.ts'
import { THINGS } from './test-support/rows.ts'

describe('nearest', () => {
  it.each([
    ['powr', ['power']],
    ['pwoer', ['power']],
    ['POWER', ['power']],
    ['ram', ['memory']],
    ['mem', ['memory']],
    ['pi', ['ip']],
    ['nonsense', []],
    ['p'.repeat(4_000), []],
  ])('%s', (word, expected) => {
    expect(nearest(word, THINGS.fields)).toEqual(expected)
  })
})
