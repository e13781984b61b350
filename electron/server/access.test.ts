import { describe, expect, it } from 'vitest'
import { CODE_LIFETIME_MS, createAccess } from './access.ts'

describe('access', () => {
  it('gives the token for a code once', () => {
    const access = createAccess(() => 0)
    const code = access.mintCode()
    const token = access.exchange(code)
    expect(token).toMatch(/^[\w-]{43}$/)
    expect(access.exchange(code)).toBeUndefined()
  })

  it('gives every code the token of the run, and another run another one', () => {
    const access = createAccess(() => 0)
    expect(access.exchange(access.mintCode())).toBe(access.exchange(access.mintCode()))
    const other = createAccess(() => 0)
    expect(other.exchange(other.mintCode())).not.toBe(access.exchange(access.mintCode()))
  })

  it('refuses a code from its last moment on', () => {
    let now = 1000
    const access = createAccess(() => now)
    const inTime = access.mintCode()
    const late = access.mintCode()
    now += CODE_LIFETIME_MS - 1
    expect(access.exchange(inTime)).toBeDefined()
    now += 1
    expect(access.exchange(late)).toBeUndefined()
  })

  it('refuses what it never made', () => {
    const access = createAccess(() => 0)
    access.mintCode()
    for (const code of ['', 'x', 'A'.repeat(43)]) expect(access.exchange(code)).toBeUndefined()
  })

  it('forgets the oldest code when very many wait', () => {
    const access = createAccess(() => 0)
    const first = access.mintCode()
    const others = Array.from({ length: 16 }, () => access.mintCode())
    expect(access.exchange(first)).toBeUndefined()
    expect(access.exchange(others[0] ?? '')).toBeDefined()
  })

  it('admits the token as a bearer and nothing else', () => {
    const access = createAccess(() => 0)
    const token = access.exchange(access.mintCode()) ?? ''
    expect(access.admits(`Bearer ${token}`)).toBe(true)
    for (const header of [
      undefined,
      '',
      token,
      `Bearer ${token}x`,
      `Bearer ${token.slice(1)}`,
      `bearer ${token}`,
      `Basic ${token}`,
      'Bearer ',
    ])
      expect(access.admits(header), String(header?.length)).toBe(false)
  })
})
