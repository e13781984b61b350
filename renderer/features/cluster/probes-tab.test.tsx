import { act, cleanup, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, describe, expect, it } from 'vitest'
import { inventedProbe, inventedVddk } from './test-support/invented-cluster.ts'
import { button, showCluster } from './test-support/show-cluster.ts'

afterEach(cleanup)

describe('probes', () => {
  it('run only when asked to, say what is made, and show their looks live side by side', async () => {
    const { world, named } = showCluster('/providers/dst?tab=probes&namespace=finance')
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
    const { world } = showCluster('/providers/dst?tab=probes&namespace=finance')
    world.networkProbe.set(inventedProbe({ state: 'running', cleanedUp: false }))
    await userEvent.click(await button('Probe the network'))
    await userEvent.click(await button('Cancel the probe'))
    expect(await screen.findByText(/^Canceled/)).toBeTruthy()
    act(() => world.networkProbe.set(inventedProbe({ step: 'too late' })))
    expect(screen.queryByText('too late')).toBeNull()
    expect(await button('Probe the network again')).toBeTruthy()
  })

  it('look at chosen hosts with a chosen image only', async () => {
    const { world, named } = showCluster('/providers/dst?tab=probes&namespace=finance')
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
    showCluster('/providers/dst?tab=probes')
    const network = await button('Probe the network')
    expect(network.getAttribute('aria-description')).toBe('Choose the namespace that the probe runs in.')
    await userEvent.click(screen.getByRole('combobox', { name: /^Namespace of the probe/ }))
    await userEvent.paste('not-there')
    await waitFor(() =>
      expect(network.getAttribute('aria-description')).toContain('There is no namespace not-there'),
    )
  })

  it('show the answer of the registry as it came', async () => {
    const { world } = showCluster('/providers/dst?tab=probes&namespace=finance')
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
    const { world } = showCluster('/providers/dst?tab=probes&namespace=finance')
    world.vddkProbe.set(inventedVddk({ state: 'failed', problem }))
    await userEvent.click(await button('Probe the VDDK image'))
    expect(await screen.findByText(problem.message)).toBeTruthy()
  })
})
