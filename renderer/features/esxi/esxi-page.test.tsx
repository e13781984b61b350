import { cleanup, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, describe, expect, it } from 'vitest'
import type { EsxiHost, NfcReading } from '../../../shared/esxi/model.ts'
import type { Provider } from '../../../shared/provider/model.ts'
import { Topic } from '../../../shared/topic.ts'
import { inventedEdit, inventedEsxi, inventedHost, inventedKey } from './test-support/fake-esxi.ts'
import { fakeWorld, type FakeWorld } from '../../test-support/fake-world.ts'
import { inventedProvider } from '../../test-support/invented.ts'
import { inventedFile } from '../providers/test-support/invented-providers.ts'
import { fillIn, showAt } from '../../test-support/render.tsx'

afterEach(cleanup)

function worldWith(
  hosts: readonly EsxiHost[],
  providers: readonly Provider[] = [inventedProvider()],
): FakeWorld {
  const esxi = inventedEsxi()
  esxi.hosts.set([...hosts])
  return fakeWorld({ providers: new Topic<Provider[]>([...providers]), esxi })
}

const button = (name: string | RegExp) => screen.findByRole('button', { name })
const reasonOf = async (name: string | RegExp) => (await button(name)).getAttribute('aria-description')
const inputs = (world: FakeWorld, name: string) =>
  world.calls.filter((call) => call.name === name).map((call) => call.input)
async function rows() {
  return within(await screen.findByRole('grid', { name: 'ESXi hosts' }))
    .getAllByRole('row')
    .slice(1)
}

const old = inventedHost(2, { version: '6.7.0', generation: 'configFile', lockdownMode: 'lockdownNormal' })

describe('the list of hosts', () => {
  it('says of each where its settings are, how it is reached, and how many copies it bears', async () => {
    const bare = inventedHost(3, { ssh: { running: false, policy: 'off' } })
    delete bare.login
    delete bare.hostKey
    const raised = {
      values: { maxMemory: 1_000_000_000 },
      generation: 'configStore' as const,
      verifiedAt: '2026-11-23T00:00:00Z',
    }
    showAt(
      '/hosts',
      worldWith([
        inventedHost(1, { nfc: raised, copies: { limit: 20, because: 'Enough.', now: 3 } }),
        old,
        bare,
      ]),
    )
    const [first, second, third] = await rows()
    expect(first?.textContent).toMatch(
      /esx-018\.0\.3ConfigStoreConnectedRunning \(on\)Off.*Trusted953\.7 MiB3 of 20vCenter/,
    )
    expect(second?.textContent).toMatch(/config\.xml.*Normal.*not read/)
    expect(third?.textContent).toMatch(/Stopped \(off\).*None.*Not trusted/)
    expect(within(first!).getByTitle(/most guides are wrong for this host/)).toBeTruthy()
    await screen.findByText(/2 of 3 hosts keep their settings in ConfigStore/)
  })

  it('is searched with / and narrowed by its counters, and the address says so', async () => {
    const { router } = showAt('/hosts', worldWith([inventedHost(1), old]))
    await rows()
    await userEvent.keyboard('/config.xml')
    await screen.findByText('1 of 2 hosts')
    expect(router.state.location.search).toMatchObject({ q: 'config.xml' })
    await userEvent.clear(screen.getByLabelText('Search hosts'))
    await userEvent.click(await button('Memory not raised 2'))
    await waitFor(() => expect(router.state.location.search).toMatchObject({ show: 'default' }))
  })

  it('chooses by keyboard and says why nothing can be done before', async () => {
    const { router } = showAt('/hosts', worldWith([inventedHost(1), old]))
    expect(await reasonOf('Set NFC memory...')).toContain('Choose hosts first')
    ;(await screen.findByRole('grid')).focus()
    await userEvent.keyboard(' {ArrowDown} ')
    await screen.findByText('2 hosts chosen')
    await userEvent.click(await button('Set NFC memory...'))
    await screen.findByRole('heading', { name: 'NFC memory of 2 hosts' })
    expect(router.state.location.search).toMatchObject({ chosen: ['host-1', 'host-2'], do: 'memory' })
  })

  it('is reached from the hosts of the inventory', async () => {
    const { router } = showAt('/inventory?tab=hosts', worldWith([inventedHost(1)]))
    await userEvent.click(within(await screen.findByRole('grid', { name: 'Hosts' })).getByText('esx-01'))
    await screen.findByRole('dialog', { name: 'esx-01' })
    expect(router.state.location).toMatchObject({
      pathname: '/hosts',
      search: { source: 'src', host: 'host-1' },
    })
  })

  it('draws only the rows in sight of a thousand hosts', async () => {
    showAt('/hosts', worldWith(Array.from({ length: 1_000 }, (_, index) => inventedHost(index + 1))))
    expect((await rows()).length).toBeLessThan(80)
    ;(await screen.findByRole('grid')).focus()
    await userEvent.keyboard('{Control>}a{/Control}')
    await screen.findByText('1,000 hosts chosen')
  })

  it('shows the hosts of a file as they were, and refuses to edit them', async () => {
    const file = inventedFile()
    showAt(`/hosts?source=${file.id}`, worldWith([inventedHost(1)], [file]))
    await screen.findByText(/is a file: its hosts are shown as they were/)
    expect(screen.queryByRole('button', { name: 'Set NFC memory...' })).toBeNull()
    await userEvent.click(within((await rows())[0]!).getByText('esx-01'))
    const drawer = within(await screen.findByRole('dialog', { name: 'esx-01' }))
    expect(drawer.queryByRole('button', { name: 'Set the memory...' })).toBeNull()
  })

  it('says what belongs here while there is no source, and what went wrong', async () => {
    showAt('/hosts', worldWith([], []))
    await screen.findByText('No vCenter yet')
    cleanup()
    showAt('/hosts?source=gone', worldWith([]))
    await screen.findByText('The vCenter of this address was removed')
    cleanup()
    showAt('/hosts', worldWith([]))
    await screen.findByText('No hosts here')
  })
})

describe('one host', () => {
  const open = (world: FakeWorld) => {
    showAt('/hosts?host=host-1', world)
    return screen.findByRole('dialog', { name: 'esx-01' })
  }

  it('gets a login, whose secret goes nowhere but into the call', async () => {
    const host = inventedHost(1)
    delete host.login
    const world = worldWith([host])
    await open(world)
    expect(await reasonOf('Read from the host')).toBe('Give a login for esx-01 first.')
    await userEvent.click((await screen.findAllByRole('button', { name: 'Give a login...' })).at(-1)!)
    await userEvent.click(await button('Keep the login'))
    await screen.findByText('Type the password of the user.')
    await fillIn(screen.getByLabelText(/^Password/, { selector: 'input[type=password]' }), 'secret 1')
    await userEvent.click(await button('Keep the login'))
    await waitFor(() => expect(screen.queryByRole('dialog', { name: /^Login for/ })).toBeNull())
    expect(inputs(world, 'esxi.setLogin')).toEqual([
      {
        providerId: 'src',
        hostIds: ['host-1'],
        login: { kind: 'password', username: 'root', password: 'secret 1' },
      },
    ])
  })

  it('takes a key with its passphrase, or the agent', async () => {
    const world = worldWith([inventedHost(1)])
    await open(world)
    await userEvent.click(await button('Give another login...'))
    await userEvent.click(screen.getByRole('radio', { name: 'Key' }))
    await fillIn(screen.getByLabelText(/^Private key/, { selector: 'textarea' }), 'KEY')
    await fillIn(screen.getByLabelText('Passphrase of the key'), 'pass')
    await userEvent.click(await button('Keep the login'))
    await waitFor(() => expect(screen.queryByRole('dialog', { name: /^Login for/ })).toBeNull())
    await userEvent.click(await button('Give another login...'))
    await userEvent.click(screen.getByRole('radio', { name: 'SSH agent' }))
    await userEvent.click(await button('Keep the login'))
    await waitFor(() =>
      expect(inputs(world, 'esxi.setLogin')).toMatchObject([
        { login: { kind: 'key', username: 'root', privateKey: 'KEY', passphrase: 'pass' } },
        { login: { kind: 'agent', username: 'root' } },
      ]),
    )
  })

  it('shows its key, which is trusted by an act of its own', async () => {
    const host = inventedHost(1)
    delete host.hostKey
    const world = worldWith([host])
    await open(world)
    await userEvent.click(await button('Look at the key...'))
    await userEvent.click(await button('Look at the key'))
    await screen.findByText('Not trusted yet')
    expect(await reasonOf('Trust 1 key')).toBe('Compare first, then tick the box.')
    await userEvent.click(screen.getByLabelText('I compared the key with the host'))
    await userEvent.click(await button('Trust 1 key'))
    await screen.findByText('Trusted now')
    expect(inputs(world, 'esxi.trustHostKey')).toEqual([
      { providerId: 'src', hostId: 'host-1', sha256: inventedKey('A').sha256, openSsh: false },
    ])
  })

  it('shows both keys when the key changed, and asks for more than a comparison', async () => {
    const world = worldWith([inventedHost(1)])
    world.esxi.pinned = inventedKey('A')
    world.esxi.shown = inventedKey('B')
    world.refusals.set('esxi.read', {
      code: 'esxi.host-key-changed',
      message: 'Another key.',
      remedy: 'Compare.',
    })
    await open(world)
    await userEvent.click(await button('Read from the host'))
    await userEvent.click(await button('Compare the keys...'))
    await userEvent.click(await button('Look at the key'))
    const keys = within(await screen.findByRole('list', { name: 'Keys' }))
    await keys.findByText('Another key than the trusted one')
    keys.getByText(inventedKey('A').sha256)
    keys.getByText(inventedKey('B').sha256)
    await userEvent.click(screen.getByLabelText(/^I know why the key changed/))
    await userEvent.click(await button('Trust the new key'))
    await keys.findByText('Trusted now')
  })

  it('asks before SSH is opened, and tells what the host says and does not read', async () => {
    const world = worldWith([inventedHost(1, { ssh: { running: false, policy: 'off' } })])
    world.esxi.reading = reading()
    await open(world)
    expect(await reasonOf('Read from the host')).toBe('Say first that SSH may be opened for it.')
    await userEvent.click(screen.getByLabelText('Open SSH for the time of the work'))
    await userEvent.click(await button('Read from the host'))
    await screen.findByText(
      '/etc/vmware/hostd/config.xml says 953.7 MiB (1,000,000,000 bytes), but this host does not read it.',
    )
    await screen.findByText(/hostd was not restarted since/)
    expect(inputs(world, 'esxi.read')).toEqual([{ providerId: 'src', hostId: 'host-1', openSsh: true }])
    const backups = within(await screen.findByRole('list', { name: 'Backups on the host' }))
    const [good, bad] = backups.getAllByRole('button')
    expect(bad?.getAttribute('aria-description')).toContain('cannot be read as settings')
    await userEvent.click(good!)
    await screen.findByRole('heading', { name: 'Put the settings of esx-01 back' })
    await screen.findByText('/etc/vmware/hostd/b1')
  })

  it('says what was left behind and closes SSH', async () => {
    const world = worldWith([
      inventedHost(1, {
        sshLeftOpen: { since: '2026-11-23T00:00:00Z' },
        unfinished: { runId: 'run-0', at: '2026-11-23T00:00:00Z', step: 'restart' },
      }),
    ])
    await open(world)
    await screen.findByText('An edit was cut off at "Restart hostd"')
    await screen.findByText(/whether hostd works with them already is not sure/)
    await userEvent.click(await button('Close SSH'))
    await waitFor(() =>
      expect(inputs(world, 'esxi.closeSsh')).toEqual([{ providerId: 'src', hostIds: ['host-1'] }]),
    )
  })

  it('tells its history with what was true at the end', async () => {
    const host = inventedHost(1)
    const world = worldWith([host])
    const truth = 'The settings of esx-01 are as before.'
    world.esxi.history = [inventedEdit([host], { state: 'failed' }, { state: 'rolledBack', truth })]
    await open(world)
    const history = within(await screen.findByRole('list', { name: 'History' }))
    await userEvent.click(history.getByText(/edit/))
    expect(history.getByText(truth)).toBeTruthy()
    expect(history.getAllByText('Failed, rolled back').length).toBeGreaterThan(0)
  })
})

function reading(): NfcReading {
  const backup = { at: '2026-11-22T00:00:00Z', sha256: 'a', sizeBytes: 1 }
  return {
    hostId: 'host-1',
    hostName: 'esx-01',
    version: '8.0.3',
    build: '1',
    generation: 'configStore',
    place: 'esx/services/hostd: plugins.nfcsvc',
    values: { maxMemory: 50_331_648 },
    ignored: { place: '/etc/vmware/hostd/config.xml', values: { maxMemory: 1_000_000_000 } },
    restartDue: true,
    sha256: 'x',
    sizeBytes: 100,
    backups: [
      { ...backup, id: '/etc/vmware/hostd/b1', values: { maxMemory: 50_331_648 } },
      { ...backup, id: '/etc/vmware/hostd/b2', at: '2026-11-21T00:00:00Z' },
    ],
    readAt: '2026-11-23T00:00:00Z',
  }
}
