import { cleanup, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, describe, expect, it } from 'vitest'
import type { Provider } from '../../../shared/provider/model.ts'
import { Topic } from '../../../shared/topic.ts'
import type { CreateInput, VaultStatus } from '../../../shared/vault/model.ts'
import { readRecoveryCode } from '../../../shared/vault/recovery-code.ts'
import { type FakeWorld, fakeWorld } from '../../test-support/fake-world.ts'
import { inventedProvider } from '../../test-support/invented.ts'
import { fillIn, showAt } from '../../test-support/render.tsx'

afterEach(cleanup)

const PASSPHRASE = 'four plain words together'

const press = (name: string) => userEvent.click(screen.getByRole('button', { name }))
const created = (world: FakeWorld) =>
  world.calls.filter(({ name }) => name === 'vault.create').map(({ input }) => input as CreateInput)

async function showChoice(change: Partial<FakeWorld> = {}) {
  const world = fakeWorld({
    vault: new Topic<VaultStatus>({ state: 'unset' }),
    providers: new Topic<Provider[]>([inventedProvider()]),
    ...change,
  })
  showAt('/', world)
  await userEvent.click(await screen.findByRole('button', { name: 'Set up the vault' }))
  await screen.findByRole('dialog', { name: 'How should credentials be kept?' })
  return world
}

async function typePassphrase(): Promise<void> {
  await fillIn(screen.getByLabelText('Passphrase *'), PASSPHRASE)
  await fillIn(screen.getByLabelText('Passphrase again *'), PASSPHRASE)
}

/** Types the two groups that are asked for; answers the whole code. */
async function writeDown(): Promise<string> {
  const list = await screen.findByRole('list', { name: 'Recovery code' })
  const groups = within(list)
    .getAllByRole('listitem')
    .map((item) => item.textContent)
  await press('I have written it down')
  for (const field of screen.getAllByLabelText(/^Group \d \*$/)) {
    const label = (field as HTMLInputElement).labels?.[0]?.textContent ?? ''
    await fillIn(field, groups[Number(/\d/.exec(label)?.[0]) - 1]?.toLowerCase() ?? '')
  }
  return groups.join('-')
}

describe('how credentials are kept', () => {
  it('is asked quietly on the overview until somebody chose, and can be put off', async () => {
    const world = await showChoice()
    await press('Decide later')
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
    expect(screen.getByRole('region', { name: 'Credentials' }).textContent).toContain('in memory only')
    world.vault.set({ state: 'session' })
    await waitFor(() => expect(screen.queryByRole('region', { name: 'Credentials' })).toBeNull())
    expect(world.calls.map(({ name }) => name)).toEqual(['vault.device'])
  })

  it('may be in memory only', async () => {
    const world = await showChoice()
    await userEvent.click(screen.getByRole('radio', { name: 'In memory only' }))
    await press('Keep in memory only')
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
    expect(world.vault.value).toEqual({ state: 'session' })
  })

  it('says why the keychain cannot keep a key', async () => {
    const problem = {
      code: 'vault.no-keychain',
      message: 'There is no keychain.',
      remedy: 'Use a passphrase.',
    }
    await showChoice({ refusals: new Map([['vault.device', problem]]) })
    await screen.findByText('Not here: There is no keychain.')
    const keychain = screen.getByRole('radio', { name: /keychain/ })
    expect((keychain as HTMLInputElement).disabled).toBe(true)
  })

  it('may be by the keychain, with a recovery code that was written down', async () => {
    const world = await showChoice()
    await userEvent.click(await screen.findByRole('radio', { name: /keychain \(GNOME Keyring\)/ }))
    await press('Next: recovery code')
    const recoveryCode = await writeDown()
    await press('Set up the vault')
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
    expect(created(world)).toEqual([{ device: true, recoveryCode }])
  })
})

describe('a passphrase', () => {
  it('is long enough and typed twice', async () => {
    const world = await showChoice()
    await fillIn(screen.getByLabelText('Passphrase *'), 'short')
    screen.getByText('7 characters more, at least.')
    await press('Next: recovery code')
    screen.getByText('A passphrase has at least 12 characters.')
    await fillIn(screen.getByLabelText('Passphrase *'), ' but longer now')
    await fillIn(screen.getByLabelText('Passphrase again *'), 'something else')
    await press('Next: recovery code')
    screen.getByText('The two are not the same.')
    expect(document.activeElement).toBe(screen.getByLabelText('Passphrase again *'))
    expect(world.calls.filter(({ name }) => name !== 'vault.device')).toEqual([])
  })

  it('is sealed with a recovery code, and neither is left in the page', async () => {
    const world = await showChoice()
    await typePassphrase()
    await press('Next: recovery code')
    const recoveryCode = await writeDown()
    expect(readRecoveryCode(recoveryCode)).toBeDefined()
    await press('Set up the vault')
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
    expect(created(world)).toEqual([{ device: false, passphrase: PASSPHRASE, recoveryCode }])
    expect(document.body.innerHTML).not.toContain(recoveryCode.slice(0, 4))
    await screen.findByRole('button', { name: 'Vault is open, lock it' })
  })

  it('needs no recovery code, and is asked for again when nothing could be written', async () => {
    const problem = { code: 'vault.not-written', message: 'The disk is full.', remedy: 'Make room.' }
    const world = await showChoice({ refusals: new Map([['vault.create', problem]]) })
    await userEvent.click(screen.getByRole('checkbox', { name: /recovery code/ }))
    await typePassphrase()
    await press('Set up the vault')
    await screen.findByText('The disk is full.')
    for (const label of ['Passphrase *', 'Passphrase again *'])
      expect(screen.getByLabelText<HTMLInputElement>(label).value).toBe('')
    world.refusals.clear()
    await typePassphrase()
    await press('Set up the vault')
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
    expect(created(world)).toHaveLength(2)
  })

  it('says that a code which was written down opens nothing when nothing could be written', async () => {
    const problem = { code: 'vault.not-written', message: 'The disk is full.', remedy: 'Make room.' }
    const world = await showChoice({ refusals: new Map([['vault.create', problem]]) })
    await typePassphrase()
    await press('Next: recovery code')
    const first = await writeDown()
    await press('Set up the vault')
    await screen.findByText(/^The code that you wrote down opens nothing/)
    world.refusals.clear()
    await typePassphrase()
    await press('Next: recovery code')
    expect(await writeDown()).not.toBe(first)
    await press('Set up the vault')
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
  })

  it('goes on only when the recovery code was written down rightly', async () => {
    const world = await showChoice()
    await typePassphrase()
    await press('Next: recovery code')
    await press('I have written it down')
    const [first] = screen.getAllByLabelText(/^Group \d \*$/)
    await fillIn(first as HTMLElement, 'UUUU')
    await press('Set up the vault')
    expect(screen.getAllByText(/^This is not group \d\.$/)).toHaveLength(2)
    expect(document.activeElement).toBe(first)
    expect(created(world)).toEqual([])
    await press('Show the code again')
    expect(screen.getAllByRole('listitem').length).toBeGreaterThanOrEqual(8)
    await press('Back')
    expect(screen.getByLabelText<HTMLInputElement>('Passphrase *').value).toBe(PASSPHRASE)
  })
})
