import { describe, expect, it } from 'vitest'
import { fieldsOf } from '../inventory/fields/tables.ts'
import { isUnfinished } from './unfinished.ts'

describe('isUnfinished', () => {
  it.each(['power = on and di', 'power = on and disks', 'not templ', 'host = a or POW'])(
    'is true in the middle of %j',
    (text) => {
      expect(isUnfinished(text, fieldsOf('vms'))).toBe(true)
    },
  )

  it.each([
    '',
    'di',
    'web di',
    'power = on',
    'power = on and ',
    'power = on and di ',
    'power = on and zzz',
    'power = on and template',
    "power = on and 'di'",
    'power = on and disks > 2',
    'power = on and',
  ])('is false for %j', (text) => {
    expect(isUnfinished(text, fieldsOf('vms'))).toBe(false)
  })
})
