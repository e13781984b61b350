import { cleanup, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, describe, expect, it } from 'vitest'
import { Topic } from '../../../shared/topic.ts'
import type { VaultStatus } from '../../../shared/vault/model.ts'
import { fakeWorld } from '../../test-support/fake-world.ts'
import { showAt } from '../../test-support/render.tsx'
import { lockedVault, openVault } from './test-support/fake-vault.ts'
import { inventedEntries } from './test-support/invented-vault.ts'

afterEach(cleanup)

function showVault(status: VaultStatus, path = '/vault') {
  const world = fakeWorld({ vault: new Topic<VaultStatus>(status), vaultEntries: inventedEntries() })
  return { world, ...showAt(path, world) }
}
const state = async () => within(await screen.findByRole('region', { name: 'State' }))

describe('the state of the vault', () => {
  it('is said while it is open, and it can be locked', async () => {
    const { world } = showVault(openVault())
    const panel = await state()
    expect(panel.getByText('Open')).toBeTruthy()
    expect(panel.getByText(/opens only with the passphrase or the recovery code/)).toBeTruthy()
    await panel.findByText(/^5 credentials, in one encrypted file on this computer/)
    await userEvent.click(panel.getByRole('button', { name: 'Lock' }))
    await waitFor(() => expect(world.calls.map(({ name }) => name)).toContain('vault.lock'))
    await panel.findByText('Locked')
  })

  it('is said while it is locked, with the reason, and it can be unlocked', async () => {
    showVault(lockedVault('after 15 minutes without use'))
    await userEvent.click(await screen.findByRole('button', { name: 'Look around without unlocking' }))
    const panel = await state()
    expect(panel.getByText(/after 15 minutes without use/)).toBeTruthy()
    await userEvent.click(panel.getByRole('button', { name: 'Unlock' }))
    await screen.findByRole('dialog', { name: 'The vault is locked' })
  })

  it.each(['unset', 'session'] as const)('offers to set one up (%s)', async (name) => {
    showVault({ state: name })
    const panel = await state()
    await panel.findByText(/^5 credentials, in the memory of Palletjack/)
    await userEvent.click(panel.getByRole('button', { name: 'Set up the vault' }))
    await screen.findByRole('dialog', { name: 'How should credentials be kept?' })
  })

  it('is said when its file cannot be used', async () => {
    const problem = { code: 'vault.corrupt', message: 'The vault was changed.', remedy: 'Go back.' }
    showVault({ state: 'damaged', problem, hasPrevious: true })
    await userEvent.click(await screen.findByRole('button', { name: 'Go on without the vault' }))
    const panel = await state()
    expect(panel.getByText(/The vault was changed. Nothing was deleted/)).toBeTruthy()
    expect(panel.getByRole('button', { name: 'See what can be done' })).toBeTruthy()
  })
})

it('keeps its part in the address', async () => {
  const { router } = showVault(openVault(), '/vault?tab=copies')
  await screen.findByRole('region', { name: 'Import a copy' })
  await userEvent.click(screen.getByRole('tab', { name: 'Ways to open' }))
  await screen.findByRole('table', { name: 'Ways to open' })
  expect(router.state.location.search).toEqual({ tab: 'ways' })
})

describe('commands', () => {
  it('lead to the end of the vault, and the key that chose one presses nothing there', async () => {
    const { world } = showVault(openVault(), '/settings')
    await screen.findByRole('heading', { name: 'Settings' })
    await userEvent.keyboard('{Control>}k{/Control}')
    await userEvent.type(await screen.findByRole('combobox'), 'forget everything{Enter}')
    const dialog = within(await screen.findByRole('dialog', { name: 'Forget everything in the vault?' }))
    expect(document.activeElement).toBe(dialog.getByRole('button', { name: 'Keep everything' }))
    await userEvent.type(dialog.getByRole('textbox'), 'forget{Enter}')
    const act = dialog.getByRole('button', { name: 'Forget everything' })
    expect(act.getAttribute('aria-description')).toBe('Type "forget everything" first.')
    await userEvent.type(dialog.getByRole('textbox'), ' everything{Enter}')
    await screen.findByText('Not set up')
    expect(world.calls.filter(({ name }) => name === 'vault.forgetAll')).toEqual([
      { name: 'vault.forgetAll', input: { confirm: 'forget everything' } },
    ])
  })

  it('verify the log at once', async () => {
    const { world } = showVault(openVault(), '/settings')
    await screen.findByRole('heading', { name: 'Settings' })
    await userEvent.keyboard('{Control>}k{/Control}')
    await userEvent.type(await screen.findByRole('combobox'), 'verify the audit{Enter}')
    await screen.findByText(/^Whole: 0 entries/)
    expect(world.calls.filter(({ name }) => name === 'audit.verify')).toHaveLength(1)
  })
})
