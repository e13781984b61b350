/** Disks that are read from their ESXi host instead of through vCenter, and hosts that are edited meanwhile. */
import { describe, expect, it } from 'vitest'
import type { MigrationEvent, MigrationView } from '../../shared/migration/model.ts'
import { kube } from '../fixtures/kube.ts'
import { follow, planFor, start } from '../fixtures/lab-backend.ts'
import { labSuite } from '../fixtures/lab-suite.ts'
import { chooseNetwork, hostOf } from '../fixtures/migration-network.ts'

const world = labSuite('file')

async function eventsOf(migrationId: string): Promise<MigrationEvent[]> {
  const events: MigrationEvent[] = []
  for await (const event of await world.client.migrations.events({ migrationId })) events.push(event)
  return events
}

async function expectSameBytes(view: MigrationView): Promise<void> {
  const disks = view.vms.flatMap((vm) => vm.disks)
  expect(disks.length).toBeGreaterThan(0)
  for (const disk of disks) {
    const there = await world.lab.targetSha256(view.targetNamespace, disk.claim)
    expect(there).toBe(await world.lab.sourceSha256(disk.file))
  }
}

describe('a host whose migration network is ready', () => {
  it('is read directly, byte for byte, with its own login and certificate', async () => {
    const { client, lab } = world
    const host = await hostOf(world, 'db-01')
    expect(await chooseNetwork(world, host)).toMatchObject({ state: 'ready' })
    const address = host.adapters.find(({ device }) => device === 'vmk1')!.ip
    const before = lab.esxi(host.name).copies().total
    const goOn = world.hold('copies')
    const id = await start(
      client,
      await planFor(world, ['db-01'], { name: 'direct', targetNamespace: 'direct' }),
    )
    await follow(client, id, (view) => view.vms[0]?.phase === 'CopyDisks')
    const path = '/apis/cdi.kubevirt.io/v1beta1/namespaces/direct/datavolumes'
    const { items = [] } = (await kube(lab.endpoints.cluster, path)).body
    const { sha1 } = lab.endpoints.esxi.find(({ name }) => name === host.name)!
    const vddk = { url: `https://${address}/sdk`, thumbprint: sha1 }
    expect(items).toMatchObject([1, 2, 3].map(() => ({ spec: { source: { vddk } } })))
    goOn()
    const end = await follow(client, id)
    const way = `directly from ${host.name} at ${address}`
    expect(end.vms).toMatchObject([{ state: 'succeeded', diskWay: way }])
    await expectSameBytes(end)
    const disks = end.vms[0]!.disks.length
    expect(lab.esxi(host.name).copies()).toEqual({ now: 0, total: before + disks })
    expect(await eventsOf(id)).toContainEqual(
      expect.objectContaining({ vm: 'db-01', message: `The disks are read ${way}.` }),
    )
  })
})

describe('the network probe', () => {
  it('looks at the address of a chosen migration network too, on both ports', async () => {
    const { client, sourceId, targetId } = world
    const host = await hostOf(world, 'db-01')
    const address = host.adapters.find(({ device }) => device === 'vmk1')!.ip
    const request = { targetId, sourceId, namespace: 'default', hostIds: [host.id] }
    let last
    for await (const view of await client.probes.network(request)) last = view
    const looks = last?.servers.find(({ id }) => id === host.id)?.cluster.ports
    const direct = looks?.filter((look) => look.address === address)
    expect(direct?.map(({ port, look }) => [port, look.state]).toSorted()).toEqual([
      [443, 'ok'],
      [902, 'ok'],
    ])
  })
})

describe('a host whose migration network cannot be used', () => {
  it('is read through vCenter, and the log says why', async () => {
    const { client, lab } = world
    const host = await hostOf(world, 'app-01')
    expect(await chooseNetwork(world, host, 'not the password')).toMatchObject({ state: 'failed' })
    const before = lab.esxi(host.name).copies().total
    const id = await start(
      client,
      await planFor(world, ['app-01'], { name: 'around', targetNamespace: 'around' }),
    )
    const end = await follow(client, id)
    expect(end.vms).toMatchObject([{ state: 'succeeded', diskWay: 'through vCenter' }])
    await expectSameBytes(end)
    expect(lab.esxi(host.name).copies().total).toBe(before)
    const warnings = (await eventsOf(id)).filter(({ type }) => type === 'warning')
    expect(warnings.map(({ message }) => message)).toContainEqual(
      expect.stringMatching(
        /^The disks are read through vCenter, since the migration network cannot be used: /,
      ),
    )
  })
})

describe('a host from which a VM is copied', () => {
  it('is not edited until the copy is over; from then on it bears more', async () => {
    const { client, lab, sourceId: providerId } = world
    const host = await hostOf(world, 'web-01')
    const { username, password } = lab.endpoints.esxi.find(({ name }) => name === host.name)!
    const login = { kind: 'password', username, password } as const
    await client.esxi.setLogin({ providerId, hostIds: [host.id], login })
    const { shown } = await client.esxi.hostKey({ providerId, hostId: host.id })
    await client.esxi.trustHostKey({ providerId, hostId: host.id, sha256: shown.sha256 })
    const goOn = world.hold('copies')
    const plan = await planFor(world, ['web-01'], { name: 'busy', targetNamespace: 'busy' })
    const id = await start(client, plan)
    const running = await follow(client, id, (view) => view.vms[0]?.state === 'running')
    expect(running.hosts).toMatchObject([{ name: host.name, limit: 10 }])
    const edit = async () => {
      const request = { providerId, hostIds: [host.id], change: { maxMemory: 1_000_000_000 } }
      let last
      for await (const run of await client.esxi.edit(request)) last = run
      return last
    }
    expect(await edit()).toMatchObject({ state: 'failed', hosts: [{ problem: { code: 'esxi.busy' } }] })
    goOn()
    expect(await follow(client, id)).toMatchObject({ state: 'succeeded' })
    expect(await edit()).toMatchObject({ state: 'done' })
    const other = await planFor(world, ['clone-b-01'], { name: 'next', targetNamespace: 'next' })
    const after = await follow(client, await start(client, other))
    expect(after.hosts).toMatchObject([{ name: host.name, limit: 20 }])
    expect(after.hosts[0]?.because).toContain('NFC memory')
  })
})
