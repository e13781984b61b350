import type { ControllerContext } from './context.ts'
import type { DiskStore } from './disk-store.ts'
import { claims, volumes } from './kinds.ts'
import { annotation, type Claim, type New, type StorageClass, type Volume } from './objects.ts'
import { bytesQuantity, parseQuantity } from '../../../shared/target/quantity.ts'

/** Written by the scheduler on a claim that waits for its first consumer. */
export const SELECTED_NODE = 'volume.kubernetes.io/selected-node'
const PROVISIONER = 'pv.kubernetes.io/provisioned-by'
const DEFAULT_CLASS = 'storageclass.kubernetes.io/is-default-class'

/** Classes with this provisioner have no one to make volumes (Kubernetes, "Local" storage classes). */
const NO_PROVISIONER = 'kubernetes.io/no-provisioner'

/** A provisioner that failed tries again after this long (ms of lab time). */
const RETRY_MS = 5_000

/** Gives each claim a volume and takes volume and bytes away with the claim; all classes but one kind are served. */
export function startVolumeController(
  context: ControllerContext,
  store: DiskStore,
  noVolumes: () => string | undefined = () => undefined,
): void {
  const controller = context.controller(claims, async (namespace, name) => {
    const claim = context.claims.get(namespace, name)
    await removeStale(context, store, { namespace, name, uid: claim?.metadata.uid })
    if (!claim || claim.metadata.deletionTimestamp || claim.status?.phase === 'Bound') return undefined
    const why = noVolumes()
    if (why === undefined) {
      await bind(context, store, claim)
      return undefined
    }
    context.recordEvent(claim, 'Warning', 'ProvisioningFailed', why)
    return RETRY_MS
  })
  controller.follow(context.claims)
  context.volumes.onChange((volume) => {
    if (volume.spec.claimRef) controller.enqueue(volume.spec.claimRef)
  })
  context.storageClasses.onChange(() => {
    for (const claim of context.claims.list())
      if (claim.status?.phase !== 'Bound') controller.enqueue(claim.metadata)
  })
}

/** Deletes volumes whose claim is gone, with their bytes (reclaim policy Delete). */
async function removeStale(
  context: ControllerContext,
  store: DiskStore,
  claim: { readonly namespace: string; readonly name: string; readonly uid: string | undefined },
): Promise<void> {
  for (const volume of context.volumes.list()) {
    const ref = volume.spec.claimRef
    if (ref?.namespace !== claim.namespace || ref.name !== claim.name || ref.uid === claim.uid) continue
    await context.client.delete(volumes, volume.metadata)
    if (volume.spec.csi) await store.remove(volume.spec.csi.volumeHandle)
  }
}

async function bind(context: ControllerContext, store: DiskStore, claim: Claim): Promise<void> {
  const storageClass = classOf(context, claim)
  if (!storageClass) return
  const waits = storageClass.volumeBindingMode === 'WaitForFirstConsumer'
  if (waits && annotation(claim, SELECTED_NODE) === undefined) return
  if (storageClass.provisioner === NO_PROVISIONER) {
    context.recordEvent(claim, 'Normal', 'ExternalProvisioning', waitsForSomebody(storageClass))
    return
  }
  const size = parseQuantity(claim.spec.resources?.requests?.storage ?? '')
  if (size === undefined || size < 0) return
  const name = `pvc-${claim.metadata.uid}`
  const { client } = context
  await store.create(claim.metadata.uid, Math.ceil(size))
  if (!(await client.get(volumes, undefined, name)))
    await client.create(volumes, volumeFor(claim, storageClass, name, Math.ceil(size)))
  await client.patchStatus(volumes, { name }, { phase: 'Bound' })
  await client.patch(claims, claim.metadata, {
    metadata: {
      uid: claim.metadata.uid,
      annotations: {
        'pv.kubernetes.io/bind-completed': 'yes',
        'pv.kubernetes.io/bound-by-controller': 'yes',
      },
    },
    spec: { volumeName: name },
  })
  await client.patchStatus(claims, claim.metadata, {
    phase: 'Bound',
    accessModes: claim.spec.accessModes,
    capacity: { storage: claim.spec.resources?.requests?.storage },
  })
}

/** As the volume controller of Kubernetes says it, which writes no warning. */
function waitsForSomebody({ provisioner }: StorageClass): string {
  return `Waiting for a volume to be created either by the external provisioner '${provisioner}' or manually by the system administrator. If volume creation is delayed, please verify that the provisioner is running and correctly registered.`
}

function classOf(context: ControllerContext, claim: Claim): StorageClass | undefined {
  const name = claim.spec.storageClassName
  if (name !== undefined) return context.storageClasses.get(undefined, name)
  return context.storageClasses
    .list()
    .find((storageClass) => annotation(storageClass, DEFAULT_CLASS) === 'true')
}

function volumeFor(claim: Claim, storageClass: StorageClass, name: string, bytes: number): New<Volume> {
  const { metadata, spec } = claim
  const body = {
    capacity: { storage: bytesQuantity(bytes) },
    accessModes: spec.accessModes,
    volumeMode: spec.volumeMode ?? 'Filesystem',
    storageClassName: storageClass.metadata.name,
    persistentVolumeReclaimPolicy: 'Delete',
    claimRef: {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      namespace: metadata.namespace ?? '',
      name: metadata.name,
      uid: metadata.uid,
    },
    csi: { driver: storageClass.provisioner, volumeHandle: metadata.uid },
  }
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name, annotations: { [PROVISIONER]: storageClass.provisioner } },
    spec: body,
  }
}
