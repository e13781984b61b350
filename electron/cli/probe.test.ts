import { afterEach, describe, expect, it } from 'vitest'
import type { Look, NetworkProbe, VddkProbe } from '../../shared/probe/model.ts'
import { run } from './program.ts'
import { inventBackend, type Script } from './test-support/invented-backend.ts'
import { inventContext, type InventedContext } from './test-support/invented-context.ts'
import { descriptor, known, palletjack, tidy } from './test-support/provider-kit.ts'

const contexts: InventedContext[] = []
afterEach(() => {
  contexts.splice(0).forEach((context) => context.dispose())
  tidy()
})

const look = (state: Look['state'], detail = ''): Look => ({ state, detail })
const good = look('ok')

function aNetworkProbe(port902: Look, change: Partial<NetworkProbe> = {}): NetworkProbe {
  return {
    ...{ state: 'done', step: 'Done.', image: 'tools:1', cleanedUp: true },
    servers: [
      {
        ...{ id: 'host-1', name: 'esx-01', role: 'esxi', host: 'esx-01.example' },
        cluster: { dns: look('ok', '192.0.2.1'), ports: [{ port: 902, look: port902 }] },
        computer: { dns: look('ok', '192.0.2.1'), ports: [{ port: 902, look: look('failed', 'refused') }] },
      },
    ],
    ...change,
  }
}

const running = aNetworkProbe(look('pending'), {
  state: 'running',
  step: 'Pulls the image.',
  cleanedUp: false,
})
const NETWORK = ['probe', 'network', '--lab', '--namespace', 'demo']

describe('probe network', () => {
  it('tells its steps on stderr, and shows both ways next to each other', async () => {
    const network = [running, running, aNetworkProbe(good)]
    const { exitCode, context } = await palletjack({ network }, NETWORK)
    expect(exitCode).toBe(0)
    expect(context.err()).toBe('Starting the lab.\nPulls the image.\nDone.\n')
    expect(context.out()).toBe(
      [
        '┌────────┬────────────────┬─────────┬──────────────────┬────────────────────┐',
        '│ Server │ Address        │ Look    │ From the cluster │ From this computer │',
        '│ esx-01 │ esx-01.example │ name    │ ok: 192.0.2.1    │ ok: 192.0.2.1      │',
        '│        │                │ TCP 902 │ ok               │ FAILED: refused    │',
        '└────────┴────────────────┴─────────┴──────────────────┴────────────────────┘',
        'The cluster reaches 1 server.',
        '',
      ].join('\n'),
    )
  })

  it('ends with 1 when a look from the cluster failed', async () => {
    const network = [aNetworkProbe(look('failed', 'timed out'))]
    const { exitCode, context } = await palletjack({ network }, NETWORK)
    expect(exitCode).toBe(1)
    expect(context.out()).toContain('│ FAILED: timed out │')
    expect(context.out()).toContain('1 of 2 looks from the cluster failed.')
  })

  it('ends with 1 when nothing could be looked at, and tells why', async () => {
    const problem = { code: 'probe.image', message: 'The image is not there.', remedy: 'Push it.' }
    const none = aNetworkProbe(look('unknown'), { state: 'failed', problem, cleanedUp: false })
    const { exitCode, context } = await palletjack({ network: [none] }, [...NETWORK, '--json'])
    expect(exitCode).toBe(1)
    expect(context.lines()).toEqual([none])
    expect(context.err()).toContain('The image is not there.\n  Push it.')
    expect(context.err()).toContain('may be left in namespace demo')
  })

  it('asks for the hosts, the image and the two ends that are named', async () => {
    const { exitCode, backend } = await palletjack({ known, network: [aNetworkProbe(good)] }, [
      ...[
        'probe',
        'network',
        '--provider',
        'vc',
        '--target',
        'ocp',
        '--namespace',
        'demo',
        '--host',
        'ESX-01',
      ],
      ...['--image', 'tools:2', '--password-fd', descriptor('pass'), '--token-fd', descriptor('token')],
    ])
    expect(exitCode).toBe(0)
    expect(backend.unlocked).toEqual(['pass', 'token'])
    expect(backend.probes).toEqual([
      {
        ...{ sourceId: 'vc', targetId: 'ocp', namespace: 'demo', image: 'tools:2' },
        hostIds: ['host-1'],
      },
    ])
  })

  it('looks over the network that the disks of a plan take', async () => {
    const { exitCode, backend } = await palletjack({ network: [aNetworkProbe(good)] }, [
      ...[...NETWORK, '--transfer-network', 'default/fast'],
    ])
    expect(exitCode).toBe(0)
    expect(backend.probes).toMatchObject([
      { transferNetwork: { kind: 'attachment', namespace: 'default', name: 'fast' } },
    ])
    const wrong = await palletjack({ network: [] }, [...NETWORK, '--transfer-network', 'a/b/c'])
    expect(wrong.exitCode).toBe(2)
    expect(wrong.context.err()).toContain('Write default, pod or NAMESPACE/ATTACHMENT.')
  })

  it('mixes a known source with a cluster by address', async () => {
    const { exitCode, backend } = await palletjack({ known, network: [aNetworkProbe(good)] }, [
      ...['probe', 'network', '--provider', 'vc', '--cluster', 'https://x', '--namespace', 'demo'],
      ...['--password-fd', descriptor('pass'), '--token-fd', descriptor('token')],
    ])
    expect(exitCode).toBe(0)
    expect(backend.probes).toMatchObject([{ sourceId: 'vc', targetId: 'target' }])
    expect(backend.removed).toEqual(['target'])
  })

  it.each([
    [['--namespace', 'demo'], /the source .*, and the target/],
    [['--namespace', 'demo', '--provider', 'vc'], /Not named: the target/],
    [['--provider', 'vc', '--target', 'ocp'], /No namespace is given/],
    [['--lab', '--provider', 'vc', '--namespace', 'demo'], /--provider does not go with it/],
    [
      ['--provider', 'vc', '--username', 'u', '--target', 'ocp', '--namespace', 'demo'],
      /--username does not go/,
    ],
    [['--provider', 'ocp', '--target', 'ocp', '--namespace', 'demo'], /ocp is no vCenter/],
    [['--lab', '--namespace', 'demo', '--image', 'two words'], /image reference/],
    [['--lab', '--namespace', 'demo', '--host', 'esx-99'], /no host named "esx-99".*esx-01/s],
  ])('refuses %j', async (args, message) => {
    const script = args.includes('--lab') ? {} : { known }
    const { exitCode, context, backend } = await palletjack(script, ['probe', 'network', ...args])
    expect(exitCode).toBe(2)
    expect(context.err()).toMatch(message)
    expect(backend.probes).toEqual([])
  })
})

describe('an interrupt of a probe', () => {
  function start(script: Partial<Script>) {
    const backend = inventBackend({ vms: [], network: [running], untilClosed: true, ...script })
    const context = inventContext({ backend })
    contexts.push(context)
    return { backend, context, exit: run([...NETWORK, '--home', context.home], context) }
  }

  it('ends the probe, waits for the clean-up and says so', async () => {
    const { backend, context, exit } = start({})
    await expect.poll(() => context.err()).toContain('Pulls the image.')
    context.interrupt()
    expect(await exit).toBe(130)
    expect(backend.closedProbes).toEqual(['demo'])
    expect(backend.closed).toBe(true)
    expect(context.err()).toContain('The Job of the probe was removed; nothing else was changed.')
  })

  it('does not wait when it comes twice, and says what may be left', async () => {
    const { context, exit } = start({ closeHangs: true })
    await expect.poll(() => context.err()).toContain('Pulls the image.')
    context.interrupt()
    await expect.poll(() => context.err()).toContain('Interrupted')
    context.interrupt()
    expect(await exit).toBe(130)
    expect(context.err()).toContain('may be left in namespace demo: see kubectl -n demo get jobs,pods.')
  })
})

describe('probe vddk', () => {
  const probe: VddkProbe = {
    ...{ state: 'done', step: 'Done.', image: 'vddk:8', cleanedUp: true, imageSource: 'HyperConverged' },
    ...{ pull: good, library: good, libraryVersion: '8.0.3' },
  }
  const VDDK = ['probe', 'vddk', '--lab', '--namespace', 'demo']

  it('shows the image, who names it, and the version of the library', async () => {
    const { exitCode, context } = await palletjack({ vddk: [probe] }, VDDK)
    expect(exitCode).toBe(0)
    expect(context.out()).toContain('│ Named by │ HyperConverged ')
    expect(context.out()).toContain('│ Version  │ 8.0.3 ')
  })

  it('ends with 1 and the registry’s answer when the image cannot be pulled', async () => {
    const pull = look('failed', 'registry.example answered: unauthorized')
    const failed = { ...probe, pull, library: look('unknown') }
    const { exitCode, context } = await palletjack({ vddk: [failed] }, VDDK)
    expect(exitCode).toBe(1)
    expect(context.out()).toContain('FAILED: registry.example answered: unauthorized')
  })

  it('needs a cluster only', async () => {
    const none = await palletjack({}, ['probe', 'vddk', '--namespace', 'demo'])
    expect(none.exitCode).toBe(2)
    expect(none.context.err()).toContain('cluster is not named')
    const other = await palletjack({ known }, ['probe', 'vddk', '--target', 'vc', '--namespace', 'demo'])
    expect(other.exitCode).toBe(2)
    expect(other.context.err()).toContain('vc is no cluster')
  })
})
