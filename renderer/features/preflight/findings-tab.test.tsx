import { cleanup, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, describe, expect, it } from 'vitest'
import { fillIn, showAt } from '../../test-support/render.tsx'
import { inventedRun } from './test-support/invented-findings.ts'
import { inventedSummary } from './test-support/invented-preflight.ts'
import { button, grid, inputs, rows, worldWith } from './test-support/preflight-screen.ts'

afterEach(() => {
  cleanup()
  localStorage.clear()
})

describe('the findings of a run', () => {
  it('are counted, judged cold and warm, and dated', async () => {
    showAt('/preflight', worldWith())
    await button('Critical 2')
    expect(screen.getByText(/facts from/).textContent).toContain('2 d ago')
    const verdicts = screen.getByLabelText('Verdicts on the VMs')
    expect(verdicts.textContent).toMatch(/ColdReady \d+Attention 3Blocked 1WarmReady \d+/)
    expect((await rows('Rules'))[0]?.textContent).toContain('Critical')
  })

  it('are narrowed by the counters, and the address says so', async () => {
    const world = worldWith()
    const { router } = showAt('/preflight?group=none', world)
    await rows('Findings')
    await userEvent.click(await button(/^Critical/))
    await userEvent.click(await button(/^New/))
    await waitFor(() =>
      expect(router.state.location.search).toMatchObject({ cat: ['Critical'], fresh: true }),
    )
    await waitFor(() =>
      expect(inputs(world, 'preflight.findings').at(-1)).toMatchObject({
        filter: { categories: ['Critical'], onlyNew: true, show: 'open' },
      }),
    )
    await userEvent.click(await button(/^Unknown/))
    await waitFor(() =>
      expect(inputs(world, 'preflight.findings').at(-1)).toMatchObject({ filter: { show: 'unknown' } }),
    )
  })

  it('are searched with / and shown for one rule', async () => {
    const world = worldWith()
    const { router } = showAt('/preflight', world)
    await userEvent.click(await screen.findByText('Are there snapshots?'))
    await waitFor(() => expect(router.state.location.search).toMatchObject({ rule: 'vm.snapshots' }))
    await screen.findByText('4 findings')
    await userEvent.keyboard('/')
    await userEvent.keyboard('app-08')
    await screen.findByText('1 finding')
    expect((await rows('Findings'))[0]?.textContent).toContain('app-08')
  })

  it('stand beside the verdicts when grouped by object', async () => {
    const { router } = showAt('/preflight?group=object', worldWith())
    const [first] = await rows('Verdicts: VMs')
    expect(first?.textContent).toMatch(/app-01.*Blocked.*Blocked/)
    ;(await grid('Verdicts: VMs')).focus()
    await userEvent.keyboard('{Enter}')
    await waitFor(() => expect(router.state.location.search).toMatchObject({ object: 'vm-1' }))
    await screen.findByText('5 findings')
    await userEvent.click(screen.getByRole('tab', { name: /^Hosts/ }))
    expect(await rows('Verdicts: Hosts')).toHaveLength(6)
  })

  it('reads only the pages in sight of a large estate', async () => {
    const world = worldWith(inventedRun(10_000))
    showAt('/preflight?group=none', world)
    const table = await grid('Findings')
    await waitFor(() => expect(Number(table.getAttribute('aria-rowcount'))).toBeGreaterThan(7_000))
    expect(inputs(world, 'preflight.findings')).toMatchObject([{ offset: 0, limit: 100 }])
    expect(within(table).getAllByRole('row').length).toBeLessThan(80)
  })

  it('say what was looked at when nothing was found, and what could not be judged', async () => {
    const quiet = inventedRun(0, { findings: [], rules: [] })
    const counts = { Critical: 0, Warning: 0, Information: 0, unknown: 4, waived: 0, isNew: 0 }
    quiet.runs = [inventedSummary({ rules: 146, vms: 812, counts })]
    const { router } = showAt('/preflight', worldWith(quiet))
    await screen.findByText('146 rules looked at 812 VMs: nothing found')
    await screen.findByText(/^4 questions could not be judged/)
    await userEvent.click(await button('Show what could not be judged'))
    await waitFor(() => expect(router.state.location.search).toMatchObject({ show: 'unknown' }))
  })
})

describe('one finding', () => {
  it('shows evidence, remedy, commands and the documentation as text', async () => {
    showAt('/preflight?rule=vm.changed-block-tracking', worldWith())
    const [first] = await rows('Findings')
    await userEvent.click(within(first!).getByText('app-01'))
    const drawer = await screen.findByRole('dialog', { name: 'app-01' })
    const evidence = within(drawer).getByRole('table', { name: 'Evidence' })
    expect(evidence.textContent).toContain('config.changeTrackingEnabledfalse')
    expect(within(drawer).getByRole('list', { name: 'Commands' }).textContent).toContain('govc vm.change')
    expect(within(drawer).queryByRole('link')).toBeNull()
    // Brings a clipboard along.
    const user = userEvent.setup()
    await user.click(within(drawer).getByRole('button', { name: 'Copy the address' }))
    await within(drawer).findByRole('button', { name: 'Copied' })
    expect(await navigator.clipboard.readText()).toContain('https://docs.example.com/')
  })

  it('is waived with a name that is remembered, and taken back', async () => {
    const world = worldWith()
    showAt('/preflight?rule=vm.snapshots', world)
    await userEvent.click(within((await rows('Findings'))[0]!).getByText('app-01'))
    await userEvent.click(await button('Waive this finding'))
    const submit = await button('Waive this finding')
    expect(submit.getAttribute('aria-description')).toBe('Say who waives it.')
    await fillIn(screen.getByLabelText('Your name'), 'Ada')
    await fillIn(screen.getByLabelText('Reason'), 'goes away')
    await userEvent.click(await button('Waive this finding'))
    await screen.findByText('Waived by')
    expect(inputs(world, 'preflight.waive')).toEqual([
      { runId: 'preflight-1', findingIds: ['vm.snapshots:vm-1'], by: 'Ada', reason: 'goes away' },
    ])
    await userEvent.click(await button('Take the waiver back'))
    await userEvent.click(await button('Waive this finding'))
    expect(screen.getByLabelText<HTMLInputElement>('Your name').value).toBe('Ada')
  })

  it('is looked at again for its object or its rule', async () => {
    const world = worldWith()
    showAt('/preflight?rule=vm.snapshots', world)
    await userEvent.click(within((await rows('Findings'))[0]!).getByText('app-01'))
    await userEvent.click(await button('Look again at app-01'))
    await userEvent.click(await button('Look again at this rule'))
    await waitFor(() =>
      expect(inputs(world, 'preflight.recheck')).toEqual([
        { runId: 'preflight-1', objectId: 'vm-1' },
        { runId: 'preflight-1', rule: 'vm.snapshots' },
      ]),
    )
  })
})

describe('many findings', () => {
  it('are chosen by keyboard, waived with one reason, and that is undone', async () => {
    const world = worldWith()
    showAt('/preflight?rule=vm.snapshots', world)
    await rows('Findings')
    ;(await grid('Findings')).focus()
    await userEvent.keyboard(' {ArrowDown} ')
    await screen.findByText('2 findings chosen')
    await userEvent.keyboard('{Control>}a{/Control}')
    await screen.findByText('4 findings chosen')
    await userEvent.click(await button('Waive 4 findings'))
    const dialog = within(await screen.findByRole('dialog', { name: 'Waive 4 findings' }))
    await fillIn(dialog.getByLabelText('Your name'), 'Ada')
    await fillIn(dialog.getByLabelText('Reason'), 'go away in May')
    await userEvent.click(dialog.getByRole('button', { name: 'Waive 4 findings' }))
    await screen.findByText('4 findings waived')
    expect(world.preflight.findings.filter((one) => one.waiver)).toHaveLength(4)
    await userEvent.click(await button('Undo'))
    await screen.findByText('4 waivers taken back')
    expect(world.preflight.findings.filter((one) => one.waiver)).toHaveLength(0)
  })

  it('are copied as a list of remedies', async () => {
    showAt('/preflight?rule=vm.snapshots', worldWith())
    await rows('Findings')
    const user = userEvent.setup()
    await user.click(await button('Copy the remedy list'))
    await button('Copied')
    const text = await navigator.clipboard.readText()
    expect(text).toContain('## Are there snapshots? (Warning, 4 findings)')
    expect(text.match(/^- \[ \] /gm)).toHaveLength(4)
  })
})
