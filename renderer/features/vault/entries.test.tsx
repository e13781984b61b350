import { cleanup, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, it } from 'vitest'
import { Topic } from '../../../shared/topic.ts'
import type { VaultEntry, VaultStatus } from '../../../shared/vault/model.ts'
import { fakeWorld } from '../../test-support/fake-world.ts'
import { fillIn, showAt } from '../../test-support/render.tsx'
import { formerName, matchingEntries } from './entries-words.ts'
import { lockedVault, openVault } from './test-support/fake-vault.ts'
import { inventedEntries } from './test-support/invented-vault.ts'

afterEach(cleanup)

function show(vaultEntries: VaultEntry[] = inventedEntries(), status: VaultStatus = openVault()) {
  const world = fakeWorld({ vault: new Topic<VaultStatus>(status), vaultEntries })
  return { world, ...showAt('/vault', world) }
}
const rows = async () =>
  within(await screen.findByRole('grid', { name: 'What is stored' }))
    .getAllByRole('row')
    .slice(1)
const forgotten = (world: ReturnType<typeof show>['world']) =>
  world.calls.filter(({ name }) => name === 'vault.forget').map(({ input }) => input)

it('says whose each credential is, what it is, and what it was used for', async () => {
  show()
  const texts = (await rows()).map((row) => row.textContent)
  expect(texts).toHaveLength(5)
  expect(texts[0]).toContain('vcenter-01Password of administrator@vsphere.local')
  expect(texts[0]).toMatch(/1375c706never.*wave-1/)
  expect(texts[3]).toContain('to log in to api.ocp-prod.example.com:6443')
  expect(texts[4]).toContain('no known provider')
})

it('says how credentials come there while there is none', async () => {
  show([])
  await screen.findByText('Nothing is stored')
  expect(screen.getByRole('button', { name: 'Forget everything...' })).toBeTruthy()
})

it('finds by all words, wherever they stand', async () => {
  const { router } = show()
  await rows()
  await fillIn(screen.getByLabelText('Search what is stored'), 'esx-01 vcenter')
  await screen.findByText('1 of 5 credentials')
  expect(await rows()).toHaveLength(1)
  expect(router.state.location.search).toEqual({ q: 'esx-01 vcenter' })
  const names = (text: string) => matchingEntries(inventedEntries(), text).map(({ id }) => id)
  expect(names('wave-1 LUKS')).toEqual([])
  expect(names('db-01')).toEqual(['src/luks/vm-7'])
  expect(names('')).toHaveLength(5)
})

it('forgets with a provider what lies below it, and names all of it before', async () => {
  const { world } = show()
  const [first] = await rows()
  await userEvent.click(within(first as HTMLElement).getByRole('checkbox'))
  await userEvent.click(screen.getByRole('button', { name: 'Forget 1 credential...' }))
  const dialog = within(await screen.findByRole('dialog', { name: 'Forget 3 credentials?' }))
  const named = dialog.getByRole('list', { name: 'What is forgotten' })
  expect(named.textContent).toContain('SSH key of root on esx-01, of vcenter-01')
  expect(dialog.getByText(/cannot be converted without their passphrases/)).toBeTruthy()
  expect(dialog.getByText('wave-1')).toBeTruthy()
  expect(document.activeElement).toBe(dialog.getByRole('button', { name: 'Keep them' }))
  await userEvent.click(dialog.getByRole('button', { name: 'Forget 3 credentials' }))
  await waitFor(async () => expect(await rows()).toHaveLength(2))
  expect(forgotten(world)).toEqual([{ ids: ['src'] }])
  expect(screen.queryByRole('dialog')).toBeNull()
})

it('stays open with the reason when one could not be forgotten', async () => {
  const { world } = show()
  world.refusals.set('vault.forget', {
    code: 'vault.not-written',
    message: 'The disk is full.',
    remedy: 'Make room.',
  })
  await userEvent.click((await rows())[3] as HTMLElement)
  await userEvent.click(await screen.findByRole('button', { name: 'Forget it...' }))
  await userEvent.click(await screen.findByRole('button', { name: 'Forget 1 credential' }))
  await screen.findByText('The disk is full.')
  await userEvent.click(screen.getByRole('button', { name: 'Keep it' }))
  await screen.findByRole('dialog', { name: 'Token' })
})

it('names what is stored while the vault is locked, and says why nothing can be forgotten', async () => {
  show(inventedEntries(), lockedVault())
  await userEvent.click(await screen.findByRole('button', { name: 'Look around without unlocking' }))
  await userEvent.click(within((await rows())[3] as HTMLElement).getByRole('checkbox'))
  const act = screen.getByRole('button', { name: 'Forget 1 credential...' })
  expect(act.getAttribute('aria-description')).toBe('Unlock the vault first.')
})

it('leads from a credential to its uses', async () => {
  const { router } = show()
  await userEvent.click((await rows())[3] as HTMLElement)
  await userEvent.click(await screen.findByRole('button', { name: 'Show its uses in the audit log' }))
  await screen.findByText('Nothing is in the log here')
  expect(router.state.location.search).toEqual({ tab: 'audit', of: 'dst' })
})

it('names what was forgotten as far as its id tells', () => {
  const providers = [{ id: 'src', name: 'vcenter-01' }]
  expect(formerName('src', providers)).toBe('Login of vcenter-01')
  expect(formerName('src/esxi/host-1/direct', providers)).toBe('Login of host host-1, of vcenter-01')
  expect(formerName('src/luks/vm-7', providers)).toBe('Disk passphrases of VM vm-7, of vcenter-01')
  expect(formerName('other/luks/vm-7', providers)).toBe('other/luks/vm-7')
  expect(formerName('src/odd', providers)).toBe('src/odd')
})
