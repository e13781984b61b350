import { expect, it } from 'vitest'
import { createSlots } from './slots.ts'

const never = new AbortController().signal

it('lets as many go at once as it has places, the others in their order', async () => {
  const slots = createSlots(2)
  const first = await slots.take(never)
  const second = await slots.take(never)
  const order: string[] = []
  const third = slots.take(never).then((release) => (order.push('third'), release))
  const fourth = slots.take(never).then((release) => (order.push('fourth'), release))
  expect(order).toEqual([])
  first?.()
  const release = await third
  expect(order).toEqual(['third'])
  second?.()
  release?.()
  ;(await fourth)?.()
  expect(order).toEqual(['third', 'fourth'])
  // All places are free again.
  expect(await slots.take(never)).toBeDefined()
  expect(await slots.take(never)).toBeDefined()
})

it('loses no place to one that gave up waiting', async () => {
  const slots = createSlots(1)
  const first = await slots.take(never)
  const stop = new AbortController()
  const waiting = slots.take(stop.signal)
  const next = slots.take(never)
  stop.abort()
  expect(await waiting).toBeUndefined()
  expect(await slots.take(stop.signal)).toBeUndefined()
  first?.()
  expect(await next).toBeDefined()
})
