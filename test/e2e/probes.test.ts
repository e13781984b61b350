/** Probes from inside the cluster on the lab: real API calls, real sockets, nothing left afterwards. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createKubeClient, type KubeClient } from '../../electron/lab/controllers/client.ts'
import { jobs, pods } from '../../electron/lab/controllers/kinds.ts'
import type { NetworkProbe, VddkProbe } from '../../shared/probe/model.ts'
import { connectTo, startLabWorld, type Connected, type LabWorld } from '../fixtures/lab-backend.ts'

let world: LabWorld
let at: Connected
let kube: KubeClient

const namespace = 'default'

beforeAll(async () => {
  world = await startLabWorld()
  at = await connectTo(world)
  kube = createKubeClient(world.lab.endpoints.cluster)
})

afterAll(async () => {
  await kube.close()
  await at.backend.close()
  await world.close()
})

async function leftovers(): Promise<string[]> {
  const all = [...(await kube.list(jobs)).items, ...(await kube.list(pods)).items]
  return all.map(({ metadata }) => metadata.name).filter((name) => name.includes('palletjack-probe'))
}

async function lastOf<T>(stream: AsyncIterable<T>): Promise<{ last: T; all: T[] }> {
  const all: T[] = []
  for await (const view of stream) all.push(view)
  const last = all.at(-1)
  if (last === undefined) throw new Error('the probe was never shown')
  return { last, all }
}

async function network(input: { hostIds?: string[]; namespace?: string; image?: string } = {}) {
  const { client, sourceId, targetId } = at
  return lastOf<NetworkProbe>(await client.probes.network({ targetId, namespace, sourceId, ...input }))
}

async function vddk(image?: string) {
  const { client, targetId } = at
  return lastOf<VddkProbe>(await client.probes.vddk({ targetId, namespace, image }))
}

describe('the network probe', () => {
  it('tells what a pod reaches and what this computer reaches, and leaves nothing', async () => {
    const { last, all } = await network()
    expect(last).toMatchObject({ state: 'done', cleanedUp: true })
    expect(last.problem).toBeUndefined()
    expect(last.image).toBe('registry.access.redhat.com/ubi9/ubi-minimal:latest')
    expect(all[0]?.state).toBe('running')
    expect(last.servers.map(({ id, role }) => [id, role])).toEqual([
      ['vcenter', 'vcenter'],
      ['host-101', 'esxi'],
      ['host-102', 'esxi'],
      ['host-103', 'esxi'],
      ['host-104', 'esxi'],
    ])
    const [vcenter, host] = last.servers
    const port = Number(new URL(world.lab.endpoints.vcenter.url).port)
    expect(vcenter).toMatchObject({
      cluster: { dns: { state: 'ok', detail: '127.0.0.1' }, ports: [{ port, look: { state: 'ok' } }] },
      computer: { dns: { state: 'ok' }, ports: [{ port, look: { state: 'ok' } }] },
    })
    expect(host).toMatchObject({
      host: 'esx-01.lab.example',
      cluster: {
        dns: { state: 'ok', detail: '10.20.0.11' },
        ports: [
          { port: 443, look: { state: 'ok' } },
          { port: 902, look: { state: 'ok' } },
        ],
      },
      // Only the lab's pods know the lab's names.
      computer: {
        dns: { state: 'failed' },
        ports: [{ port: 443, look: { state: 'unknown' } }, { port: 902 }],
      },
    })
    expect(last.step).toBe('The cluster reaches all 5 servers: every name is found and every port is open.')
    expect(await leftovers()).toEqual([])
  })

  it('looks only at the hosts that were asked for, and knows no others', async () => {
    const { last } = await network({ hostIds: ['host-102'] })
    expect(last.servers.map(({ id }) => id)).toEqual(['vcenter', 'host-102'])
    await expect(network({ hostIds: ['host-999'] })).rejects.toMatchObject({
      data: { code: 'probe.host-unknown' },
    })
  })

  it('names the registry where its own image cannot be pulled', async () => {
    const { last } = await network({ image: 'registry.corp.invalid/tools:1' })
    expect(last).toMatchObject({
      state: 'failed',
      cleanedUp: true,
      problem: { code: 'probe.image-pull', message: expect.stringContaining('no such host') as string },
    })
    expect(last.servers[0]?.cluster.dns.state).toBe('unknown')
    expect(last.servers[0]?.computer.dns.state).toBe('ok')
    expect(await leftovers()).toEqual([])
  })

  it('says that a namespace is missing', async () => {
    const { last } = await network({ namespace: 'not-there' })
    expect(last).toMatchObject({
      state: 'failed',
      cleanedUp: true,
      problem: { code: 'cluster.namespace-missing' },
    })
  })
})

describe('the VDDK image probe', () => {
  it('pulls the image that the cluster names and reads its version', async () => {
    const { last } = await vddk()
    expect(last).toMatchObject({
      state: 'done',
      cleanedUp: true,
      image: 'registry.lab.example/vddk:8.0.3',
      pull: { state: 'ok' },
      library: { state: 'ok' },
      libraryVersion: '8.0.3',
    })
    expect(last.imageSource).not.toBe('')
    expect(await leftovers()).toEqual([])
  })

  it.each([
    ['registry.corp.invalid/vddk:8', 'no such host'],
    ['registry.lab.example/vddk:nope', 'not found'],
    ['registry.lab.example/private/vddk:8', 'unauthorized'],
    ['registry.lab.example/VDDK:8', 'invalid reference format'],
  ])('tells what the registry answers to %s', async (image, answer) => {
    const { last } = await vddk(image)
    expect(last).toMatchObject({
      state: 'done',
      cleanedUp: true,
      pull: { state: 'failed', detail: expect.stringContaining(answer) as string },
      library: { state: 'unknown' },
    })
    expect(last.problem).toBeUndefined()
    expect(await leftovers()).toEqual([])
  })

  it('tells an image without the library', async () => {
    const { last } = await vddk('quay.io/someone/tools:1')
    expect(last).toMatchObject({ pull: { state: 'ok' }, library: { state: 'failed' }, libraryVersion: '' })
  })
})

describe('a probe that is closed early', () => {
  it.each(['break', 'abort'])('leaves nothing after a %s', async (way) => {
    const { client, sourceId, targetId } = at
    const stop = new AbortController()
    const input = { targetId, namespace, sourceId, image: 'registry.corp.invalid/tools:1' }
    const stream = await client.probes.network(input, { signal: stop.signal })
    let wasThere: string[] = []
    for await (const view of stream) {
      if (view.state !== 'running') break
      wasThere = await leftovers()
      if (wasThere.length === 0) continue
      if (way === 'break') break
      stop.abort()
    }
    expect(wasThere).not.toEqual([])
    expect(await leftovers()).toEqual([])
  })
})
