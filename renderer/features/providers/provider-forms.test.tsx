import { cleanup, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, describe, expect, it } from 'vitest'
import type { Provider } from '../../../shared/provider/model.ts'
import { Topic } from '../../../shared/topic.ts'
import { fakeWorld } from '../../test-support/fake-world.ts'
import { inventedProvider } from '../../test-support/invented.ts'
import { fillIn, showAt } from '../../test-support/render.tsx'

afterEach(cleanup)

const SECRET = 'correct horse battery'

describe('adding a vCenter', () => {
  it('needs an explicit act of trust and clears the password on submit', async () => {
    const world = fakeWorld()
    const refused = {
      code: 'vsphere.invalid-login',
      message: 'vCenter refused the login.',
      meaning: 'Nothing was changed.',
      remedy: 'Type it again.',
    }
    world.refusals.set('providers.addVsphere', refused)
    showAt('/providers', world)
    await userEvent.click(await screen.findByRole('button', { name: 'Add vCenter' }))
    const dialog = within(await screen.findByRole('dialog'))
    await fillIn(dialog.getByLabelText(/address/), 'vcenter-01.example.com')
    await fillIn(dialog.getByLabelText(/^User/), 'admin')
    const password = dialog.getByLabelText<HTMLInputElement>(/^Password/)
    await fillIn(password, SECRET)
    const connect = dialog.getByRole('button', { name: 'Connect vCenter' })
    expect(connect.getAttribute('aria-description')).toContain('certificate')
    await userEvent.click(connect)
    expect(world.calls).toEqual([])

    await userEvent.click(dialog.getByRole('button', { name: 'Fetch certificate' }))
    const trust = await dialog.findByRole('checkbox', { name: 'I trust this certificate' })
    await fillIn(dialog.getByLabelText(/Fingerprint to compare/), 'A2'.repeat(32))
    await waitFor(() => expect(trust.hasAttribute('disabled')).toBe(true))
    await userEvent.clear(dialog.getByLabelText(/Fingerprint to compare/))
    await userEvent.click(trust)
    await userEvent.click(dialog.getByRole('button', { name: 'Connect vCenter' }))

    expect(await dialog.findByText(refused.message)).toBeTruthy()
    expect(world.calls.at(-1)?.input).toMatchObject({
      name: 'vcenter-01.example.com',
      password: SECRET,
      trust: { kind: 'fingerprint' },
    })
    expect(password.value).toBe('')
    expect(document.body.innerHTML).not.toContain(SECRET)
  })
})

describe('a provider without its password', () => {
  it('asks for it and is connected afterwards', async () => {
    const locked = inventedProvider({ status: { state: 'needsCredentials' } })
    const world = fakeWorld({ providers: new Topic<Provider[]>([locked]) })
    showAt('/providers', world)
    await userEvent.click(await screen.findByRole('button', { name: 'Give password of vcenter-01' }))
    await userEvent.click(screen.getByRole('button', { name: 'Connect' }))
    expect(await screen.findByText('Type the password.')).toBeTruthy()
    await fillIn(screen.getByLabelText(/^Password/), SECRET)
    await userEvent.keyboard('{Enter}')
    expect(await screen.findByText('Connected')).toBeTruthy()
    expect(world.calls).toEqual([{ name: 'providers.reconnect', input: { id: 'src', secret: SECRET } }])
  })
})
