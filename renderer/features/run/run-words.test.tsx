import { cleanup, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, describe, expect, it } from 'vitest'
import type { MigrationView, StepView, VmView } from '../../../shared/migration/model.ts'
import type { Problem } from '../../../shared/problem.ts'
import { Topic } from '../../../shared/topic.ts'
import { fakeWorld } from '../../test-support/fake-world.ts'
import { showAt } from '../../test-support/render.tsx'
import { GIB, inventedRun, inventedVmView } from './test-support/invented-runs.ts'

afterEach(cleanup)

const AT = '2026-11-23T00:00:00.000Z'
const MINUTE = 60_000
const DOWNTIME = { lowMs: 6 * MINUTE, highMs: 9 * MINUTE, quality: 'fair' as const, basis: '2 deltas' }

function steps(cutover: StepView['state']): StepView[] {
  const step = (name: StepView['name'], state: StepView['state']) => ({ name, description: name, state })
  return [{ ...step('DiskTransfer', 'running'), startedAt: AT }, step('Cutover', cutover)]
}

function warmVm(name: string, change: Partial<VmView> = {}): VmView {
  return inventedVmView(name, { steps: steps('pending'), precopies: [], ...change })
}

const idle: Partial<VmView> = { phase: 'CopyingPaused', waitReason: '', downtime: DOWNTIME }

function showRun(vms: VmView[], change: Partial<MigrationView> = {}) {
  const world = fakeWorld({
    run: new Topic<MigrationView | undefined>(inventedRun(vms, { type: 'warm', ...change })),
  })
  return { world, ...showAt('/runs/run-1', world) }
}

const button = (name: string | RegExp) => screen.findByRole('button', { name })
const problem = (code: string, message: string): Problem => ({ code, message, meaning: 'M.', remedy: 'R.' })

describe('the end of a warm run', () => {
  it('is that of the copy that runs, while nobody said when the cutover comes', async () => {
    const estimate = {
      ...{ bytesPerSecond: 120 * 1024 ** 2, quality: 'fair' as const, basis: 'copy rate of the last 60 s' },
      ...{ remainingMs: 30 * MINUTE, remainingLowMs: 25 * MINUTE, remainingHighMs: 35 * MINUTE },
    }
    showRun([warmVm('db-01'), warmVm('web-02', idle)], { estimate })
    expect(await screen.findByText(/^end of this copy \d\d:\d\d/)).toBeTruthy()
    expect(screen.getByText('120.0 MiB/s')).toBeTruthy()
  })

  it('depends on the cutover while all are idle, and no rate is shown that is none', async () => {
    showRun([warmVm('db-01', idle)])
    expect(await screen.findByText('finish depends on the cutover')).toBeTruthy()
    expect(screen.queryByText('120.0 MiB/s')).toBeNull()
    expect(screen.queryByText(/^rests on/)).toBeNull()
  })

  it('depends on the answer to a question', async () => {
    const question = {
      kind: 'no-tools' as const,
      text: 'no Tools',
      answers: ['wait' as const],
      askedAt: AT,
    }
    showRun([warmVm('db-01', { phase: 'WaitForPowerOff', steps: steps('running'), question })])
    expect(await screen.findByText('finish depends on your answer')).toBeTruthy()
  })
})

describe('the drawer of a VM', () => {
  it('says once that a disk waits, and nothing of a disk that is done', async () => {
    const disk = { file: '[ds] a.vmdk', bytesCopied: 1, bytesTotal: GIB, claim: '' }
    const disks = [
      {
        ...disk,
        key: 1,
        label: 'Hard disk 1',
        state: 'running' as const,
        reason: 'waits for the importer pod',
      },
      {
        ...disk,
        key: 2,
        label: 'Hard disk 2',
        state: 'completed' as const,
        reason: 'waits for a checkpoint',
      },
    ]
    showRun([warmVm('db-01', { disks })])
    await userEvent.click(await screen.findByText('db-01'))
    const drawer = within(await screen.findByRole('dialog'))
    expect(drawer.getByText('waits for the importer pod')).toBeTruthy()
    expect(drawer.queryByText(/checkpoint/)).toBeNull()
  })

  it('says how far the forecast was off, and what is left of it', async () => {
    const left = problem('migration.snapshot-left', 'The last snapshot of db-01 could not be removed.')
    showRun([
      warmVm('db-01', {
        ...{ state: 'succeeded', endedAt: AT, left },
        ...{ forecast: DOWNTIME, forecastError: 0.5, measured: { downtimeMs: 13.5 * MINUTE } },
      }),
    ])
    await userEvent.click(await screen.findByText('db-01'))
    const drawer = within(await screen.findByRole('dialog'))
    expect(drawer.getByText('13 min 30 s').parentElement?.textContent).toBe(
      '13 min 30 s, 50 % longer than the longest that was said',
    )
    expect(drawer.getByRole('alert').textContent).toContain('could not be removed')
  })
})

describe('an action that was refused', () => {
  it('says so in full and can be tried again', async () => {
    const { world } = showRun([warmVm('db-01', idle)])
    world.refusals.set('migrations.copyNow', problem('migration.not-driven', 'Nobody drives this run.'))
    await userEvent.click(await button('Copy now'))
    const dialog = within(await screen.findByRole('dialog', { name: 'Copy now: it did not work' }))
    expect(dialog.getByText('Nobody drives this run.')).toBeTruthy()
    world.refusals.clear()
    await userEvent.click(dialog.getByRole('button', { name: 'Try again' }))
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
    expect(world.calls.map((call) => call.name)).toEqual(['migrations.copyNow', 'migrations.copyNow'])
  })
})

describe('what is left after a run', () => {
  const ended = { state: 'failed' as const, endedAt: AT }
  const failed = { state: 'failed' as const, endedAt: AT, problem: problem('v2v.no-root', 'No system.') }

  it('is looked at again once the kept disks were discarded', async () => {
    const { world } = showRun([warmVm('web-02', { ...failed, canRetryConversion: true })], ended)
    await userEvent.click(await button('Discard copied disks...'))
    const gone = inventedRun([warmVm('web-02', failed)], { type: 'warm', ...ended })
    await userEvent.click(await button('Discard the disks of 1 VM'))
    world.run.set(gone)
    await waitFor(() => expect(screen.queryByRole('button', { name: /^Discard/ })).toBeNull())
    expect(screen.queryByText(/are kept on the target/)).toBeNull()
  })

  it('is said where it could not be removed, and can be tried again', async () => {
    const left = problem('migration.left', 'The snapshot of app-07 could not be removed.')
    const { world } = showRun([warmVm('app-07', { state: 'canceled', endedAt: AT, left })], {
      ...ended,
      state: 'canceled',
    })
    expect(await screen.findByText(/^Something of 1 VM could not be removed/)).toBeTruthy()
    expect(screen.getByText('1 VM canceled; what else was half made on the target was removed.')).toBeTruthy()
    expect(screen.getByText('The snapshot of app-07 could not be removed.')).toBeTruthy()
    await userEvent.click(await button('Tidy up what is left now'))
    await waitFor(() =>
      expect(world.calls).toEqual([
        { name: 'migrations.discard', input: { migrationId: 'run-1', vmIds: ['id-app-07'] } },
      ]),
    )
  })

  it('says how long it took beside what was said', async () => {
    const vm = warmVm('db-01', { state: 'succeeded', endedAt: AT })
    const eta = { ...DOWNTIME, at: AT, reallyMs: 7 * MINUTE, error: 0 }
    showRun([vm], { state: 'succeeded', endedAt: AT, eta })
    expect(
      await screen.findByText(/^It took 7 min from .* until all were there; 6-9 min was said then\.$/),
    ).toBeTruthy()
  })
})
