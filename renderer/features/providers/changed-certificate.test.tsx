import { cleanup, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, describe, expect, it } from 'vitest'
import type { Provider } from '../../../shared/provider/model.ts'
import { Topic } from '../../../shared/topic.ts'
import { type FakeWorld, fakeWorld } from '../../test-support/fake-world.ts'
import { inventedCertificate, inventedSource } from './test-support/invented-providers.ts'
import { showAt } from '../../test-support/render.tsx'

afterEach(cleanup)

const problem = {
  code: 'vsphere.certificate-changed',
  message: 'The certificate of vcenter-01.example.com has changed.',
  meaning: 'Nothing was sent to it.',
  remedy: 'Ask who renewed it.',
}
const shown = inventedCertificate('B2', { notAfter: '2036-01-01T00:00:00Z' })

/** In one go: a key at a time is for the tests of the fields themselves. */
async function fill(field: HTMLElement, text: string): Promise<void> {
  await userEvent.clear(field)
  await userEvent.paste(text)
}

async function openChanged(change: Partial<FakeWorld> = {}) {
  const stopped = inventedSource({ status: { state: 'failed', problem } })
  const world = fakeWorld({ providers: new Topic<Provider[]>([stopped]), certificate: shown, ...change })
  showAt('/providers', world)
  const table = within(await screen.findByRole('table', { name: 'Certificates of vcenter-01' }))
  return { world, table }
}

async function openDialog() {
  await userEvent.click(screen.getByRole('button', { name: 'Trust the new certificate...' }))
  const dialog = within(
    await screen.findByRole('dialog', { name: 'Trust the new certificate of vcenter-01?' }),
  )
  // Asked for each time: with a reason on it, it is another element.
  return { dialog, act: () => dialog.getByRole('button', { name: 'Trust the new certificate' }) }
}

const edits = (world: FakeWorld) => world.calls.filter(({ name }) => name === 'providers.editVsphere')

describe('a changed certificate', () => {
  it('stands beside the old one, and each line says whether it differs', async () => {
    const { table } = await openChanged()
    const result = (line: string) =>
      within(table.getByRole('row', { name: new RegExp(`^${line}`) }))
        .getAllByRole('cell')
        .at(-1)?.textContent
    expect(['Subject', 'Issuer', 'Valid from', 'Valid until', 'SHA-256', 'SHA-1'].map(result)).toEqual([
      'Same',
      'Same',
      'Same',
      'Differs',
      'Differs',
      'Differs',
    ])
  })

  it('is trusted after its fingerprint was compared', async () => {
    const { world } = await openChanged()
    const { dialog, act } = await openDialog()
    expect(document.activeElement?.textContent).toBe('Keep the old certificate')
    await userEvent.click(act())
    expect(edits(world)).toEqual([])
    const field = dialog.getByLabelText('Fingerprint of the new certificate')
    await userEvent.click(field)
    await userEvent.paste(inventedCertificate('A1').sha256)
    expect(act().getAttribute('aria-description')).toBe(
      'The fingerprint is not the one that the server shows.',
    )
    await userEvent.clear(field)
    await userEvent.paste(`sha1 Fingerprint=${shown.sha1.toLowerCase()}`)
    await userEvent.click(act())
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
    expect(edits(world)).toMatchObject([
      { input: { id: 'src', trust: { kind: 'fingerprint', value: shown.sha256 } } },
    ])
    expect(edits(world)[0]?.input).not.toHaveProperty('password')
    expect(await screen.findByText('Connected')).toBeTruthy()
  })

  it('is trusted without comparing only by typing the name; the password is asked for when it is gone', async () => {
    const { world } = await openChanged()
    world.refusals.set('providers.editVsphere', {
      code: 'provider.needs-credentials',
      message: 'Its credentials are not in memory.',
      remedy: 'Enter them.',
    })
    const { dialog, act } = await openDialog()
    const typed = dialog.getByLabelText('Or type vcenter-01 to trust it without comparing')
    await fill(typed, 'vcenter-0')
    expect(act().getAttribute('aria-description')).toContain('type vcenter-01')
    expect(dialog.queryByLabelText(/^Password/)).toBeNull()
    await fill(typed, 'vcenter-01')
    await userEvent.click(act())
    const password = await dialog.findByLabelText(/^Password of/)
    world.refusals.clear()
    await fill(password, 'secret')
    await userEvent.click(act())
    await waitFor(() => expect(edits(world).at(-1)?.input).toMatchObject({ password: 'secret' }))
    expect(await screen.findByText('Connected')).toBeTruthy()
  })

  it('that is the old one again leads back to the connection', async () => {
    const { world } = await openChanged({ certificate: inventedCertificate('A1') })
    expect(screen.queryByRole('button', { name: /^Trust the new/ })).toBeNull()
    await userEvent.click(screen.getByRole('button', { name: 'Reconnect vcenter-01' }))
    await waitFor(() => expect(world.calls.at(-1)?.name).toBe('providers.reconnect'))
  })

  it('is met while giving the password, too', async () => {
    const locked = inventedSource({ status: { state: 'needsCredentials' } })
    const world = fakeWorld({ providers: new Topic<Provider[]>([locked]), certificate: shown })
    world.refusals.set('providers.reconnect', { ...problem, code: 'vsphere.fingerprint-mismatch' })
    showAt('/providers', world)
    await userEvent.click(await screen.findByRole('button', { name: 'Give password of vcenter-01' }))
    await fill(screen.getByLabelText(/^Password/), 'secret')
    await userEvent.keyboard('{Enter}')
    await screen.findByRole('table', { name: 'Certificates of vcenter-01' })
    const { dialog, act } = await openDialog()
    await fill(dialog.getByLabelText(/^Or type/), 'vcenter-01')
    await fill(dialog.getByLabelText(/^Password of/), 'secret')
    await userEvent.click(act())
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
    expect(world.calls.filter(({ name }) => name === 'providers.reconnect')).toHaveLength(1)
  })
})

describe('a certificate that is not valid today', () => {
  it('says so in words', async () => {
    await openChanged({ certificate: inventedCertificate('B2', { notAfter: '2025-06-01T00:00:00Z' }) })
    expect(screen.getByText(/^Expired \d+ d ago by the clock of this computer$/)).toBeTruthy()
  })
})
