import { cleanup, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, it, vi } from 'vitest'
import { Topic } from '../../../shared/topic.ts'
import type { VaultStatus } from '../../../shared/vault/model.ts'
import { fakeWorld } from '../../test-support/fake-world.ts'
import { showAt } from '../../test-support/render.tsx'
import { openVault } from '../vault/test-support/fake-vault.ts'

afterEach(cleanup)

it('keeps after how long the vault locks, also never', async () => {
  const world = fakeWorld({ vault: new Topic<VaultStatus>(openVault()) })
  world.settings = { ...world.settings, lockAfterMinutes: 7 }
  showAt('/settings', world)
  const choice = await screen.findByRole('combobox', { name: 'Lock the vault after' })
  expect(choice.textContent).toBe('7 minutes without use')
  await userEvent.click(choice)
  const options = screen.getAllByRole('option').map((one) => one.textContent)
  expect(options.slice(0, 4)).toEqual(
    [1, 5, 7, 10].map((n) => `${n} minute${n === 1 ? '' : 's'} without use`),
  )
  await userEvent.click(screen.getByRole('option', { name: 'Never by itself' }))
  await screen.findByText('It stays open until somebody locks it or Palletjack is closed.')
  await waitFor(() => expect(world.settings.lockAfterMinutes).toBeNull())
})

it('gives the reason of what does nothing here, and says where credentials are', async () => {
  const world = fakeWorld({ vault: new Topic<VaultStatus>(openVault()) })
  showAt('/settings', world)
  const screenLock = await screen.findByRole('checkbox', { name: /^Lock the vault w/ })
  expect((screenLock as HTMLInputElement).disabled).toBe(true)
  screen.getByText('Only the desktop application is told by the system when nobody is there.')
  screen.getByText('The keychain of this computer is no way into the vault so far.')
  screen.getByText(/^Kept in the vault, encrypted/)
  world.vault.set({ state: 'session' })
  await screen.findByText(/^Held in memory by the main process/)
})

it('opens the vault at the start with the keychain, where that is a way in', async () => {
  const device = { id: 'd', kind: 'device', createdAt: '2026-03-01T10:00:00Z', backend: 'kwallet6' } as const
  const world = fakeWorld({
    vault: new Topic<VaultStatus>({ state: 'open', slots: [device], since: '2026-03-01T10:00:00Z' }),
  })
  showAt('/settings', world)
  await userEvent.click(await screen.findByRole('checkbox', { name: 'Open the vault at the start' }))
  await waitFor(() => expect(world.settings.openAtStart).toBe(false))
})

it.each([
  ['Mozilla/5.0 (X11; Linux x86_64)', 'Lock the vault when the computer sleeps'],
  ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)', 'Lock the vault with the screen'],
])('promises only what the system of %s tells', async (userAgent, name) => {
  vi.spyOn(navigator, 'userAgent', 'get').mockReturnValue(userAgent)
  showAt('/settings', fakeWorld({ vault: new Topic<VaultStatus>(openVault()) }))
  expect(await screen.findByRole('checkbox', { name })).toBeTruthy()
  vi.restoreAllMocks()
})
