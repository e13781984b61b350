import { cleanup, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, describe, expect, it } from 'vitest'
import type { MigrationView, StepView, VmView } from '../../../shared/migration/model.ts'
import type { Plan } from '../../../shared/plan/model.ts'
import { Topic } from '../../../shared/topic.ts'
import { aPlan } from '../../../test/fixtures/inventory.ts'
import { fakeWorld, type FakeWorld } from '../../test-support/fake-world.ts'
import { fillIn, showAt } from '../../test-support/render.tsx'
import { GIB, inventedRun, inventedVmView } from './test-support/invented-runs.ts'

afterEach(cleanup)

const BEGAN = Date.now() - 3_600_000
const iso = (minutes: number) => new Date(BEGAN + minutes * 60_000).toISOString()

function step(name: StepView['name'], state: StepView['state'], from?: number, to?: number): StepView {
  return {
    name,
    description: name,
    state,
    ...(from === undefined ? {} : { startedAt: iso(from) }),
    ...(to === undefined ? {} : { endedAt: iso(to) }),
  }
}

const STEPS = [
  step('Initialize', 'completed', 0, 2),
  step('DiskTransfer', 'running', 2),
  step('Cutover', 'pending'),
  step('ImageConversion', 'pending'),
  step('VirtualMachineCreation', 'pending'),
]

const MINUTE = 60_000
const forecast = (low: number, high: number): VmView['downtime'] => ({
  lowMs: low * MINUTE,
  highMs: high * MINUTE,
  quality: 'fair',
  basis: '2 deltas, the last of 1.2 GiB at 100.0 MiB/s',
})

function idle(name: string, change: Partial<VmView> = {}): VmView {
  return inventedVmView(name, {
    phase: 'CopyingPaused',
    waitReason: 'waits for the cutover; next delta copy in 12 min',
    nextPrecopyAt: new Date(Date.now() + 12 * MINUTE + 30_000).toISOString(),
    steps: STEPS,
    precopies: [
      { number: 1, startedAt: iso(2), endedAt: iso(22), bytes: 40 * GIB, full: true },
      { number: 2, startedAt: iso(40), endedAt: iso(41), bytes: 1.2 * GIB, full: false },
    ],
    downtime: forecast(6, 9),
    ...change,
  })
}

function showRun(vms: VmView[], change: Partial<MigrationView> = {}, world: Partial<FakeWorld> = {}) {
  const view = inventedRun(vms, { type: 'warm', ...change })
  const fake = fakeWorld({ run: new Topic<MigrationView | undefined>(view), ...world })
  return { world: fake, ...showAt('/runs/run-1', fake) }
}

const button = (name: string | RegExp) => screen.findByRole('button', { name })

describe('a warm run', () => {
  it('says who is ready, what it costs, and what happens next by itself', async () => {
    showRun([idle('db-01'), idle('app-07', { downtime: forecast(7, 8) })])
    expect(
      await screen.findByText(
        '2 VMs are ready to cut over. Cutting over now: 6-9 min of downtime each (fair guess).',
      ),
    ).toBeTruthy()
    expect(screen.getAllByText('next delta in 12 min')).toHaveLength(2)
    expect(screen.getByText('Waits for you')).toBeTruthy()
  })

  it('cuts over all that is left only when the name of the plan was typed', async () => {
    const { world } = showRun([idle('db-01'), idle('app-07')])
    await userEvent.click(await button('Cut over...'))
    const dialog = within(await screen.findByRole('dialog', { name: 'Cut over 2 VMs of wave-1?' }))
    expect(document.activeElement?.textContent).toBe('Keep copying')
    expect(dialog.getByText('Downtime: 6-9 min (fair guess)')).toBeTruthy()
    await userEvent.click(dialog.getByRole('button', { name: 'Cut over 2 VMs' }))
    expect(world.calls).toEqual([])
    await fillIn(dialog.getByLabelText(/^Type wave-1/), 'wave-1')
    const before = Date.now()
    await userEvent.click(dialog.getByRole('button', { name: 'Cut over 2 VMs' }))
    await waitFor(() => expect(world.calls).toHaveLength(1))
    expect(world.calls[0]).toMatchObject({
      name: 'migrations.setCutover',
      input: { migrationId: 'run-1', vmIds: ['id-db-01', 'id-app-07'] },
    })
    const { at } = world.calls[0]!.input as { at: string }
    expect(Math.abs(Date.parse(at) - before)).toBeLessThan(60_000)
  })

  it('cuts over some of them without that, and leaves those alone whose cutover has begun', async () => {
    const begun = idle('web-02', {
      phase: 'ConvertGuest',
      steps: STEPS.map((one) => (one.name === 'Cutover' ? step('Cutover', 'completed', 50, 52) : one)),
    })
    const { world } = showRun([idle('db-01'), idle('app-07'), begun])
    await userEvent.click(await screen.findByRole('checkbox', { name: 'Select db-01' }))
    await userEvent.click(screen.getByRole('checkbox', { name: 'Select web-02' }))
    await userEvent.click(await button('Cut over 1 VM...'))
    const dialog = within(await screen.findByRole('dialog', { name: 'Cut over db-01 of wave-1?' }))
    expect(dialog.queryByLabelText(/^Type wave-1/)).toBeNull()
    await userEvent.click(dialog.getByRole('button', { name: 'Cut over db-01' }))
    await waitFor(() =>
      expect(world.calls).toMatchObject([{ name: 'migrations.setCutover', input: { vmIds: ['id-db-01'] } }]),
    )
  })

  it('takes a time with its offset, and withdraws it', async () => {
    const at = new Date(Date.now() + 5 * 60 * MINUTE).toISOString()
    const { world } = showRun([idle('db-01', { cutoverAt: at })])
    expect(await screen.findByText(/^db-01 cuts over at a time: .* in (4 h 59 min|5 h)\.$/)).toBeTruthy()
    await userEvent.click(await button('Change or withdraw...'))
    const dialog = within(await screen.findByRole('dialog', { name: 'Cut over db-01 of wave-1?' }))
    expect(dialog.getByText(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d \(UTC/)).toBeTruthy()
    await userEvent.click(dialog.getByRole('button', { name: 'Withdraw the time' }))
    await waitFor(() =>
      expect(world.calls).toEqual([
        { name: 'migrations.setCutover', input: { migrationId: 'run-1', vmIds: ['id-db-01'] } },
      ]),
    )
  })

  it('copies now what is idle, and holds back those that have not begun', async () => {
    const waiting = inventedVmView('app-07', { state: 'waiting', steps: STEPS })
    const { world } = showRun([idle('db-01'), waiting])
    await userEvent.click(await button('Copy now'))
    await userEvent.click(await button('Pause new starts'))
    await waitFor(() =>
      expect(world.calls).toEqual([
        { name: 'migrations.copyNow', input: { migrationId: 'run-1', vmIds: ['id-db-01'] } },
        { name: 'migrations.pauseStarts', input: { migrationId: 'run-1', paused: true } },
      ]),
    )
  })

  it('shows each copy in the drawer, and the real downtime beside the forecast', async () => {
    showRun([
      idle('db-01', { forecast: forecast(6, 9), measured: { downtimeMs: 423_000, conversionMs: 240_000 } }),
    ])
    await userEvent.click(await screen.findByText('db-01'))
    const copies = await screen.findByRole('table', { name: 'Copies of db-01' })
    const rows = within(copies)
      .getAllByRole('row')
      .map((row) =>
        within(row)
          .queryAllByRole('cell')
          .map((cell) => cell.textContent),
      )
    expect(rows[1]?.[0]).toBe('Full copy')
    expect(rows[2]?.slice(2)).toEqual(['1.2 GiB', '1 min', '20.5 MiB/s'])
    const downtime = within(screen.getByRole('region', { name: 'Downtime' }))
    expect(downtime.getByText('6-9 min (fair guess)')).toBeTruthy()
    expect(downtime.getByText('7 min 3 s')).toBeTruthy()
  })

  it('asks what to do with a guest that does not shut down', async () => {
    const question = {
      kind: 'shutdown-timeout' as const,
      text: 'the guest did not shut down within 5 min',
      answers: ['power-off' as const, 'wait' as const, 'give-up' as const],
      askedAt: iso(59),
    }
    const { world } = showRun([idle('db-01', { phase: 'WaitForPowerOff', question })])
    const card = within(await screen.findByRole('region', { name: 'Question about db-01' }))
    expect(card.getByText(/What the guest had not written yet is lost/)).toBeTruthy()
    await userEvent.click(card.getByRole('button', { name: 'Power off db-01' }))
    await waitFor(() =>
      expect(world.calls).toEqual([
        {
          name: 'migrations.answer',
          input: { migrationId: 'run-1', vmId: 'id-db-01', answer: 'power-off' },
        },
      ]),
    )
  })
})

describe('an ended run', () => {
  const problem = { code: 'v2v.no-root', message: 'No system.', meaning: 'None.', remedy: 'Look.' }
  const vms = () => [
    idle('db-01', { state: 'succeeded', waitReason: '', endedAt: iso(50) }),
    idle('web-02', { state: 'failed', problem, canRetryConversion: true, endedAt: iso(50) }),
    idle('app-07', { state: 'canceled', waitReason: '', endedAt: iso(50) }),
  ]
  const plan: Plan = {
    ...aPlan({ vms: ['id-db-01', 'id-web-02', 'id-app-07'].map((vmId) => ({ vmId })) }),
    id: 'plan-1',
    createdAt: iso(0),
  }

  it('tries a conversion again, without copying, and opens the new run', async () => {
    const { world, router } = showRun(vms(), { state: 'failed', endedAt: iso(50) })
    await userEvent.click(await button('Retry conversion of web-02'))
    await waitFor(() => expect(router.state.location.pathname).toBe('/runs/run-2'))
    expect(world.calls).toEqual([
      { name: 'migrations.retryConversion', input: { migrationId: 'run-1', vmIds: ['id-web-02'] } },
    ])
  })

  it('starts again only what did not arrive', async () => {
    const { world } = showRun(vms(), { state: 'failed', endedAt: iso(50) }, { plans: [plan] })
    await userEvent.click(await button('Start 2 VMs again...'))
    await screen.findByRole('dialog')
    await waitFor(() =>
      expect(world.calls.find((one) => one.name === 'plans.review')?.input).toMatchObject({
        vms: [{ vmId: 'id-web-02' }, { vmId: 'id-app-07' }],
      }),
    )
  })

  it('gives kept disks up only after asking', async () => {
    const { world } = showRun(vms(), { state: 'failed', endedAt: iso(50) })
    await userEvent.click(await button('Discard copied disks...'))
    const dialog = within(await screen.findByRole('dialog'))
    expect(world.calls).toEqual([])
    await userEvent.click(dialog.getByRole('button', { name: 'Discard the disks of 1 VM' }))
    await waitFor(() =>
      expect(world.calls).toEqual([
        { name: 'migrations.discard', input: { migrationId: 'run-1', vmIds: ['id-web-02'] } },
      ]),
    )
  })
})
