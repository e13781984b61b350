/** The conversion pod: created once, then watched to its end. */
import { conversionPod, type ConversionClaim } from '../../../shared/manifests/conversion-pod.ts'
import { conversionPodName } from '../../../shared/manifests/object-names.ts'
import { readConversion } from '../../../shared/migration/conversion-state.ts'
import { fail, ok, type Result } from '../../../shared/problem.ts'
import { formatDuration } from '../../../shared/units.ts'
import type { ClusterConnection } from '../../cluster/service.ts'
import { done, failed, outcomeOf, wait, waitOut, type PhaseContext, type PhaseFn } from '../context.ts'
import { CLAIM } from '../kinds.ts'

/** Forklift's limit for a conversion pod that does not start (CONVERSION_POD_PENDING_TIMEOUT), ms. */
const PENDING_LIMIT_MS = 5 * 60_000
/** A created pod that the watch does not show for this long is gone (ms). */
const MISSING_LIMIT_MS = 60_000
/** virt-v2v on a very large guest takes hours, not a day (ms). */
const RUNNING_LIMIT_MS = 12 * 60 * 60_000

export const createGuestConversionPod: PhaseFn = async (context) => {
  const { world, record, manifests } = context
  const target = world.target()
  if (!target.ok) return outcomeOf(target.problem)
  const claims = await readClaims(context, target.value)
  if (!claims.ok) return outcomeOf(claims.problem)
  const pod = conversionPod(manifests, record.source, record.targetName, claims.value)
  const created = await target.value.create(pod)
  if (created.ok || created.problem.code === 'cluster.already-exists') return done
  return outcomeOf(created.problem)
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

export const convertGuest: PhaseFn = ({ world, record, manifests, phaseMs, plan }) => {
  // Without a watch a pod that runs would look like one that is gone.
  const blind = world.watchProblem()
  if (blind) return Promise.resolve(waitOut(blind))
  const name = conversionPodName(manifests, record.vmId, record.targetName)
  const pod = world.pods().find((one) => one.metadata.name === name)
  if (!pod) {
    if (phaseMs < MISSING_LIMIT_MS) return Promise.resolve(wait('waits for the conversion pod to appear'))
    return Promise.resolve(
      failed(conversionFailed(record.source.name, `the pod ${name} is gone`, plan.targetNamespace, name)),
    )
  }
  const state = readConversion(pod)
  if (state.kind === 'succeeded') return Promise.resolve(done)
  if (state.kind === 'failed')
    return Promise.resolve(
      failed(conversionFailed(record.source.name, state.message, plan.targetNamespace, name)),
    )
  if (state.kind === 'pending') {
    if (phaseMs < PENDING_LIMIT_MS) return Promise.resolve(wait(state.reason))
    return Promise.resolve(
      failed(
        conversionFailed(
          record.source.name,
          `the pod did not start within 5 minutes: ${state.reason}`,
          plan.targetNamespace,
          name,
        ),
      ),
    )
  }
  if (phaseMs > RUNNING_LIMIT_MS)
    return Promise.resolve(
      failed(
        conversionFailed(
          record.source.name,
          `it did not end within ${formatDuration(RUNNING_LIMIT_MS)}`,
          plan.targetNamespace,
          name,
        ),
      ),
    )
  return Promise.resolve(wait(''))
}

function conversionFailed(name: string, message: string, namespace: string, pod: string) {
  return {
    code: 'migration.conversion-failed',
    message: `Converting the guest of ${name} failed: ${message}.`,
    meaning: 'The source is untouched; the copied disks are removed from the target.',
    remedy:
      'Check that virt-v2v supports the guest system and that it was shut down cleanly, then start again.',
    detail: `pod ${namespace}/${pod}`,
  }
}
