import { cleanup, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, describe, expect, it } from 'vitest'
import type { FixProgress, FixStep } from '../../../shared/preflight/fix-model.ts'
import type { Provider } from '../../../shared/provider/model.ts'
import { Topic } from '../../../shared/topic.ts'
import { fakeWorld, type FakeWorld } from '../../test-support/fake-world.ts'
import { inventedRun } from './test-support/invented-findings.ts'
import type { FakePreflight } from './test-support/invented-preflight.ts'
import { inventedProvider } from '../../test-support/invented.ts'
import { fillIn, showAt } from '../../test-support/render.tsx'
import { button, inputs } from './test-support/preflight-screen.ts'

afterEach(() => {
  cleanup()
  localStorage.clear()
})

const RULE = 'vm.changed-block-tracking'
const ASKED = /^Switch on change tracking for/
const AT_RULE = `/preflight?rule=${RULE}`

function fixableRun(change: Partial<FakePreflight> = {}): FakePreflight {
  const run = inventedRun(22, change)
  run.rules = run.rules.map((rule) =>
    rule.id === RULE ? { ...rule, fix: 'change-tracking' as const } : rule,
  )
  return run
}

function worldWith(preflight: FakePreflight, provider: Partial<Provider> = {}): FakeWorld {
  return fakeWorld({ providers: new Topic<Provider[]>([inventedProvider(provider)]), preflight })
}

const dialog = (name: string | RegExp) => screen.findByRole('dialog', { name })
const own = ({ findings }: FakePreflight) => findings.filter(({ rule }) => rule === RULE)

const PROBLEM = {
  code: 'vsphere.no-permission',
  message: 'Switching change tracking on for VM "app-04" failed: the privilege is missing.',
  meaning: 'Nothing was changed.',
  remedy: 'Ask for it.',
}

/** The first one goes on, then all are at their end. */
function events(preflight: FakePreflight): FixProgress[] {
  const steps: FixStep[] = own(preflight).map(({ id, object }) => ({
    findingId: id,
    object,
    state: 'waiting',
  }))
  const [first, second, ...others] = steps
  if (!first || !second) throw new Error('too few findings')
  const total = steps.length
  return [
    { state: 'running', done: 0, total, changed: steps },
    { state: 'running', done: 0, total, changed: [{ ...first, state: 'running', percent: 40 }] },
    {
      ...{ state: 'done', done: total, total },
      changed: [
        { ...first, state: 'done' },
        { ...second, state: 'failed', problem: PROBLEM },
        ...others.map((one) => ({ ...one, state: 'skipped' as const, reason: 'It has 2 snapshots.' })),
      ],
      ...(preflight.runs[0] && { summary: preflight.runs[0] }),
    },
  ]
}

async function confirm(name: string): Promise<void> {
  const asked = await dialog(ASKED)
  await fillIn(await within(asked).findByLabelText('Your name'), name)
  await userEvent.keyboard('{Enter}')
}

describe('a rule with a fix', () => {
  it('is fixed after a dialog that names objects and consequences, with the safe button focused', async () => {
    const gate = Promise.withResolvers<undefined>()
    const preflight = fixableRun({ fixGate: gate.promise })
    preflight.fixing = events(preflight)
    const [first, second] = own(preflight)
    preflight.refusedFixes = { [second!.id]: 'It is a template, which vSphere does not change.' }
    const world = worldWith(preflight)
    showAt(AT_RULE, world)
    await userEvent.click(await button('Switch on change tracking...'))
    const asked = await dialog(ASKED)
    const able = own(preflight).length - 1
    const doIt = await within(asked).findByRole('button', {
      name: `Switch on change tracking for ${able} VMs`,
    })
    expect(document.activeElement?.textContent).toBe('Change nothing')
    expect(asked.textContent).toContain('Nothing is stopped and no data is changed')
    expect(asked.textContent).toContain('VirtualMachine.Config.ChangeTracking')
    const changed = within(asked).getByRole('list', { name: 'What is changed' })
    expect(changed.textContent).toContain(`${first!.object.name} It is off: takes effect at once.`)
    const left = within(asked).getByRole('list', { name: 'Left alone' })
    expect(left.textContent).toContain(`${second!.object.name} It is a template`)
    expect(doIt.getAttribute('aria-description')).toBe('Say who does it.')
    expect(inputs(world, 'preflight.fix')).toEqual([])

    await confirm('Ada')
    const going = await dialog('Fixing')
    await within(going).findByText('Runs, 40 %')
    expect(within(going).getByRole('progressbar', { name: `Fix of ${first!.object.name}` })).toBeTruthy()
    expect(inputs(world, 'preflight.fix')).toEqual([
      { runId: 'preflight-1', findingIds: own(preflight).map(({ id }) => id), by: 'Ada' },
    ])
    await userEvent.click(within(going).getByRole('button', { name: 'Go on in the background' }))
    await screen.findByText(/^Fixing: 0 of/)
    expect((await button('Switch on change tracking...')).getAttribute('aria-description')).toMatch(
      /^Other findings are being fixed/,
    )
    await userEvent.click(await button('Show the fixes'))
    gate.resolve(undefined)
    const ended = await dialog(/^Fixes: 1 done, 1 failed/)
    expect(within(ended).getByRole('alert').textContent).toContain(PROBLEM.message)
    const [top] = within(ended).getAllByRole('listitem')
    expect(top?.textContent).toContain(second!.object.name)
    await userEvent.click(within(ended).getByRole('button', { name: 'Close' }))
    await userEvent.click(await button('Dismiss'))
    await waitFor(() => expect(screen.queryByText(/^Fixes:/)).toBeNull())
  })

  it('changes nothing when the dialog is left with Escape', async () => {
    const world = worldWith(fixableRun())
    showAt(AT_RULE, world)
    await userEvent.click(await button('Switch on change tracking...'))
    await dialog(ASKED)
    await button('Change nothing')
    await userEvent.keyboard('{Escape}')
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
    expect(inputs(world, 'preflight.fix')).toEqual([])
  })

  it('cancels, and looks again at what had begun', async () => {
    const gate = Promise.withResolvers<undefined>()
    const preflight = fixableRun({ fixGate: gate.promise })
    preflight.fixing = events(preflight)
    const world = worldWith(preflight)
    showAt(AT_RULE, world)
    await userEvent.click(await button('Switch on change tracking...'))
    await confirm('Ada')
    await screen.findByText('Runs, 40 %')
    await userEvent.click(await button('Cancel the fixes'))
    await dialog('The fixes were canceled')
    await screen.findByText('Canceled. What had not begun was not changed.')
    expect(inputs(world, 'preflight.recheck')).toEqual([
      { runId: 'preflight-1', objectIds: [own(preflight)[0]!.object.id] },
    ])
    gate.resolve(undefined)
  })

  it.each([
    ['live', { state: 'needsCredentials' }, /is not connected now/],
    ['rvtools', { state: 'connected', since: '2027-01-01T00:00:00.000Z' }, /^It comes from a file/],
  ] as const)('says why it cannot be fixed now: %s, %j', async (sourceKind, status, reason) => {
    const preflight = fixableRun()
    preflight.runs = preflight.runs.map((one) => ({ ...one, sourceKind }))
    showAt(AT_RULE, worldWith(preflight, { status }))
    const fix = await button('Switch on change tracking...')
    expect(fix.getAttribute('aria-description')).toMatch(reason)
    await userEvent.click(fix)
    expect(screen.queryByRole('dialog')).toBeNull()
  })

  it('tells of a problem before anything is asked', async () => {
    const world = worldWith(fixableRun())
    world.refusals.set('preflight.fixPreview', { ...PROBLEM, message: 'vc is not connected.' })
    showAt(AT_RULE, world)
    await userEvent.click(await button('Switch on change tracking...'))
    const asked = await dialog('What can be fixed')
    expect((await within(asked).findByRole('alert')).textContent).toContain('vc is not connected.')
    await within(asked).findByRole('button', { name: 'Change nothing' })
  })
})

describe('one finding', () => {
  it('is fixed from its drawer, which tells what was done before', async () => {
    const preflight = fixableRun()
    const [first] = own(preflight)
    preflight.fixes = [
      {
        ...{ at: '2027-01-01T09:00:00.000Z', by: 'Grace', fix: 'change-tracking', runId: 'preflight-1' },
        ...{ findingId: first!.id, object: first!.object, state: 'failed', problem: PROBLEM },
      },
    ]
    const world = worldWith(preflight)
    showAt(AT_RULE, world)
    const table = await screen.findByRole('grid', { name: 'Findings' })
    await userEvent.click(await within(table).findByText(first!.object.name))
    const drawer = await dialog(first!.object.name)
    const before = await within(drawer).findByRole('list', { name: 'Fixed before' })
    expect(before.textContent).toMatch(/Grace, failed\. Switching change tracking on/)
    await userEvent.click(within(drawer).getByRole('button', { name: 'Switch on change tracking...' }))
    await button('Switch on change tracking for 1 VM')
    expect(inputs(world, 'preflight.fixPreview')).toEqual([{ runId: 'preflight-1', findingIds: [first!.id] }])
  })
})

it('fixes those of the chosen findings that have a fix', async () => {
  const preflight = fixableRun()
  const world = worldWith(preflight)
  showAt('/preflight?group=none', world)
  const table = await screen.findByRole('grid', { name: 'Findings' })
  await userEvent.click(
    await within(table).findByRole('checkbox', { name: 'Choose all findings in this list' }),
  )
  await userEvent.click(await button(`Fix ${own(preflight).length} findings...`))
  await dialog(ASKED)
  await waitFor(() =>
    expect(inputs(world, 'preflight.fixPreview')).toEqual([
      { runId: 'preflight-1', findingIds: own(preflight).map(({ id }) => id) },
    ]),
  )
})
