/**
 * What goes wrong on a cluster while VMs move to it: each ends in a clear state with the server's own words, and the
 * run goes on by itself where the cause goes away.
 */
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import type { MigrationView } from '../../shared/migration/model.ts'
import type { PlanInput } from '../../shared/plan/model.ts'
import type { LabWork } from '../../electron/lab/service.ts'
import { follow, isCopying, planFor, readInventory, start } from '../fixtures/lab-backend.ts'
import { objectsIn } from '../fixtures/kube.ts'
import { kubeAdministrator, until } from './kube-administrator.ts'
import { kubeIsMissing, kubeTitle, startKubeWorld, type KubeWorld } from './kube-world.ts'

const MERGE = 'application/merge-patch+json'

describe.skipIf(kubeIsMissing !== undefined)(`${kubeTitle} in trouble`, () => {
  let world: KubeWorld
  /** Small VMs that no test has used yet. */
  let unused: string[] = []

  beforeAll(async () => {
    world = await startKubeWorld(8)
    const { vms } = await readInventory(world.client, world.sourceId)
    const { migratable } = await world.client.inventory.ids({
      providerId: world.sourceId,
      kind: 'vms',
      where: '',
    })
    const size = (vm: (typeof vms)[number]) => vm.disks.reduce((sum, disk) => sum + disk.capacityBytes, 0)
    unused = vms
      .filter((vm) => migratable.includes(vm.id) && vm.snapshotCount === 0)
      .filter((vm) => vm.powerState === 'poweredOff' || vm.tools === 'running')
      // Its disks are encrypted: it needs a passphrase to be converted.
      .filter((vm) => vm.name !== 'edge-sriov-nsx-01')
      .sort((a, b) => size(a) - size(b))
      .map((vm) => vm.name)
    return () => world.close()
  })

  const { admin, allow, create, deny, namespace } = kubeAdministrator(() => world.cluster.admin)

  /** Starts one VM that no other test uses: a small one, or a large one whose copy takes its time. */
  async function run(
    targetNamespace: string,
    change: Partial<PlanInput> = {},
    size: 'small' | 'large' = 'small',
  ): Promise<string> {
    const vm = (size === 'small' ? unused.shift() : unused.pop())!
    const plan = await planFor(world, [vm], { name: targetNamespace, targetNamespace, ...change })
    // What speaks against a VM by itself is not what these tests are about.
    const { findings } = await world.client.plans.review(plan)
    if (findings.some((one) => one.category === 'Critical' && one.object.kind === 'vm'))
      return run(targetNamespace, change, size)
    return start(world.client, plan)
  }

  const waitsWith = (words: string) => (view: MigrationView) =>
    view.vms[0]?.waitReason.includes(words) ?? false
  /** Holds work of the lab in the middle, to the end of the test unless what is returned is called before. */
  function hold(work: LabWork): () => void {
    const goOn = world.world.lab.hold(work)
    onTestFinished(goOn)
    return goOn
  }

  async function succeeds(id: string): Promise<void> {
    const end = await follow(world.client, id)
    expect(end.vms.map((vm) => [vm.state, vm.problem])).toEqual([['succeeded', undefined]])
    for (const { file, claim, label } of end.vms[0]!.disks)
      expect(await world.world.lab.targetSha256(end.targetNamespace, claim), label).toBe(
        await world.world.lab.sourceSha256(file),
      )
  }

  /** Everything that carries our label, of any kind that a run makes. */
  function ours(name: string): Promise<string[]> {
    return objectsIn(world.cluster.admin, name, 'app.kubernetes.io/managed-by=palletjack')
  }

  it('waits for an admission that denies, with its words, and goes on when it no longer does', async () => {
    await deny('denied', 'no volumes before Monday')
    const id = await run('denied')
    const waiting = await follow(world.client, id, waitsWith('no volumes before Monday'))
    expect(waiting.vms[0]).toMatchObject({ state: 'running', phase: 'Started' })
    await allow('denied')
    await succeeds(id)
  })

  it('waits for room in a quota that is full, and goes on with more', async () => {
    const goOn = hold('copies')
    const id = await run('small', {}, 'large')
    await follow(world.client, id, isCopying)
    const quotas = '/api/v1/namespaces/small/resourcequotas'
    const hard = (machines: string) => ({ hard: { 'count/virtualmachines.kubevirt.io': machines } })
    const quota = { apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'none' }, spec: hard('0') }
    await create(quotas, quota)
    await until(async () => 'hard' in ((await admin(`${quotas}/none`)).body['status'] as object))
    goOn()
    const waiting = await follow(world.client, id, waitsWith('exceeded quota: none'))
    expect(waiting.vms[0]).toMatchObject({ state: 'running', phase: 'CreateVM' })
    await admin(`${quotas}/none`, 'PATCH', { spec: hard('9') }, MERGE)
    await succeeds(id)
  })

  it('waits when rights are taken away in the middle, and goes on with them', async () => {
    const goOn = hold('copies')
    const id = await run('rights', {}, 'large')
    await follow(world.client, id, isCopying)
    await world.cluster.setAdministrator(false)
    onTestFinished(() => world.cluster.setAdministrator(true))
    goOn()
    const waiting = await follow(world.client, id, (view) =>
      /do not allow/.test(view.vms[0]?.waitReason ?? ''),
    )
    expect(waiting.vms[0]?.waitReason).toContain('The cluster says:')
    await world.cluster.setAdministrator(true)
    await succeeds(id)
  })

  it('waits while the API server is gone, and goes on when it is back', async () => {
    const goOn = hold('copies')
    const id = await run('away', {}, 'large')
    await follow(world.client, id, isCopying)
    await world.cluster.stopApi()
    let back: Promise<void> | undefined
    const restart = () => (back ??= world.cluster.startApi())
    // The other tests need the server too, however this one ends.
    onTestFinished(restart)
    // What it waited for just before may still be shown for a moment.
    await follow(world.client, id, (view) =>
      /Nothing listens|broke off|closed/.test(view.vms[0]?.waitReason ?? ''),
    )
    await restart()
    goOn()
    await succeeds(id)
  })

  it('waits for a new token when the old one is no longer good', async () => {
    await create('/api/v1/namespaces/default/serviceaccounts', {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: 'short-lived' },
    })
    await create('/apis/rbac.authorization.k8s.io/v1/clusterrolebindings', {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: { name: 'short-lived' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
      subjects: [{ kind: 'ServiceAccount', name: 'short-lived', namespace: 'default' }],
    })
    const minted = await admin('/api/v1/namespaces/default/serviceaccounts/short-lived/token', 'POST', {
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'TokenRequest',
      spec: { expirationSeconds: 600 },
    })
    const { token } = minted.body['status'] as { token: string }
    await world.client.providers.reconnect({ id: world.targetId, secret: token })
    // Something to wait for, so that the run is still there when the server forgets the token, some 10 s later.
    await deny('expired', 'not yet')
    const id = await run('expired')
    await follow(world.client, id, waitsWith('not yet'))
    await admin('/api/v1/namespaces/default/serviceaccounts/short-lived', 'DELETE')
    const waiting = await follow(world.client, id, waitsWith('does not accept the credentials'))
    expect(waiting.vms[0]?.waitReason).toContain('Get a new token')
    expect(waiting.vms[0]?.waitReason).not.toContain(token)
    await world.client.providers.reconnect({ id: world.targetId, secret: world.cluster.migrator.token })
    await follow(world.client, id, waitsWith('not yet'))
    await allow('expired')
    await succeeds(id)
  })

  it('refuses a namespace that is being deleted, and says clearly when one is deleted under a copy', async () => {
    await namespace('leaving', { finalizers: ['example.test/hold'] })
    await admin('/api/v1/namespaces/leaving', 'DELETE')
    await expect(run('leaving')).rejects.toMatchObject({
      data: { message: expect.stringMatching(/being deleted/) as string },
    })
    await admin('/api/v1/namespaces/leaving', 'PATCH', { metadata: { finalizers: null } }, MERGE)
    hold('copies')
    const id = await run('cut-short', {}, 'large')
    await follow(world.client, id, isCopying)
    await admin('/api/v1/namespaces/cut-short', 'DELETE')
    const end = await follow(world.client, id)
    // Which of the two is missed first is up to the namespace controller.
    const code = expect.stringMatching(/^migration\.(volume|claim)-missing$/) as string
    expect(end.vms[0]).toMatchObject({ state: 'failed', problem: { code } })
    await until(async () => (await admin('/api/v1/namespaces/cut-short')).status === 404)
  })

  it('says what the cluster says of a claim that never binds, and cancel leaves nothing', async () => {
    await create('/apis/storage.k8s.io/v1/storageclasses', {
      apiVersion: 'storage.k8s.io/v1',
      kind: 'StorageClass',
      metadata: { name: 'by-hand' },
      provisioner: 'kubernetes.io/no-provisioner',
      volumeBindingMode: 'Immediate',
    })
    const vm = unused[0]!
    const plan = await planFor(world, [vm], { name: 'unbound', targetNamespace: 'unbound' })
    const storageMap = plan.storageMap.map(({ sourceId }) => ({
      sourceId,
      storageClass: 'by-hand',
      volumeMode: 'Block' as const,
      accessMode: 'ReadWriteOnce' as const,
    }))
    const id = await run('unbound', { storageMap })
    await follow(world.client, id, waitsWith('ExternalProvisioning'))
    await world.client.migrations.cancel({ migrationId: id })
    expect((await follow(world.client, id)).state).toBe('canceled')
    expect(await ours('unbound')).toEqual([])
    expect((await admin('/api/v1/namespaces/unbound')).status).toBe(404)
  })

  it('takes edits and conflicts of others without harm', async () => {
    const goOn = hold('copies')
    const id = await run('edited', {}, 'large')
    await follow(world.client, id, isCopying)
    const volumes = '/apis/cdi.kubevirt.io/v1beta1/namespaces/edited/datavolumes'
    const [volume] = (await admin(volumes)).body.items ?? []
    const name = volume!.metadata.name
    const path = `${volumes}/${name}`
    // Another field manager takes one of our fields over, by force.
    const theirs = {
      apiVersion: 'cdi.kubevirt.io/v1beta1',
      kind: 'DataVolume',
      metadata: { name, labels: { 'plan-name': 'theirs', extra: 'theirs' } },
    }
    const apply = await admin(
      `${path}?fieldManager=someone&force=true`,
      'PATCH',
      theirs,
      'application/apply-patch+yaml',
    )
    expect(apply.status).toBe(200)
    await until(
      async () => (await admin(`/api/v1/namespaces/edited/persistentvolumeclaims/${name}`)).status === 200,
    )
    const claim = `/api/v1/namespaces/edited/persistentvolumeclaims/${name}`
    await admin(claim, 'PATCH', { metadata: { labels: { extra: 'theirs' } } }, MERGE)
    goOn()
    await succeeds(id)
    expect((await admin(claim)).body.metadata).toMatchObject({ labels: { extra: 'theirs' } })
  })

  it.each([
    [
      'DataVolume',
      '/apis/cdi.kubevirt.io/v1beta1/namespaces/NS/datavolumes',
      'CopyDisks',
      'migration.volume-missing',
    ],
    ['conversion pod', '/api/v1/namespaces/NS/pods', 'ConvertGuest', 'migration.conversion-pod-missing'],
  ])('fails clearly when its %s is deleted, and leaves nothing', async (_what, collection, phase, code) => {
    const target = phase.toLowerCase()
    hold(phase === 'CopyDisks' ? 'copies' : 'conversions')
    const id = await run(target, {}, 'large')
    const path = collection.replace('NS', target)
    await follow(world.client, id, (view) => view.vms[0]?.phase === phase)
    const made =
      (await admin(`${path}?labelSelector=app.kubernetes.io/managed-by=palletjack`)).body.items ?? []
    expect(made.length).toBeGreaterThan(0)
    for (const { metadata } of made)
      await admin(`${path}/${metadata.name}`, 'DELETE', {
        kind: 'DeleteOptions',
        apiVersion: 'v1',
        gracePeriodSeconds: 0,
      })
    const end = await follow(world.client, id)
    expect(end.vms[0]).toMatchObject({ state: 'failed', problem: { code } })
    // Disks that had been copied are kept for another conversion, until they are discarded.
    const isKept = phase === 'ConvertGuest'
    expect(end.vms[0]?.canRetryConversion ?? false).toBe(isKept)
    const { discarded } = await world.client.migrations.discard({ migrationId: id })
    expect(discarded).toBe(isKept ? 1 : 0)
    expect(await ours(target)).toEqual([])
  })
})
