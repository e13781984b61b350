/** What probes saw reaches preflight, on the lab: unknown before them, told after them, found once a port is shut. */
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createBackend, type Backend } from '../../electron/backend.ts'
import type { Client } from '../../shared/contract/contract.ts'
import type { PreflightFinding } from '../../shared/preflight/model.ts'
import { planFor, startLabWorld, type LabWorld } from '../fixtures/lab-backend.ts'

const namespace = 'default'

let world: LabWorld
let backend: Backend
let client: Client
let sourceId: string
let targetId: string
let door: Door

beforeAll(async () => {
  world = await startLabWorld()
  const { vcenter, cluster } = world.lab.endpoints
  door = await openDoor(Number(new URL(vcenter.url).port))
  const url = new URL(vcenter.url)
  url.port = String(door.port)
  backend = await createBackend({ home: join(world.home, 'state'), shell: 'test' })
  client = backend.client
  const { username, password, sha256 } = vcenter
  const trust = { kind: 'fingerprint', value: sha256 } as const
  const source = await client.providers.addVsphere({
    ...{ name: 'vc', url: url.href, username, password, trust },
  })
  const access = { kind: 'token', url: cluster.url, token: cluster.token, caPem: cluster.caPem } as const
  const target = await client.providers.addCluster({ name: 'ocp', access })
  sourceId = source.id
  targetId = target.id
})
afterAll(async () => {
  await backend.close()
  door.close()
  await world.close()
})

interface Door {
  readonly port: number
  /** New connections are refused; those that are there go on. */
  shut(): void
  close(): void
}

/** A port in front of another one of this machine. */
async function openDoor(to: number): Promise<Door> {
  const sockets = new Set<Socket>()
  const server: Server = createServer((near) => {
    const far = connect(to, '127.0.0.1')
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one)
      one.on('error', () => other.destroy())
      one.on('close', () => other.destroy())
      one.pipe(other)
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  let isOpen = true
  const shut = (): void => {
    if (isOpen) server.close()
    isOpen = false
  }
  return {
    port: (server.address() as AddressInfo).port,
    shut,
    close: () => {
      shut()
      for (const socket of sockets) socket.destroy()
    },
  }
}

async function ended<T extends { readonly state: string }>(stream: AsyncIterable<T>): Promise<T> {
  let last: T | undefined
  for await (const view of stream) last = view
  if (last?.state !== 'done') throw new Error(JSON.stringify(last))
  return last
}

/** Another process with the same state directory. */
async function restart(): Promise<void> {
  await backend.close()
  backend = await createBackend({ home: join(world.home, 'state'), shell: 'test' })
  client = backend.client
  const { vcenter, cluster } = world.lab.endpoints
  await client.providers.reconnect({ id: sourceId, secret: vcenter.password })
  await client.providers.reconnect({ id: targetId, secret: cluster.token })
}

async function probeNetwork(hostIds?: string[]): Promise<void> {
  await ended(await client.probes.network({ targetId, sourceId, namespace, ...(hostIds && { hostIds }) }))
}

const PROBED = ['port-443-vcenter', 'port-443-esxi', 'port-902-esxi', 'vddk-release', 'vddk-image-broken']

/** What a new run says of the rules that rest on probes, and on the rights. */
async function judge(planId?: string): Promise<readonly PreflightFinding[]> {
  const request = { providerId: sourceId, targetId, ...(planId !== undefined && { planId }) }
  const { runId } = await ended(await client.preflight.run(request))
  const filter = { rules: [...PROBED, 'target-rights'] }
  return (await client.preflight.findings({ runId, filter, limit: 100 })).findings
}

/** "? port-443-esxi esx-02.lab.example": unknown; without the mark: found. */
function words(findings: readonly PreflightFinding[]): string[] {
  return findings
    .map(({ state, rule, object }) => `${state === 'unknown' ? '? ' : ''}${rule} ${object.name}`)
    .sort()
}

describe('preflight and probes', () => {
  it('does not know before a probe ran, and says what to run', async () => {
    const findings = await judge()
    expect(findings.map(({ rule }) => rule).sort()).toEqual([...PROBED].sort())
    for (const finding of findings) expect(finding).toMatchObject({ state: 'unknown' })
    const [finding] = findings.filter(({ rule }) => rule === 'port-902-esxi')
    expect(finding).toMatchObject({
      evidence: [
        { property: 'networkProbe', value: 'no network probe has run from this cluster to this source' },
      ],
      commands: [
        {
          tool: 'palletjack',
          command: 'palletjack probe network --provider vc --target ocp --namespace default',
        },
      ],
    })
    const { rules } = await client.preflight.rules()
    expect(rules.filter(({ probe }) => probe !== undefined).map(({ id }) => id)).toEqual(
      expect.arrayContaining(PROBED),
    )
  })

  it('knows of the hosts that were probed, and of no others', async () => {
    await probeNetwork(['host-101'])
    expect(words(await judge()).filter((text) => text.includes('902'))).toEqual([
      '? port-902-esxi esx-02.lab.example',
      '? port-902-esxi esx-03.lab.example',
      '? port-902-esxi esx-04.lab.example',
    ])
  })

  it('knows all once both probes ran, also in the next process', async () => {
    await probeNetwork()
    await ended(await client.probes.vddk({ targetId, namespace }))
    expect(words(await judge())).toEqual([])
    await restart()
    expect(words(await judge())).toEqual([])
  })

  it('takes nothing of it for a plan that goes into another namespace', async () => {
    const ends = { backend, client, sourceId, targetId }
    const plan = await client.plans.create(
      await planFor(ends, ['web-01'], { name: 'elsewhere', targetNamespace: 'demo' }),
    )
    const findings = await judge(plan.id)
    expect(findings.map(({ state }) => state)).toEqual(findings.map(() => 'unknown'))
    const [finding] = findings.filter(({ rule }) => rule === 'port-443-vcenter')
    expect(finding?.message).toBe('It was probed from namespace default over the pod network only.')
    expect(finding?.commands[0]?.command).toContain('--namespace demo')
  })

  it('finds a port that was shut since, with its evidence', async () => {
    door.shut()
    await probeNetwork()
    const findings = await judge()
    expect(words(findings)).toEqual(['port-443-vcenter VMware vCenter Server'])
    const [finding] = findings
    expect(finding?.category).toBe('Critical')
    expect(finding?.evidence).toEqual([
      { property: `TCP ${door.port}`, value: expect.stringContaining('refused') as string },
      {
        property: 'network probe',
        value: expect.stringMatching(
          /^\d+ s before this was judged \(.+Z\), in namespace default over the pod network$/,
        ) as string,
      },
    ])
  })
})
