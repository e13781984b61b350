import { cleanup, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, describe, expect, it } from 'vitest'
import type { EsxiHost } from '../../../shared/esxi/model.ts'
import type { Provider } from '../../../shared/provider/model.ts'
import { Topic } from '../../../shared/topic.ts'
import { inventedEdit, inventedEsxi, inventedHost } from './test-support/fake-esxi.ts'
import { fakeWorld, type FakeWorld } from '../../test-support/fake-world.ts'
import { inventedProvider } from '../../test-support/invented.ts'
import { fillIn, showAt } from '../../test-support/render.tsx'

afterEach(cleanup)

function worldWith(hosts: readonly EsxiHost[]): FakeWorld {
  const esxi = inventedEsxi()
  esxi.hosts.set([...hosts])
  return fakeWorld({ providers: new Topic<Provider[]>([inventedProvider()]), esxi })
}

const address = (ids: readonly string[], rest = 'do=memory') =>
  `/hosts?source=src&${rest}&chosen=${encodeURIComponent(JSON.stringify(ids))}`
const button = (name: string | RegExp) => screen.findByRole('button', { name })
const reasonOf = async (name: string | RegExp) => (await button(name)).getAttribute('aria-description')
const inputs = (world: FakeWorld, name: string) =>
  world.calls.filter((call) => call.name === name).map((call) => call.input)

const one = inventedHost(1)
const two = inventedHost(2, { version: '6.7.0', generation: 'configFile' })
const diff =
  '--- config.xml\n+++ config.xml\n@@ -1 +1 @@\n-<maxMemory>1</maxMemory>\n+<maxMemory>2</maxMemory>'

/** A rehearsal that went well: the fake shows it as soon as it is begun. */
function rehearsed(world: FakeWorld, hosts: readonly EsxiHost[]): void {
  world.esxi.run.set(
    inventedEdit(
      hosts,
      { kind: 'rehearsal', state: 'done', step: '2 hosts rehearsed.' },
      {
        state: 'done',
        truth: 'Nothing was changed.',
        diff,
        sha256: 'before',
      },
    ),
  )
}

describe('setting the memory of hosts', () => {
  it('is rehearsed with a diff, confirmed with its consequences, and begun from what was rehearsed', async () => {
    const world = worldWith([one, two])
    rehearsed(world, [one, two])
    showAt(address(['host-2', 'host-1']), world)
    expect(await reasonOf('Edit 2 hosts...')).toContain('Rehearse it first')
    await userEvent.selectOptions(screen.getByLabelText('Canary'), 'esx-02')
    await userEvent.click(await button('Rehearse on 2 hosts'))
    const shown = await screen.findByRole('region', { name: 'Change of esx-02' })
    expect(shown.textContent).toContain('+<maxMemory>2</maxMemory>')
    await userEvent.click(await button('Edit 2 hosts...'))
    const dialog = within(await screen.findByRole('dialog', { name: 'Set the NFC memory of 2 hosts?' }))
    expect(document.activeElement?.textContent).toBe('Change nothing')
    const names = within(dialog.getByRole('list', { name: 'Hosts' })).getAllByRole('listitem')
    expect(names.map((name) => name.textContent)).toEqual(['esx-02', 'esx-01'])
    for (const words of [
      /hostd.*restarts/,
      /disconnected for a short time/,
      /No disk copy/,
      /canary/,
      /A backup stays/,
    ])
      expect(dialog.getByText(words)).toBeTruthy()
    world.esxi.run.set(inventedEdit([two, one], {}, { state: 'running' }))
    await userEvent.click(dialog.getByRole('button', { name: 'Edit 2 hosts' }))
    await screen.findByRole('heading', { name: 'Edit of 2 hosts' })
    const common = {
      providerId: 'src',
      hostIds: ['host-2', 'host-1'],
      change: { maxMemory: 1_000_000_000 },
      openSsh: false,
    }
    expect(inputs(world, 'esxi.edit')).toEqual([
      { ...common, rehearse: true },
      { ...common, rehearse: false, expected: { 'host-1': 'before', 'host-2': 'before' } },
    ])
  })

  it('judges the value while it is typed, and a rehearsal of another value counts no more', async () => {
    const world = worldWith([one])
    rehearsed(world, [one])
    showAt(address(['host-1']), world)
    await screen.findByText(/^953\.7 MiB: then 20 copies/)
    await userEvent.click(await button('Rehearse on esx-01'))
    await screen.findByRole('region', { name: 'Change of esx-01' })
    const field = screen.getByLabelText(/^Memory for all copies/)
    await userEvent.clear(field)
    await fillIn(field, '2147483647')
    expect(await reasonOf('Edit esx-01...')).toContain('another value than the rehearsed one')
    await fillIn(field, '0')
    expect(await reasonOf('Rehearse again')).toMatch(/^At most 2,147,483,647 bytes/)
    await userEvent.clear(field)
    await fillIn(field, '1 GB')
    expect(await reasonOf('Rehearse again')).toMatch(/^Type whole bytes/)
  })

  it('names what the hosts lack, and asks for consent only where SSH is stopped', async () => {
    const stopped = inventedHost(3, { ssh: { running: false, policy: 'off' } })
    const bare = inventedHost(4)
    delete bare.hostKey
    const { router } = showAt(address(['host-3', 'host-4']), worldWith([one, stopped, bare]))
    await screen.findByText('Host key not trusted: esx-04')
    expect(await reasonOf('Rehearse on 2 hosts')).toBe('Trust the host key of esx-04 first.')
    await router.navigate({ to: '/hosts', search: { source: 'src', do: 'memory', chosen: ['host-3'] } })
    expect(await reasonOf('Rehearse on esx-03')).toBe('Say first that SSH may be opened.')
    await userEvent.click(screen.getByLabelText('Open SSH for the time of the work'))
    expect(await reasonOf('Rehearse on esx-03')).toBeNull()
    await router.navigate({ to: '/hosts', search: { source: 'src', do: 'memory', chosen: ['host-1'] } })
    await button('Rehearse on esx-01')
    expect(screen.queryByLabelText('Open SSH for the time of the work')).toBeNull()
  })

  it('leaves a host out on which the rehearsal failed', async () => {
    const world = worldWith([one, two])
    const problem = {
      code: 'esxi.lockdown',
      message: 'esx-02 refused.',
      meaning: 'Nothing was changed.',
      remedy: 'Ask.',
    }
    const run = inventedEdit(
      [one, two],
      { kind: 'rehearsal', state: 'failed', step: 'esx-02 failed.' },
      { state: 'done' },
    )
    world.esxi.run.set({ ...run, hosts: run.hosts.with(1, { ...run.hosts[1]!, state: 'failed', problem }) })
    const { router } = showAt(address(['host-1', 'host-2']), world)
    await userEvent.click(await button('Rehearse on 2 hosts'))
    const alert = await screen.findByRole('alert')
    for (const part of ['esx-02 refused.', 'Nothing was changed.', 'Ask.'])
      expect(alert.textContent).toContain(part)
    await userEvent.click(await button('Leave esx-02 out'))
    await waitFor(() => expect(router.state.location.search).toMatchObject({ chosen: ['host-1'] }))
    await button('Rehearse on esx-01')
  })
})

describe('a run that goes on', () => {
  const running = (step = 'esx-01 is being worked on.') =>
    inventedEdit([one, two], { step }, { state: 'running' })

  it('is found again after leaving, and canceled without closing its stream', async () => {
    const world = worldWith([one, two])
    rehearsed(world, [one, two])
    const { router } = showAt(address(['host-1', 'host-2']), world)
    await userEvent.click(await button('Rehearse on 2 hosts'))
    await userEvent.click(await button('Edit 2 hosts...'))
    world.esxi.run.set(running())
    await userEvent.click(await button('Edit 2 hosts'))
    await screen.findByRole('heading', { name: 'Edit of 2 hosts' })
    await router.navigate({ to: '/settings' })
    await screen.findByText('Edit: esx-01 is being worked on.')
    await router.navigate({ to: '/hosts', search: { source: 'src' } })
    await userEvent.click(await button('Show the edit'))
    await userEvent.click(await button('Cancel after this host'))
    await waitFor(() => expect(inputs(world, 'esxi.cancel')).toEqual([{ providerId: 'src', runId: 'run-1' }]))
    const truth = 'esx-01 works with maxMemory 1,000,000,000.'
    const ended = inventedEdit([one, two], { state: 'canceled', step: '1 host edited, 1 host left alone.' })
    world.esxi.run.set({
      ...ended,
      hosts: [
        { ...ended.hosts[0]!, state: 'done', truth },
        { ...ended.hosts[1]!, state: 'canceled', truth: 'Nothing was changed on esx-02.' },
      ],
    })
    await screen.findByText(truth)
    await screen.findByText('1 host edited, 1 host left alone.')
    await userEvent.click(await button('Done'))
    await screen.findByRole('grid', { name: 'ESXi hosts' })
    expect(screen.queryByRole('button', { name: 'Show the edit' })).toBeNull()
  })

  it('is found by a page that was opened upon it, and followed to its end', async () => {
    const world = worldWith([one, two])
    world.esxi.history = [running()]
    world.esxi.run.set(running())
    showAt('/hosts?source=src&do=memory', world)
    await screen.findByRole('heading', { name: 'Edit of 2 hosts' })
    const problem = {
      code: 'esxi.no-answer',
      message: 'esx-01 did not answer.',
      meaning: 'Its VMs run.',
      remedy: 'Look.',
    }
    const truth = 'The settings of esx-01 are as before.'
    world.esxi.history = []
    world.esxi.run.set(
      inventedEdit([one], { state: 'failed' }, { state: 'rolledBack', truth, problem, diff }),
    )
    await screen.findByText(truth)
    expect((await screen.findByRole('alert')).textContent).toContain('esx-01 did not answer.')
    expect(screen.queryByText('Not needed.')).toBeNull()
    await button('Done')
  })

  it('of a thousand hosts is drawn in parts', async () => {
    const many = Array.from({ length: 1_000 }, (_, index) => inventedHost(index + 1))
    const world = worldWith(many)
    const run = inventedEdit(
      many,
      { state: 'done', step: '1,000 hosts edited.' },
      { state: 'done', truth: 'Well.' },
    )
    world.esxi.history = [{ ...run, state: 'running' }]
    world.esxi.run.set(run)
    showAt('/hosts?source=src&do=memory', world)
    expect(await screen.findAllByText('Well.')).toHaveLength(20)
    await userEvent.click(await button('Show 20 more of 1,000 hosts'))
    expect(screen.getAllByText('Well.')).toHaveLength(40)
  })

  it('tells each step by its words', async () => {
    const world = worldWith([one])
    const run = inventedEdit([one], {}, { state: 'running', generation: 'configStore' })
    const [host] = run.hosts
    const steps = host!.steps.map((step) =>
      step.id === 'replace' ? { ...step, state: 'running' as const } : step,
    )
    world.esxi.history = [run]
    world.esxi.run.set({ ...run, hosts: [{ ...host!, steps }] })
    showAt('/hosts?source=src&do=memory', world)
    const list = within(await screen.findByRole('list', { name: 'Steps of esx-01' }))
    const current = list.getAllByRole('listitem').find((item) => item.getAttribute('aria-current') === 'step')
    expect(current?.textContent).toMatch(/^Replace: runs.*Hands the temporary file to ConfigStore/)
    expect(list.queryByText('Make it last')).toBeNull()
  })
})

describe('the migration network', () => {
  it('offers only adapters that all hosts have, with what speaks against them', async () => {
    const slow = inventedHost(2, {
      adapters: one.adapters
        .slice(0, 1)
        .map((nic) => ({ ...nic, linkMbps: 1_000, mtu: 1500, warnings: ['vmk0 is slow.'] })),
    })
    const world = worldWith([one, slow])
    showAt(address(['host-1', 'host-2'], 'do=network'), world)
    await userEvent.click(await screen.findByRole('radio', { name: /^vmk0/ }))
    expect(screen.queryByRole('radio', { name: /^vmk1/ })).toBeNull()
    await screen.findByText('1 Gbit/s; MTU 1500; vmk0; no services')
    await screen.findByText('vmk0 is slow.')
    await userEvent.click(await button('Use vmk0 on 2 hosts'))
    await waitFor(() =>
      expect(inputs(world, 'esxi.setMigrationNetwork')).toEqual([
        { providerId: 'src', hostIds: ['host-1', 'host-2'], device: 'vmk0' },
      ]),
    )
  })

  it('takes another login, says why a host failed, checks again, and goes back through vCenter', async () => {
    const problem = {
      code: 'esxi.not-a-host',
      message: 'Another server answers.',
      meaning: 'It goes on.',
      remedy: 'Look.',
    }
    const world = worldWith([
      inventedHost(1, {
        network: { state: 'failed', device: 'vmk1', address: '10.1.0.1', username: 'root', problem },
      }),
    ])
    showAt(address(['host-1'], 'do=network'), world)
    await screen.findByText(
      '0 of 1 ready, 1 failed. Copies from hosts that are not ready take the way through vCenter.',
    )
    expect((await screen.findByRole('alert')).textContent).toContain('Another server answers.')
    await userEvent.click(await button('Check again'))
    await waitFor(() => expect(inputs(world, 'esxi.checkMigrationNetwork')).toHaveLength(1))
    await userEvent.click(screen.getByRole('radio', { name: 'Another login' }))
    await fillIn(screen.getByLabelText(/^Password/, { selector: 'input' }), 'pw')
    await userEvent.click(await button('Use vmk1 on esx-01'))
    await userEvent.click(screen.getByRole('radio', { name: /^Through vCenter/ }))
    await userEvent.click(await button('Take esx-01 through vCenter'))
    await waitFor(() =>
      expect(inputs(world, 'esxi.setMigrationNetwork')).toEqual([
        {
          providerId: 'src',
          hostIds: ['host-1'],
          device: 'vmk1',
          login: { username: 'root', password: 'pw' },
        },
        { providerId: 'src', hostIds: ['host-1'], device: null },
      ]),
    )
  })
})
