/** Privileged conversion by consent: given before the first conversion pod, taken back when no run needs it. */
import {
  conversionAccess,
  conversionAccount,
  formerLevelAnnotation,
  podSecurityLabel,
  raisedLevel,
  restoredLevel,
} from '../../shared/manifests/conversion-access.ts'
import { manager } from '../../shared/manifests/labels.ts'
import { fail, ok, type Problem, type Result } from '../../shared/problem.ts'
import type { ClusterConnection, KubeObject } from '../cluster/service.ts'
import type { Journal, StoredMigration } from '../journal/service.ts'
import { NAMESPACE, POD } from './kinds.ts'

const ours = { 'app.kubernetes.io/managed-by': manager }

/**
 * Lets conversion pods of a namespace in. The namespace itself remembers what was before, so that any later process
 * can put it back. May be called again at any time.
 */
export async function grantConversion(target: ClusterConnection, namespace: string): Promise<Result<void>> {
  const raised = await raiseLevel(target, namespace)
  if (!raised.ok) return raised
  for (const object of conversionAccess(namespace)) {
    const applied = await target.apply(object)
    if (!applied.ok) return fail(notGranted(namespace, applied.problem))
  }
  return ok(undefined)
}

async function raiseLevel(target: ClusterConnection, namespace: string): Promise<Result<void>> {
  const found = await target.get(NAMESPACE, undefined, namespace)
  // Without the right to read namespaces the pod itself shows whether it is let in.
  if (!found.ok) return found.problem.code === 'cluster.forbidden' ? ok(undefined) : found
  const patch = found.value && raisedLevel(found.value.metadata)
  if (!patch) return ok(undefined)
  const raised = await target.mergePatch(NAMESPACE, undefined, namespace, patch)
  if (raised.ok) return ok(undefined)
  // A namespace without a level of its own mostly lets such pods in as it is.
  const enforced = found.value.metadata.labels?.[podSecurityLabel] !== undefined
  if (raised.problem.code === 'cluster.forbidden' && !enforced) return ok(undefined)
  return fail(notGranted(namespace, raised.problem))
}

/** Address of the cluster behind a provider; undefined when that is not known any more. */
export function clusterUrl(journal: Journal, targetId: string): string | undefined {
  return journal.providers().find(({ id }) => id === targetId)?.target?.url
}

/** Is there another unfinished run of ours that converts in this namespace by consent? */
export function isNeededElsewhere(journal: Journal, { id, plan, accessLeft }: StoredMigration): boolean {
  // The same cluster may be known as two providers.
  const clusterOf = (targetId: string) => clusterUrl(journal, targetId) ?? targetId
  const cluster = accessLeft ?? clusterOf(plan.targetId)
  return journal
    .migrations()
    .some(
      (other) =>
        other.id !== id &&
        !other.endedAt &&
        clusterOf(other.plan.targetId) === cluster &&
        other.plan.targetNamespace === plan.targetNamespace &&
        other.plan.options.privilegedConversion,
    )
}

/**
 * Takes everything back that grantConversion() gave, unless a conversion pod of another run, or of one that nobody
 * drives any more, is at work with it: then it is not gone. What is not ours, or was changed by somebody meanwhile,
 * stays.
 */
export async function revokeConversion(
  target: ClusterConnection,
  namespace: string,
): Promise<Result<{ readonly isGone: boolean }>> {
  const pods = await target.list(POD, namespace, { ...ours, 'forklift.app': 'virt-v2v' })
  if (!pods.ok) return pods
  if (pods.value.some(usesAccount)) return ok({ isGone: false })
  const restored = await restoreLevel(target, namespace)
  if (!restored.ok) return restored
  for (const { apiVersion, kind } of [...conversionAccess(namespace)].reverse()) {
    const found = await target.get({ apiVersion, kind }, namespace, conversionAccount)
    if (!found.ok) return found
    if (!found.value || !isOurs(found.value)) continue
    const removed = await target.delete({ apiVersion, kind }, namespace, conversionAccount)
    if (!removed.ok) return removed
  }
  return ok({ isGone: true })
}

async function restoreLevel(target: ClusterConnection, namespace: string): Promise<Result<void>> {
  const found = await target.get(NAMESPACE, undefined, namespace)
  // Where it may not be read, it was not raised either.
  if (!found.ok) return found.problem.code === 'cluster.forbidden' ? ok(undefined) : found
  const patch = found.value && restoredLevel(found.value.metadata)
  if (!patch) return ok(undefined)
  const restored = await target.mergePatch(NAMESPACE, undefined, namespace, patch)
  return restored.ok ? ok(undefined) : restored
}

function usesAccount({ spec, status }: KubeObject): boolean {
  const { serviceAccountName } = (spec ?? {}) as { readonly serviceAccountName?: unknown }
  const { phase } = (status ?? {}) as { readonly phase?: unknown }
  return serviceAccountName === conversionAccount && phase !== 'Succeeded' && phase !== 'Failed'
}

function isOurs({ metadata }: KubeObject): boolean {
  return Object.entries(ours).every(([key, value]) => metadata.labels?.[key] === value)
}

/** What it means that the cluster did not let us take it back, and what to do. */
export function notTakenBack(namespace: string, problem: Problem): Problem {
  return {
    ...problem,
    meaning: `Pods in namespace ${namespace} may still use the privileged service account of this run.`,
    remedy: `${problem.remedy} Then it is taken back when this cluster is connected the next time, or now with: ${revokeByHand(namespace)}`,
  }
}

function revokeByHand(namespace: string): string {
  return [
    `kubectl -n ${namespace} delete rolebinding,serviceaccount ${conversionAccount}`,
    `kubectl get namespace ${namespace} -o jsonpath='{.metadata.annotations.${formerLevelAnnotation.replaceAll('.', '\\.')}}'`,
    `kubectl label namespace ${namespace} ${podSecurityLabel}=LEVEL --overwrite (LEVEL as the line before printed it; where it printed nothing, ${podSecurityLabel}- removes the label)`,
    `kubectl annotate namespace ${namespace} ${formerLevelAnnotation}-`,
  ].join('; ')
}

function notGranted(namespace: string, problem: Problem): Problem {
  return {
    ...problem,
    message: `The privileged conversion that the plan allows cannot be set up in namespace ${namespace}: ${problem.message}`,
    meaning: 'The source is untouched.',
    remedy: `${problem.remedy} It takes the rights to make service accounts and role bindings there, to use the constraint "privileged", and to label the namespace.`,
  }
}
