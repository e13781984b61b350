import { cleanup, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, describe, expect, it } from 'vitest'
import { inventedBigTarget } from './test-support/invented-cluster.ts'
import { button, forbidden, showCluster } from './test-support/show-cluster.ts'

afterEach(cleanup)

describe('the page of a cluster', () => {
  it('is reached from the list of providers and leads back', async () => {
    const { router } = showCluster('/providers')
    await userEvent.click(await button('Details of ocp-prod'))
    await waitFor(() => expect(router.state.location.pathname).toBe('/providers/dst'))
    await userEvent.click(await screen.findByRole('link', { name: 'All providers' }))
    await waitFor(() => expect(router.state.location.pathname).toBe('/providers'))
  })

  it('says what the cluster is and offers, defaults and routes marked', async () => {
    showCluster('/providers/dst')
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
    showCluster('/providers/dst', { target })
    expect(await screen.findByText('No namespace has a quota.')).toBeTruthy()
    expect(screen.getByText(/^None: VMs and disk copies use the pod network/)).toBeTruthy()
    expect(screen.getByText(/^No VDDK image is known/)).toBeTruthy()
  })

  it('calls an image that could not be looked for unknown, and says what to do', async () => {
    const unread = ['ConfigMap v2v-vmware in namespace openshift-cnv']
    showCluster('/providers/dst', { target: inventedBigTarget({ vddkImage: '', vddkImageUnread: unread }) })
    expect(await screen.findByText(/^It is not known whether the cluster names a VDDK image/)).toBeTruthy()
    expect(screen.getByText(/^Name the image in the settings of this provider/)).toBeTruthy()
    expect(screen.queryByText(/^No VDDK image is known/)).toBeNull()
  })

  it('says why it cannot be read, and tries again', async () => {
    const { world } = showCluster('/providers/dst', { refusals: new Map([['target.describe', forbidden]]) })
    expect(await screen.findByText(forbidden.message)).toBeTruthy()
    world.refusals.clear()
    await userEvent.click(await button('Try again'))
    expect(await screen.findByText('OpenShift 4.20.3')).toBeTruthy()
  })

  it('keeps what was read when it cannot be read again, and says of when that is', async () => {
    const { world } = showCluster('/providers/dst')
    await screen.findByText('OpenShift 4.20.3')
    world.refusals.set('target.describe', forbidden)
    await userEvent.click(await button('Read again'))
    expect(await screen.findByText(forbidden.message)).toBeTruthy()
    expect(screen.getByText(/^What is shown below was read \d{4}-/)).toBeTruthy()
    expect(screen.getByText('OpenShift 4.20.3')).toBeTruthy()
  })

  it('asks for the token of one that is locked, and shows nothing of it before', async () => {
    const { named } = showCluster('/providers/dst', {}, { status: { state: 'needsCredentials' } })
    await userEvent.click(await button('Give token'))
    expect(await screen.findByRole('dialog', { name: 'Connect ocp-prod' })).toBeTruthy()
    expect(named('target.describe')).toEqual([])
    expect(screen.queryByRole('tab')).toBeNull()
  })

  it('asks to unlock the vault where its token is in that', async () => {
    const { named } = showCluster('/providers/dst', {}, { status: { state: 'locked' } })
    expect(await screen.findByText('ocp-prod waits for the vault')).toBeTruthy()
    expect(await button('Unlock the vault')).toBeTruthy()
    expect(named('target.describe')).toEqual([])
  })

  it('offers another way where the address names no cluster', async () => {
    showCluster('/providers/gone')
    expect(await screen.findByText('This cluster is not known here')).toBeTruthy()
    cleanup()
    showCluster('/providers/src')
    expect(await screen.findByText('vcenter-01 is a source')).toBeTruthy()
  })
})
