/** The conversion pod: created once, then watched to its end. */
import { conversionPod, type ConversionClaim } from '../../../shared/manifests/conversion-pod.ts'
import { labelValue } from '../../../shared/manifests/labels.ts'
import { luksKeys, luksSecret } from '../../../shared/manifests/luks-secret.ts'
import { conversionPodName, providerSecretName } from '../../../shared/manifests/object-names.ts'
import { mayBeEncrypted, readConversion } from '../../../shared/migration/conversion-state.ts'
import { fail, ok, type Problem, type Result } from '../../../shared/problem.ts'
import { formatDuration } from '../../../shared/units.ts'
import { unpackedPassphrases } from '../../../shared/vault/disk-passphrases.ts'
import type { ClusterConnection, KubeObject } from '../../cluster/service.ts'
import {
  done,
  failed,
  outcomeOf,
  wait,
  waitOut,
  type Outcome,
  type PhaseContext,
  type PhaseFn,
} from '../context.ts'
import { grantConversion } from '../conversion-access.ts'
import { CLAIM, POD } from '../kinds.ts'
import { sourceRunsAgain } from '../source-on.ts'

/** Forklift's limit for a conversion pod that does not start (CONVERSION_POD_PENDING_TIMEOUT), ms. */
const PENDING_LIMIT_MS = 5 * 60_000
/** A pod that the cluster does not know for this long after it was created is gone (ms). */
const MISSING_LIMIT_MS = 5_000
/** A conversion that still runs gets its grace period (ms). */
const POD_GONE_MS = 90_000
/** virt-v2v on a very large guest takes hours, not a day (ms). */
const RUNNING_LIMIT_MS = 12 * 60 * 60_000

export const createGuestConversionPod: PhaseFn = async (context) => {
  const { ends, record, manifests } = context
  const target = ends.target()
  if (!target.ok) return outcomeOf(target.problem)
  // Disks that an earlier run kept may be days old.
  const isOn = await sourceRunsAgain(context)
  if (isOn) return failed(isOn)
  const claims = await readClaims(context, target.value)
  if (!claims.ok) return outcomeOf(claims.problem)
  if (manifests.conversionAccess === 'privileged') {
    const granted = await grantConversion(target.value, manifests.targetNamespace)
    if (!granted.ok) return outcomeOf(granted.problem)
  }
  const luks = await writePassphrases(context, target.value)
  if (!luks.ok) return outcomeOf(luks.problem)
  const extras = { luksSecret: luks.value }
  const pod = conversionPod(manifests, record.source, record.targetName, claims.value, extras)
  const created = await target.value.create(ownedBySecret(context, pod))
  if (created.ok) return done
  if (created.problem.code !== 'cluster.already-exists') return outcomeOf(created.problem)
  return ownPodOnly(context, target.value, pod.metadata.name)
}

/** One of an earlier try says nothing of this one, and goes first. */
async function ownPodOnly(
  { manifests, plan }: PhaseContext,
  target: ClusterConnection,
  name: string,
): Promise<Outcome> {
  const found = await target.get(POD, plan.targetNamespace, name)
  if (!found.ok) return outcomeOf(found.problem)
  if (found.value?.metadata.labels?.['migration'] === labelValue(manifests.migrationId)) return done
  const gone = await target.delete(POD, plan.targetNamespace, name, { wait: true, timeoutMs: POD_GONE_MS })
  return gone.ok ? wait('removes the conversion pod of an earlier try') : outcomeOf(gone.problem)
}

/** Name of the secret with the passphrases of encrypted disks; undefined when none were given. */
async function writePassphrases(
  context: PhaseContext,
  target: ClusterConnection,
): Promise<Result<string | undefined>> {
  const { ends, record, manifests } = context
  const use = ends.diskPassphrases(record.source)
  if (!use) return ok(undefined)
  const secret = ownedBySecret(context, luksSecret(manifests, record.source, record.targetName))
  const written = await use((kept) => {
    const passphrases = unpackedPassphrases(kept.toString('utf8'))
    if (!passphrases) throw new Error(`the passphrases of ${record.vmId} cannot be read`)
    return target.apply({ ...secret, stringData: luksKeys(passphrases) })
  })
  return written.ok ? ok(secret.metadata.name) : written
}

/** It goes with the secret of the login, which the pod does not see. A record of an earlier version knows none. */
function ownedBySecret({ record, manifests }: PhaseContext, object: KubeObject): KubeObject {
  const { secretUid: uid } = record
  if (uid === undefined) return object
  const name = providerSecretName(manifests, record.vmId, record.targetName)
  const owner = { apiVersion: 'v1', kind: 'Secret', name, uid }
  return { ...object, metadata: { ...object.metadata, ownerReferences: [owner] } }
}

async function readClaims(
  context: PhaseContext,
  target: ClusterConnection,
): Promise<Result<ConversionClaim[]>> {
  const claims: ConversionClaim[] = []
  for (const disk of context.record.disks) {
    const claim = await target.get(CLAIM, context.plan.targetNamespace, disk.claim)
    if (!claim.ok) return claim
    if (!claim.value)
      return fail({
        code: 'migration.claim-missing',
        message: `The claim ${disk.claim} of ${disk.label} is gone from namespace ${context.plan.targetNamespace}.`,
        meaning: 'The source disk was only read; the copy on the target is lost.',
        remedy: 'Find out what removed it (namespace clean-up, quota, another tool), then start again.',
      })
    const mode = (claim.value.spec as { volumeMode?: string } | undefined)?.volumeMode
    claims.push({ name: disk.claim, volumeMode: mode === 'Block' ? 'Block' : 'Filesystem' })
  }
  return ok(claims)
}

export const convertGuest: PhaseFn = async (context) => {
  const { ends, record, manifests, phaseMs, stillMs } = context
  // Without a watch a pod that runs would look like one that is gone.
  const blind = ends.watchProblem()
  if (blind) return waitOut(blind)
  const name = conversionPodName(manifests, record.vmId, record.targetName)
  const pod = ends.pods().find((one) => one.metadata.name === name)
  if (!pod) return podUnseen(context, name)
  const state = readConversion(pod)
  switch (state.kind) {
    case 'succeeded':
      return done
    case 'failed':
      return failed(conversionFailed(context, name, state.message))
    case 'pending':
      // Counted from when this process began to look: while none looked, nobody could help the pod.
      if (stillMs() < PENDING_LIMIT_MS) return wait(state.reason)
      return failed(
        conversionFailed(context, name, `the pod did not start within 5 minutes: ${state.reason}`),
      )
    case 'running':
      if (phaseMs < RUNNING_LIMIT_MS) return wait('')
      return failed(
        conversionFailed(context, name, `it did not end within ${formatDuration(RUNNING_LIMIT_MS)}`),
      )
  }
}

/** The watch's first list may not have arrived, after a restart above all: only the cluster knows. */
async function podUnseen({ ends, plan, record, stillMs }: PhaseContext, name: string): Promise<Outcome> {
  const target = ends.target()
  if (!target.ok) return outcomeOf(target.problem)
  const found = await target.value.get(POD, plan.targetNamespace, name)
  if (!found.ok) return outcomeOf(found.problem)
  if (found.value || stillMs() < MISSING_LIMIT_MS) return wait('waits for the conversion pod to appear')
  return failed({
    code: 'migration.conversion-pod-missing',
    message: `The conversion pod ${name} of ${record.source.name} is gone from namespace ${plan.targetNamespace}.`,
    meaning: 'The source is untouched; the copied disks are removed from the target.',
    remedy: 'Find out what removed it (a person, a clean-up job, a node that went away), then start again.',
  })
}

const CHECK_GUEST =
  'Check that virt-v2v supports the guest system and that it was shut down cleanly, then start again.'

function conversionFailed({ record, plan, ends }: PhaseContext, pod: string, message: string): Problem {
  const given = ends.diskPassphrases(record.source) !== undefined
  return {
    code: 'migration.conversion-failed',
    message: `Converting the guest of ${record.source.name} failed: ${message}.`,
    meaning: 'The source is untouched; the copied disks are removed from the target.',
    remedy: mayBeEncrypted(message) ? encryptedRemedy(record.source.name, given) : CHECK_GUEST,
    detail: `pod ${plan.targetNamespace}/${pod}`,
  }
}

function encryptedRemedy(name: string, given: boolean): string {
  return given
    ? `None of the passphrases that were given for the disks of ${name} opens them, or its system is not supported. Give the right ones where ${name} is shown under Inventory, then start again.`
    : `If disks of ${name} are encrypted with LUKS, give their passphrases where ${name} is shown under Inventory, then start again.`
}
