/** The target VM on the copied claims; then the claims become its own and the helpers go. */
import { claimOwnerPatch } from '../../../shared/manifests/claim-owner.ts'
import { isOwned } from '../../../shared/manifests/labels.ts'
import {
  conversionPodName,
  luksSecretName,
  providerSecretName,
} from '../../../shared/manifests/object-names.ts'
import { virtualMachine } from '../../../shared/manifests/virtual-machine.ts'
import { fail, ok, problemLine, type Problem, type Result } from '../../../shared/problem.ts'
import type { ClusterConnection, KubeObject } from '../../cluster/service.ts'
import { done, outcomeOf, type Outcome, type PhaseContext, type PhaseFn } from '../context.ts'
import { CLAIM, DATA_VOLUME, VIRTUAL_MACHINE } from '../kinds.ts'
import { removeHelpers } from '../leftovers.ts'
import { sourceRunsAgain } from '../source-on.ts'
import { targetExists } from './target-exists.ts'

export const createVm: PhaseFn = async (context) => {
  const { ends, record, plan, manifests } = context
  const target = ends.target()
  if (!target.ok) return outcomeOf(target.problem)
  const manifest = virtualMachine(manifests, record.source, {
    targetName: record.targetName,
    networkMap: plan.networkMap,
    targetPowerState: plan.options.targetPowerState,
    sourceWasOn: record.restorePowerState === 'poweredOn',
    timeZone: record.timeZone,
  })
  const vm = await createOnce(context, target.value, manifest)
  if (!vm.ok) return outcomeOf(vm.problem)
  const handed = await handOverClaims(context, target.value, vm.value)
  if (!handed.ok) return outcomeOf(handed.problem)
  const names = {
    secret: providerSecretName(manifests, record.vmId, record.targetName),
    luks: luksSecretName(manifests, record.vmId, record.targetName),
    pod: conversionPodName(manifests, record.vmId, record.targetName),
  }
  const removed = await removeHelpers(target.value, plan.targetNamespace, names, record.secretUid)
  if (removed.ok) return done
  const { problem } = removed
  // The VM is complete, and runs: what helped it must not call it failed.
  const leave = (): Outcome => {
    const left = helpersLeft(problem, record.source.name, plan.targetNamespace, names.secret)
    context.log({ type: 'problem', message: problemLine(left), problem: left })
    return done
  }
  const outcome = outcomeOf(problem)
  return outcome.kind === 'fail' ? leave() : { ...outcome, otherwise: leave }
}

function helpersLeft(problem: Problem, name: string, namespace: string, secret: string): Problem {
  return {
    ...problem,
    meaning: `${name} is complete on the target. The secret ${secret} with the login to its source is left there.`,
    remedy: `${problem.remedy} Then remove it with: kubectl -n ${namespace} delete secret ${secret}`,
  }
}

/**
 * Creates the VM, or finds the one that an interrupted pass made. Never applied: while the disks were copied,
 * somebody may have made a VM of this name, and a forced apply would hand it these disks.
 */
async function createOnce(
  context: PhaseContext,
  target: ClusterConnection,
  manifest: KubeObject,
): Promise<Result<KubeObject>> {
  const { record, plan, save } = context
  const before = await target.get(VIRTUAL_MACHINE, plan.targetNamespace, record.targetName)
  if (!before.ok) return before
  if (before.value) return ownOnly(context, before.value)
  const isOn = await sourceRunsAgain(context)
  if (isOn) return fail(isOn)
  // From here on it may run, whatever becomes of the answer.
  record.mayRun = true
  save()
  const created = await target.create(manifest)
  if (created.ok || created.problem.code !== 'cluster.already-exists') return created
  const existing = await target.get(VIRTUAL_MACHINE, plan.targetNamespace, record.targetName)
  if (!existing.ok) return existing
  return existing.value ? ownOnly(context, existing.value) : created
}

function ownOnly({ record, plan }: PhaseContext, existing: KubeObject): Result<KubeObject> {
  if (isOwned(existing.metadata.labels, plan.id, record.vmId)) {
    record.mayRun = true
    return ok(existing)
  }
  return fail(
    targetExists(
      record.targetName,
      plan.targetNamespace,
      'It was not touched. The source disks were only read; what was copied is removed from the target.',
    ),
  )
}

/** First the VM owns each claim, then the DataVolume goes without taking it along. */
async function handOverClaims(
  { record, plan }: PhaseContext,
  target: ClusterConnection,
  vm: KubeObject,
): Promise<Result<void>> {
  const namespace = plan.targetNamespace
  const owner = { name: record.targetName, uid: vm.metadata.uid ?? '' }
  for (const disk of record.disks) {
    const claim = await target.get(CLAIM, namespace, disk.claim)
    if (!claim.ok) return claim
    const patch = claimOwnerPatch(claim.value?.metadata.ownerReferences, owner)
    const owned = await target.mergePatch(CLAIM, namespace, disk.claim, patch)
    if (!owned.ok) return owned
    const removed = await target.delete(DATA_VOLUME, namespace, disk.claim, {
      propagation: 'Orphan',
      wait: true,
      timeoutMs: 60_000,
    })
    if (!removed.ok) return removed
  }
  return ok(undefined)
}
