/** Two Palletjacks with the same plan: one drives, the other watches, until somebody says otherwise. */
import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { createBackend, type Backend } from '../../electron/backend.ts'
import { openJournal } from '../../electron/journal/sqlite-journal.ts'
import { startCountingProxy } from '../fixtures/counting-proxy.ts'
import { kube, objectsIn } from '../fixtures/kube.ts'
import {
  addEnds,
  follow,
  isCopying,
  planFor,
  start,
  startLabWorld,
  type Connected,
  type LabWorld,
} from '../fixtures/lab-backend.ts'
import type { MigrationView } from '../../shared/migration/model.ts'

const NAMESPACE = 'shared'

async function desktop(world: LabWorld, computer: string): Promise<Backend> {
  const backend = await createBackend({
    home: join(world.home, computer),
    shell: 'test',
    computer,
    reach: (_, address, port) => world.lab.reach(address, port),
  })
  onTestFinished(() => backend.close())
  return backend
}

async function leases({ lab }: LabWorld): Promise<string[]> {
  const path = `/apis/coordination.k8s.io/v1/namespaces/${NAMESPACE}/leases`
  const { body } = await kube(lab.endpoints.cluster, path)
  return (body.items ?? []).map((one) => (one['spec'] as { holderIdentity: string }).holderIdentity)
}

const isDriven = (state: string) => (view: MigrationView) => view.drivenBy?.state === state

it('the second one watches, takes over when told to, and the first one stops before its next write', async () => {
  const world = await startLabWorld(40, { vms: 24, hosts: 2 })
  onTestFinished(() => world.close())
  const { vcenter, cluster } = world.lab.endpoints
  const proxy = await startCountingProxy(cluster)
  onTestFinished(() => proxy.close())
  const goOn = world.lab.hold('copies')

  const a = await desktop(world, 'host-a')
  const ends = await addEnds(a.client, { vcenter, cluster: { ...cluster, ...proxy } })
  const at: Connected = { backend: a, client: a.client, ...ends }
  const plan = await planFor(at, ['web-01'], { targetNamespace: NAMESPACE })
  const migrationId = await start(a.client, plan)
  const first = await follow(a.client, migrationId, isCopying)
  expect(first.drivenBy).toMatchObject({ state: 'us', computer: 'host-a' })
  expect(await leases(world)).toEqual([expect.stringMatching(/^host-a\/\d+\//)])

  // The journal as a backup, or a shared folder, would bring it to another computer.
  cpSync(join(world.home, 'host-a'), join(world.home, 'host-b'), { recursive: true })
  const journal = openJournal(join(world.home, 'host-b'))
  for (const one of journal.providers())
    if (one.target?.kind === 'token')
      journal.putProvider({ ...one, target: { ...one.target, url: cluster.url, caPem: cluster.caPem } })
  journal.close()
  const b = await desktop(world, 'host-b')
  await b.client.providers.reconnect({ id: ends.sourceId, secret: vcenter.password })
  await b.client.providers.reconnect({ id: ends.targetId, secret: cluster.token })
  const watched = await follow(b.client, migrationId, isDriven('other'))
  expect(watched.drivenBy).toMatchObject({ state: 'other', computer: 'host-a' })
  await follow(b.client, migrationId, (view) => view.vms[0]?.waitReason.includes('host-a') === true)
  const refused = { data: { code: 'migration.lease-lost' } }
  await expect(b.client.migrations.cancel({ migrationId })).rejects.toMatchObject(refused)

  expect(await b.client.migrations.takeOver({ migrationId })).toEqual({ taken: true })
  const before = proxy.writes()
  expect(before.length).toBeGreaterThan(0)
  goOn()
  const end = await follow(b.client, migrationId)
  expect(end.vms.map((vm) => [vm.state, vm.problem])).toEqual([['succeeded', undefined]])
  const lost = await follow(a.client, migrationId, (view) =>
    ['other', 'nobody'].includes(view.drivenBy?.state ?? ''),
  )
  expect(lost.state).toBe('running')
  expect(proxy.writes()).toEqual(before)
  await expect(a.client.migrations.cancel({ migrationId })).rejects.toMatchObject(refused)

  for (const disk of end.vms[0]!.disks)
    expect(await world.lab.targetSha256(NAMESPACE, disk.claim)).toBe(await world.lab.sourceSha256(disk.file))
  expect(await leases(world)).toEqual([])
  const made = (await objectsIn(cluster, NAMESPACE)).filter((name) => name.startsWith('vm/'))
  expect(made).toHaveLength(1)

  // What it makes of its old journal must not touch the virtual machine that was made elsewhere.
  await follow(a.client, migrationId, isDriven('nobody'))
  expect(await a.client.migrations.takeOver({ migrationId })).toEqual({ taken: true })
  await follow(a.client, migrationId)
  const still = (await objectsIn(cluster, NAMESPACE)).filter((name) => name.startsWith('vm/'))
  expect(still).toEqual(made)
  for (const disk of end.vms[0]!.disks)
    expect(await world.lab.targetSha256(NAMESPACE, disk.claim)).toBe(await world.lab.sourceSha256(disk.file))
  expect(await leases(world)).toEqual([])
})
