/** Whole migrations, cold and warm, onto an API server that nobody here wrote. From the lab's vCenter every byte counts. */
import { beforeAll, describe, expect, it } from 'vitest'
import { follow, planFor, start } from '../fixtures/lab-backend.ts'
import { kube as administer, objectsIn } from '../fixtures/kube.ts'
import { unequalDisks, runWarm } from '../fixtures/warm-run.ts'
import { kubeIsMissing, kubeTitle, startKubeWorld, type KubeWorld } from './kube-world.ts'

const WRITES = new Set(['create', 'update', 'patch'])

describe.skipIf(kubeIsMissing !== undefined)(kubeTitle, () => {
  let kube: KubeWorld

  beforeAll(async () => {
    kube = await startKubeWorld()
    return () => kube.close()
  })

  it('takes VMs with all their bytes, and each write passes its strict check', async () => {
    const { client, cluster, world } = kube
    const id = await start(client, await planFor(kube, ['web-01', 'db-01']))
    const view = await follow(client, id)
    expect(view.vms.map((vm) => [vm.name, vm.state, vm.problem])).toEqual([
      ['web-01', 'succeeded', undefined],
      ['db-01', 'succeeded', undefined],
    ])
    const disks = view.vms.flatMap((vm) => vm.disks)
    expect(disks).toHaveLength(4)
    for (const { file, label, claim } of disks) {
      const source = await world.lab.sourceSha256(file)
      expect(await world.lab.targetSha256('demo', claim), label).toBe(source)
    }
    const left = await objectsIn(cluster.admin, 'demo')
    expect(left.filter((name) => /^(dv|secret)\//.test(name))).toEqual([])
    expect(left.filter((name) => name.startsWith('vm/')).sort()).toEqual(['vm/db-01', 'vm/web-01'])
    expectStrictWrites(cluster)
    expect(await warningsOf(kube, id)).toEqual([])
  })

  it('takes a warm VM that goes on writing, stage by stage', async () => {
    const { cluster, world } = kube
    const change = { name: 'warm', targetNamespace: 'warm' }
    const view = await runWarm({ ...kube, lab: world.lab }, ['app-01'], { deltas: 2, change })
    const [vm] = view.vms
    expect([vm?.state, vm?.problem, vm?.precopies?.length]).toEqual(['succeeded', undefined, 4])
    expect(await unequalDisks(world, 'warm', vm!)).toEqual([])
    const left = await objectsIn(cluster.admin, 'warm')
    expect(left.filter((name) => /^(dv|secret)\//.test(name))).toEqual([])
    const leases = await administer(cluster.admin, '/apis/coordination.k8s.io/v1/namespaces/warm/leases')
    expect(leases.body.items).toEqual([])
    expectStrictWrites(cluster)
    expect(await warningsOf(kube, view.id)).toEqual([])
  })
})

function expectStrictWrites(cluster: KubeWorld['cluster']): void {
  const writes = cluster.requests().filter((request) => WRITES.has(request.verb))
  expect(writes.length).toBeGreaterThan(0)
  const notReviews = writes.filter(({ uri }) => !uri.includes('/authorization.k8s.io/'))
  expect(notReviews.filter(({ uri }) => !uri.includes('fieldValidation=Strict'))).toEqual([])
  expect(writes.filter(({ status }) => status >= 400)).toEqual([])
}

async function warningsOf({ client }: KubeWorld, migrationId: string): Promise<(string | undefined)[]> {
  const warnings = []
  for await (const event of await client.migrations.events({ migrationId, after: 0 }))
    if (event.type === 'warning') warnings.push(event.message)
  return warnings
}
