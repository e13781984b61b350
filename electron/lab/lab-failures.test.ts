import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { configMaps, dataVolumes } from './controllers/kinds.ts'
import { credentials, hasCondition, phase, startBench, VDDK, type Bench } from './test-support/lab-bench.ts'

let bench: Bench
beforeAll(async () => {
  bench = await startBench()
}, 60_000)
afterAll(() => bench.close())

function size(mib: number): Record<string, unknown> {
  return { resources: { requests: { storage: `${mib}Mi` } } }
}

async function runningMessage(namespace: string): Promise<string> {
  const failed = await bench.tool.until(
    dataVolumes,
    namespace,
    'disk-0',
    (object) =>
      (object?.status?.restartCount ?? 0) > 0 &&
      object?.status?.conditions?.some(({ type, message }) => type === 'Running' && message !== '') === true,
  )
  return failed?.status?.conditions?.find(({ type }) => type === 'Running')?.message ?? ''
}

describe('a copy that cannot be made', () => {
  it.each([
    ['the thumbprint is another', { thumbprint: 'AA:'.repeat(19) + 'AA' }, /thumbprint mismatch/],
    ['no VM has the uuid', { uuid: '00000000-0000-0000-0000-000000000001' }, /unable to find VM with UUID/],
    ['the VM has no such disk', { backingFile: '[nowhere] a/a.vmdk' }, /not found in VM/],
  ])('says that %s', async (_, vddk, message) => {
    const namespace = await bench.namespace()
    await bench.tool.create(bench.dataVolume(namespace, { vddk }))
    expect(await runningMessage(namespace)).toMatch(message)
  })

  it('says that the password is wrong, without showing it', async () => {
    const namespace = await bench.namespace('not-the-password')
    await bench.tool.create(bench.dataVolume(namespace))
    const message = await runningMessage(namespace)
    expect(message).toMatch(/incorrect user name or password/i)
    expect(message).not.toContain('not-the-password')
  })

  it('says that the claim is too small', async () => {
    const namespace = await bench.namespace()
    await bench.tool.create(bench.dataVolume(namespace, { storage: size(1) }))
    expect(await runningMessage(namespace)).toMatch(/too small/)
  })

  it('waits for a VDDK image when there is none, and goes on once there is', async () => {
    const namespace = await bench.namespace()
    await bench.tool.create(bench.dataVolume(namespace, { vddk: { initImageURL: undefined } }))
    await bench.tool.until(dataVolumes, namespace, 'disk-0', (object) => hasCondition(object, 'AwaitingVDDK'))
    await bench.tool.create({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'v2v-vmware', namespace: 'openshift-cnv' },
      data: { 'vddk-init-image': VDDK },
    })
    await bench.tool.until(dataVolumes, namespace, 'disk-0', phase('Succeeded'))
    await bench.tool.remove(configMaps, 'openshift-cnv', 'v2v-vmware')
  })

  it('reports an image that cannot be pulled', async () => {
    const namespace = await bench.namespace()
    const vddk = { initImageURL: 'missing.lab.example/vddk:1' }
    await bench.tool.create(bench.dataVolume(namespace, { vddk }))
    await bench.tool.until(
      dataVolumes,
      namespace,
      'disk-0',
      (object) => object?.status?.phase === 'ImportScheduled' && hasCondition(object, 'ImagePullFailed'),
    )
  })

  it('waits for the secret with the credentials', async () => {
    const namespace = await bench.namespace()
    await bench.tool.create(bench.dataVolume(namespace, { vddk: { secretRef: 'later' } }))
    await bench.tool.until(dataVolumes, namespace, 'disk-0', (object) =>
      hasCondition(object, 'CreateContainerConfigError', 'secret "later" not found'),
    )
    const { username, password } = bench.lab.endpoints.vcenter
    await bench.tool.create(credentials(namespace, 'later', username, password))
    await bench.tool.until(dataVolumes, namespace, 'disk-0', phase('Succeeded'))
  })

  it('does not take over a claim of another owner', async () => {
    const namespace = await bench.namespace()
    await bench.tool.create({
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: 'disk-0', namespace },
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Mi' } } },
    })
    await bench.tool.create(bench.dataVolume(namespace))
    await bench.tool.until(dataVolumes, namespace, 'disk-0', (object) =>
      hasCondition(object, 'ErrResourceExists'),
    )
  })

  it('refuses what it would only seem to import', async () => {
    const namespace = await bench.namespace()
    const base = bench.dataVolume(namespace) as { spec: object }
    await bench.tool.create({
      ...base,
      spec: { ...base.spec, source: { http: { url: 'https://a.example/disk' } } },
    })
    await bench.tool.until(dataVolumes, namespace, 'disk-0', (object) =>
      hasCondition(object, 'ErrUnsupported'),
    )
  })

  it('refuses a class that CDI knows nothing about', async () => {
    const namespace = await bench.namespace()
    const storage = { storageClassName: 'unknown-class' }
    await bench.tool.create(bench.dataVolume(namespace, { storage }))
    await bench.tool.until(dataVolumes, namespace, 'disk-0', (object) =>
      hasCondition(object, 'ErrClaimNotValid'),
    )
  })
})
