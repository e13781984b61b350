/** How the conversion pods of a plan get into the target cluster. */
import type { ConversionAccess } from '../manifests/manifest.ts'
import type { Target } from '../target/model.ts'
import type { PlanInput } from './model.ts'

interface Consent {
  readonly options: Pick<PlanInput['options'], 'privilegedConversion'>
}

type Admission = Pick<Target, 'conversionSecurity' | 'platform'>

/** True where the consent of the plan is what lets the pods in: elsewhere nothing has to be changed for them. */
export function usesConsent({ options }: Consent, target: Admission): boolean {
  return options.privilegedConversion && !letsIn(target)
}

export function conversionAccess(plan: Consent, target: Admission): ConversionAccess {
  // A cluster that tells nothing about itself is not known to have OpenShift's profile file on its nodes.
  if (target.platform === 'kubernetes' || target.conversionSecurity === 'free') return 'plain'
  return usesConsent(plan, target) ? 'privileged' : 'unshare'
}

function letsIn({ conversionSecurity, platform }: Admission): boolean {
  return platform === 'kubernetes' || conversionSecurity === 'free' || conversionSecurity === 'forklift'
}

/** True where a cluster without hardware virtualization has to emulate for the conversion as well. */
export function emulatesConversion({ nodes, emulation }: Pick<Target, 'nodes' | 'emulation'>): boolean {
  return emulation === true && nodes.total > 0 && nodes.withKvm === 0
}
