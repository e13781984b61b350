import { expect, it } from 'vitest'
import { acknowledgements } from './acknowledgements.ts'
import { acknowledgementSchema } from './model.ts'

it('says what to look at, with one id each', () => {
  for (const each of acknowledgements) {
    expect(acknowledgementSchema.safeParse(each).error).toBeUndefined()
    expect(each.text.length, each.id).toBeGreaterThan(80)
  }
  expect(new Set(acknowledgements.map(({ id }) => id)).size).toBe(acknowledgements.length)
})
