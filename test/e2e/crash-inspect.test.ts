/** What the crash matrix looks at after a run: each thing that could be wrong is planted once, and told. */
import { beforeAll, describe, expect, it } from 'vitest'
import type { MigrationView } from '../../shared/migration/model.ts'
import { readEnds, type BothEnds } from '../crash/ends.ts'
import { inspect } from '../crash/inspect.ts'
import { NAMESPACE } from '../crash/namespace.ts'
import { kube } from '../fixtures/kube.ts'
import { follow, planFor, start } from '../fixtures/lab-backend.ts'
import { labSuite } from '../fixtures/lab-suite.ts'
import { openRawSoap } from '../fixtures/raw-soap.ts'
import { sourceState } from '../fixtures/warm-run.ts'

const world = labSuite('file', 100)
let view: MigrationView
let before: BothEnds
beforeAll(async () => {
  before = await readEnds(world)
  const id = await start(world.client, await planFor(world, ['clone-a-01'], { targetNamespace: NAMESPACE }))
  view = await follow(world.client, id)
})

const look = () => inspect(world, view, before)
const nothing = { hashMismatches: 0, leftovers: 0, duplicates: 0, words: [] }

async function make(path: string, body: object): Promise<void> {
  const made = await kube(world.lab.endpoints.cluster, path, { method: 'POST', body })
  expect([made.status, made.body]).toEqual([201, expect.anything()])
}

async function remove(path: string): Promise<void> {
  await kube(world.lab.endpoints.cluster, path, { method: 'DELETE' })
  await expect.poll(async () => (await kube(world.lab.endpoints.cluster, path)).status).toBe(404)
}

const metadata = { name: 'planted', namespace: NAMESPACE }
const claim = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Mi' } } }
const container = { name: 'one', image: 'registry.lab.example/one:1' }
const core = `/api/v1/namespaces/${NAMESPACE}`
const rbac = `/apis/rbac.authorization.k8s.io/v1/namespaces/${NAMESPACE}`
const PLANTED: readonly (readonly [kind: string, path: string, body: object])[] = [
  ['secret', `${core}/secrets`, { apiVersion: 'v1', kind: 'Secret' }],
  ['cm', `${core}/configmaps`, { apiVersion: 'v1', kind: 'ConfigMap' }],
  ['sa', `${core}/serviceaccounts`, { apiVersion: 'v1', kind: 'ServiceAccount' }],
  [
    'rolebinding',
    `${rbac}/rolebindings`,
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
      subjects: [],
    },
  ],
  [
    'job',
    `/apis/batch/v1/namespaces/${NAMESPACE}/jobs`,
    {
      apiVersion: 'batch/v1',
      kind: 'Job',
      spec: { suspend: true, template: { spec: { restartPolicy: 'Never', containers: [container] } } },
    },
  ],
  ['pvc', `${core}/persistentvolumeclaims`, { apiVersion: 'v1', kind: 'PersistentVolumeClaim', spec: claim }],
  ['pod', `${core}/pods`, { apiVersion: 'v1', kind: 'Pod', spec: { containers: [container] } }],
  [
    'dv',
    `/apis/cdi.kubevirt.io/v1beta1/namespaces/${NAMESPACE}/datavolumes`,
    {
      apiVersion: 'cdi.kubevirt.io/v1beta1',
      kind: 'DataVolume',
      spec: { source: { blank: {} }, storage: { ...claim, storageClassName: 'none' } },
    },
  ],
  [
    'lease',
    `/apis/coordination.k8s.io/v1/namespaces/${NAMESPACE}/leases`,
    { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', spec: {} },
  ],
]

describe('the look after a run', () => {
  it('finds nothing after one that went well', async () => {
    expect([view.state, await look()]).toEqual(['succeeded', nothing])
  })

  it.each(PLANTED)('finds a %s', async (kind, path, body) => {
    await make(path, { ...body, metadata })
    const found = await look()
    expect(found.words.join()).toContain(`${kind}/planted`)
    expect(found.leftovers).toBeGreaterThan(0)
    await remove(`${path}/planted`)
    await expect.poll(look).toEqual(nothing)
  })

  it('finds what is in another namespace, and a namespace', async () => {
    await make('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'planted' } })
    await make('/api/v1/namespaces/default/secrets', {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'elsewhere', namespace: 'default' },
    })
    const { words } = await look()
    expect(words).toEqual(
      expect.arrayContaining(['left: default/secret/elsewhere', 'left: /namespace/planted']),
    )
    await remove('/api/v1/namespaces/default/secrets/elsewhere')
    await remove('/api/v1/namespaces/planted')
    await expect.poll(look).toEqual(nothing)
  })

  it('finds that something of somebody else is gone', async () => {
    const whole = before
    before = { ...whole, objects: new Set([...whole.objects, 'legacy/pvc/data']) }
    expect((await look()).words).toEqual(['gone: legacy/pvc/data'])
    before = whole
  })

  it('finds what is left of a VM that was canceled, and that its source is off', async () => {
    const whole = view
    view = { ...whole, vms: whole.vms.map((vm) => ({ ...vm, state: 'canceled' as const })) }
    const { words, duplicates } = await look()
    const [vm] = whole.vms
    expect(words).toEqual(
      expect.arrayContaining([
        `left: ${NAMESPACE}/pvc/${vm?.disks[0]?.claim}`,
        `left: /namespace/${NAMESPACE}`,
        'the source of clone-a-01 is poweredOff, not poweredOn',
      ]),
    )
    expect(duplicates).toBe(1)
    view = whole
  })

  it.each([NAMESPACE, 'default'])('finds a second VM in namespace %s', async (namespace) => {
    const path = (where: string): string => `/apis/kubevirt.io/v1/namespaces/${where}/virtualmachines`
    const first = await kube(
      world.lab.endpoints.cluster,
      `${path(NAMESPACE)}/${view.vms[0]?.targetName ?? ''}`,
    )
    const { apiVersion, kind, metadata: own } = first.body
    const template = { spec: { domain: { devices: {} } } }
    const second = { name: 'second', namespace, labels: own['labels'] }
    await make(path(namespace), {
      apiVersion,
      kind,
      metadata: second,
      spec: { runStrategy: 'Halted', template },
    })
    expect(await look()).toMatchObject({ duplicates: 1, words: [`another VM: ${namespace}/vm/second`] })
    await remove(`${path(namespace)}/second`)
  })

  it('finds a snapshot, and one below another, and a source that runs', async () => {
    const vmId = view.vms[0]?.vmId ?? ''
    const soap = await openRawSoap(world.lab.endpoints.vcenter)
    const names = ['palletjack-1 & <one>', 'palletjack-2']
    for (const [index, name] of names.entries()) {
      await soap.call(
        `<CreateSnapshot_Task><_this type="VirtualMachine">${vmId}</_this><name>${name.replace('&', '&amp;').replace('<', '&lt;').replace('>', '&gt;')}</name>` +
          '<description></description><memory>false</memory><quiesce>false</quiesce></CreateSnapshot_Task>',
      )
      await expect.poll(async () => (await sourceState(world, vmId)).snapshots).toHaveLength(index + 1)
    }
    expect(await look()).toMatchObject({
      leftovers: 2,
      words: [expect.stringContaining('palletjack-1'), expect.stringContaining('palletjack-2')],
    })
    await soap.call(`<PowerOnVM_Task><_this type="VirtualMachine">${vmId}</_this></PowerOnVM_Task>`)
    await expect.poll(async () => (await sourceState(world, vmId)).power).toBe('poweredOn')
    expect((await look()).words).toContain('the source of clone-a-01 is poweredOn, not poweredOff')
    soap.close()
  })

  it('finds disks that differ, a VM that is not there, and one without disks', async () => {
    // What the guest writes from now on is on the source only.
    const vm = view.vms[0]!
    const rounds = world.lab.writes(vm.name)
    world.lab.startWriting(vm.name)
    await expect.poll(() => world.lab.writes(vm.name)).toBeGreaterThan(rounds + 2)
    expect((await look()).hashMismatches).toBe(1)
    const whole = view
    view = { ...whole, vms: [{ ...vm, disks: [], targetName: 'elsewhere' }] }
    const found = await look()
    expect(found.words).toContain('elsewhere is not on the target')
    expect(found.hashMismatches).toBe(1)
    view = whole
  })
})
