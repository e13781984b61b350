/**
 * Names of what a run creates. They follow from plan, VM and disk alone, so that after a restart the same
 * step finds the object that it created before.
 */
import { toLabel } from '../plan/names.ts'
import type { PlanContext } from './manifest.ts'
import { sha256Hex } from './sha256.ts'

const readableLength = 15
const hashLength = 10

type PlanIdentity = Pick<PlanContext, 'planId' | 'planName'>

/** Name of the DataVolume, and with it of the claim, of the disk at `index`, in the order of the target. */
export function dataVolumeName(plan: PlanIdentity, vmId: string, targetName: string, index: number): string {
  return objectName(plan, vmId, targetName, `disk-${index}`)
}

/** Name of the secret that the importer of this VM's disks logs in with. */
export function providerSecretName(plan: PlanIdentity, vmId: string, targetName: string): string {
  return objectName(plan, vmId, targetName, 'source')
}

/** Name of the secret with the passphrases of encrypted guest disks of this VM. */
export function luksSecretName(plan: PlanIdentity, vmId: string, targetName: string): string {
  return objectName(plan, vmId, targetName, 'luks')
}

export function conversionPodName(plan: PlanIdentity, vmId: string, targetName: string): string {
  return objectName(plan, vmId, targetName, 'convert')
}

/** At most 15 + 15 readable characters, the role, and a hash that keeps equal beginnings apart. */
function objectName(plan: PlanIdentity, vmId: string, targetName: string, role: string): string {
  // Length first: without it "a" + "bc" and "ab" + "c" would be the same text.
  const hash = sha256Hex(`${plan.planId.length}:${plan.planId}:${vmId}`).slice(0, hashLength)
  return [toLabel(plan.planName, readableLength), toLabel(targetName, readableLength), role, hash]
    .filter((part) => part !== '')
    .join('-')
}
