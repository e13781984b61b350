/**
 * What a privileged conversion needs in the target namespace on OpenShift: a service account that may use the
 * security context constraint "privileged", and a pod security level that lets such a pod in.
 */
import { manager } from './labels.ts'
import type { Manifest } from './manifest.ts'

/** Service account of the conversion pods, and name of its role binding. */
export const conversionAccount = 'palletjack-conversion'
/** Made by OpenShift for its built-in constraint: the right to use it. */
const privilegedRole = 'system:openshift:scc:privileged'

export const podSecurityLabel = 'pod-security.kubernetes.io/enforce'
/** Annotation of a namespace whose level was raised: the level before, empty when there was none. */
export const formerLevelAnnotation = 'palletjack.io/former-pod-security'

const labels = { 'app.kubernetes.io/managed-by': manager }

export type ConversionBinding = Omit<Manifest, 'spec'> & {
  readonly roleRef: { readonly apiGroup: string; readonly kind: string; readonly name: string }
  readonly subjects: readonly { readonly kind: string; readonly name: string; readonly namespace: string }[]
}

/** The account and its binding, in the order in which they are made. They carry no label of a plan: runs share them. */
export function conversionAccess(
  namespace: string,
): readonly [account: Omit<Manifest, 'spec'>, binding: ConversionBinding] {
  const metadata = { name: conversionAccount, namespace, labels }
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: privilegedRole },
      subjects: [{ kind: 'ServiceAccount', name: conversionAccount, namespace }],
    },
  ]
}

type Texts = Readonly<Record<string, string | undefined>>
type TextsPatch = Readonly<Record<string, string | null>>

export interface NamespacePatch {
  readonly metadata: { readonly labels?: TextsPatch; readonly annotations?: TextsPatch }
}

interface NamespaceMetadata {
  readonly labels?: Texts
  readonly annotations?: Texts
}

/**
 * Merge patch that raises the namespace's level and remembers the one before in the same write, so that nothing can
 * come between the two; undefined when the level is privileged already.
 */
export function raisedLevel({ labels = {} }: NamespaceMetadata): NamespacePatch | undefined {
  const before = labels[podSecurityLabel]
  if (before === 'privileged') return undefined
  return {
    metadata: {
      labels: { [podSecurityLabel]: 'privileged' },
      annotations: { [formerLevelAnnotation]: before ?? '' },
    },
  }
}

/**
 * Merge patch that puts the level back; undefined when it was never raised. A level that somebody changed meanwhile
 * stays as it is.
 */
export function restoredLevel({
  labels = {},
  annotations = {},
}: NamespaceMetadata): NamespacePatch | undefined {
  const before = annotations[formerLevelAnnotation]
  if (before === undefined) return undefined
  const forgotten = { [formerLevelAnnotation]: null }
  if (labels[podSecurityLabel] !== 'privileged') return { metadata: { annotations: forgotten } }
  return {
    metadata: { labels: { [podSecurityLabel]: before === '' ? null : before }, annotations: forgotten },
  }
}
