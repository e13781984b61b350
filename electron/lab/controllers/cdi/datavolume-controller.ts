import { isDeepStrictEqual } from 'node:util'
import type { ControllerContext } from '../context.ts'
import { cdiConfigs, claims, dataVolumes, storageProfiles } from '../kinds.ts'
import {
  annotation,
  controlledBy,
  keyOf,
  ownerOfKind,
  type Claim,
  type DataVolume,
  type DataVolumeStatus,
  type New,
} from '../objects.ts'
import { firstStage, nextStage } from './checkpoints.ts'
import { claimSpecFor, type ClaimAnswer } from './claim-spec.ts'
import { CDI, IMPORTER_LABEL } from './names.ts'
import { EXCEEDED_QUOTA, withinQuota } from './within-quota.ts'
import { dataVolumeStatus, stamped } from './status.ts'

const PASSED_ON = 'cdi.kubevirt.io/'

/** Turns each DataVolume into a claim of the same name and mirrors back how its import goes. */
export function startDataVolumeController(context: ControllerContext): void {
  const controller = context.controller(dataVolumes, async (namespace, name) => {
    const dataVolume = context.dataVolumes.get(namespace, name)
    if (!dataVolume || dataVolume.metadata.deletionTimestamp) return undefined
    const claim = context.claims.get(namespace, name)
    if (!claim) return await createClaim(context, dataVolume)
    if (!isOwnedBy(claim, dataVolume)) {
      const message = `Resource "${name}" already exists and is not managed by DataVolume`
      await refuse(context, dataVolume, { ok: false, reason: 'ErrResourceExists', message })
      return undefined
    }
    const stage = nextStage(dataVolume, claim)
    if (Object.keys(stage).length > 0)
      await context.client.patch(claims, claim.metadata, {
        metadata: { resourceVersion: claim.metadata.resourceVersion, annotations: stage },
      })
    await writeStatus(context, dataVolume, statusOf(context, dataVolume, claim))
    return undefined
  })
  controller.follow(context.dataVolumes)
  controller.follow(context.claims)
  controller.follow(context.pods, 'PersistentVolumeClaim')
}

function isOwnedBy(claim: Claim, dataVolume: DataVolume): boolean {
  return ownerOfKind(claim.metadata, 'DataVolume')?.uid === dataVolume.metadata.uid
}

function statusOf(context: ControllerContext, dataVolume: DataVolume, claim: Claim): DataVolumeStatus {
  const podName = annotation(claim, CDI.importPodName)
  return dataVolumeStatus(dataVolume.metadata.name, dataVolume.status, {
    claim,
    pod: podName === undefined ? undefined : context.pods.get(claim.metadata.namespace, podName),
    waitsForConsumer: waitsForConsumer(context, claim),
    now: context.timestamp(),
  })
}

/** True while the claim's class binds only for a pod, and nothing asked for it to be bound at once. */
export function waitsForConsumer(context: ControllerContext, claim: Claim): boolean {
  const storageClass = context.storageClasses.get(undefined, claim.spec.storageClassName ?? '')
  return (
    storageClass?.volumeBindingMode === 'WaitForFirstConsumer' &&
    claim.status?.phase !== 'Bound' &&
    // The presence of the annotation counts, whatever its value.
    annotation(claim, CDI.bindImmediate) === undefined
  )
}

/** Why this DataVolume asks for what is not done here; an import that only seemed to succeed would be worse. */
function unsupported(dataVolume: DataVolume): (ClaimAnswer & { ok: false }) | undefined {
  const { source } = dataVolume.spec
  const message =
    !source?.vddk && !source?.blank ? 'only the sources vddk and blank are imported here' : undefined
  return message === undefined ? undefined : { ok: false, reason: 'ErrUnsupported', message }
}

async function createClaim(context: ControllerContext, dataVolume: DataVolume): Promise<number | undefined> {
  const refusal = unsupported(dataVolume)
  if (refusal) {
    await refuse(context, dataVolume, refusal)
    return undefined
  }
  const [config, profiles] = await Promise.all([
    context.client.get(cdiConfigs, undefined, 'config'),
    context.client.list(storageProfiles),
  ])
  const answer = claimSpecFor(dataVolume, {
    classes: context.storageClasses.list(),
    config,
    profile: (name) => profiles.items.find((profile) => profile.metadata.name === name),
  })
  if (!answer.ok) {
    await refuse(context, dataVolume, answer)
    // Storage classes and profiles are not watched here: look again, as CDI does.
    return 2_000
  }
  const exceeded = await withinQuota(() => context.client.create(claims, claimFor(dataVolume, answer)))
  if (exceeded !== undefined) {
    await refuse(context, dataVolume, { ok: false, reason: EXCEEDED_QUOTA, message: exceeded })
    return 2_000
  }
  await writeStatus(
    context,
    dataVolume,
    dataVolumeStatus(dataVolume.metadata.name, dataVolume.status, {
      claim: undefined,
      pod: undefined,
      waitsForConsumer: false,
      now: context.timestamp(),
    }),
  )
  return undefined
}

function claimFor(dataVolume: DataVolume, answer: ClaimAnswer & { ok: true }): New<Claim> {
  const { metadata } = dataVolume
  const passed = Object.entries(metadata.annotations ?? {}).filter(
    ([name]) => name.startsWith(PASSED_ON) || !name.includes('kubectl.kubernetes.io/'),
  )
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: {
      name: metadata.name,
      ...(metadata.namespace && { namespace: metadata.namespace }),
      labels: { ...metadata.labels, app: IMPORTER_LABEL },
      annotations: {
        ...Object.fromEntries(passed),
        ...sourceAnnotations(dataVolume),
        ...firstStage(dataVolume),
      },
      ownerReferences: [controlledBy(dataVolume)],
    },
    spec: answer.spec,
  }
}

function sourceAnnotations(dataVolume: DataVolume): Record<string, string> {
  const vddk = dataVolume.spec.source?.vddk
  if (!vddk) return { [CDI.source]: 'none', [CDI.contentType]: 'kubevirt' }
  return {
    [CDI.source]: 'vddk',
    [CDI.contentType]: 'kubevirt',
    [CDI.endpoint]: vddk.url,
    [CDI.uuid]: vddk.uuid,
    [CDI.backingFile]: vddk.backingFile,
    ...(vddk.thumbprint && { [CDI.thumbprint]: vddk.thumbprint }),
    ...(vddk.secretRef && { [CDI.secretName]: vddk.secretRef }),
    ...(vddk.initImageURL && { [CDI.vddkImage]: vddk.initImageURL }),
  }
}

/** Says why no claim can be made: as an event and as a condition. */
async function refuse(
  context: ControllerContext,
  dataVolume: DataVolume,
  answer: ClaimAnswer & { ok: false },
): Promise<void> {
  const now = context.timestamp()
  const bound = dataVolume.status?.conditions?.find((condition) => condition.type === 'Bound')
  if (bound?.reason !== answer.reason)
    context.recordEvent(dataVolume, 'Warning', answer.reason, answer.message)
  const conditions = (['Bound', 'Ready', 'Running'] as const).map((type) =>
    stamped(
      {
        type,
        status: 'False',
        reason: type === 'Running' ? '' : answer.reason,
        message: type === 'Running' ? '' : answer.message,
      },
      dataVolume.status?.conditions,
      now,
    ),
  )
  await writeStatus(context, dataVolume, { phase: 'Pending', progress: 'N/A', conditions })
}

async function writeStatus(
  context: ControllerContext,
  dataVolume: DataVolume,
  status: DataVolumeStatus,
): Promise<void> {
  const known = context.dataVolumes.get(dataVolume.metadata.namespace, dataVolume.metadata.name)
  if (known?.metadata.uid !== dataVolume.metadata.uid) return
  if (isDeepStrictEqual({ ...dataVolume.status, ...status }, dataVolume.status)) return
  await context.client.patchStatus(dataVolumes, dataVolume.metadata, status)
  if (status.phase !== dataVolume.status?.phase)
    context.recordEvent(
      dataVolume,
      status.phase === 'Failed' ? 'Warning' : 'Normal',
      status.phase ?? '',
      `Phase of ${keyOf(dataVolume.metadata)} is now ${status.phase ?? ''}`,
    )
}
