import { cleanup, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, describe, expect, it } from 'vitest'
import type { Provider } from '../../../shared/provider/model.ts'
import { Topic } from '../../../shared/topic.ts'
import { type FakeWorld, fakeWorld } from '../../test-support/fake-world.ts'
import { inventedTargetProvider } from '../../test-support/invented.ts'
import { inventedContexts, PROGRAM } from '../cluster/test-support/invented-cluster.ts'
import { showAt } from '../../test-support/render.tsx'

afterEach(cleanup)

const TEXT = 'apiVersion: v1\nkind: Config\nusers: [{name: a, user: {token: correct-horse}}]'

async function addCluster(change: Partial<FakeWorld> = {}) {
  const world = fakeWorld({ providers: new Topic<Provider[]>([inventedTargetProvider()]), ...change })
  showAt('/providers', world)
  await userEvent.click(await screen.findByRole('button', { name: 'Add cluster' }))
  const dialog = within(await screen.findByRole('dialog', { name: 'Add a cluster' }))
  await userEvent.click(dialog.getByLabelText(/^Name/))
  await userEvent.paste('prod')
  const area = dialog.getByRole<HTMLTextAreaElement>('textbox', { name: /^Kubeconfig/ })
  const paste = async () => {
    await userEvent.click(area)
    await userEvent.paste(TEXT)
  }
  const connect = () => userEvent.click(dialog.getByRole('button', { name: 'Connect cluster' }))
  const added = () => world.calls.filter((call) => call.name === 'providers.addCluster')
  return { world, dialog, area, paste, connect, added }
}

describe('a kubeconfig', () => {
  it('has its contexts listed, the current one first chosen, and the text taken out at the end', async () => {
    const { dialog, area, paste, connect, added } = await addCluster()
    await paste()
    const select = await dialog.findByRole('combobox', { name: /^Context/ })
    expect(select.textContent).toContain('ocp-prod/admin')
    expect(dialog.getByText('https://api.ocp-prod.example.com:6443')).toBeTruthy()
    expect(dialog.getByText('a client certificate')).toBeTruthy()
    await connect()
    await waitFor(() => expect(added()).toHaveLength(1))
    expect(added()[0]?.input).toEqual({
      name: 'prod',
      access: { kind: 'kubeconfig', text: TEXT, context: 'ocp-prod/admin' },
    })
    expect(area.value).toBe('')
  })

  it('shows a context that cannot be used with its reason, and does not let it be chosen', async () => {
    const { dialog, paste } = await addCluster()
    await paste()
    await userEvent.click(await dialog.findByRole('combobox', { name: /^Context/ }))
    const option = await screen.findByRole('option', { name: /^old-lab/ })
    expect(option.getAttribute('aria-disabled')).toBe('true')
    expect(option.textContent).toContain('Its server has no encryption.')
  })

  it('runs no login program before it was allowed by name', async () => {
    const { dialog, area, paste, connect, added } = await addCluster()
    await paste()
    await userEvent.click(await dialog.findByRole('combobox', { name: /^Context/ }))
    await userEvent.click(await screen.findByRole('option', { name: /^eks-prod/ }))
    const consent = dialog.getByRole('group', { name: 'Login program' })
    expect(consent.textContent).toContain(PROGRAM)
    const box = within(consent).getByRole<HTMLInputElement>('checkbox', {
      name: /^Run \/usr\/local\/bin\/aws/,
    })
    expect(box.checked).toBe(false)
    await connect()
    expect(await within(consent).findByText(/^Nothing was run/)).toBeTruthy()
    expect(added()).toEqual([])
    expect(area.value).toBe(TEXT)
    await userEvent.click(box)
    await connect()
    await waitFor(() => expect(added()).toHaveLength(1))
    expect(added()[0]?.input).toMatchObject({ access: { context: 'eks-prod', allowProgram: PROGRAM } })
  })

  it('asks anew for the program of another text', async () => {
    const [first, second] = inventedContexts()
    const other = { ...second!, current: true, program: '/bin/other' }
    const { world, dialog, area, paste, connect, added } = await addCluster({
      contexts: [
        { ...first!, current: false },
        { ...second!, current: true },
      ],
    })
    await paste()
    await userEvent.click(await dialog.findByRole('checkbox', { name: /aws/ }))
    world.contexts = [other]
    await userEvent.clear(area)
    await paste()
    const box = await dialog.findByRole<HTMLInputElement>('checkbox', { name: /^Run \/bin\/other/ })
    expect(box.checked).toBe(false)
    await connect()
    expect(await dialog.findByText(/^Nothing was run/)).toBeTruthy()
    expect(added()).toEqual([])
  })

  it('is asked about before it is sent, however fast one is', async () => {
    const { world, paste, connect, added } = await addCluster()
    await paste()
    await connect()
    await waitFor(() => expect(added()).toHaveLength(1))
    expect(world.calls[0]?.name).toBe('providers.contexts')
  })

  it('that cannot be read says why and stays in its field', async () => {
    const problem = {
      code: 'cluster.kubeconfig',
      message: 'This is no kubeconfig.',
      remedy: 'Paste another.',
    }
    const { dialog, area, paste, connect, added } = await addCluster({
      refusals: new Map([['providers.contexts', problem]]),
    })
    await paste()
    expect(await dialog.findByText(problem.message)).toBeTruthy()
    await connect()
    expect(await dialog.findByText(problem.message)).toBeTruthy()
    expect(added()).toEqual([])
    expect(area.value).toBe(TEXT)
  })

  it('is loaded from a file at once, and its contexts go with the text', async () => {
    const { dialog, area } = await addCluster()
    await userEvent.upload(dialog.getByLabelText('Kubeconfig file'), new File([TEXT], 'config'))
    expect(await dialog.findByRole('combobox', { name: /^Context/ })).toBeTruthy()
    await userEvent.clear(area)
    await waitFor(() => expect(dialog.queryByRole('combobox', { name: /^Context/ })).toBeNull())
  })
})
