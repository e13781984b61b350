/** Labels that say which run of which plan an object belongs to; the words are MTV's own. */
import type { PlanContext } from './manifest.ts'
import { sha256Hex } from './sha256.ts'

/** The field manager, and the value of `app.kubernetes.io/managed-by`. */
export const manager = 'palletjack'

const maxValueLength = 63
const hashLength = 8

/** Selects everything that Palletjack made, for whichever plan. */
export const managedSelector: Readonly<Record<string, string>> = { 'app.kubernetes.io/managed-by': manager }

/** Selects everything that belongs to one plan, whichever run made it. */
export function planSelector(planId: string): Readonly<Record<string, string>> {
  return { ...managedSelector, plan: labelValue(planId) }
}

/** True when the labels of an object say that it belongs to this plan. */
export function isOfPlan(labels: Readonly<Record<string, string>> | undefined, planId: string): boolean {
  return hasAll(labels, planSelector(planId))
}

/**
 * Selects everything that belongs to one VM of one plan. The run (migration) is left out on purpose: what an
 * earlier run left behind has to be found as well.
 */
export function ownership(planId: string, vmId: string): Readonly<Record<string, string>> {
  return { ...planSelector(planId), vmID: labelValue(vmId) }
}

/** True when the labels of an object say that it belongs to this VM of this plan. */
export function isOwned(
  labels: Readonly<Record<string, string>> | undefined,
  planId: string,
  vmId: string,
): boolean {
  return hasAll(labels, ownership(planId, vmId))
}

function hasAll(
  labels: Readonly<Record<string, string>> | undefined,
  wanted: Readonly<Record<string, string>>,
): boolean {
  return Object.entries(wanted).every(([key, value]) => labels?.[key] === value)
}

/** The labels of an object of the plan; with `vmId`, of one of its VMs. */
export function objectLabels(context: PlanContext, vmId?: string): Readonly<Record<string, string>> {
  return {
    ...(vmId === undefined ? planSelector(context.planId) : ownership(context.planId, vmId)),
    'plan-name': labelValue(context.planName),
    migration: labelValue(context.migrationId),
  }
}

/**
 * A valid label value: at most 63 characters of A-Z a-z 0-9 - _ . with a letter or digit at both ends. A text
 * that had to be changed gets a short hash, so that two different texts never share a value.
 */
export function labelValue(text: string): string {
  if (text.length <= maxValueLength && /^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$/.test(text)) return text
  const readable = text
    .replace(/[^-A-Za-z0-9_.]/g, '-')
    .slice(0, maxValueLength - hashLength - 1)
    .replace(/^[-_.]+|[-_.]+$/g, '')
  return [readable, sha256Hex(text).slice(0, hashLength)].filter((part) => part !== '').join('-')
}
