import { describe, expect, it } from 'vitest'
import {
  measuredCost,
  newStretch,
  nodeHash,
  pureHash,
  STRETCH_COST,
  stretch,
  stretchSchema,
} from './stretch.ts'

const LEAST = { memoryKib: 19_456, passes: 2, lanes: 1 }

describe.each([
  ['of Node', nodeHash],
  ['in JavaScript', pureHash],
])('Argon2id %s', (_, hash) => {
  // From the tests of the reference implementation (P-H-C/phc-winner-argon2, src/test.c, version 0x13).
  it.each([
    [2, 65_536, 1, '09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7'],
    [2, 256, 1, '9dfeb910e80bad0311fee20f9c0e2b12c17987b4cac90c2ef54d5b3021c68bfe'],
    [2, 256, 2, '6d093c501fd5999645e0ea3bf620d7b8be7fd2db59c20d9fff9539da2bf57037'],
  ])('%i passes over %i KiB in %i lanes', async (passes, memoryKib, lanes, expected) => {
    const found = await hash(Buffer.from('password'), Buffer.from('somesalt'), { passes, memoryKib, lanes })
    expect(found.toString('hex')).toBe(expected)
  })
})

it('gives a passphrase one key, however its letters are composed, and other salts other keys', async () => {
  const by = newStretch(LEAST)
  const key = (await stretch('Zürich ﬁn', by)).export()
  expect((await stretch('Zu\u0308rich fin', by)).export()).toEqual(key)
  expect((await stretch('Zurich fin', by)).export()).not.toEqual(key)
  expect((await stretch('Zürich ﬁn', newStretch(LEAST))).export()).not.toEqual(key)
})

it('refuses what costs a guess too little, or this computer too much', () => {
  const right = newStretch(STRETCH_COST)
  expect(stretchSchema.safeParse(right).success).toBe(true)
  const wrong = [
    { memoryKib: 19_455 },
    { passes: 1 },
    { lanes: 0 },
    { memoryKib: 2 ** 21 },
    { passes: 65 },
    { salt: 'AAAA' },
  ]
  for (const change of [...wrong, { name: 'argon2i' }, { extra: 1 }])
    expect(stretchSchema.safeParse({ ...right, ...change }).success).toBe(false)
})

it('measures a cost that is never below the least one', async () => {
  expect(await measuredCost(0)).toEqual(STRETCH_COST)
  expect(stretchSchema.safeParse(newStretch(await measuredCost(1e9))).success).toBe(true)
})
