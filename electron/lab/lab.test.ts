import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { claims, dataVolumes, pods, volumes } from './controllers/kinds.ts'
import { BENCH, phase, podOn, startBench, type Bench } from './test-support/lab-bench.ts'
import { startLab } from './lab.ts'

let bench: Bench
beforeAll(async () => {
  bench = await startBench()
}, 60_000)
afterAll(() => bench.close())

describe('a cold copy', () => {
  it('brings each byte of a disk to its claim and says so', async () => {
    const namespace = await bench.copied({ vm: bench.vmNamed('web-01') })
    const done = await bench.tool.until(dataVolumes, namespace, 'disk-0', phase('Succeeded'))
    expect(done?.status).toMatchObject({ progress: '100.0%', claimName: 'disk-0' })
    expect(done?.status?.conditions).toContainEqual(
      expect.objectContaining({ type: 'Ready', status: 'True' }),
    )
    const claim = await bench.tool.until(claims, namespace, 'disk-0', phase('Bound'))
    expect(claim?.spec).toMatchObject({ storageClassName: 'ceph-rbd-virt', volumeMode: 'Block' })
    const source = await bench.lab.sourceSha256(bench.vmNamed('web-01').disks[0]!.file)
    expect(await bench.lab.targetSha256(namespace, 'disk-0')).toBe(source)
    expect(source).toBe(await bench.estate.disk(bench.vmNamed('web-01').disks[0]!.file)!.sha256())
  })

  it('copies into a file system of a larger volume just the same', async () => {
    const namespace = await bench.copied({ storage: { storageClassName: 'nfs-standard' } })
    expect(await bench.lab.targetSha256(namespace, 'disk-0')).toBe(
      await bench.lab.sourceSha256(bench.small.disks[0]!.file),
    )
  })

  it('finds the VM by its BIOS uuid and the disk by the name of its snapshot file', async () => {
    const db = bench.vmNamed('db-01')
    const backingFile = db.disks[0]!.file.replace('.vmdk', '-000002.vmdk')
    const namespace = await bench.copied({ vm: db, vddk: { uuid: db.uuid, backingFile } })
    expect(await bench.lab.targetSha256(namespace, 'disk-0')).toBe(
      await bench.lab.sourceSha256(db.disks[0]!.file),
    )
  })

  it('takes the importer away and leaves no secret in sight', async () => {
    const namespace = await bench.copied()
    await bench.tool.until(pods, namespace, 'importer-disk-0', (pod) => pod === undefined)
    const retained = await bench.namespace()
    const annotations = { 'cdi.kubevirt.io/storage.pod.retainAfterCompletion': 'true' }
    await bench.tool.create(bench.dataVolume(retained, { annotations }))
    const pod = await bench.tool.until(pods, retained, 'importer-disk-0', phase('Succeeded'))
    expect(JSON.stringify(pod)).not.toContain(bench.lab.endpoints.vcenter.password)
    expect(pod?.spec.containers[0]?.env).toContainEqual({
      name: 'IMPORTER_SECRET_KEY',
      valueFrom: { secretKeyRef: { name: 'vcenter', key: 'secretKey' } },
    })
  })
})

describe('a class that binds for its first consumer', () => {
  const storage = { storageClassName: 'local-wffc' }

  it('waits for a pod that uses the claim', async () => {
    const namespace = await bench.namespace()
    await bench.tool.create(bench.dataVolume(namespace, { storage }))
    await bench.tool.until(dataVolumes, namespace, 'disk-0', phase('WaitForFirstConsumer'))
    await bench.tool.create(podOn(namespace, 'consumer', ['disk-0'], { name: 'consumer', image: 'x' }))
    await bench.tool.until(dataVolumes, namespace, 'disk-0', phase('Succeeded'))
    expect(await bench.lab.targetSha256(namespace, 'disk-0')).toBe(
      await bench.lab.sourceSha256(bench.small.disks[0]!.file),
    )
  })

  it('binds at once when that is asked for', async () => {
    const namespace = await bench.copied({
      storage,
      annotations: { 'cdi.kubevirt.io/storage.bind.immediate.requested': '' },
    })
    expect(await bench.lab.targetSha256(namespace, 'disk-0')).toBe(
      await bench.lab.sourceSha256(bench.small.disks[0]!.file),
    )
  })
})

/** Whether the lab still has a file for the volume of this claim. */
async function bytesExist(uid: string): Promise<boolean> {
  const disks = join(bench.lab.endpoints.cluster.kubeconfigFile, '..', 'disks')
  return (await readdir(disks)).includes(`${uid}.img`)
}

describe('deleting a DataVolume', () => {
  it('takes claim, volume and bytes with it', async () => {
    const namespace = await bench.copied()
    const claim = await bench.tool.until(claims, namespace, 'disk-0', phase('Bound'))
    const uid = claim!.metadata.uid
    expect(await bytesExist(uid)).toBe(true)
    await bench.tool.remove(dataVolumes, namespace, 'disk-0')
    await bench.tool.until(claims, namespace, 'disk-0', (object) => object === undefined)
    await bench.tool.until(volumes, '', `pvc-${uid}`, (object) => object === undefined)
    await expect.poll(() => bytesExist(uid)).toBe(false)
  })

  it('leaves the claim when its dependents are to be orphaned', async () => {
    const namespace = await bench.copied()
    await bench.tool.remove(dataVolumes, namespace, 'disk-0', 'Orphan')
    await bench.tool.until(dataVolumes, namespace, 'disk-0', (object) => object === undefined)
    const claim = await bench.tool.until(claims, namespace, 'disk-0', phase('Bound'))
    expect(claim?.metadata.ownerReferences ?? []).toEqual([])
    expect(await bench.lab.targetSha256(namespace, 'disk-0')).toBe(
      await bench.lab.sourceSha256(bench.small.disks[0]!.file),
    )
  })
})

describe('a lab as a whole', () => {
  it('runs beside another one and leaves nothing behind', async () => {
    const other = await startLab({ ...BENCH, dir: bench.dir })
    const { cluster, vcenter, esxi } = other.endpoints
    try {
      expect(cluster.url).not.toBe(bench.lab.endpoints.cluster.url)
      expect(vcenter.password).toBe(bench.lab.endpoints.vcenter.password)
      expect(vcenter.sha1).not.toBe(bench.lab.endpoints.vcenter.sha1)
      expect(esxi).toHaveLength(BENCH.hosts)
      expect((await stat(cluster.kubeconfigFile)).mode & 0o777).toBe(0o600)
      expect(await readFile(cluster.kubeconfigFile, 'utf8')).toBe(cluster.kubeconfig)
      expect(await readdir(bench.dir)).toHaveLength(2)
    } finally {
      await other.close()
    }
    expect(await readdir(bench.dir)).toHaveLength(1)
    await expect(fetch(`${cluster.url}/healthz`)).rejects.toThrow()
  })
})
