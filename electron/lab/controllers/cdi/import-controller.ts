import type { ControllerContext } from '../context.ts'
import { cdiConfigs, claims, configMaps, pods } from '../kinds.ts'
import { annotation, ownerOfKind, type Claim, type Pod } from '../objects.ts'
import { parseQuantity } from '../../../../shared/target/quantity.ts'
import { overhead } from './claim-spec.ts'
import { waitsForConsumer } from './datavolume-controller.ts'
import { isDone } from './checkpoints.ts'
import { importerPod, importerPodName } from './importer-pod.ts'
import { CDI } from './names.ts'
import { podAnnotations } from './status.ts'
import { EXCEEDED_QUOTA, withinQuota } from './within-quota.ts'

/** Where CDI looks for its ConfigMap `v2v-vmware`, by the ways it is installed. */
const CDI_NAMESPACES = ['openshift-cnv', 'cdi', 'kubevirt-hyperconverged']
const AWAITING_VDDK = 'AwaitingVDDK'
const LOOK_AGAIN_MS = 1_000

/**
 * Gives each claim that asks for an import its importer pod and mirrors the pod onto the claim. A restart of
 * this controller changes nothing: all that it knows is on the claim. A claim that is filled in stages gets a pod
 * for each.
 */
export function startImportController(context: ControllerContext): void {
  const controller = context.controller(claims, async (namespace, name) => {
    const claim = context.claims.get(namespace, name)
    if (!claim || claim.metadata.deletionTimestamp || annotation(claim, CDI.source) === undefined)
      return undefined
    const pod = context.pods.get(namespace, importerPodName(claim))
    if (isDone(claim) || annotation(claim, CDI.podPhase) === 'Succeeded') {
      await removeDonePod(context, claim, pod)
      return undefined
    }
    if (!pod) return await startImport(context, claim)
    if (ownerOfKind(pod.metadata, 'PersistentVolumeClaim')?.uid !== claim.metadata.uid) return LOOK_AGAIN_MS
    await annotate(context, claim, podAnnotations(pod))
    // At once: the claim may move on to another stage, whose pod has another name.
    if (pod.status?.phase === 'Succeeded') await removeDonePod(context, claim, pod)
    return undefined
  })
  controller.follow(context.claims)
  controller.follow(context.pods, 'PersistentVolumeClaim')
}

async function startImport(context: ControllerContext, claim: Claim): Promise<number | undefined> {
  if (waitsForConsumer(context, claim)) return undefined
  // A claim that nothing binds keeps its importer waiting too; CDI makes no pod before the volume is there,
  // unless the pod itself is the consumer.
  const consumer = isConsumerBound(context, claim)
  if (claim.status?.phase !== 'Bound' && !consumer) return undefined
  const image = annotation(claim, CDI.source) === 'vddk' ? await vddkImage(context, claim) : ''
  if (image === undefined) {
    await annotate(context, claim, {
      [CDI.bound]: 'false',
      [CDI.boundReason]: AWAITING_VDDK,
      [CDI.boundMessage]: 'waiting for v2v-vmware configmap for VDDK image',
    })
    return LOOK_AGAIN_MS
  }
  const config = await context.client.get(cdiConfigs, undefined, 'config')
  const size = parseQuantity(claim.spec.resources?.requests?.storage ?? '') ?? 0
  const share = claim.spec.volumeMode === 'Block' ? 0 : overhead(config, claim.spec.storageClassName ?? '')
  const pod = importerPod(claim, {
    vddkImage: image === '' ? undefined : image,
    usableBytes: Math.floor(size / (1 + share)),
  })
  // The copy here may be older than the claim's deletion, and a pod that comes after it would stay.
  const current = await context.client.get(claims, claim.metadata.namespace, claim.metadata.name)
  if (current?.metadata.uid !== claim.metadata.uid || current.metadata.deletionTimestamp) return undefined
  const exceeded = await withinQuota(() => context.client.create(pods, pod))
  if (exceeded !== undefined) {
    await annotate(context, claim, {
      [CDI.bound]: 'false',
      [CDI.boundReason]: EXCEEDED_QUOTA,
      [CDI.boundMessage]: exceeded,
    })
    return 2_000
  }
  await annotate(context, claim, {
    [CDI.importPodName]: importerPodName(claim),
    [CDI.bound]: null,
    [CDI.boundReason]: null,
    [CDI.boundMessage]: null,
  })
  return undefined
}

function isConsumerBound(context: ControllerContext, claim: Claim): boolean {
  const storageClass = context.storageClasses.get(undefined, claim.spec.storageClassName ?? '')
  return storageClass?.volumeBindingMode === 'WaitForFirstConsumer'
}

/** Image of the DataVolume, else of the ConfigMap v2v-vmware; undefined when there is none. */
async function vddkImage(context: ControllerContext, claim: Claim): Promise<string | undefined> {
  const own = annotation(claim, CDI.vddkImage)
  if (own !== undefined) return own
  for (const namespace of CDI_NAMESPACES) {
    const map = await context.client.get(configMaps, namespace, 'v2v-vmware')
    const image = map?.data?.['vddk-init-image']
    if (image) return image
  }
  return undefined
}

async function removeDonePod(context: ControllerContext, claim: Claim, pod: Pod | undefined): Promise<void> {
  if (!pod || annotation(claim, CDI.retainPod) === 'true') return
  if (ownerOfKind(pod.metadata, 'PersistentVolumeClaim')?.uid !== claim.metadata.uid) return
  await context.client.delete(pods, pod.metadata)
}

/** Writes annotations that differ; null removes one. Refused where the claim has moved on to another stage meanwhile. */
async function annotate(
  context: ControllerContext,
  claim: Claim,
  wanted: Readonly<Record<string, string | null>>,
): Promise<void> {
  const changed = Object.entries(wanted).filter(
    ([name, value]) => (annotation(claim, name) ?? null) !== value,
  )
  if (changed.length === 0) return
  await context.client.patch(claims, claim.metadata, {
    metadata: { resourceVersion: claim.metadata.resourceVersion, annotations: Object.fromEntries(changed) },
  })
}
