import fc from 'fast-check'
import { expect, it } from 'vitest'
import { randomBytes } from 'node:crypto'
import { readRecoveryCode, recoveryCodeOf } from './recovery-code.ts'

it('is read back, however it is typed', () => {
  for (let i = 0; i < 200; i++) {
    const key = randomBytes(16)
    const code = recoveryCodeOf(key)
    expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){7}[0-9A-HJKMNP-TV-Z]{4}$/)
    const typed = ` ${code.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l')}\n`
    expect(readRecoveryCode(code)).toEqual(new Uint8Array(key))
    expect(readRecoveryCode(typed)).toEqual(new Uint8Array(key))
  }
})

it('notices a mistaken or a swapped letter', () => {
  const code = recoveryCodeOf(randomBytes(16))
  const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
  for (let at = 0; at < code.length; at++)
    for (const letter of code[at] === '-' ? [] : letters)
      if (letter !== code[at])
        expect(readRecoveryCode(code.slice(0, at) + letter + code.slice(at + 1))).toBeUndefined()
  for (let at = 0; at + 1 < code.length; at++) {
    const swapped = code.slice(0, at) + (code[at + 1] ?? '') + (code[at] ?? '') + code.slice(at + 2)
    if (swapped.replaceAll('-', '') !== code.replaceAll('-', ''))
      expect(readRecoveryCode(swapped)).toBeUndefined()
  }
})

it('takes no other text', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(readRecoveryCode(text)).toBeUndefined()
    }),
  )
})
