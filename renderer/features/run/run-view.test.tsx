import { cleanup, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, describe, expect, it } from 'vitest'
import type { MigrationView } from '../../../shared/migration/model.ts'
import { Topic } from '../../../shared/topic.ts'
import { fakeWorld } from '../../test-support/fake-world.ts'
import { GIB, inventedRun, inventedSteps, inventedVmView } from './test-support/invented-runs.ts'
import { showAt } from '../../test-support/render.tsx'

afterEach(cleanup)

const FROM = Date.parse('2026-11-23T00:00:00Z')
const problem = {
  code: 'v2v.no-root',
  message: 'No operating system was found on web-02.',
  meaning: 'The source is unchanged.',
  remedy: 'Check the boot disk, then run the plan again.',
}

function aRun(change: Partial<MigrationView> = {}): MigrationView {
  const disk = {
    key: 2000,
    label: 'Hard disk 1',
    file: '[gold] db-01.vmdk',
    state: 'running' as const,
    reason: '',
    claim: 'c',
  }
  return inventedRun(
    [
      inventedVmView('db-01', {
        steps: inventedSteps(['completed', 'running'], FROM, [60_000]),
        disks: [{ ...disk, bytesCopied: 10 * GIB, bytesTotal: 40 * GIB }],
        bytesCopied: 10 * GIB,
      }),
      inventedVmView('app-07', {
        state: 'waiting',
        waitReason: 'esx-03 runs 10 of 10 disk copies',
        steps: inventedSteps([], FROM, []),
      }),
      inventedVmView('web-02', {
        state: 'failed',
        problem,
        steps: inventedSteps(['completed', 'completed', 'failed'], FROM, [1000, 2000, 3000]),
      }),
    ],
    change,
  )
}

function showRun(view: MigrationView, path = '/runs/run-1') {
  const world = fakeWorld({ run: new Topic<MigrationView | undefined>(view) })
  return { world, ...showAt(path, world) }
}

describe('the run view', () => {
  it('says of each VM what it does, why it waits, and how it failed', async () => {
    showRun(aRun())
    const grid = await screen.findByRole('grid', { name: 'VMs of this run' })
    expect(within(grid).getByText('waits: esx-03 runs 10 of 10 disk copies')).toBeTruthy()
    expect(within(grid).getByText('copies its disk')).toBeTruthy()
    expect(within(grid).getByText(problem.message)).toBeTruthy()
    expect(screen.getByText('esx-03 10/10 copies')).toBeTruthy()
    expect(screen.getByText(/\(fair guess\)$/)).toBeTruthy()
  })

  it('counts states, and a count filters', async () => {
    const { router } = showRun(aRun())
    await userEvent.click(await screen.findByRole('button', { name: 'Failed 1' }))
    await waitFor(() => expect(screen.queryByText('db-01')).toBeNull())
    expect(router.state.location.search).toMatchObject({ state: 'failed' })
    await userEvent.click(screen.getByRole('button', { name: 'All 3' }))
    expect(await screen.findByText('db-01')).toBeTruthy()
  })

  it('shows a failure in its three parts when the row is opened', async () => {
    showRun(aRun())
    await userEvent.click(await screen.findByText('web-02'))
    const drawer = await screen.findByRole('dialog')
    for (const text of [problem.meaning, problem.remedy, problem.code])
      expect(within(drawer).getByText(text)).toBeTruthy()
    await userEvent.keyboard('{Escape}')
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
  })

  it('tells which way the disks of a VM come', async () => {
    showRun(aRun())
    await userEvent.click(await screen.findByText('db-01'))
    const drawer = within(await screen.findByRole('dialog'))
    expect(drawer.getByText('Disks are read')).toBeTruthy()
    expect(drawer.getByText('through vCenter')).toBeTruthy()
  })

  it('cancels the chosen VMs only after asking, with the safe button focused', async () => {
    const { world } = showRun(aRun())
    await userEvent.click(await screen.findByRole('checkbox', { name: 'Select db-01' }))
    await userEvent.click(screen.getByRole('button', { name: 'Cancel 1 VM' }))
    const dialog = await screen.findByRole('dialog', { name: 'Cancel db-01 of wave-1?' })
    expect(document.activeElement?.textContent).toBe('Keep migrating')
    expect(world.calls).toEqual([])
    await userEvent.click(within(dialog).getByRole('button', { name: 'Cancel db-01' }))
    await waitFor(() =>
      expect(world.calls).toEqual([
        { name: 'migrations.cancel', input: { migrationId: 'run-1', vmIds: ['id-db-01'] } },
      ]),
    )
  })

  it('follows the run live and ends with a result', async () => {
    const { world } = showRun(aRun())
    await screen.findByText('copies its disk')
    const vms = aRun()
      .vms.filter((vm) => vm.state !== 'failed')
      .map((vm) => ({ ...vm, state: 'succeeded' as const, waitReason: '' }))
    world.run.set(aRun({ state: 'succeeded', endedAt: '2026-11-23T00:10:00Z', vms }))
    expect(await screen.findByText('2 VMs migrated to finance.')).toBeTruthy()
    expect(screen.queryByRole('button', { name: 'Cancel run' })).toBeNull()
  })

  it('compares checksums after a run on the lab, and does not hide a difference', async () => {
    const disk = { vm: 'db-01', bytes: GIB, sourceSha256: 'a'.repeat(64) }
    const world = fakeWorld({
      run: new Topic<MigrationView | undefined>(
        aRun({ state: 'succeeded', vms: [inventedVmView('db-01', { state: 'succeeded' })] }),
      ),
      lab: { running: true, sourceId: 'src', targetId: 'dst' },
      checksums: [
        { ...disk, disk: 'Hard disk 1', targetSha256: 'a'.repeat(64) },
        { ...disk, disk: 'Hard disk 2', targetSha256: 'b'.repeat(64) },
      ],
    })
    showAt('/runs/run-1', world)
    expect(await screen.findByText('1 disk of 2 differ between source and target.')).toBeTruthy()
    expect(screen.getByText('Agree')).toBeTruthy()
    expect(screen.getByText('Differ')).toBeTruthy()
  })
})
