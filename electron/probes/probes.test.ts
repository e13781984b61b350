/** Probes on the lab's API server, over real sockets: what goes wrong in a cluster, and what is left. */
import { afterEach, describe, expect, it } from 'vitest'
import { networkContainer, vddkProbeJob, vddkContainer } from '../../shared/manifests/probe-job.ts'
import { justRuns, type Behaviour } from '../lab/controllers/kubelet/behaviour.ts'
import {
  allOf,
  closedPort,
  isThere,
  jobsLeft,
  startProbeCluster,
  type ProbeCluster,
  type ProbeClusterOptions,
} from './test-support/probe-cluster.ts'

const network = { targetId: 'target', sourceId: 'source', namespace: 'default' }
const vddk = { targetId: 'target', namespace: 'default' }
const job = { apiVersion: 'batch/v1', kind: 'Job' }
const managed = { 'app.kubernetes.io/managed-by': 'palletjack' }

let open: ProbeCluster | undefined
afterEach(async () => {
  await open?.close()
  open = undefined
})

async function start(options: ProbeClusterOptions = {}): Promise<ProbeCluster> {
  open = await startProbeCluster(options)
  return open
}

function containers(behaviour: Behaviour) {
  return {
    behaviours: new Map([
      [networkContainer, behaviour],
      [vddkContainer, behaviour],
    ]),
  }
}

describe('a network probe', () => {
  it('says in words what does not work, and keeps what does', async () => {
    const refused = await closedPort()
    const ports = new Map([[902, refused]])
    const machine = { name: 'esx-01.lab.example', address: '10.20.0.11', ports }
    const cluster = await start({ controllers: { machines: [machine] }, url: 'https://vc.lab.example/sdk' })
    const { last } = await allOf(cluster.probes.network(network))
    expect(last).toMatchObject({ state: 'done', cleanedUp: true })
    expect(last.step).toBe('The cluster does not reach 2 of 2 servers as a migration needs it.')
    const [vcenter, host] = last.servers
    expect(vcenter?.cluster.dns).toMatchObject({
      state: 'failed',
      detail: expect.stringContaining("The cluster's DNS does not know the name") as string,
    })
    expect(vcenter?.cluster.ports).toEqual([
      { port: 443, look: { state: 'unknown', detail: 'Not tried: the name was not found.' } },
    ])
    expect(host?.cluster.dns).toEqual({ state: 'ok', detail: '10.20.0.11' })
    expect(host?.cluster.ports[1]?.look.detail).toContain('902 refused: esx-01.lab.example answers')
  })

  it('takes the way that the plan chooses for its disks', async () => {
    const cluster = await start()
    const stop = new AbortController()
    const transferNetwork = { kind: 'attachment', namespace: 'default', name: 'fast' } as const
    const shown = allOf(cluster.probes.network({ ...network, transferNetwork }, stop.signal))
    const made = await cluster.when('Job', 'batch/v1', isThere)
    expect(made.spec).toMatchObject({
      template: { metadata: { annotations: { 'v1.multus-cni.io/default-network': 'default/fast' } } },
    })
    stop.abort()
    await shown
  })

  it('reads the log where the last words are not the result', async () => {
    const controllers = containers(({ log }) => {
      log('palletjack-network/1 2')
      log('oo oor')
      log('0 127.0.0.1')
      return Promise.resolve({ code: 0, message: 'cut off' })
    })
    const cluster = await start({ controllers })
    const { last } = await allOf(cluster.probes.network(network))
    expect(last).toMatchObject({
      state: 'done',
      servers: [
        { cluster: { dns: { detail: '127.0.0.1' } } },
        { cluster: { ports: [{ look: { state: 'ok' } }, { look: { state: 'failed' } }] } },
      ],
    })
  })

  it.each([
    ['palletjack-network/1 lacks getent', 3, 'probe.image-unfit', 'has no getent'],
    ['exec /bin/bash: exec format error', 255, 'probe.image-unfit', 'another CPU architecture'],
    ['Killed', 137, 'probe.no-result', 'exit code 137'],
  ])('explains a container that ended with "%s"', async (message, code, problem, words) => {
    const cluster = await start({ controllers: containers(() => Promise.resolve({ code, message })) })
    const { last } = await allOf(cluster.probes.network(network))
    expect(last).toMatchObject({
      state: 'failed',
      cleanedUp: true,
      problem: { code: problem, message: expect.stringContaining(words) as string },
    })
    expect(last.servers.every(({ cluster: path }) => path.dns.state === 'unknown')).toBe(true)
    expect(await jobsLeft(cluster)).toEqual([])
  })
})

describe('what a probe leaves', () => {
  it('is nothing when it is closed while it waits, and the close waits for that', async () => {
    const cluster = await start({ controllers: containers(justRuns) })
    const stream = cluster.probes.network(network)
    const first = await stream.next()
    expect(first.value).toMatchObject({ state: 'running' })
    await cluster.when('Pod', 'v1', isThere)
    await stream.return(undefined)
    expect(await jobsLeft(cluster)).toEqual([])
  })

  it('is nothing when the application ends', async () => {
    const cluster = await start({ controllers: containers(justRuns) })
    const probe = allOf(cluster.probes.network(network))
    await cluster.when('Pod', 'v1', isThere)
    await cluster.probes.close()
    expect(await jobsLeft(cluster)).toEqual([])
    await probe
  })

  it('is told with the command that removes it', async () => {
    const cluster = await start({ controllers: containers(justRuns), limits: { cleanUpMs: 400 } })
    const stream = cluster.probes.vddk(vddk)
    await stream.next()
    const { metadata } = await cluster.when('Job', 'batch/v1', isThere)
    const name = metadata.name ?? ''
    const hold = (finalizers: readonly string[]) =>
      cluster.connection.mergePatch(job, 'default', name, { metadata: { finalizers } })
    await hold(['example.com/hold'])
    // Someone deletes it, and something else holds it: the probe cannot get rid of it.
    const seen = allOf(stream)
    await cluster.connection.delete({ apiVersion: 'v1', kind: 'Pod' }, 'default', await podName(cluster))
    const { last } = await seen
    const command = `kubectl delete job ${name} -n default --cascade=foreground`
    expect(last).toMatchObject({ state: 'failed', cleanedUp: false })
    expect(last.step).toContain(command)
    await hold([])
  })

  it('of an earlier life is removed first', async () => {
    const cluster = await start({ controllers: {} })
    const image = 'registry.lab.example/vddk:8.0.3'
    const options = { namespace: 'default', key: 'target', image, platform: 'openshift' } as const
    const { name } = vddkProbeJob({ ...options, deadlineSeconds: 1 }).metadata
    const template = { spec: { restartPolicy: 'Never', containers: [{ name: 'main', image: 'old' }] } }
    const made = await cluster.connection.create({
      ...job,
      metadata: { name, namespace: 'default', labels: managed },
      spec: { template },
    })
    expect(made.ok).toBe(true)
    const again = await allOf(cluster.probes.vddk(vddk))
    expect(again.last).toMatchObject({ state: 'done', libraryVersion: '8.0.3', cleanedUp: true })
    expect(await jobsLeft(cluster)).toEqual([])
    // Another's Job of that name is left alone.
    await cluster.connection.create({ ...job, metadata: { name, namespace: 'default' }, spec: { template } })
    const refused = await allOf(cluster.probes.vddk(vddk))
    expect(refused.last).toMatchObject({ state: 'failed', problem: { code: 'probe.name-taken' } })
    expect(await cluster.connection.get(job, 'default', name)).toMatchObject({ value: { kind: 'Job' } })
  })
})

describe('what a finished probe saw', () => {
  const results = () => {
    const kept: unknown[] = []
    return {
      kept,
      results: {
        putProbeLooks: (probed: unknown) => void kept.push(probed),
        putImageProbe: (...check: unknown[]) => void kept.push(check),
      },
    }
  }

  it('is kept, with where from and when', async () => {
    const { kept, results: into } = results()
    const cluster = await start({ controllers: {}, results: into })
    await allOf(cluster.probes.network({ ...network, hostIds: ['host-1'] }))
    await allOf(cluster.probes.vddk(vddk))
    const at = expect.stringMatching(/^20.+Z$/) as string
    const from = { at, targetUrl: cluster.connection.url, namespace: 'default' }
    expect(kept).toMatchObject([
      {
        targetId: 'target',
        sourceId: 'source',
        all: false,
        looks: [
          { ...from, way: 'pod', server: { id: 'vcenter' } },
          { ...from, way: 'pod', server: { id: 'host-1', cluster: { dns: { state: 'failed' } } } },
        ],
      },
      ['target', { ...from, image: 'registry.lab.example/vddk:8.0.3', libraryVersion: '8.0.3' }],
    ])
  })

  it('is kept apart by the network that it took', async () => {
    const { kept, results: into } = results()
    const cluster = await start({ controllers: {}, results: into })
    const transferNetwork = { kind: 'attachment', namespace: 'default', name: 'fast' } as const
    await allOf(cluster.probes.network({ ...network, transferNetwork }))
    const way = 'default/fast'
    expect(kept).toMatchObject([{ all: true, looks: [{ way }, { way }] }])
  })

  it('is not kept of one that failed or was stopped', async () => {
    const { kept, results: into } = results()
    const cluster = await start({
      controllers: containers(() => Promise.resolve({ code: 7 })),
      results: into,
    })
    const { last } = await allOf(cluster.probes.network(network))
    expect(last.state).toBe('failed')
    const stop = new AbortController()
    const shown = allOf(cluster.probes.vddk(vddk, stop.signal))
    await cluster.when('Job', 'batch/v1', isThere)
    stop.abort()
    await shown
    expect(kept).toEqual([])
  })
})

describe('probes of one name', () => {
  it('run one after the other', async () => {
    const cluster = await start({ controllers: {} })
    const both = await Promise.all([
      allOf(cluster.probes.vddk(vddk)),
      allOf(cluster.probes.vddk({ ...vddk, image: 'quay.io/someone/tools:1' })),
    ])
    expect(both.map(({ last }) => last.library.state)).toEqual(['ok', 'failed'])
    expect(both.map(({ last }) => last.cleanedUp)).toEqual([true, true])
  })
})

describe('a Job that someone removes', () => {
  it('ends the probe with that reason', async () => {
    const cluster = await start({ controllers: containers(justRuns) })
    const probe = allOf(cluster.probes.network(network))
    const { metadata } = await cluster.when('Job', 'batch/v1', isThere)
    await cluster.when('Pod', 'v1', isThere)
    await cluster.connection.delete(job, 'default', metadata.name ?? '', { propagation: 'Background' })
    const { last } = await probe
    expect(last).toMatchObject({ state: 'failed', cleanedUp: true, problem: { code: 'probe.removed' } })
  })
})

async function podName(cluster: ProbeCluster): Promise<string> {
  const { metadata } = await cluster.when('Pod', 'v1', isThere)
  return metadata.name ?? ''
}
