import { cleanup, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, it } from 'vitest'
import type { Provider } from '../../../shared/provider/model.ts'
import { Topic } from '../../../shared/topic.ts'
import type { VaultEntry } from '../../../shared/vault/model.ts'
import { openVault } from '../vault/test-support/fake-vault.ts'
import { fakeWorld, type FakeWorld } from '../../test-support/fake-world.ts'
import { inventedInventory, inventedProvider } from '../../test-support/invented.ts'
import { showAt } from '../../test-support/render.tsx'
import type { FakeEstate } from './test-support/fake-inventory.ts'

afterEach(() => {
  cleanup()
  sessionStorage.clear()
})

const inventory = inventedInventory(1)
const provider = inventedProvider()
const vmId = inventory.vms[0]?.id ?? ''
const entry: VaultEntry = {
  id: `${provider.id}/luks/${vmId}`,
  kind: 'luks',
  fingerprint: '57f75220',
  updatedAt: '2026-03-01T10:00:00.000Z',
  owner: provider.name,
  what: 'Passphrases of encrypted disks of app-01',
  plans: [],
}

function worldWith(one: Provider, vaultEntries: VaultEntry[] = []): FakeWorld {
  return fakeWorld({
    providers: new Topic<Provider[]>([one]),
    inventory: new Topic<FakeEstate>({ inventory }),
    vault: new Topic(openVault()),
    vaultEntries,
  })
}

async function drawerOf(world: FakeWorld) {
  showAt('/inventory', world)
  await userEvent.dblClick(await screen.findByRole('row', { name: /app-01/ }))
  return within(await screen.findByRole('dialog', { name: 'app-01' }))
}

const inputs = (world: FakeWorld, name: string) =>
  world.calls.filter((call) => call.name === name).map((call) => call.input)

it('takes passphrases, which nothing on the page holds afterwards', async () => {
  const world = worldWith(provider)
  const drawer = await drawerOf(world)
  await userEvent.click(await drawer.findByRole('button', { name: /Give passphrases/ }))
  const dialog = within(await screen.findByRole('dialog', { name: 'Passphrases of app-01' }))
  await userEvent.click(dialog.getByRole('button', { name: 'Keep the passphrases' }))
  expect(dialog.getByText('Give a passphrase.')).toBeTruthy()
  expect(inputs(world, 'vault.setDiskPassphrases')).toEqual([])

  await userEvent.type(dialog.getByLabelText(/^Passphrase \*?$|^Passphrase$/), 'of the first disk')
  await userEvent.click(dialog.getByRole('button', { name: 'Another passphrase' }))
  await userEvent.type(dialog.getByLabelText('Passphrase 2'), 'of the second')
  await userEvent.click(dialog.getByRole('button', { name: 'Another passphrase' }))
  world.vaultEntries = [entry]
  await userEvent.click(dialog.getByRole('button', { name: 'Keep the passphrases' }))
  expect(await drawer.findByText('Passphrases are in the vault')).toBeTruthy()
  expect(inputs(world, 'vault.setDiskPassphrases')).toEqual([
    { providerId: provider.id, vmId, passphrases: ['of the first disk', 'of the second'] },
  ])
  expect(document.body.innerHTML).not.toContain('of the first disk')
})

it('forgets them when asked twice', async () => {
  const world = worldWith(provider, [entry])
  const drawer = await drawerOf(world)
  await userEvent.click(await drawer.findByRole('button', { name: /Forget passphrases/ }))
  const dialog = within(await screen.findByRole('dialog', { name: 'Forget the passphrases of app-01?' }))
  world.vaultEntries = []
  await userEvent.click(dialog.getByRole('button', { name: 'Forget passphrases' }))
  expect(await drawer.findByText(/vSphere does not tell/)).toBeTruthy()
  expect(inputs(world, 'vault.forget')).toEqual([{ ids: [entry.id] }])
})

it('asks for none where there is only a file', async () => {
  const drawer = await drawerOf(worldWith({ ...provider, credential: 'none' }))
  expect(await drawer.findByRole('region', { name: 'Findings' })).toBeTruthy()
  expect(drawer.queryByRole('region', { name: 'Encrypted disks' })).toBeNull()
})
