import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, describe, expect, it } from 'vitest'
import * as z from 'zod'
import type { Provider } from '../../../shared/provider/model.ts'
import { Topic } from '../../../shared/topic.ts'
import type { FakeEstate } from '../inventory/test-support/fake-inventory.ts'
import { fakeWorld } from '../../test-support/fake-world.ts'
import {
  inventedInventory,
  inventedProvider,
  inventedTargetProvider,
  inventedVm,
} from '../../test-support/invented.ts'
import { fillIn, showAt } from '../../test-support/render.tsx'

afterEach(cleanup)

const both = { sourceId: 'src', targetId: 'dst' }
const tracked = inventedVm(90, { name: 'web-90', changeTracking: true, hardwareVersion: 'vmx-19' })
const untracked = inventedVm(91, { name: 'db-91', changeTracking: false, hardwareVersion: 'vmx-19' })
const tolerant = inventedVm(92, {
  name: 'ft-92',
  changeTracking: true,
  hardwareVersion: 'vmx-19',
  faultTolerance: true,
})

function warmWorld() {
  const whole = [tracked, untracked, tolerant].map((vm) => ({
    ...vm,
    disks: vm.disks.map((disk) => ({ ...disk, changeTracking: vm.changeTracking })),
  }))
  return fakeWorld({
    providers: new Topic<Provider[]>([inventedProvider(), inventedTargetProvider()]),
    inventory: new Topic<FakeEstate>({ inventory: inventedInventory(2, whole) }),
  })
}

const rail = () => within(screen.getByRole('complementary', { name: 'Consequences' }))
const calls = (world: ReturnType<typeof warmWorld>, name: string) =>
  world.calls.filter((call) => call.name === name).map((call) => call.input)

describe('a warm plan in the wizard', () => {
  it('says what warm means, which VMs cannot, and takes those out', async () => {
    const { drafts } = showAt('/wizard/vms', warmWorld(), { ...both, vmIds: ['vm-90', 'vm-92'] })
    await screen.findByRole('grid')
    await waitFor(() => expect(rail().getByText(/^Stops: 2 VMs/)).toBeTruthy())
    await userEvent.click(screen.getByRole('button', { name: 'Warm' }))
    expect(await rail().findByText('Until the cutover: nothing stops')).toBeTruthy()
    const cannot = within(await screen.findByRole('region', { name: 'VMs that cannot go warm' }))
    expect(cannot.getByText(/Fault Tolerance is configured/)).toBeTruthy()
    await userEvent.click(cannot.getByRole('button', { name: 'Take out 1 VM' }))
    expect(drafts.get()).toMatchObject({ type: 'warm', vmIds: ['vm-90'] })
    await waitFor(() => expect(screen.queryByRole('region', { name: 'VMs that cannot go warm' })).toBeNull())
  })

  it('starts only with the consent to switch change tracking on, and names who needs it', async () => {
    const world = warmWorld()
    const { router } = showAt('/wizard/review', world, {
      ...both,
      type: 'warm',
      vmIds: ['vm-90', 'vm-91'],
      targetNamespace: 'finance',
      name: 'wave-1',
    })
    // A button that can be pressed is another one than a button that cannot.
    const button = () => screen.getByRole('button', { name: 'Start copying 2 VMs' })
    await waitFor(() => expect(button().getAttribute('aria-description')).toContain('Change tracking is off'))
    const consent = within(await screen.findByRole('group', { name: 'Change tracking' }))
    expect(consent.getByText(/1 VM of 2 has changed block tracking off: db-91\./)).toBeTruthy()
    await userEvent.click(consent.getByRole('checkbox'))
    await waitFor(() => expect(button().getAttribute('aria-disabled')).toBeNull())
    await userEvent.click(button())
    await waitFor(() => expect(router.state.location.pathname).toBe('/runs/run-1'))
    expect(calls(world, 'migrations.start')).toMatchObject([
      { plan: { type: 'warm', options: { enableChangeTracking: true, precopyIntervalMinutes: 60 } } },
    ])
    expect(calls(world, 'migrations.setCutover')).toEqual([])
  })

  it('sets interval and time of the cutover', async () => {
    const world = warmWorld()
    showAt('/wizard/review', world, {
      ...both,
      type: 'warm',
      vmIds: ['vm-90'],
      targetNamespace: 'finance',
      name: 'wave-1',
    })
    const interval = await screen.findByLabelText('Copy what changed every (minutes)')
    await userEvent.clear(interval)
    await fillIn(interval, '15')
    await userEvent.click(screen.getByRole('combobox', { name: 'Cutover' }))
    await userEvent.click(await screen.findByRole('option', { name: 'At a time' }))
    expect(await rail().findByText(/^It begins at \d{4}-\d\d-\d\d 02:00 UTC/)).toBeTruthy()
    const button = () => screen.getByRole('button', { name: 'Start copying 1 VM' })
    await waitFor(() => expect(button().getAttribute('aria-disabled')).toBeNull())
    await userEvent.click(button())
    await waitFor(() => expect(calls(world, 'migrations.setCutover')).toHaveLength(1))
    const [{ at }] = calls(world, 'migrations.setCutover') as [{ at: string }]
    expect(at).toMatch(/T02:00:00[+-]\d\d:\d\d$/)
    expect(Date.parse(at)).toBeGreaterThan(Date.now())
    expect(calls(world, 'migrations.start')).toMatchObject([
      { plan: { options: { precopyIntervalMinutes: 15 } } },
    ])
  })

  it('does not start with a time of the cutover that went by while the draft lay', async () => {
    const world = warmWorld()
    const { drafts } = showAt('/wizard/review', world, {
      ...both,
      type: 'warm',
      vmIds: ['vm-90'],
      targetNamespace: 'finance',
      name: 'wave-1',
      cutoverAt: '2026-01-02T02:00:00+00:00',
    })
    await screen.findByText(/^The time of the cutover is past\./)
    await userEvent.click(screen.getByRole('button', { name: 'Start copying 1 VM' }))
    expect(calls(world, 'migrations.start')).toEqual([])
    // The time is of no account for a plan that is only kept.
    expect(screen.getByRole('button', { name: 'Save for later' }).getAttribute('aria-disabled')).toBeNull()
    drafts.update({ cutoverAt: undefined })
    await waitFor(() => expect(screen.queryByText(/^The time of the cutover is past\./)).toBeNull())
  })

  it('keeps a draft whose time is being typed: a year begins with its first digit', async () => {
    const { drafts } = showAt('/wizard/review', warmWorld(), {
      ...both,
      type: 'warm',
      vmIds: ['vm-90'],
      targetNamespace: 'finance',
      name: 'wave-1',
      cutoverAt: '2040-01-02T02:00:00+00:00',
    })
    const field = await screen.findByLabelText<HTMLInputElement>('The cutover begins at')
    fireEvent.change(field, { target: { value: '0002-01-02T02:00' } })
    expect(field.value).toBe('0002-01-02T02:00')
    const kept = z.iso.datetime({ offset: true }).safeParse(drafts.get().cutoverAt)
    expect(kept.error).toBeUndefined()
    expect(field.max).toBe('9999-12-31T23:59')
  })
})
