import { cleanup, fireEvent, screen, waitFor } from '@testing-library/react'
import { afterEach, expect, it, vi } from 'vitest'
import { Topic } from '../../../shared/topic.ts'
import type { VaultStatus } from '../../../shared/vault/model.ts'
import { fakeWorld } from '../../test-support/fake-world.ts'
import { showAt } from '../../test-support/render.tsx'
import { lengthWords } from './passphrase-length.ts'
import { lockedVault, openVault } from './test-support/fake-vault.ts'
import { isGroup, twoGroups } from './recovery-groups.ts'

afterEach(() => {
  cleanup()
  vi.restoreAllMocks()
})

it('tells the vault of a person who is there, at most once in 30 s, and only while it is open', async () => {
  const clock = vi.spyOn(performance, 'now').mockReturnValue(1_000_000)
  const world = fakeWorld({ vault: new Topic<VaultStatus>(openVault()) })
  showAt('/settings', world)
  await screen.findByRole('button', { name: 'Vault is open, lock it' })
  const told = () => world.calls.filter(({ name }) => name === 'vault.active').length
  fireEvent.pointerMove(document.body)
  fireEvent.keyDown(document.body, { key: 'a' })
  await waitFor(() => expect(told()).toBe(1))
  clock.mockReturnValue(1_029_999)
  fireEvent.pointerDown(document.body)
  clock.mockReturnValue(1_030_000)
  fireEvent.wheel(document.body)
  await waitFor(() => expect(told()).toBe(2))
  const hidden = vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden')
  clock.mockReturnValue(2_000_000)
  fireEvent.pointerMove(document.body)
  hidden.mockReturnValue('visible')
  world.vault.set(lockedVault())
  await screen.findByRole('dialog', { name: 'The vault is locked' })
  fireEvent.pointerMove(document.body)
  expect(told()).toBe(2)
})

it('says when locking did not work', async () => {
  const problem = { code: 'vault.not-written', message: 'The disk is full.', remedy: 'Make room.' }
  const world = fakeWorld({
    vault: new Topic<VaultStatus>(openVault()),
    refusals: new Map([['vault.lock', problem]]),
  })
  showAt('/settings', world)
  fireEvent.click(await screen.findByRole('button', { name: 'Vault is open, lock it' }))
  await screen.findByText('The disk is full.')
})

it('says what the length of a passphrase is worth', () => {
  expect([0, 11, 12, 16, 24].map((length) => lengthWords(length).strength)).toEqual([
    'short',
    'short',
    'enough',
    'good',
    'strong',
  ])
  expect(lengthWords(11).words).toBe('1 character more, at least.')
})

it('asks for two different groups of a code, in their order, and takes them as one types', () => {
  for (let i = 0; i < 200; i++) {
    const [first = 0, second = 0, ...rest] = twoGroups()
    expect(rest).toEqual([])
    expect(first).toBeGreaterThanOrEqual(0)
    expect(second).toBeGreaterThan(first)
    expect(second).toBeLessThan(8)
  }
  expect(isGroup(' k0-1t ', 'K01T')).toBe(true)
  expect(isGroup('kolt', 'K01T')).toBe(true)
  expect(isGroup('K01', 'K01T')).toBe(false)
  expect(isGroup('', '')).toBe(false)
})
