import { cleanup, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, describe, expect, it } from 'vitest'
import { Topic } from '../../../shared/topic.ts'
import type { SlotKind, VaultStatus } from '../../../shared/vault/model.ts'
import { recoveryCodeOf } from '../../../shared/vault/recovery-code.ts'
import { fakeWorld } from '../../test-support/fake-world.ts'
import { fillIn, showAt } from '../../test-support/render.tsx'
import { lockedVault } from './test-support/fake-vault.ts'

afterEach(cleanup)

const SINCE = '2026-03-01T10:00:00.000Z'
const OLD = 'a lamp beside the harbour'
const NEW = 'seven ferries at first light'
const CODE = recoveryCodeOf(new Uint8Array(16).fill(7))

function openBy(...kinds: SlotKind[]): VaultStatus {
  const slots = kinds.map((kind) => ({ id: kind, kind, createdAt: SINCE }))
  return { state: 'open', slots, since: SINCE }
}

async function show(status: VaultStatus) {
  const world = fakeWorld({ vault: new Topic<VaultStatus>(status) })
  showAt('/vault?tab=ways', world)
  await screen.findByRole('tab', { name: 'Ways to open' })
  const press = async (name: string | RegExp) => userEvent.click(await screen.findByRole('button', { name }))
  const dialog = (name: string | RegExp) => screen.findByRole('dialog', { name })
  const changes = () => world.calls.filter(({ name }) => !['vault.device', 'vault.active'].includes(name))
  return { world, press, dialog, changes }
}

/** Reads the code as a person does, and types the two groups that are asked for. */
async function writeDown(): Promise<string> {
  const list = await screen.findByRole('list', { name: 'Recovery code' })
  const groups = within(list)
    .getAllByRole('listitem')
    .map(({ textContent }) => textContent)
  await userEvent.click(screen.getByRole('button', { name: 'I have written it down' }))
  for (const field of screen.getAllByRole('textbox', { name: /^Group \d$/ })) {
    const number = Number(/\d/.exec(field.closest('.MuiFormControl-root')?.textContent ?? '')?.[0])
    await fillIn(field, groups[number - 1] ?? '')
  }
  await userEvent.click(screen.getByRole('button', { name: 'Continue' }))
  return groups.join('-')
}

describe('the passphrase', () => {
  it('is changed by whoever shows the old one, and neither stays in the page', async () => {
    const { press, dialog, changes } = await show(openBy('passphrase', 'recovery'))
    await press('Change passphrase...')
    const shown = within(await dialog('Change the passphrase'))
    await fillIn(shown.getByLabelText(/^Current passphrase/), OLD)
    await fillIn(shown.getByLabelText(/^New passphrase \*|^New passphrase$/), NEW)
    await fillIn(shown.getByLabelText(/^New passphrase again/), `${NEW}r`)
    await press('Change the passphrase')
    await shown.findByText('The two are not the same.')
    expect(shown.getByLabelText<HTMLInputElement>(/^Current passphrase/).value).toBe(OLD)
    await userEvent.clear(shown.getByLabelText(/^New passphrase again/))
    await fillIn(shown.getByLabelText(/^New passphrase again/), NEW)
    await press('Change the passphrase')
    await screen.findByText('Passphrase changed')
    expect(changes()).toEqual([
      {
        name: 'vault.setPassphrase',
        input: { proof: { by: 'passphrase', passphrase: OLD }, passphrase: NEW },
      },
    ])
    expect(document.body.innerHTML).not.toContain(OLD)
    expect(document.body.innerHTML).not.toContain(NEW)
  })

  it('is asked for again after one that is wrong', async () => {
    const { world, press, dialog } = await show(openBy('passphrase', 'recovery'))
    world.refusals.set('vault.removeWay', {
      code: 'vault.wrong-passphrase',
      message: 'This passphrase does not open the vault.',
      remedy: 'Try again.',
    })
    await press('Remove the recovery code')
    const shown = within(await dialog('Remove the recovery code?'))
    const field = shown.getByLabelText<HTMLInputElement>(/^Current passphrase/)
    await fillIn(field, OLD)
    await press('Remove the recovery code')
    await shown.findByText('This passphrase does not open the vault.')
    expect(field.value).toBe('')
    world.refusals.clear()
    await fillIn(field, NEW)
    await press('Remove the recovery code')
    await screen.findByText('Recovery code removed')
  })
})

describe('the recovery code', () => {
  it('takes effect once it was written down and confirmed', async () => {
    const { press, changes } = await show(openBy('passphrase', 'recovery'))
    await press('New recovery code...')
    const code = await writeDown()
    expect(changes()).toEqual([])
    await userEvent.click(screen.getByRole('radio', { name: 'Recovery code' }))
    const field = screen.getByLabelText(/^Recovery code/, { selector: 'input[type=password]' })
    await fillIn(field, 'ABCD')
    await press('Use this code')
    await screen.findByText(/^That is no recovery code/)
    await fillIn(field, CODE.toLowerCase())
    await press('Use this code')
    await screen.findByText('The new recovery code opens the vault')
    expect(changes()).toEqual([
      { name: 'vault.setRecoveryCode', input: { proof: { by: 'recovery', code: CODE.toLowerCase() }, code } },
    ])
    expect(code).toHaveLength(39)
    expect(document.body.innerHTML).not.toContain(code.slice(0, 4))
  })
})

describe('the keychain', () => {
  it('is added by whoever shows what opens the vault', async () => {
    const { press, changes } = await show(openBy('passphrase'))
    const add = () => screen.getByRole('button', { name: 'Add the keychain...' })
    await waitFor(() => expect(add().getAttribute('aria-disabled')).toBeNull())
    await press('Add the keychain...')
    await fillIn(await screen.findByLabelText(/^Current passphrase/), OLD)
    await press('Add the keychain')
    await screen.findByText('The keychain of this computer opens the vault')
    expect(changes().map(({ name }) => name)).toEqual(['vault.setDevice'])
  })

  it('is not offered where there is none', async () => {
    const world = fakeWorld({ vault: new Topic<VaultStatus>(openBy('passphrase')) })
    const message = 'This way of running Palletjack has no keychain of the operating system.'
    world.refusals.set('vault.device', { code: 'vault.no-keychain', message, remedy: 'Use a passphrase.' })
    showAt('/vault?tab=ways', world)
    const add = await screen.findByRole('button', { name: 'Add the keychain...' })
    await waitFor(() => expect(add.getAttribute('aria-description')).toBe(message))
  })
})

describe('the last way', () => {
  it.each(['passphrase', 'recovery'] as const)('cannot be removed (%s)', async (kind) => {
    await show(openBy(kind, 'device'))
    const the = kind === 'passphrase' ? 'the passphrase' : 'the recovery code'
    const remove = await screen.findByRole('button', { name: `Remove ${the}` })
    expect(remove.getAttribute('aria-description')).toMatch(/^It is the last way/)
    const device = screen.getByRole('button', { name: 'Remove the keychain of this computer' })
    expect(device.getAttribute('aria-disabled')).toBeNull()
  })
})

it('changes nothing while the vault is locked', async () => {
  await show(lockedVault())
  await userEvent.click(await screen.findByRole('button', { name: 'Look around without unlocking' }))
  for (const name of ['Change passphrase...', 'New recovery code...', 'Change the key...'])
    expect(screen.getByRole('button', { name }).getAttribute('aria-description')).toBe(
      'Unlock the vault first.',
    )
})

describe('the key', () => {
  it('is changed with a new recovery code, which is said before', async () => {
    const { press, dialog, changes } = await show(openBy('passphrase', 'recovery', 'device'))
    await press('Change the key...')
    const shown = within(await dialog('Change the key of the vault'))
    expect(shown.getByText(/The recovery code is replaced by the one below/)).toBeTruthy()
    const code = await writeDown()
    await fillIn(shown.getByLabelText(/^Current passphrase/), OLD)
    await press('Change the key')
    await screen.findByText('The vault has a new key')
    expect(changes()).toEqual([
      {
        name: 'vault.rotate',
        input: { proof: { by: 'passphrase', passphrase: OLD }, recoveryCode: code },
      },
    ])
  })

  it('costs the passphrase where only the recovery code is shown, which is said before', async () => {
    const { press, dialog, changes } = await show(openBy('passphrase', 'recovery'))
    await press('Change the key...')
    await press('I only have the recovery code')
    const shown = within(await dialog('Change the key of the vault'))
    expect(shown.getByText('The passphrase is removed')).toBeTruthy()
    await fillIn(shown.getByLabelText(/^Recovery code/), CODE)
    await press('Change the key')
    await screen.findByText('The vault has a new key')
    expect(changes()).toEqual([{ name: 'vault.rotate', input: { proof: { by: 'recovery', code: CODE } } }])
  })

  it('is changed by the passphrase alone where there is no recovery code', async () => {
    const { press, dialog } = await show(openBy('passphrase'))
    await press('Change the key...')
    const shown = within(await dialog('Change the key of the vault'))
    expect(shown.queryByText(/recovery code/)).toBeNull()
    await fillIn(shown.getByLabelText(/^Current passphrase/), OLD)
    await press('Change the key')
    await screen.findByText('The vault has a new key')
  })
})
