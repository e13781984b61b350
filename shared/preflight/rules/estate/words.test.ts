import { describe, expect, it } from 'vitest'
import { compareVersions } from './words.ts'

describe('compareVersions', () => {
  it.each([
    ['6.7.0', '6.5', 1],
    ['6.10', '6.5', 1],
    ['v1.66.0', '1.66', 0],
    ['6.5', '6.5.0', 0],
    ['5.5', '6.5', -1],
    ['', '6.5', undefined],
    ['unknown', '6.5', undefined],
  ])('%s against %s', (version, other, sign) => {
    const order = compareVersions(version, other)
    expect(order === undefined ? undefined : Math.sign(order)).toBe(sign)
  })
})
