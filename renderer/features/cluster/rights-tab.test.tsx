import { cleanup, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, describe, expect, it } from 'vitest'
import { YAML } from './test-support/invented-cluster.ts'
import { button, forbidden, showCluster } from './test-support/show-cluster.ts'

afterEach(cleanup)

describe('rights', () => {
  it('are asked for the namespace that was chosen, which the address then names', async () => {
    const { router, named } = showCluster('/providers/dst?tab=rights')
    const field = await screen.findByRole('combobox', { name: /^Target namespace/ })
    await userEvent.click(field)
    await userEvent.paste('sandbox-7')
    await userEvent.click(await button('Look at the rights'))
    expect(await screen.findByText(/^The namespace sandbox-7 is being deleted/)).toBeTruthy()
    expect(named('target.permissions')).toEqual([])
    await userEvent.clear(field)
    await userEvent.paste('retail')
    await userEvent.keyboard('{Enter}')
    expect(await screen.findByText('This login cannot migrate into retail as it is.')).toBeTruthy()
    expect(router.state.location.search).toMatchObject({ tab: 'rights', namespace: 'retail' })
    expect(named('target.permissions')[0]?.input).toEqual({ providerId: 'dst', namespace: 'retail' })
  })

  it('say what works, what does not, and each verb with the reason of the cluster', async () => {
    showCluster('/providers/dst?tab=rights&namespace=finance')
    const groups = await screen.findByRole('list', { name: 'Rights' })
    expect(within(groups).getByText('Works in part')).toBeTruthy()
    await userEvent.click(within(groups).getByText('3 rights, 1 denied'))
    const rights = within(screen.getByRole('table', { name: 'Migrate into the namespace' }))
    expect(
      rights.getByRole('row', {
        name: /^Denied create virtualmachines\.kubevirt\.io .* no RBAC policy matched/,
      }),
    ).toBeTruthy()
  })

  it('can be looked at where the cluster itself may not be read', async () => {
    showCluster('/providers/dst?tab=rights&namespace=finance', {
      refusals: new Map([['target.describe', forbidden]]),
    })
    expect(await screen.findByRole('list', { name: 'Rights' })).toBeTruthy()
  })
})

describe('the service account', () => {
  async function open() {
    const shown = showCluster('/providers/dst?tab=rights&namespace=finance')
    await userEvent.click(await button('Service account'))
    const dialog = within(await screen.findByRole('dialog', { name: 'Service account for ocp-prod' }))
    await dialog.findByText(/kind: ServiceAccount/)
    return { ...shown, dialog }
  }

  it('is shown as manifests to hand over', async () => {
    const { dialog, named } = await open()
    expect(dialog.getByRole('group', { name: 'YAML' }).textContent).toBe(YAML)
    expect(named('target.accountManifests')[0]?.input).toMatchObject({
      providerId: 'dst',
      targetNamespaces: ['finance'],
      tokenHours: 24,
    })
  })

  it('is created after its objects and the change of the login were named', async () => {
    const { dialog, named } = await open()
    await userEvent.click(dialog.getByRole('button', { name: 'Create the account and use it' }))
    const confirm = within(await screen.findByRole('dialog', { name: /^Create palletjack in ocp-prod/ }))
    const objects = confirm.getByRole('list', { name: 'Objects' })
    expect(objects.textContent).toContain('Role palletjack in namespace finance')
    expect(confirm.getByText('The login of ocp-prod changes.')).toBeTruthy()
    expect(named('target.createAccount')).toEqual([])
    await userEvent.click(confirm.getByRole('button', { name: 'Create the account and use it' }))
    expect(await screen.findByText(/^2027-01-02|^2027-01-01/)).toBeTruthy()
    expect(named('target.createAccount')).toHaveLength(1)
    expect(screen.getByRole('list', { name: 'Applied' }).textContent).toContain('ServiceAccount palletjack')
  })

  it('is not created with what cannot be right', async () => {
    const { dialog } = await open()
    const hours = dialog.getByLabelText(/^Hours/)
    await userEvent.clear(hours)
    await userEvent.paste('9000')
    const create = dialog.getByRole('button', { name: 'Create the account and use it' })
    await waitFor(() => expect(create.getAttribute('aria-description')).toContain('1 to 720'))
  })

  it('says why it could not be created', async () => {
    const { world, dialog } = await open()
    world.refusals.set('target.createAccount', forbidden)
    await userEvent.click(dialog.getByRole('button', { name: 'Create the account and use it' }))
    const confirm = within(await screen.findByRole('dialog', { name: /^Create palletjack in ocp-prod/ }))
    await userEvent.click(confirm.getByRole('button', { name: 'Create the account and use it' }))
    expect(await confirm.findByText(forbidden.message)).toBeTruthy()
  })
})
