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
