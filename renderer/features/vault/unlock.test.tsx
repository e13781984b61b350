import { cleanup, fireEvent, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, describe, expect, it } from 'vitest'
import type { Provider } from '../../../shared/provider/model.ts'
import type { Plan } from '../../../shared/plan/model.ts'
import { Topic } from '../../../shared/topic.ts'
import type { VaultStatus } from '../../../shared/vault/model.ts'
import { aPlan } from '../../../test/fixtures/inventory.ts'
import { inventedRun, inventedVmView } from '../run/test-support/invented-runs.ts'
import { type FakeWorld, fakeWorld } from '../../test-support/fake-world.ts'
import { inventedProvider } from '../../test-support/invented.ts'
import { fillIn, showAt } from '../../test-support/render.tsx'
import { lockedVault, openVault } from './test-support/fake-vault.ts'

afterEach(cleanup)

const press = (name: string) => userEvent.click(screen.getByRole('button', { name }))
const dialog = () => screen.findByRole('dialog', { name: 'The vault is locked' })
const gone = () => waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
const unlocks = (world: FakeWorld) =>
  world.calls.filter(({ name }) => name === 'vault.unlock').map(({ input }) => input)

const WAITING = inventedProvider({ status: { state: 'locked' } })
const WRONG = {
  code: 'vault.wrong-passphrase',
  message: 'This passphrase does not open the vault.',
  remedy: 'After several wrong ones the next is taken at 2026-03-01T10:00:00.000Z.',
}

async function show(vault: VaultStatus, change: Partial<FakeWorld> = {}, path = '/') {
  const world = fakeWorld({
    vault: new Topic<VaultStatus>(vault),
    providers: new Topic<Provider[]>([WAITING]),
    ...change,
  })
  showAt(path, world)
  await screen.findByRole('button', { name: /^Vault /, hidden: true })
  return world
}

describe('a locked vault', () => {
  it('says why it is locked, what goes on and who waits', async () => {
    const run = inventedRun([inventedVmView('app-01')])
    await show(lockedVault('Nobody used it for 15 minutes.'), { runs: new Topic([run]) })
    const { textContent } = await dialog()
    expect(textContent).toContain('Nobody used it for 15 minutes.')
    expect(textContent).toContain('1 run goes on with the session it has.')
    expect(textContent).toContain('vcenter-01 waits for it.')
  })

  it('can be put aside, is said over every screen then, and opens from there', async () => {
    await show(lockedVault())
    await dialog()
    await press('Look around without unlocking')
    await gone()
    const bar = screen.getByText('The vault is locked.').closest('[role=status]')
    expect(bar?.textContent).toContain('vcenter-01 waits for it.')
    await press('Vault is locked, unlock it')
    await dialog()
    await userEvent.keyboard('{Escape}')
    await gone()
  })

  it('opens by the passphrase, which is gone from its field then', async () => {
    const world = await show(lockedVault(), { refusals: new Map([['vault.unlock', WRONG]]) })
    await dialog()
    const field = screen.getByLabelText<HTMLInputElement>('Passphrase *')
    await press('Unlock the vault')
    expect(unlocks(world)).toEqual([])
    await fillIn(field, 'a wrong one')
    await userEvent.keyboard('{Enter}')
    await screen.findByText('This passphrase does not open the vault.')
    screen.getByText('Try again, or use the recovery code.')
    expect(field.value).toBe('')
    await waitFor(() => expect(document.activeElement).toBe(field))
    world.refusals.clear()
    await fillIn(field, 'the right one')
    await userEvent.keyboard('{Enter}')
    await gone()
    expect(unlocks(world).at(-1)).toEqual({ by: 'passphrase', passphrase: 'the right one' })
    await screen.findByRole('button', { name: 'Vault is open, lock it' })
  })

  it('counts the time down that no passphrase is taken, and takes a recovery code meanwhile', async () => {
    const retryAt = new Date(Date.now() + 90_000).toISOString()
    const world = await show({ ...lockedVault(), retryAt } as VaultStatus)
    await dialog()
    expect(screen.getByRole('timer').textContent).toMatch(
      /^After several wrong passphrases the next one is taken in .+\. The recovery code works at any time\.$/,
    )
    await fillIn(screen.getByLabelText('Passphrase *'), 'the right one')
    await userEvent.keyboard('{Enter}')
    expect(unlocks(world)).toEqual([])
    await press('Use the recovery code')
    expect(screen.queryByRole('timer')).toBeNull()
    await fillIn(screen.getByLabelText('Recovery code *'), '7Q2M K0ZT')
    await press('Unlock the vault')
    await gone()
    expect(unlocks(world)).toEqual([{ by: 'recovery', code: '7Q2M K0ZT' }])
  })

  it('asks who needed the recovery code for a new passphrase, until there is one', async () => {
    const world = await show(lockedVault())
    await dialog()
    await press('Use the recovery code')
    await fillIn(screen.getByLabelText('Recovery code *'), '7Q2M K0ZT')
    await press('Unlock the vault')
    await gone()
    await screen.findByText('The vault was opened with the recovery code.')
    await press('Set a new passphrase')
    await screen.findByRole('tab', { name: 'Ways to open', selected: true })
    const { slots, since } = world.vault.value as Extract<VaultStatus, { state: 'open' }>
    const fresh = slots.map((slot) => ({ ...slot, createdAt: '2026-03-01T11:00:00.000Z' }))
    world.vault.set({ state: 'open', slots: fresh, since })
    await waitFor(() => expect(screen.queryByText('The vault was opened with the recovery code.')).toBeNull())
  })

  it('opens with the keychain where that was set up', async () => {
    const device = {
      id: 'd',
      kind: 'device',
      createdAt: '2026-03-01T10:00:00Z',
      backend: 'kwallet6',
    } as const
    const world = await show({ state: 'locked', slots: [device] })
    await dialog()
    await press('Unlock with KWallet')
    await gone()
    expect(unlocks(world)).toEqual([{ by: 'device' }])
  })

  it('is asked for where a provider waits for it', async () => {
    await show(lockedVault(), {}, '/providers')
    await dialog()
    await press('Look around without unlocking')
    await gone()
    await press('Unlock the vault for vcenter-01')
    await dialog()
  })

  it('opens anew over the screen each time that it is locked', async () => {
    const world = await show(openVault())
    expect(screen.queryByRole('dialog')).toBeNull()
    fireEvent.keyDown(document.body, { key: 'L', ctrlKey: true, shiftKey: true })
    await dialog()
    expect(world.calls.map(({ name }) => name)).toContain('vault.lock')
    await press('Look around without unlocking')
    world.vault.set(openVault())
    await screen.findByRole('button', { name: 'Vault is open, lock it' })
    world.vault.set(lockedVault('The screen was locked.'))
    await dialog()
  })
})

describe('a vault that cannot be used', () => {
  const problem = {
    code: 'vault.corrupt',
    message: 'The vault was changed by something else than Palletjack.',
    remedy: 'Go back to the generation before.',
  }

  it('goes back to the generation before, and says where the damaged one is', async () => {
    const world = await show({ state: 'damaged', problem, hasPrevious: true })
    await screen.findByRole('dialog', { name: 'The vault cannot be used' })
    screen.getByText(problem.message)
    await press('Go back to the generation before')
    world.vault.set(lockedVault())
    await dialog()
    await screen.findByText(/damaged file is kept as \/state\/vault\.json\.damaged; nothing was deleted/)
  })

  it('says what is left where there is no generation before', async () => {
    const world = await show({ state: 'damaged', problem, hasPrevious: false })
    const back = await screen.findByRole('button', { name: 'Go back to the generation before' })
    expect(back.getAttribute('aria-description')).toBe('No generation before this one can be read.')
    await press('Go on without the vault')
    await gone()
    screen.getByText('The vault cannot be used.')
    expect(world.calls).toEqual([])
    await press('Vault cannot be used, see why')
    await screen.findByRole('dialog', { name: 'The vault cannot be used' })
  })
})

it('says which runs stand still until the vault is unlocked, once', async () => {
  const run = inventedRun([inventedVmView('app-01')], { waitsForVault: true })
  const plan: Plan = { ...aPlan({ sourceId: WAITING.id }), id: run.planId, createdAt: run.startedAt }
  await show(lockedVault(), { runs: new Topic([run]), plans: [plan] })
  const { textContent } = await dialog()
  expect(textContent).toContain('wave-1 stands still until it is unlocked, and goes on where it stopped.')
  expect(textContent).not.toContain('goes on with the session')
  await press('Look around without unlocking')
  await gone()
  const [bar, ...more] = screen.getAllByText(/stands still/)
  expect(more).toEqual([])
  expect(bar?.closest('[role=status]')?.textContent).toContain('vcenter-01 waits for it.')
  expect(screen.getAllByText(/waits for the vault to be unlocked/).length).toBeGreaterThan(0)
})
