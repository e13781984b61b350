/** The cluster client against the lab's API server: every call over a real TLS socket, no part replaced. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createClusterService } from '../../electron/cluster/cluster-service.ts'
import type { ClusterConnection, LiveList } from '../../electron/cluster/service.ts'
import { createLabClock } from '../../electron/lab/clock.ts'
import { startKubeApi, type KubeApi } from '../../electron/lab/kube/server.ts'
import { kubeconfigText } from '../../electron/lab/kubeconfig.ts'
import { seedObjects } from '../../electron/lab/seed/seed.ts'
import { createLabCertificate, type LabCertificate } from '../../electron/lab/tls.ts'
import { ownership } from '../../shared/manifests/labels.ts'
import { namespaceManifest } from '../../shared/manifests/namespace.ts'
import type { Result } from '../../shared/problem.ts'
import { lending } from '../../electron/vault/test-support/lending.ts'

const token = 'lab-token-for-the-cluster-client'
const namespace = 'client-test'
const configMap = { apiVersion: 'v1', kind: 'ConfigMap' }
const dataVolume = { apiVersion: 'cdi.kubevirt.io/v1beta1', kind: 'DataVolume' }

let certificate: LabCertificate
let api: KubeApi
let connection: ClusterConnection

beforeAll(async () => {
  certificate = await createLabCertificate('api.cluster.lab.example')
  api = await startKubeApi({ certificate, token, clock: createLabClock(1) })
  for (const object of seedObjects(new Date().toISOString().replace(/\.\d+Z$/, 'Z'))) api.seed(object)
  const access = { kind: 'token', url: api.url, caPem: certificate.caPem } as const
  connection = value(await createClusterService({ watchBackOffMs: 20 }).connect(access, lending(token)))
  value(await connection.apply(namespaceManifest(namespace)))
})

afterAll(async () => {
  await connection.close()
  await api.close()
})

function value<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.problem.code}: ${result.problem.message}`)
  return result.value
}

function codeOf(result: Result<unknown>): string {
  return result.ok ? 'ok' : result.problem.code
}

function map(name: string, data: Record<string, string>, labels: Readonly<Record<string, string>> = {}) {
  return { ...configMap, metadata: { name, namespace, labels }, data }
}

function when(list: LiveList, condition: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const check = () => {
      if (!condition()) return
      off()
      resolve()
    }
    const off = list.onChange(check)
    check()
  })
}

describe('connect', () => {
  it('takes the kubeconfig of the lab, and refuses a wrong token and an unknown authority', async () => {
    const service = createClusterService()
    const text = kubeconfigText({ url: api.url, caPem: certificate.caPem, token })
    const other = value(await service.connect({ kind: 'kubeconfig' }, lending(text)))
    expect(other.url).toBe(api.url)
    await other.close()
    const access = { kind: 'token', url: api.url, caPem: certificate.caPem } as const
    expect(codeOf(await service.connect(access, lending('wrong')))).toBe('cluster.unauthorized')
    const untrusting = await service.connect({ kind: 'token', url: api.url }, lending(token))
    expect(codeOf(untrusting)).toBe('cluster.certificate-untrusted')
  })
})

describe('describe', () => {
  it('finds what the cluster offers', async () => {
    const target = value(await connection.describe())
    expect(target).toMatchObject({
      platform: 'openshift',
      vddkImage: 'registry.lab.example/vddk:8.0.3',
      nodes: { total: 3, schedulable: 3, withKvm: 3 },
    })
    expect(target.version).toMatch(/^v1\./)
    expect(target.platformVersion).toMatch(/^4\./)
    expect(target.kubevirtVersion).toMatch(/^v1\./)
    expect(target.cdiVersion).toMatch(/^1\./)
    expect(target.namespaces).toContain(namespace)
    expect(target.virtualMachines).toContain('legacy/web-01')
    expect(target.attachments).toContainEqual({
      namespace: 'default',
      name: 'vlan-110-web',
      type: 'bridge',
      vlan: 110,
    })
    expect(target.attachments).toContainEqual({
      namespace: 'default',
      name: 'transfer-10g',
      type: 'macvlan',
      route: '198.51.100.1',
      gateway: '198.51.100.1',
    })
    expect(target.quotas).toMatchObject([
      { namespace: 'limited', resources: [{ name: 'requests.storage', hard: '100Mi', used: '0' }, {}, {}] },
    ])
    expect(target).toMatchObject({
      forkliftVersion: '2.12.3',
      conversionSecurity: 'forklift',
      emulation: false,
      vddkImageSource: 'HyperConverged kubevirt-hyperconverged in namespace openshift-cnv',
    })
    expect(target.storageClasses[0]).toMatchObject({
      name: 'ceph-rbd-virt',
      isVirtDefault: true,
      claimPropertySets: [{ volumeMode: 'Block', accessModes: ['ReadWriteMany'] }, {}, {}],
    })
  })
})

describe('describe, after something changed', () => {
  const constraints = {
    apiVersion: 'security.openshift.io/v1',
    kind: 'SecurityContextConstraints',
  }

  it('tells a level, a namespace that goes, and that nobody lets conversions in any more', async () => {
    const level = { 'pod-security.kubernetes.io/enforce': 'restricted' }
    value(
      await connection.create({
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name: 'strict', labels: level },
      }),
    )
    const held = map('held', {})
    value(
      await connection.create({
        ...held,
        metadata: { ...held.metadata, namespace: 'strict', finalizers: ['example.com/hold'] },
      }),
    )
    value(await connection.delete({ apiVersion: 'v1', kind: 'Namespace' }, undefined, 'strict'))
    value(await connection.delete(constraints, undefined, 'forklift-controller-scc'))
    expect(value(await connection.describe())).toMatchObject({
      terminating: ['strict'],
      podSecurity: { strict: 'restricted' },
      conversionSecurity: 'refused',
    })
  })
})

describe('objects', () => {
  it('applies, reads, patches and deletes', async () => {
    const created = value(await connection.apply(map('one', { a: '1', b: '2' })))
    expect(created.metadata.uid).toBeTruthy()
    const again = value(await connection.apply(map('one', { a: '1' })))
    expect(again.data).toEqual({ a: '1' })
    expect(again.metadata.uid).toBe(created.metadata.uid)
    const patched = value(
      await connection.mergePatch(configMap, namespace, 'one', { data: { a: null, c: '3' } }),
    )
    expect(patched.data).toEqual({ c: '3' })
    expect(value(await connection.get(configMap, namespace, 'one'))?.data).toEqual({ c: '3' })
    value(await connection.delete(configMap, namespace, 'one', { wait: true, timeoutMs: 10_000 }))
    expect(value(await connection.get(configMap, namespace, 'one'))).toBeUndefined()
    value(await connection.delete(configMap, namespace, 'one', { wait: true }))
  })

  it('creates with a generated name, and not twice with the same', async () => {
    const metadata = { generateName: 'gen-', namespace }
    const made = value(await connection.create({ ...configMap, metadata }))
    expect(made.metadata.name).toMatch(/^gen-.+/)
    value(await connection.create(map('twice', {})))
    expect(codeOf(await connection.create(map('twice', {})))).toBe('cluster.already-exists')
  })

  it('lists by plan and VM', async () => {
    value(await connection.apply(map('mine', {}, ownership('plan-1', 'vm-1'))))
    value(await connection.apply(map('other', {}, ownership('plan-1', 'vm-2'))))
    const found = value(await connection.list(configMap, namespace, ownership('plan-1', 'vm-1')))
    expect(found.map((each) => each.metadata.name)).toEqual(['mine'])
    expect(found[0]).toMatchObject(configMap)
  })

  it('says what is wrong', async () => {
    const nowhere = { ...map('x', {}), metadata: { name: 'x', namespace: 'no-such-namespace' } }
    expect(codeOf(await connection.apply(nowhere))).toBe('cluster.namespace-missing')
    const unknown = { apiVersion: 'example.com/v1', kind: 'Nothing' }
    expect(codeOf(await connection.list(unknown, namespace))).toBe('cluster.kind-not-served')
    const bad = { ...dataVolume, metadata: { name: 'Not_A_Name', namespace }, spec: {} }
    const rejected = await connection.create(bad)
    expect(codeOf(rejected)).toBe('cluster.invalid')
    expect(rejected.ok ? '' : rejected.problem.message).toContain('metadata.name')
  })
})

describe('watch', () => {
  it('keeps a list of one plan true', async () => {
    const labels = ownership('plan-w', 'vm-1')
    value(await connection.apply(map('w-0', {}, labels)))
    const list = connection.watch(configMap, namespace, labels)
    const names = () =>
      list
        .items()
        .map((each) => each.metadata.name)
        .join()
    await when(list, () => names() === 'w-0')
    value(await connection.apply(map('w-1', {}, labels)))
    value(await connection.apply(map('elsewhere', {}, ownership('plan-x', 'vm-1'))))
    await when(list, () => names() === 'w-0,w-1')
    value(await connection.apply(map('w-1', { changed: 'yes' }, labels)))
    await when(list, () => JSON.stringify(list.items()[1]?.data) === '{"changed":"yes"}')
    value(await connection.delete(configMap, namespace, 'w-0'))
    await when(list, () => names() === 'w-1')
    expect(list.problem()).toBeUndefined()
    list.stop()
  })
})
