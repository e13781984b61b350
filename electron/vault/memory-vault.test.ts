import { expect, it } from 'vitest'
import { createMemoryVault } from './memory-vault.ts'

it('hands a secret to its user only, and forgets it on demand', async () => {
  const vault = createMemoryVault()
  vault.put('a', 'pässword "1"')
  expect(vault.has('a')).toBe(true)
  expect(await vault.use('a', (secret) => Promise.resolve(secret.length))).toBe(12)
  expect(JSON.stringify(vault)).not.toContain('password')
  vault.forget('a')
  expect(vault.has('a')).toBe(false)
  await expect(vault.use('a', () => Promise.resolve())).rejects.toThrow('holds nothing')
})

it('replaces a secret, and clears all', async () => {
  const vault = createMemoryVault()
  vault.put('a', 'one')
  vault.put('a', 'two')
  vault.put('b', 'three')
  expect(await vault.use('a', (secret) => Promise.resolve(secret))).toBe('two')
  vault.clear()
  expect([vault.has('a'), vault.has('b')]).toEqual([false, false])
})

it('tries a secret beside the one that it holds', async () => {
  const vault = createMemoryVault()
  const same = (secret: string) => Promise.resolve(secret)
  vault.put('a', 'old')
  const dropped = vault.offer('a', 'wrong')
  expect([await dropped.use(same), await vault.use('a', same)]).toEqual(['wrong', 'old'])
  dropped.drop()
  expect(await vault.use('a', same)).toBe('old')
  const kept = vault.offer('a', 'new')
  kept.keep()
  expect([await kept.use(same), await vault.use('a', same)]).toEqual(['new', 'new'])
  vault.forget('a')
  await expect(kept.use(same)).rejects.toThrow('holds nothing')
})
