import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createEstate } from './estate/create-estate.ts'
import type { EstateVm } from './estate/model.ts'
import { claims, dataVolumes, pods, virtualMachines, volumes } from './controllers/kinds.ts'
import { startLab } from './lab.ts'
import { createTool, type Tool } from './lab-test-kit.ts'
import type { Lab } from './service.ts'

const OPTIONS = { seed: 'lab-test', vms: 4, hosts: 2, timeScale: 50 }
const VDDK = 'registry.lab.example/vddk:8.0.3'

let dir: string
let lab: Lab
let tool: Tool
/** Fixed by the seed, so the test knows the VMs without asking the vCenter. */
const estate = createEstate(OPTIONS)
const vmNamed = (name: string): EstateVm => estate.vms.find((vm) => vm.name === name)!
const web = vmNamed('web-01')
const webDisk = web.disks[0]!

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'lab-test-'))
  lab = await startLab({ ...OPTIONS, dir })
  tool = createTool(lab.endpoints)
}, 60_000)
afterAll(async () => {
  await lab.close()
  await rm(dir, { recursive: true, force: true })
})

let count = 0
/** A namespace of its own with the secret that a migration tool puts there. */
async function namespaceWithSecret(password = lab.endpoints.vcenter.password): Promise<string> {
  const name = `test-${++count}`
  await tool.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })
  await tool.create({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'vcenter', namespace: name },
    stringData: { accessKeyId: lab.endpoints.vcenter.username, secretKey: password },
  })
  return name
}

interface Wish {
  readonly vm?: EstateVm
  readonly disk?: number
  readonly vddk?: Record<string, string | undefined>
  readonly storage?: Record<string, unknown>
  readonly annotations?: Record<string, string>
}

function dataVolume(namespace: string, name: string, wish: Wish = {}): object {
  const vm = wish.vm ?? web
  const disk = vm.disks[wish.disk ?? 0]!
  return {
    apiVersion: 'cdi.kubevirt.io/v1beta1',
    kind: 'DataVolume',
    metadata: { name, namespace, annotations: wish.annotations ?? {} },
    spec: {
      source: {
        vddk: {
          url: lab.endpoints.vcenter.url,
          uuid: vm.instanceUuid,
          backingFile: disk.file,
          thumbprint: lab.endpoints.vcenter.sha1,
          secretRef: 'vcenter',
          initImageURL: VDDK,
          ...wish.vddk,
        },
      },
      storage: { resources: { requests: { storage: String(disk.capacityBytes) } }, ...wish.storage },
    },
  }
}

const phase =
  (wanted: string) =>
  (object: { readonly status?: { readonly phase?: string } } | undefined): boolean =>
    object?.status?.phase === wanted

async function copied(wish: Wish = {}): Promise<string> {
  const namespace = await namespaceWithSecret()
  await tool.create(dataVolume(namespace, 'disk-0', wish))
  await tool.until(dataVolumes, namespace, 'disk-0', phase('Succeeded'))
  return namespace
}

/** Whether the lab still has a file for the volume of this claim. */
async function bytesExist(uid: string): Promise<boolean> {
  const [own = ''] = await readdir(dir)
  return (await readdir(join(dir, own, 'disks'))).includes(`${uid}.img`)
}

describe('a cold copy', () => {
  it('brings each byte of a disk to its claim and says so', async () => {
    const namespace = await copied()
    const done = await tool.until(dataVolumes, namespace, 'disk-0', phase('Succeeded'))
    expect(done?.status).toMatchObject({ progress: '100.0%', claimName: 'disk-0' })
    expect(done?.status?.conditions).toContainEqual(
      expect.objectContaining({ type: 'Ready', status: 'True' }),
    )
    const claim = await tool.until(claims, namespace, 'disk-0', phase('Bound'))
    expect(claim?.spec).toMatchObject({ storageClassName: 'ceph-rbd-virt', volumeMode: 'Block' })
    const source = await lab.sourceSha256(webDisk.file)
    expect(await lab.targetSha256(namespace, 'disk-0')).toBe(source)
    expect(source).toBe(await estate.disk(webDisk.file)!.sha256())
  })

  it('copies into a file system of a larger volume just the same', async () => {
    const namespace = await copied({ storage: { ...size(64), storageClassName: 'nfs-standard' } })
    expect(await lab.targetSha256(namespace, 'disk-0')).toBe(await lab.sourceSha256(webDisk.file))
  })

  it('finds the VM by its BIOS uuid and the disk by the name of its snapshot file', async () => {
    const db = vmNamed('db-01')
    const backingFile = db.disks[1]!.file.replace('.vmdk', '-000002.vmdk')
    const namespace = await copied({ vm: db, disk: 1, vddk: { uuid: db.uuid, backingFile } })
    expect(await lab.targetSha256(namespace, 'disk-0')).toBe(await lab.sourceSha256(db.disks[1]!.file))
  })

  it('takes the importer away and leaves no secret in sight', async () => {
    const namespace = await copied()
    await tool.until(pods, namespace, 'importer-disk-0', (pod) => pod === undefined)
    const retained = await namespaceWithSecret()
    const annotations = { 'cdi.kubevirt.io/storage.pod.retainAfterCompletion': 'true' }
    await tool.create(dataVolume(retained, 'disk-0', { annotations }))
    const pod = await tool.until(pods, retained, 'importer-disk-0', phase('Succeeded'))
    expect(JSON.stringify(pod)).not.toContain(lab.endpoints.vcenter.password)
    expect(pod?.spec.containers[0]?.env).toContainEqual({
      name: 'IMPORTER_SECRET_KEY',
      valueFrom: { secretKeyRef: { name: 'vcenter', key: 'secretKey' } },
    })
  })
})

function size(mib: number): object {
  return { resources: { requests: { storage: `${mib}Mi` } } }
}

async function runningMessage(namespace: string): Promise<string> {
  const failed = await tool.until(
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
    const namespace = await namespaceWithSecret()
    await tool.create(dataVolume(namespace, 'disk-0', { vddk }))
    expect(await runningMessage(namespace)).toMatch(message)
  })

  it('says that the password is wrong, without showing it', async () => {
    const namespace = await namespaceWithSecret('not-the-password')
    await tool.create(dataVolume(namespace, 'disk-0'))
    const message = await runningMessage(namespace)
    expect(message).toMatch(/incorrect user name or password/i)
    expect(message).not.toContain('not-the-password')
  })

  it('says that the claim is too small', async () => {
    const namespace = await namespaceWithSecret()
    await tool.create(dataVolume(namespace, 'disk-0', { storage: size(1) }))
    expect(await runningMessage(namespace)).toMatch(/too small/)
  })

  it('waits for a VDDK image when there is none, and goes on once there is', async () => {
    const namespace = await namespaceWithSecret()
    await tool.create(dataVolume(namespace, 'disk-0', { vddk: { initImageURL: undefined } }))
    await tool.until(
      dataVolumes,
      namespace,
      'disk-0',
      (object) => object?.status?.conditions?.some(({ reason }) => reason === 'AwaitingVDDK') === true,
    )
    const map = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'v2v-vmware', namespace: 'openshift-cnv' },
    }
    await tool.create({ ...map, data: { 'vddk-init-image': VDDK } })
    await tool.until(dataVolumes, namespace, 'disk-0', phase('Succeeded'))
    await tool.api.delete(map)
  })

  it('reports an image that cannot be pulled', async () => {
    const namespace = await namespaceWithSecret()
    const vddk = { initImageURL: 'missing.lab.example/vddk:1' }
    await tool.create(dataVolume(namespace, 'disk-0', { vddk }))
    await tool.until(
      dataVolumes,
      namespace,
      'disk-0',
      (object) =>
        object?.status?.phase === 'ImportScheduled' &&
        object.status.conditions?.some(({ reason }) => reason === 'ImagePullFailed') === true,
    )
  })

  it('refuses a class that CDI knows nothing about', async () => {
    const namespace = await namespaceWithSecret()
    const storage = { storageClassName: 'unknown-class' }
    await tool.create(dataVolume(namespace, 'disk-0', { storage }))
    await tool.until(
      dataVolumes,
      namespace,
      'disk-0',
      (object) => object?.status?.conditions?.some(({ reason }) => reason === 'ErrClaimNotValid') === true,
    )
  })
})

describe('a class that binds for its first consumer', () => {
  const storage = { storageClassName: 'local-wffc' }

  it('waits for a pod that uses the claim', async () => {
    const namespace = await namespaceWithSecret()
    await tool.create(dataVolume(namespace, 'disk-0', { storage }))
    await tool.until(dataVolumes, namespace, 'disk-0', phase('WaitForFirstConsumer'))
    await tool.create(podOn(namespace, 'consumer', ['disk-0'], { name: 'consumer', image: 'x' }))
    await tool.until(dataVolumes, namespace, 'disk-0', phase('Succeeded'))
    expect(await lab.targetSha256(namespace, 'disk-0')).toBe(await lab.sourceSha256(webDisk.file))
  })

  it('binds at once when that is asked for', async () => {
    const namespace = await copied({
      storage,
      annotations: { 'cdi.kubevirt.io/storage.bind.immediate.requested': '' },
    })
    expect(await lab.targetSha256(namespace, 'disk-0')).toBe(await lab.sourceSha256(webDisk.file))
  })
})

describe('deleting a DataVolume', () => {
  it('takes claim, volume and bytes with it', async () => {
    const namespace = await copied()
    const claim = await tool.until(claims, namespace, 'disk-0', phase('Bound'))
    const uid = claim!.metadata.uid
    expect(await bytesExist(uid)).toBe(true)
    await tool.api.delete({
      apiVersion: dataVolumes.apiVersion,
      kind: dataVolumes.kind,
      metadata: { name: 'disk-0', namespace },
    })
    await tool.until(claims, namespace, 'disk-0', (object) => object === undefined)
    await tool.until(volumes, '', `pvc-${uid}`, (object) => object === undefined)
    await expect.poll(() => bytesExist(uid)).toBe(false)
  })

  it('leaves the claim when its dependents are to be orphaned', async () => {
    const namespace = await copied()
    await tool.api.delete(
      {
        apiVersion: dataVolumes.apiVersion,
        kind: dataVolumes.kind,
        metadata: { name: 'disk-0', namespace },
      },
      undefined,
      undefined,
      undefined,
      undefined,
      'Orphan',
    )
    await tool.until(dataVolumes, namespace, 'disk-0', (object) => object === undefined)
    const claim = await tool.until(claims, namespace, 'disk-0', phase('Bound'))
    expect(claim?.metadata.ownerReferences ?? []).toEqual([])
    expect(await lab.targetSha256(namespace, 'disk-0')).toBe(await lab.sourceSha256(webDisk.file))
  })

  it('stops a copy under way', async () => {
    const namespace = await namespaceWithSecret('wrong')
    await tool.create(dataVolume(namespace, 'disk-0'))
    await runningMessage(namespace)
    await tool.api.delete({
      apiVersion: dataVolumes.apiVersion,
      kind: dataVolumes.kind,
      metadata: { name: 'disk-0', namespace },
    })
    await tool.until(pods, namespace, 'importer-disk-0', (pod) => pod === undefined)
    await tool.until(claims, namespace, 'disk-0', (claim) => claim === undefined)
  })
})

function podOn(namespace: string, name: string, names: readonly string[], container: object): object {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace },
    spec: {
      restartPolicy: 'Never',
      containers: [
        {
          ...container,
          volumeDevices: names.map((claim, i) => ({ name: claim, devicePath: `/dev/block${i}` })),
        },
      ],
      volumes: names.map((claim) => ({ name: claim, persistentVolumeClaim: { claimName: claim } })),
    },
  }
}

describe('a conversion pod', () => {
  const virtV2v = {
    name: 'virt-v2v',
    image: 'registry.lab.example/virt-v2v:1',
    env: [
      { name: 'V2V_inPlace', value: '1' },
      { name: 'V2V_vmName', value: 'web-01' },
    ],
    resources: { limits: { 'devices.kubevirt.io/kvm': '1' } },
  }

  it('runs on copied disks and does not change a byte', async () => {
    const namespace = await copied()
    await tool.create(podOn(namespace, 'convert', ['disk-0'], virtV2v))
    await tool.until(pods, namespace, 'convert', phase('Succeeded'))
    expect(await lab.targetSha256(namespace, 'disk-0')).toBe(await lab.sourceSha256(webDisk.file))
    const log = await fetchLog(namespace, 'convert')
    expect(log).toContain('Finishing off')
  })

  it('stays pending without its claim, and says why', async () => {
    const namespace = await namespaceWithSecret()
    await tool.create(podOn(namespace, 'convert', ['nowhere'], virtV2v))
    const pod = await tool.until(
      pods,
      namespace,
      'convert',
      (object) => object?.status?.conditions?.some(({ type }) => type === 'PodScheduled') === true,
    )
    expect(pod?.status?.phase).toBe('Pending')
    expect(pod?.status?.conditions?.[0]?.message).toBe('persistentvolumeclaim "nowhere" not found')
  })

  it('stays pending where no node has what it asks for', async () => {
    const namespace = await namespaceWithSecret()
    const limits = { 'devices.kubevirt.io/kvm': '2k' }
    await tool.create(podOn(namespace, 'convert', [], { ...virtV2v, resources: { limits } }))
    const pod = await tool.until(
      pods,
      namespace,
      'convert',
      (object) => object?.status?.conditions?.some(({ type }) => type === 'PodScheduled') === true,
    )
    expect(pod?.status?.conditions?.[0]?.message).toBe(
      '0/3 nodes are available: 3 Insufficient devices.kubevirt.io/kvm.',
    )
  })
})

async function fetchLog(namespace: string, pod: string): Promise<string> {
  const { CoreV1Api, KubeConfig } = await import('@kubernetes/client-node')
  const config = new KubeConfig()
  config.loadFromString(lab.endpoints.cluster.kubeconfig)
  return await config.makeApiClient(CoreV1Api).readNamespacedPodLog({ namespace, name: pod })
}

describe('a virtual machine', () => {
  const machine = (namespace: string, claim: string, runStrategy: string): object => ({
    apiVersion: 'kubevirt.io/v1',
    kind: 'VirtualMachine',
    metadata: { name: 'web-01', namespace },
    spec: {
      runStrategy,
      template: {
        metadata: {},
        spec: {
          domain: {
            memory: { guest: '1Gi' },
            devices: { disks: [{ name: 'vol-0', disk: { bus: 'virtio' } }] },
          },
          volumes: [{ name: 'vol-0', persistentVolumeClaim: { claimName: claim } }],
        },
      },
    },
  })
  const printable =
    (wanted: string) =>
    (vm: { readonly status?: { readonly printableStatus?: string } } | undefined): boolean =>
      vm?.status?.printableStatus === wanted

  it('starts from copied disks and stops again', async () => {
    const namespace = await copied()
    await tool.create(machine(namespace, 'disk-0', 'Halted'))
    await tool.until(virtualMachines, namespace, 'web-01', printable('Stopped'))
    await tool.merge(machine(namespace, 'disk-0', 'Always'))
    const running = await tool.until(virtualMachines, namespace, 'web-01', printable('Running'))
    expect(running?.status).toMatchObject({ created: true, ready: true })
    await tool.merge(machine(namespace, 'disk-0', 'Halted'))
    const stopped = await tool.until(virtualMachines, namespace, 'web-01', printable('Stopped'))
    expect(stopped?.status).toMatchObject({ created: false, ready: false })
  })

  it('says that a claim is missing', async () => {
    const namespace = await namespaceWithSecret()
    await tool.create(machine(namespace, 'nowhere', 'Always'))
    await tool.until(virtualMachines, namespace, 'web-01', printable('ErrorPvcNotFound'))
  })
})

describe('a lab as a whole', () => {
  it('runs beside another one and leaves nothing behind', async () => {
    const other = await startLab({ ...OPTIONS, dir })
    const { cluster, vcenter, esxi } = other.endpoints
    try {
      expect(cluster.url).not.toBe(lab.endpoints.cluster.url)
      expect(vcenter.password).toBe(lab.endpoints.vcenter.password)
      expect(vcenter.sha1).not.toBe(lab.endpoints.vcenter.sha1)
      expect(esxi).toHaveLength(OPTIONS.hosts)
      expect((await stat(cluster.kubeconfigFile)).mode & 0o777).toBe(0o600)
      expect(await readFile(cluster.kubeconfigFile, 'utf8')).toBe(cluster.kubeconfig)
      expect(await readdir(dir)).toHaveLength(2)
    } finally {
      await other.close()
    }
    expect(await readdir(dir)).toHaveLength(1)
    await expect(fetch(`${cluster.url}/healthz`)).rejects.toThrow()
  })
})
