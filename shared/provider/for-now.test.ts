import { expect, it } from 'vitest'
import { isNameForNow, nameForNow } from './for-now.ts'

it('tells names that are gone after the command from those that stay', () => {
  expect(isNameForNow(nameForNow('vcenter.example', '20260131-142500'))).toBe(true)
  expect(isNameForNow('vcenter.example')).toBe(false)
  expect(isNameForNow('vc (command line)')).toBe(false)
})
