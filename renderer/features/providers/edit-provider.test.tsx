import { cleanup, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, describe, expect, it } from 'vitest'
import type { Provider } from '../../../shared/provider/model.ts'
import { Topic } from '../../../shared/topic.ts'
import { type FakeWorld, fakeWorld } from '../../test-support/fake-world.ts'
import { inventedTargetProvider } from '../../test-support/invented.ts'
import { inventedCertificate, inventedSource } from './test-support/invented-providers.ts'
import { showAt } from '../../test-support/render.tsx'

afterEach(cleanup)

const SECRET = 'correct horse battery'
const pinned = inventedCertificate('A1')

async function edit(provider: Provider, change: Partial<FakeWorld> = {}) {
  const world = fakeWorld({ providers: new Topic<Provider[]>([provider]), ...change })
  showAt('/providers', world)
  await userEvent.click(await screen.findByRole('button', { name: `More actions for ${provider.name}` }))
  await userEvent.click(await screen.findByRole('menuitem', { name: `Edit ${provider.name}` }))
  const dialog = within(await screen.findByRole('dialog', { name: `Edit ${provider.name}` }))
  const save = () => userEvent.click(dialog.getByRole('button', { name: `Save ${provider.name}` }))
  return { world, dialog, save }
}

/** In one go: a key at a time is for the tests of the fields themselves. */
async function fill(field: HTMLElement, text: string): Promise<void> {
  await userEvent.clear(field)
  await userEvent.paste(text)
}

describe('editing a vCenter', () => {
  it('keeps password and certificate where address and user stay', async () => {
    const { world, dialog, save } = await edit(inventedSource())
    await fill(dialog.getByLabelText(/^Name/), 'renamed')
    expect(dialog.getByText('Left empty: the one that is known stays.')).toBeTruthy()
    await save()
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
    expect(world.calls).toEqual([
      {
        name: 'providers.editVsphere',
        input: {
          id: 'src',
          name: 'renamed',
          url: 'https://vcenter-01.example.com/sdk',
          username: 'administrator@vsphere.local',
          trust: { kind: 'fingerprint', value: pinned.sha256 },
        },
      },
    ])
  })

  it('takes another way of writing the same address for the same', async () => {
    const { world, dialog, save } = await edit(inventedSource())
    await fill(dialog.getByLabelText(/address/), 'VCENTER-01.example.com:443')
    await save()
    await waitFor(() => expect(world.calls).toHaveLength(1))
  })

  it('wants the password for another user', async () => {
    const { world, dialog, save } = await edit(inventedSource())
    await fill(dialog.getByLabelText(/^User/), 'readonly@vsphere.local')
    expect(dialog.getByText('Needed: it is another user.')).toBeTruthy()
    await save()
    expect(await dialog.findByText('Type the password.')).toBeTruthy()
    expect(world.calls).toEqual([])
    await fill(dialog.getByLabelText(/^Password/), SECRET)
    await save()
    await waitFor(() => expect(world.calls).toHaveLength(1))
    expect(world.calls[0]?.input).toMatchObject({ username: 'readonly@vsphere.local', password: SECRET })
    expect(document.body.innerHTML).not.toContain(SECRET)
  })

  it('wants password and certificate for another address', async () => {
    const { world, dialog, save } = await edit(inventedSource())
    await fill(dialog.getByLabelText(/address/), 'vcenter-09.example.com')
    expect(dialog.getByText(/another address never gets the known password/)).toBeTruthy()
    await fill(dialog.getByLabelText(/^Password/), SECRET)
    const button = dialog.getByRole('button', { name: 'Save vcenter-01' })
    expect(button.getAttribute('aria-description')).toContain('certificate')
    await save()
    expect(world.calls).toEqual([])
    await userEvent.click(dialog.getByRole('button', { name: 'Fetch certificate' }))
    await userEvent.click(await dialog.findByRole('checkbox', { name: 'I trust this certificate' }))
    await save()
    await waitFor(() => expect(world.calls.at(-1)?.name).toBe('providers.editVsphere'))
  })

  it('stops when the server shows another certificate than the trusted one', async () => {
    const { dialog } = await edit(inventedSource(), { certificate: inventedCertificate('B2') })
    await userEvent.click(dialog.getByRole('button', { name: 'Look at what the server shows now' }))
    await dialog.findByRole('checkbox', { name: 'I trust the new certificate' })
    const button = dialog.getByRole('button', { name: 'Save vcenter-01' })
    expect(button.getAttribute('aria-description')).toContain('certificate')
  })

  it('takes authorities from a paste, and no private key', async () => {
    const { world, dialog, save } = await edit(inventedSource({ trust: 'ca' }))
    const field = dialog.getByLabelText(/^Authority certificates/)
    await userEvent.click(field)
    await userEvent.paste('-----BEGIN PRIVATE KEY-----\nx\n-----END PRIVATE KEY-----')
    expect(dialog.getByText(/This holds a private key/)).toBeTruthy()
    await save()
    expect(world.calls).toEqual([])
    const pem = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----'
    await userEvent.upload(dialog.getByLabelText('Certificate file'), new File([pem, '\n', pem], 'ca.pem'))
    expect(await dialog.findByText('2 certificates')).toBeTruthy()
    await save()
    await waitFor(() => expect(world.calls).toHaveLength(1))
    expect(world.calls[0]?.input).toMatchObject({ trust: { kind: 'ca', pem: `${pem}\n${pem}` } })
  })
})

describe('a bundle of authorities that was given before', () => {
  it('stays when none is given', async () => {
    const { world, save } = await edit(inventedSource({ trust: 'ca' }))
    await save()
    await waitFor(() => expect(world.calls).toHaveLength(1))
    expect(world.calls[0]?.input).not.toHaveProperty('trust')
  })
})

describe('editing a cluster', () => {
  it('changes the name alone', async () => {
    const { world, dialog, save } = await edit(inventedTargetProvider())
    await fill(dialog.getByLabelText(/^Name/), 'ocp-2')
    await save()
    await waitFor(() =>
      expect(world.calls).toEqual([{ name: 'providers.editCluster', input: { id: 'dst', name: 'ocp-2' } }]),
    )
  })

  it('signs in with another token', async () => {
    const { world, dialog, save } = await edit(inventedTargetProvider())
    await userEvent.click(dialog.getByRole('button', { name: 'Address and token' }))
    await fill(dialog.getByLabelText(/^Token/), SECRET)
    await save()
    await waitFor(() =>
      expect(world.calls[0]?.input).toMatchObject({ access: { kind: 'token', token: SECRET } }),
    )
  })
})
