/** For tests: the lab's cluster as a migration tool sees it, with nothing but @kubernetes/client-node. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { KubeConfig, KubernetesObjectApi, PatchStrategy, Watch } from '@kubernetes/client-node'
import type { KubernetesObject } from '@kubernetes/client-node'
import { dataVolumes, pathOf, type Kind } from '../controllers/kinds.ts'
import type { DataVolume, KubeObject } from '../controllers/objects.ts'
import { createEstate } from '../estate/create-estate.ts'
import type { Estate, EstateVm } from '../estate/model.ts'
import { startLab } from '../lab.ts'
import type { Lab, LabEndpoints } from '../service.ts'

interface Tool {
  readonly api: KubernetesObjectApi
  create(object: object): Promise<KubernetesObject>
  merge(object: object): Promise<KubernetesObject>
  /** Deletes in the background, or leaves what the object owned. */
  remove(kind: Kind<KubeObject>, namespace: string, name: string, propagation?: 'Orphan'): Promise<void>
  /** Follows one object by watch until `wanted` holds; a missing object is undefined. */
  until<T extends KubeObject>(
    kind: Kind<T>,
    namespace: string,
    name: string,
    wanted: (object: T | undefined) => boolean,
  ): Promise<T | undefined>
}

const LIMIT_MS = 20_000

function createTool(endpoints: LabEndpoints): Tool {
  const config = new KubeConfig()
  config.loadFromString(endpoints.cluster.kubeconfig)
  const api = KubernetesObjectApi.makeApiClient(config)
  return {
    api,
    create: (object) => api.create(object),
    merge: (object) =>
      api.patch(object, undefined, undefined, undefined, undefined, PatchStrategy.MergePatch),
    remove: async ({ apiVersion, kind }, namespace, name, propagation) => {
      const object: object = { apiVersion, kind, metadata: { namespace, name } }
      await api.delete(object, undefined, undefined, undefined, undefined, propagation ?? 'Background')
    },
    until: (kind, namespace, name, wanted) => follow(config, kind, { namespace, name }, wanted),
  }
}

async function follow<T extends KubeObject>(
  config: KubeConfig,
  kind: Kind<T>,
  { namespace, name }: { readonly namespace: string; readonly name: string },
  wanted: (object: T | undefined) => boolean,
): Promise<T | undefined> {
  const found = Promise.withResolvers<T | undefined>()
  let last: T | undefined
  const limit = setTimeout(() => {
    found.reject(new Error(`${kind.kind} ${namespace}/${name} stayed as ${JSON.stringify(last, null, 1)}`))
  }, LIMIT_MS)
  const look = (object: T | undefined): void => {
    last = object
    if (wanted(object)) found.resolve(object)
  }
  const receive = (type: string, object: T): void => {
    if (type === 'BOOKMARK' || type === 'ERROR') return
    look(type === 'DELETED' ? undefined : object)
  }
  const query = { fieldSelector: `metadata.name=${name}` }
  const watch = await new Watch(config).watch(pathOf(kind, namespace), query, receive, () => undefined)
  try {
    // The watch begins with what is there. That nothing is there has no event of its own.
    const object = await KubernetesObjectApi.makeApiClient(config)
      .read({ apiVersion: kind.apiVersion, kind: kind.kind, metadata: { namespace, name } })
      .catch(() => undefined)
    if (object === undefined && wanted(undefined)) found.resolve(undefined)
    return await found.promise
  } finally {
    clearTimeout(limit)
    watch.abort()
  }
}

/** What a test asks of a DataVolume; the rest is as a migration tool would write it. */
interface Wish {
  readonly vm?: EstateVm
  readonly disk?: number
  readonly vddk?: Readonly<Record<string, string | undefined>>
  readonly storage?: Readonly<Record<string, unknown>>
  readonly annotations?: Readonly<Record<string, string>>
}

/** A lab with what tests need around it. */
export interface Bench {
  readonly lab: Lab
  readonly tool: Tool
  /** Holds the folders of this lab and of those that a test starts beside it. */
  readonly dir: string
  readonly estate: Estate
  vmNamed(name: string): EstateVm
  /** A VM with a small disk, for where the size does not matter. */
  readonly small: EstateVm
  /** Makes a namespace of its own with the secret that a migration tool puts there. */
  namespace(password?: string): Promise<string>
  /** Always named disk-0. */
  dataVolume(namespace: string, wish?: Wish): object
  /** Copies a disk to claim disk-0 of a new namespace. */
  copied(wish?: Wish): Promise<string>
  close(): Promise<void>
}

export const BENCH = { seed: 'lab-test', vms: 24, hosts: 2, timeScale: 50 } as const
export const VDDK = 'registry.lab.example/vddk:8.0.3'

export async function startBench(timeScale: number = BENCH.timeScale): Promise<Bench> {
  const dir = await mkdtemp(join(tmpdir(), 'lab-test-'))
  const lab = await startLab({ ...BENCH, timeScale, dir })
  const tool = createTool(lab.endpoints)
  // Fixed by the seed, so a test knows the VMs without asking the vCenter.
  const estate = createEstate(BENCH)
  const small = smallestVm(estate)
  let count = 0
  const namespace: Bench['namespace'] = async (password = lab.endpoints.vcenter.password) => {
    const name = `test-${++count}`
    await tool.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })
    await tool.create(credentials(name, 'vcenter', lab.endpoints.vcenter.username, password))
    return name
  }
  const dataVolume: Bench['dataVolume'] = (space, wish = {}) =>
    dataVolumeFor(lab.endpoints, small, space, wish)
  return {
    lab,
    tool,
    dir,
    estate,
    small,
    namespace,
    dataVolume,
    vmNamed: (name) => {
      const vm = estate.vms.find((candidate) => candidate.name === name)
      if (!vm) throw new Error(`the estate has no VM ${name}`)
      return vm
    },
    copied: async (wish) => {
      const space = await namespace()
      await tool.create(dataVolume(space, wish))
      await tool.until(dataVolumes, space, 'disk-0', phase('Succeeded'))
      return space
    },
    close: async () => {
      await lab.close()
      await rm(dir, { recursive: true, force: true })
    },
  }
}

function smallestVm(estate: Estate): EstateVm {
  const size = (vm: EstateVm): number => vm.disks[0]?.capacityBytes ?? Number.POSITIVE_INFINITY
  return estate.vms.reduce((least, vm) => (size(vm) < size(least) ? vm : least))
}

/** A secret as CDI wants it. */
export function credentials(namespace: string, name: string, username: string, password: string): object {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace },
    stringData: { accessKeyId: username, secretKey: password },
  }
}

function dataVolumeFor(endpoints: LabEndpoints, small: EstateVm, namespace: string, wish: Wish): object {
  const vm = wish.vm ?? small
  const disk = vm.disks[wish.disk ?? 0]
  if (!disk) throw new Error(`VM ${vm.name} has no such disk`)
  return {
    apiVersion: 'cdi.kubevirt.io/v1beta1',
    kind: 'DataVolume',
    metadata: { name: 'disk-0', namespace, annotations: wish.annotations ?? {} },
    spec: {
      source: {
        vddk: {
          url: endpoints.vcenter.url,
          uuid: vm.instanceUuid,
          backingFile: disk.file,
          thumbprint: endpoints.vcenter.sha1,
          secretRef: 'vcenter',
          initImageURL: VDDK,
          ...wish.vddk,
        },
      },
      storage: { resources: { requests: { storage: String(disk.capacityBytes) } }, ...wish.storage },
    },
  }
}

/** Whether an object's status is in this phase. */
export function phase(wanted: string) {
  return (object: { readonly status?: { readonly phase?: string } } | undefined): boolean =>
    object?.status?.phase === wanted
}

/** Whether a DataVolume gives this reason in one of its conditions, with these words in its message. */
export function hasCondition(object: DataVolume | undefined, reason: string, words = ''): boolean {
  return (
    object?.status?.conditions?.some(
      (condition) => condition.reason === reason && condition.message?.includes(words) === true,
    ) === true
  )
}

/** A pod with one container that has these claims as block devices. */
export function podOn(namespace: string, name: string, names: readonly string[], container: object): object {
  const volumeDevices = names.map((claim, index) => ({ name: claim, devicePath: `/dev/block${index}` }))
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace },
    spec: {
      restartPolicy: 'Never',
      containers: [{ ...container, volumeDevices }],
      volumes: names.map((claim) => ({ name: claim, persistentVolumeClaim: { claimName: claim } })),
    },
  }
}
