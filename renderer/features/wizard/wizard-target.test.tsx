import { cleanup, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, describe, expect, it } from 'vitest'
import type { Provider } from '../../../shared/provider/model.ts'
import type { Target } from '../../../shared/target/model.ts'
import { Topic } from '../../../shared/topic.ts'
import { fakeWorld } from '../../test-support/fake-world.ts'
import { inventedProvider, inventedTarget, inventedTargetProvider } from '../../test-support/invented.ts'
import { inventedBigTarget, inventedProbe } from '../cluster/test-support/invented-cluster.ts'
import { showAt } from '../../test-support/render.tsx'
import type { Draft } from './draft.ts'
import { emptyDraft, withChange } from './draft.ts'

afterEach(cleanup)

const ready = {
  sourceId: 'src',
  targetId: 'dst',
  vmIds: ['vm-2'],
  targetNamespace: 'finance',
  name: 'wave-1',
}

function show(path: string, target: Target, draft: Partial<Draft> = {}) {
  const world = fakeWorld({
    providers: new Topic<Provider[]>([inventedProvider(), inventedTargetProvider()]),
    target,
  })
  const named = (name: string) => world.calls.filter((call) => call.name === name)
  return { world, named, ...showAt(path, world, { ...ready, ...draft }) }
}

const namespaceField = () => screen.findByRole('combobox', { name: /^Target namespace/ })

describe('the target namespace', () => {
  it('that is being deleted cannot be chosen, nor typed', async () => {
    const { router } = show('/wizard/mapping', inventedBigTarget(), { targetNamespace: '' })
    await screen.findByRole('combobox', { name: /^Disks are copied over/ })
    await userEvent.click(await namespaceField())
    const option = await screen.findByRole('option', { name: /^sandbox-7/ })
    expect(option.getAttribute('aria-disabled')).toBe('true')
    expect(option.textContent).toContain('it is being deleted')
    await userEvent.paste('sandbox-7')
    await userEvent.click(screen.getByRole('button', { name: 'Next: Review' }))
    expect((await screen.findAllByText(/^The namespace sandbox-7 is being deleted/)).length).toBeGreaterThan(
      0,
    )
    expect(router.state.location.pathname).toBe('/wizard/mapping')
  })

  it('is made by the run, or at once after a question', async () => {
    const { named } = show('/wizard/mapping', inventedTarget(), { targetNamespace: 'new-team' })
    expect(await screen.findByText('New: new-team is created when the run starts.')).toBeTruthy()
    await userEvent.click(screen.getByRole('button', { name: 'Create new-team now' }))
    const dialog = within(await screen.findByRole('dialog', { name: 'Create the namespace new-team?' }))
    expect(named('target.createNamespace')).toEqual([])
    await userEvent.click(dialog.getByRole('button', { name: 'Create new-team' }))
    expect(await screen.findByText('new-team is there now')).toBeTruthy()
    expect(named('target.createNamespace')[0]?.input).toEqual({ providerId: 'dst', name: 'new-team' })
    expect(screen.queryByText(/is created when the run starts/)).toBeNull()
  })
})

describe('the transfer network', () => {
  it('is the default of the cluster, named, until another is chosen', async () => {
    const own = { namespace: 'default', name: 'migration-10g' }
    const { drafts, named } = show('/wizard/mapping', inventedBigTarget({ transferNetwork: own }))
    const select = await screen.findByRole('combobox', { name: /^Disks are copied over/ })
    expect(select.textContent).toBe('Default of the cluster: default/migration-10g')
    expect(screen.getByText(/10\.90\.0\.1/)).toBeTruthy()
    await userEvent.click(select)
    await userEvent.click(await screen.findByRole('option', { name: /^finance\/storage-only/ }))
    const transferNetwork = { kind: 'attachment', namespace: 'finance', name: 'storage-only' }
    expect(drafts.get().transferNetwork).toEqual(transferNetwork)
    await waitFor(() => expect(named('plans.review').at(-1)?.input).toMatchObject({ transferNetwork }))
    await userEvent.click(select)
    await userEvent.click(await screen.findByRole('option', { name: 'Pod network' }))
    expect(drafts.get().transferNetwork).toEqual({ kind: 'pod' })
  })

  it('is offered only where its pods may use it', async () => {
    show('/wizard/mapping', inventedBigTarget(), { targetNamespace: 'retail' })
    await userEvent.click(await screen.findByRole('combobox', { name: /^Disks are copied over/ }))
    const options = (await screen.findAllByRole('option')).map((one) => one.textContent)
    expect(options.filter((text) => text.startsWith('finance/'))).toEqual([])
    expect(screen.getByText(/^2 of the attachments are in other namespaces/)).toBeTruthy()
  })
})

describe('privileged conversion', () => {
  it('is asked for where conversion pods are refused, and is off before', async () => {
    const { drafts } = show('/wizard/review', inventedBigTarget({ quotas: [] }))
    const reason = () => screen.getByRole('button', { name: /migrate 1 VM/ }).getAttribute('aria-description')
    await screen.findByRole('button', { name: /migrate 1 VM/ })
    await waitFor(() => expect(reason()).toContain('would be refused'))
    const consent = within(await screen.findByRole('group', { name: 'Privileged conversion' }))
    const box = consent.getByRole<HTMLInputElement>('checkbox')
    expect(box.checked).toBe(false)
    await userEvent.click(box)
    expect(drafts.get().options.privilegedConversion).toBe(true)
    await waitFor(() => expect(reason()).toBeNull())
  })

  it('is not spoken of elsewhere', async () => {
    show('/wizard/review', inventedTarget())
    await screen.findByText('Nothing speaks against this plan.')
    expect(screen.queryByRole('group', { name: 'Privileged conversion' })).toBeNull()
  })

  it('and the network are decided anew for another cluster', () => {
    const options = { ...emptyDraft().options, privilegedConversion: true }
    const draft = { ...emptyDraft(), targetId: 'dst', options, transferNetwork: { kind: 'pod' as const } }
    const next = withChange(draft, { targetId: 'other' })
    expect(next.options.privilegedConversion).toBe(false)
    expect(next.transferNetwork).toBeUndefined()
  })
})

describe('the probe of a plan', () => {
  it('looks at the hosts of its VMs, from its namespace', async () => {
    const { world, named } = show('/wizard/review', inventedTarget())
    await userEvent.click(await screen.findByRole('button', { name: 'Probe the network' }))
    const dialog = within(await screen.findByRole('dialog', { name: /^Network from the cluster/ }))
    expect(await dialog.findByText('vcenter-01 and 1 host: esx-03')).toBeTruthy()
    expect(named('probes.network')).toEqual([])
    world.networkProbe.set(inventedProbe())
    await userEvent.click(dialog.getByRole('button', { name: 'Probe the network' }))
    expect(await dialog.findByText(/^1 server not reached/)).toBeTruthy()
    expect(named('probes.network')[0]?.input).toEqual({
      targetId: 'dst',
      sourceId: 'src',
      namespace: 'finance',
      hostIds: ['host-3'],
    })
  })
})
