/** Tries everything that a VM will need on the target, with the server's dry run: nothing of it is kept. */
import { conversionPod } from '../../shared/manifests/conversion-pod.ts'
import { dataVolume } from '../../shared/manifests/data-volume.ts'
import { dataVolumeName } from '../../shared/manifests/object-names.ts'
import { providerSecret } from '../../shared/manifests/provider-secret.ts'
import { virtualMachine } from '../../shared/manifests/virtual-machine.ts'
import type { Problem } from '../../shared/problem.ts'
import type { ClusterConnection, KubeObject } from '../cluster/service.ts'
import type { PhaseContext } from './context.ts'

/**
 * The first problem that the cluster has with an object of this VM: an unknown field, a quota, a webhook, a missing
 * right, the security of the namespace. Undefined when it would take all of them. An admission webhook that cannot
 * do dry runs is asked in earnest later.
 */
export async function dryRun(context: PhaseContext, target: ClusterConnection): Promise<Problem | undefined> {
  for (const object of objectsOf(context)) {
    const tried = await target.create(object, { dryRun: true })
    if (!tried.ok && !isOnlyDryRun(tried.problem)) return tried.problem
  }
  return undefined
}

/** What the later phases create, as far as it is known now; disks and power state are read anew then. */
function objectsOf({ manifests, record, plan }: PhaseContext): KubeObject[] {
  const { source, targetName } = record
  const disks = source.disks.flatMap((disk) => {
    const pair = plan.storageMap.find((one) => one.sourceId === disk.datastoreId)
    const manifest = pair && dataVolume(manifests, source, disk, pair, targetName)
    // A file that is not known yet is looked for once the source is off.
    return manifest?.ok ? [manifest.value] : []
  })
  const claims = source.disks.map((_disk, index) => ({
    name: dataVolumeName(manifests, source.id, targetName, index),
    volumeMode: 'Block' as const,
  }))
  const machine = virtualMachine(manifests, source, {
    targetName,
    networkMap: plan.networkMap,
    targetPowerState: plan.options.targetPowerState,
    sourceWasOn: source.powerState === 'poweredOn',
    timeZone: record.timeZone,
  })
  // A privileged pod is let in only after the access that comes just before it.
  const isLetIn = manifests.conversionAccess !== 'privileged'
  return [
    providerSecret(manifests, source, targetName),
    ...disks,
    ...(isLetIn ? [conversionPod(manifests, source, targetName, claims)] : []),
    machine,
  ]
}

function isOnlyDryRun({ code }: Problem): boolean {
  // An object of ours from before this process: the phase that makes it knows what to do with it.
  return code === 'cluster.already-exists' || code === 'cluster.no-dry-run'
}
