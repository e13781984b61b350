import { cleanup, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, describe, expect, it } from 'vitest'
import { fakeWorld } from '../../test-support/fake-world.ts'
import { fillIn, showAt } from '../../test-support/render.tsx'
import { inventedRun } from './test-support/invented-findings.ts'
import { inventedPreflight } from './test-support/invented-preflight.ts'
import { button, called, inputs, rows, worldWith } from './test-support/preflight-screen.ts'

afterEach(() => {
  cleanup()
  localStorage.clear()
})

describe('before the first run', () => {
  it('says what it is for and offers the lab where there is no source', async () => {
    showAt('/preflight', fakeWorld({ preflight: inventedPreflight({ runs: [] }) }))
    await screen.findByText(/^Preflight asks of every VM.*It only reads/)
    await button('Start the demo lab')
    await userEvent.click(await button('Open RVTools workbook'))
    const dialog = await screen.findByRole('dialog', { name: 'Open an inventory file' })
    expect(dialog.textContent).toContain('RVTools')
    expect(within(dialog).getByLabelText('Inventory file').getAttribute('accept')).toContain('.xlsx')
  })

  it('runs over the source for the only cluster, shows how far it is, and then what it found', async () => {
    const gate = Promise.withResolvers<undefined>()
    const done = inventedRun(100)
    const world = worldWith(inventedRun(100, { runs: [], gate: gate.promise }))
    const { router } = showAt('/preflight', world)
    await screen.findByText('Nothing was looked at yet')
    await userEvent.click((await screen.findAllByRole('button', { name: 'Run preflight' }))[0]!)
    await screen.findByText('Run the rules')
    expect(screen.getByText(/^30 of 30, /)).toBeTruthy()
    expect(inputs(world, 'preflight.run')).toEqual([{ providerId: 'src', targetId: 'dst' }])
    world.preflight.runs = done.runs
    gate.resolve(undefined)
    expect(await rows('Rules')).toHaveLength(8)
    await waitFor(() => expect(router.state.location.search).toMatchObject({ run: 'preflight-1' }))
    expect(screen.queryByText('Run the rules')).toBeNull()
  })

  it('keeps nothing of a run that is canceled', async () => {
    const gate = Promise.withResolvers<undefined>()
    showAt('/preflight', worldWith(inventedRun(10, { runs: [], gate: gate.promise })))
    await userEvent.click((await screen.findAllByRole('button', { name: 'Run preflight' }))[0]!)
    await userEvent.click(await button('Cancel the run'))
    await screen.findByText(/^Canceled\. Nothing of this run is kept/)
    gate.resolve(undefined)
  })

  it('goes on while another screen is shown', async () => {
    const gate = Promise.withResolvers<undefined>()
    const { router } = showAt('/preflight', worldWith(inventedRun(10, { runs: [], gate: gate.promise })))
    await userEvent.click((await screen.findAllByRole('button', { name: 'Run preflight' }))[0]!)
    await screen.findByText('Run the rules')
    await router.navigate({ to: '/settings' })
    await screen.findByRole('heading', { name: 'Settings' })
    await router.navigate({ to: '/preflight' })
    await screen.findByText('Run the rules')
    gate.resolve(undefined)
  })

  it('says why a run failed and runs again', async () => {
    const problem = {
      code: 'preflight.facts',
      message: 'The inventory could not be read.',
      meaning: 'Nothing was changed.',
      remedy: 'Look at the connection.',
    }
    const world = worldWith(
      inventedRun(10, {
        runs: [],
        progress: [{ runId: 'x', step: 'Read the inventory', done: 0, total: 1, state: 'failed', problem }],
      }),
    )
    showAt('/preflight', world)
    await userEvent.click((await screen.findAllByRole('button', { name: 'Run preflight' }))[0]!)
    expect((await screen.findByRole('alert')).textContent).toContain('Look at the connection.')
    await userEvent.click(await button('Run again'))
    await waitFor(() => expect(called(world, 'preflight.run')).toHaveLength(2))
  })
})

describe('the other parts', () => {
  it('propose waves and say what they rest on', async () => {
    showAt('/preflight?tab=forecast', worldWith())
    expect((await rows('Waves'))[0]?.textContent).toMatch(/wave-1.*8/)
    expect((await rows('Copies per host'))[0]?.textContent).toContain('NFC')
    expect(screen.getByText(/^One copy moves/)).toBeTruthy()
    await userEvent.click(screen.getByText('wave-2'))
    const drawer = within(await screen.findByRole('dialog', { name: 'wave-2' }))
    expect(drawer.getByText('8 VMs')).toBeTruthy()
  })

  it('group waves by what somebody chooses', async () => {
    const world = worldWith()
    showAt('/preflight?tab=forecast', world)
    const choice = await screen.findByRole('combobox', { name: 'Group by' })
    expect(choice.textContent).toBe('Automatic: tags of Application')
    await userEvent.click(choice)
    await userEvent.click(await screen.findByRole('option', { name: 'Tags of Environment (12 VMs)' }))
    await waitFor(() => expect(choice.textContent).toBe('Tags of Environment (12 VMs)'))
    expect(inputs(world, 'preflight.groupWaves')).toEqual([
      { runId: 'preflight-1', grouping: { by: 'category', category: 'Environment' } },
    ])
  })

  it('keep who ticked a check', async () => {
    const world = worldWith()
    showAt('/preflight?tab=checks', world)
    await screen.findByText('1 of 3 checks done')
    const box = screen.getByLabelText<HTMLInputElement>('Licenses may move')
    expect(box.disabled).toBe(true)
    await fillIn(screen.getByLabelText('Your name'), 'Ada')
    await userEvent.click(box)
    await screen.findByText('2 of 3 checks done')
    expect(inputs(world, 'preflight.acknowledge')).toEqual([
      { runId: 'preflight-1', id: 'licenses.move', by: 'Ada', ticked: true },
    ])
  })

  it('show where own rules are and what cannot be read of them', async () => {
    const problem = {
      code: 'preflight.rule-unreadable',
      message: 'naming.yaml, line 7, column 12: the field powr is not known.',
      remedy: 'Correct the file.',
    }
    const { router } = showAt('/preflight', worldWith(inventedRun(10, { problems: [problem] })))
    await screen.findByText('1 place in your own rules cannot be read and did not run.')
    await userEvent.click(await button('Show them'))
    await screen.findByText(problem.message)
    expect(screen.getByText(/palletjack\/rules$/)).toBeTruthy()
    expect(router.state.location.search).toMatchObject({ tab: 'rules' })
  })
})

describe('a source that cannot be reached', () => {
  it('says what it needs and still shows its runs', async () => {
    showAt('/preflight', worldWith(inventedRun(20), { status: { state: 'needsCredentials' } }))
    await button('Give password')
    const again = await button('Run again')
    expect(again.getAttribute('aria-description')).toBe('vcenter-01 needs its password first.')
    expect((await rows('Rules')).length).toBeGreaterThan(5)
  })

  it('asks to unlock the vault where its password is in that', async () => {
    showAt('/preflight', worldWith(inventedRun(20), { status: { state: 'locked' } }))
    await screen.findByText('The password of vcenter-01 is in the vault, which is locked.')
    await button('Unlock the vault')
  })

  it('can be tried again when the run itself cannot be read', async () => {
    showAt('/preflight?run=gone', worldWith())
    expect((await screen.findByRole('alert')).textContent).toContain('gone is not known')
    await button('Try again')
  })
})
