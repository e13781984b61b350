import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Provider } from '../../../shared/provider/model.ts'
import { Topic } from '../../../shared/topic.ts'
import type { VaultStatus } from '../../../shared/vault/model.ts'
import { fakeWorld } from '../../test-support/fake-world.ts'
import { inventedTargetProvider } from '../../test-support/invented.ts'
import { fillIn, showAt } from '../../test-support/render.tsx'
import { inventedFile, inventedSource } from '../providers/test-support/invented-providers.ts'
import { lockedVault, openVault } from './test-support/fake-vault.ts'
import { inventedEntries } from './test-support/invented-vault.ts'

const COPY = 'paper boats on the canal'
let clicked: ReturnType<typeof vi.fn>

beforeEach(() => {
  // Not in jsdom.
  URL.createObjectURL = () => 'blob:copy'
  URL.revokeObjectURL = () => undefined
  clicked = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(() => undefined)
})
afterEach(() => {
  cleanup()
  vi.restoreAllMocks()
})

async function show(status: VaultStatus = openVault(), providers?: Provider[]) {
  const world = fakeWorld({
    vault: new Topic<VaultStatus>(status),
    vaultEntries: inventedEntries(),
    providers: new Topic<Provider[]>(
      providers ?? [inventedSource(), inventedTargetProvider(), inventedFile()],
    ),
  })
  showAt('/vault?tab=copies', world)
  await screen.findByRole('tab', { name: 'Copies' })
  return world
}

const press = async (name: string) => userEvent.click(await screen.findByRole('button', { name }))

describe('exporting', () => {
  const type = async (first: string, again: string) => {
    await fillIn(await screen.findByLabelText(/^Passphrase of the copy \*|^Passphrase of the copy$/), first)
    await fillIn(screen.getByLabelText(/^Passphrase of the copy again/), again)
  }

  it('seals the chosen providers under a passphrase that is typed twice', async () => {
    const world = await show()
    const choice = within(await screen.findByRole('group', { name: 'Providers in the copy' }))
    expect(choice.getAllByRole('checkbox')).toHaveLength(2)
    await choice.findByText('3 credentials')
    await userEvent.click(choice.getByRole('checkbox', { name: /^ocp/ }))
    await type(COPY, 'paper boats on the lake')
    await press('Export 1 provider')
    await screen.findByText('The two are not the same.')
    const again = screen.getByLabelText(/^Passphrase of the copy again/)
    await userEvent.clear(again)
    await fillIn(again, COPY)
    await press('Export 1 provider')
    await screen.findByText('palletjack-copy.json')
    expect(clicked).toHaveBeenCalledOnce()
    expect(world.calls.filter(({ name }) => name === 'vault.exportCopy')).toEqual([
      { name: 'vault.exportCopy', input: { passphrase: COPY, providerIds: ['src'] } },
    ])
    expect(document.body.innerHTML).not.toContain(COPY)
    await userEvent.click(choice.getByRole('checkbox', { name: /^vcenter-01/ }))
    const none = screen.getByRole('button', { name: 'Export 0 providers' })
    expect(none.getAttribute('aria-description')).toBe('Choose a provider first.')
  })

  it('says why it did not work', async () => {
    const world = await show()
    world.refusals.set('vault.exportCopy', {
      code: 'vault.locked',
      message: 'The vault is locked.',
      remedy: 'Unlock the vault.',
    })
    await type(COPY, COPY)
    await press('Export 2 providers')
    expect((await screen.findByRole('alert')).textContent).toContain('The vault is locked.')
    expect(clicked).not.toHaveBeenCalled()
  })

  it('has nothing to do where no provider has a credential', async () => {
    await show(openVault(), [inventedFile()])
    await screen.findByText('There is no provider that a copy could hold yet.')
  })
})

describe('importing', () => {
  const copy = new File(['sealed'], 'copy.json')

  it('takes a file that is dropped, and says what was added and what was left', async () => {
    const world = await show()
    world.copyOutcome = {
      added: ['vc-far'],
      left: [{ name: 'ocp-prod', reason: 'ocp-prod is known here already.' }],
    }
    const area = await screen.findByRole('group', { name: 'File' })
    const dataTransfer = { types: ['Files'], files: [copy] }
    fireEvent.dragEnter(area, { dataTransfer })
    expect(within(area).getByText('Let go to choose it')).toBeTruthy()
    fireEvent.drop(area, { dataTransfer })
    await fillIn(screen.getByLabelText(/^Passphrase of this copy/), COPY)
    await press('Import the copy')
    await screen.findByText('1 provider added: vc-far')
    const left = screen.getByRole('list', { name: 'Left as they are' })
    expect(left.textContent).toBe('ocp-prod: ocp-prod is known here already.')
    expect(world.calls.filter(({ name }) => name === 'vault.importCopy')).toHaveLength(1)
    expect(document.body.innerHTML).not.toContain(COPY)
  })

  it('keeps the file after a wrong passphrase', async () => {
    const world = await show()
    world.refusals.set('vault.importCopy', {
      code: 'vault.wrong-passphrase',
      message: 'This passphrase does not open the copy.',
      remedy: 'Try again.',
    })
    await userEvent.upload(await screen.findByLabelText('Encrypted copy'), copy)
    await fillIn(screen.getByLabelText(/^Passphrase of this copy/), 'another')
    await press('Import the copy')
    await screen.findByText('This passphrase does not open the copy.')
    expect(screen.getByText('copy.json')).toBeTruthy()
    world.refusals.clear()
    await fillIn(screen.getByLabelText(/^Passphrase of this copy/), COPY)
    await press('Import the copy')
    await waitFor(() => expect(screen.queryByRole('alert')).toBeNull())
    await screen.findByText(/^1 provider added/)
  })

  it('wants one file that is not empty', async () => {
    await show()
    const act = await screen.findByRole('button', { name: 'Import the copy' })
    const reason = () => act.getAttribute('aria-description')
    expect(reason()).toBe('Choose a file first.')
    await userEvent.upload(screen.getByLabelText('Encrypted copy'), new File([], 'none.json'))
    expect(reason()).toBe('none.json is empty.')
  })
})

it('neither goes while the vault is locked', async () => {
  await show(lockedVault())
  await press('Look around without unlocking')
  for (const name of ['Export 2 providers', 'Import the copy'])
    expect(screen.getByRole('button', { name }).getAttribute('aria-description')).toBe(
      'Unlock the vault first.',
    )
})
