/** What the review says of a warm plan alone. */
import type { Finding } from './model.ts'

/** Rules that the review asks of a warm plan alone. */
export const WARM_RULES = [
  'change-tracking-off',
  'disk-change-tracking-off',
  'hardware-version',
  'fault-tolerance-warm',
  'disk-independent-warm',
  'disk-shared-warm',
  'snapshot-present-warm',
] as const

/** Switching it on needs the consent of the plan (PlanOptions.enableChangeTracking). */
const NEEDS_CONSENT = 'change-tracking-off'

/** What a running guest needs to be brought to rest. */
const WITHOUT_TOOLS = ['tools-missing', 'tools-not-running'] as const

/** VMs whose change tracking the run has to switch on. */
export function needChangeTracking(findings: readonly Finding[]): Finding[] {
  return findings.filter((one) => one.rule === NEEDS_CONSENT)
}

/** VMs that nobody can bring to rest for a snapshot: their Tools do not run. */
export function cannotRest(findings: readonly Finding[]): Finding[] {
  return findings.filter(({ rule }) => WITHOUT_TOOLS.some((one) => one === rule))
}

/** What keeps VMs from going warm, consent to change tracking aside. */
export function cannotGoWarm(findings: readonly Finding[]): Finding[] {
  return findings.filter(
    ({ rule, category }) =>
      category === 'Critical' && rule !== NEEDS_CONSENT && WARM_RULES.some((one) => one === rule),
  )
}
