import { act, cleanup, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, describe, expect, it } from 'vitest'
import type { Provider } from '../../../shared/provider/model.ts'
import { Topic } from '../../../shared/topic.ts'
import { type FakeWorld, fakeWorld } from '../../test-support/fake-router.ts'
import { inventedTargetProvider } from '../../test-support/invented.ts'
import { inventedBigTarget, inventedProbe, inventedVddk, YAML } from '../../test-support/invented-cluster.ts'
import { inventedSource } from '../../test-support/invented-providers.ts'
import { showAt } from '../../test-support/render.tsx'

afterEach(cleanup)

function show(path: string, change: Partial<FakeWorld> = {}, cluster: Partial<Provider> = {}) {
  const world = fakeWorld({
    providers: new Topic<Provider[]>([inventedSource(), inventedTargetProvider(cluster)]),
    target: inventedBigTarget(),
    ...change,
  })
  const named = (name: string) => world.calls.filter((call) => call.name === name)
  return { world, named, ...showAt(path, world) }
}

const button = (name: string | RegExp) => screen.findByRole('button', { name })
const forbidden = {
  code: 'cluster.forbidden',
  message: 'This login may not list nodes.',
  remedy: 'Ask for it.',
}

describe('the page of a cluster', () => {
  it('is reached from the list of providers and leads back', async () => {
    const { router } = show('/providers')
    await userEvent.click(await button('Details of ocp-prod'))
    await waitFor(() => expect(router.state.location.pathname).toBe('/providers/dst'))
    await userEvent.click(await screen.findByRole('link', { name: 'All providers' }))
    await waitFor(() => expect(router.state.location.pathname).toBe('/providers'))
  })

  it('says what the cluster is and offers, defaults and routes marked', async () => {
    show('/providers/dst')
    expect(await screen.findByText('OpenShift 4.20.3')).toBeTruthy()
    const storage = within(screen.getByRole('table', { name: 'Storage classes' }))
    expect(storage.getByRole('row', { name: /ceph-rbd-virt default for VMs .* Block RWX/ })).toBeTruthy()
    expect(storage.getByRole('row', { name: /^nfs default .* CDI does not know it/ })).toBeTruthy()
    const networks = within(screen.getByRole('table', { name: 'Network attachments' }))
    expect(networks.getByRole('row', { name: /migration-10g.*10\.90\.0\.1/ })).toBeTruthy()
    const quotas = within(screen.getByRole('table', { name: 'Quotas' }))
    expect(quotas.getByRole('row', { name: /limits\.memory.*256\.0 GiB of 256\.0 GiB Full/ })).toBeTruthy()
    expect(screen.getByText(/would be refused/)).toBeTruthy()
  })

  it('says what is not there', async () => {
    const target = inventedBigTarget({ quotas: [], attachments: [], storageClasses: [], vddkImage: '' })
    show('/providers/dst', { target })
    expect(await screen.findByText('No namespace has a quota.')).toBeTruthy()
    expect(screen.getByText(/^None: VMs and disk copies use the pod network/)).toBeTruthy()
    expect(screen.getByText(/^No VDDK image is known/)).toBeTruthy()
  })

  it('calls an image that could not be looked for unknown, and says what to do', async () => {
    const unread = ['ConfigMap v2v-vmware in namespace openshift-cnv']
    show('/providers/dst', { target: inventedBigTarget({ vddkImage: '', vddkImageUnread: unread }) })
    expect(await screen.findByText(/^It is not known whether the cluster names a VDDK image/)).toBeTruthy()
    expect(screen.getByText(/^Name the image in the settings of this provider/)).toBeTruthy()
    expect(screen.queryByText(/^No VDDK image is known/)).toBeNull()
  })

  it('says why it cannot be read, and tries again', async () => {
    const { world } = show('/providers/dst', { refusals: new Map([['target.describe', forbidden]]) })
    expect(await screen.findByText(forbidden.message)).toBeTruthy()
    world.refusals.clear()
    await userEvent.click(await button('Try again'))
    expect(await screen.findByText('OpenShift 4.20.3')).toBeTruthy()
  })

  it('keeps what was read when it cannot be read again, and says of when that is', async () => {
    const { world } = show('/providers/dst')
    await screen.findByText('OpenShift 4.20.3')
    world.refusals.set('target.describe', forbidden)
    await userEvent.click(await button('Read again'))
    expect(await screen.findByText(forbidden.message)).toBeTruthy()
    expect(screen.getByText(/^What is shown below was read \d{4}-/)).toBeTruthy()
    expect(screen.getByText('OpenShift 4.20.3')).toBeTruthy()
  })

  it('asks for the token of one that is locked, and shows nothing of it before', async () => {
    const { named } = show('/providers/dst', {}, { status: { state: 'needsCredentials' } })
    await userEvent.click(await button('Give token'))
    expect(await screen.findByRole('dialog', { name: 'Connect ocp-prod' })).toBeTruthy()
    expect(named('target.describe')).toEqual([])
    expect(screen.queryByRole('tab')).toBeNull()
  })

  it('offers another way where the address names no cluster', async () => {
    show('/providers/gone')
    expect(await screen.findByText('This cluster is not known here')).toBeTruthy()
    cleanup()
    show('/providers/src')
    expect(await screen.findByText('vcenter-01 is a source')).toBeTruthy()
  })
})

describe('rights', () => {
  it('are asked for the namespace that was chosen, which the address then names', async () => {
    const { router, named } = show('/providers/dst?tab=rights')
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
    show('/providers/dst?tab=rights&namespace=finance')
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
    show('/providers/dst?tab=rights&namespace=finance', {
      refusals: new Map([['target.describe', forbidden]]),
    })
    expect(await screen.findByRole('list', { name: 'Rights' })).toBeTruthy()
  })
})

describe('the service account', () => {
  async function open() {
    const shown = show('/providers/dst?tab=rights&namespace=finance')
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

describe('settings', () => {
  it('name what the cluster says where nothing is decided, and save only what is', async () => {
    const { named } = show('/providers/dst?tab=settings')
    const vddk = await screen.findByRole<HTMLInputElement>('textbox', { name: 'VDDK image' })
    expect(vddk.placeholder).toBe('registry.example.com/vddk:8.0.3')
    const save = () => screen.getByRole('button', { name: 'Save the settings' })
    expect(save().getAttribute('aria-description')).toBe('Nothing was changed.')
    await userEvent.click(vddk)
    await userEvent.paste('registry.example.com/own vddk')
    expect(save().getAttribute('aria-description')).toContain('no spaces')
    await userEvent.clear(vddk)
    await userEvent.paste('registry.example.com/own:1')
    await userEvent.click(screen.getByRole('combobox', { name: /^Transfer network/ }))
    await userEvent.click(await screen.findByRole('option', { name: /^default\/migration-10g/ }))
    await userEvent.click(save())
    expect(await screen.findByText(/^Saved/)).toBeTruthy()
    expect(named('providers.saveClusterSettings')[0]?.input).toEqual({
      id: 'dst',
      settings: {
        vddkImage: 'registry.example.com/own:1',
        transferNetwork: { namespace: 'default', name: 'migration-10g' },
      },
    })
  })

  it('go back to what the cluster says when they are emptied', async () => {
    const settings = { transferNetwork: { namespace: 'gone', name: 'away' }, probeImage: 'r/p:1' }
    const { named } = show('/providers/dst?tab=settings', {}, { settings })
    expect(await screen.findByText(/does not have this attachment now/)).toBeTruthy()
    await userEvent.clear(screen.getByRole('textbox', { name: 'Probe image' }))
    await userEvent.click(screen.getByRole('combobox', { name: /^Transfer network/ }))
    await userEvent.click(await screen.findByRole('option', { name: 'Pod network' }))
    await userEvent.click(await button('Save the settings'))
    await waitFor(() =>
      expect(named('providers.saveClusterSettings')[0]?.input).toEqual({ id: 'dst', settings: {} }),
    )
  })
})

describe('probes', () => {
  it('run only when asked to, say what is made, and show their looks live side by side', async () => {
    const { world, named } = show('/providers/dst?tab=probes&namespace=finance')
    expect((await screen.findAllByText(/removed in every case/)).length).toBe(2)
    expect(named('probes.network')).toEqual([])
    world.networkProbe.set(inventedProbe({ state: 'running', step: 'The pod looks', cleanedUp: false }))
    await userEvent.click(await button('Probe the network'))
    expect(await screen.findByText('The pod looks')).toBeTruthy()
    expect(named('probes.network')[0]?.input).toEqual({
      targetId: 'dst',
      namespace: 'finance',
      sourceId: 'src',
    })
    const cluster = () => within(screen.getByRole('list', { name: 'esx-02 from the cluster' }))
    expect(cluster().getAllByText(/not looked at yet/)).toHaveLength(3)
    act(() => world.networkProbe.set(inventedProbe()))
    expect(await screen.findByText(/^1 server not reached from the cluster/)).toBeTruthy()
    expect(cluster().getByText(/^TCP 902: No answer/)).toBeTruthy()
    expect(screen.getByRole('columnheader', { name: 'From this computer (another path)' })).toBeTruthy()
    expect(screen.getByText('Its Job and pod are gone from the cluster.')).toBeTruthy()
  })

  it('are canceled with their stream', async () => {
    const { world } = show('/providers/dst?tab=probes&namespace=finance')
    world.networkProbe.set(inventedProbe({ state: 'running', cleanedUp: false }))
    await userEvent.click(await button('Probe the network'))
    await userEvent.click(await button('Cancel the probe'))
    expect(await screen.findByText(/^Canceled/)).toBeTruthy()
    act(() => world.networkProbe.set(inventedProbe({ step: 'too late' })))
    expect(screen.queryByText('too late')).toBeNull()
    expect(await button('Probe the network again')).toBeTruthy()
  })

  it('look at chosen hosts with a chosen image only', async () => {
    const { world, named } = show('/providers/dst?tab=probes&namespace=finance')
    world.networkProbe.set(inventedProbe())
    await userEvent.click(await screen.findByRole('combobox', { name: 'ESXi hosts' }))
    await userEvent.click(await screen.findByRole('option', { name: 'esx-02' }))
    await userEvent.keyboard('{Escape}')
    await userEvent.click(screen.getByRole('textbox', { name: 'Image (optional)' }))
    await userEvent.paste('r/tools:1')
    await userEvent.click(await button('Probe the network'))
    await waitFor(() =>
      expect(named('probes.network')[0]?.input).toMatchObject({ hostIds: ['host-2'], image: 'r/tools:1' }),
    )
  })

  it('do not run where they cannot', async () => {
    show('/providers/dst?tab=probes')
    const network = await button('Probe the network')
    expect(network.getAttribute('aria-description')).toBe('Choose the namespace that the probe runs in.')
    await userEvent.click(screen.getByRole('combobox', { name: /^Namespace of the probe/ }))
    await userEvent.paste('not-there')
    await waitFor(() =>
      expect(network.getAttribute('aria-description')).toContain('There is no namespace not-there'),
    )
  })

  it('show the answer of the registry as it came', async () => {
    const { world } = show('/providers/dst?tab=probes&namespace=finance')
    const detail = 'manifest unknown: tag "8.0.3" is not there'
    const look = { state: 'unknown' as const, detail: '' }
    world.vddkProbe.set(
      inventedVddk({ pull: { state: 'failed', detail }, library: look, libraryVersion: '' }),
    )
    await userEvent.click(await button('Probe the VDDK image'))
    expect((await screen.findByRole('group', { name: 'Answer of the registry' })).textContent).toBe(detail)
    expect(screen.getByText('The cluster cannot pull the image')).toBeTruthy()
  })

  it('that could not be done say why', async () => {
    const problem = {
      code: 'probe.refused',
      message: 'The namespace lets no pod in.',
      remedy: 'Choose another.',
    }
    const { world } = show('/providers/dst?tab=probes&namespace=finance')
    world.vddkProbe.set(inventedVddk({ state: 'failed', problem }))
    await userEvent.click(await button('Probe the VDDK image'))
    expect(await screen.findByText(problem.message)).toBeTruthy()
  })
})
