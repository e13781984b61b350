/**
 * The service account with the least rights that Palletjack needs, derived from the table of rights.ts: roles in
 * the target namespaces, and a cluster role for the few reads that are not about a namespace.
 */
import { manager } from '../manifests/labels.ts'
import type { Manifest } from '../manifests/manifest.ts'
import { namespaceManifest } from '../manifests/namespace.ts'
import type { AccountInput } from './account.ts'
import type { RightUse } from './permissions.ts'
import { neededRights, type NeededRight } from './rights.ts'

export type Account = Omit<AccountInput, 'providerId' | 'tokenHours'>

/** A PolicyRule of rbac.authorization.k8s.io/v1. */
export interface Rule {
  readonly apiGroups: readonly string[]
  readonly resources: readonly string[]
  readonly resourceNames?: readonly string[]
  readonly verbs: readonly string[]
}

export type AccountManifest = Omit<Manifest, 'spec'> & {
  readonly rules?: readonly Rule[]
  readonly roleRef?: { readonly apiGroup: string; readonly kind: string; readonly name: string }
  readonly subjects?: readonly { readonly kind: string; readonly name: string; readonly namespace: string }[]
}

const RBAC = 'rbac.authorization.k8s.io'
const labels = { 'app.kubernetes.io/managed-by': manager }

/** Namespaces first, then what lies in them, roles before their bindings. */
export function accountManifests(account: Account): AccountManifest[] {
  const targets = [...new Set(account.targetNamespaces)]
  const spaces = [...new Set([account.accountNamespace, ...targets])]
  return [...spaces.map(namespaceManifest), ...accountObjects(account)]
}

/** The same without the namespaces. */
export function accountObjects(account: Account): AccountManifest[] {
  const { name, accountNamespace } = account
  const whole = needed(account, 'cluster')
  const inside = needed(account, 'namespace')
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace: accountNamespace, labels } },
    ...role(account, undefined, whole),
    ...[...new Set(account.targetNamespaces)].flatMap((namespace) => role(account, namespace, inside)),
  ]
}

/** All of it as YAML documents for kubectl apply -f. */
export async function accountYaml(account: Account | AccountInput): Promise<string> {
  const { stringify } = await import('yaml')
  // Written out at every place: an alias reads badly, and labels are one object here.
  const options = { aliasDuplicateObjects: false, lineWidth: 0 }
  return accountManifests(account)
    .map((manifest) => stringify(manifest, options))
    .join('---\n')
}

function needed({ probes }: Account, scope: NeededRight['scope']): NeededRight[] {
  const uses: readonly RightUse[] = ['look', 'migrate', 'lease', ...(probes ? (['probe'] as const) : [])]
  return neededRights(uses).filter((right) => right.scope === scope)
}

/** A role and its binding in a namespace, or without one for the whole cluster. */
function role(
  account: Account,
  namespace: string | undefined,
  rights: readonly NeededRight[],
): AccountManifest[] {
  const prefix = namespace === undefined ? 'Cluster' : ''
  const metadata = { name: roleName(account), ...(namespace === undefined ? {} : { namespace }), labels }
  const subject = { kind: 'ServiceAccount', name: account.name, namespace: account.accountNamespace }
  return [
    { apiVersion: `${RBAC}/v1`, kind: `${prefix}Role`, metadata, rules: rulesOf(rights) },
    {
      apiVersion: `${RBAC}/v1`,
      kind: `${prefix}RoleBinding`,
      metadata,
      roleRef: { apiGroup: RBAC, kind: `${prefix}Role`, name: metadata.name },
      subjects: [subject],
    },
  ]
}

/** Never the bare name of an account: one called "admin" or "edit" would replace a role of the cluster's own. */
function roleName({ name, accountNamespace }: Account): string {
  return name === manager && accountNamespace === manager ? manager : `${manager}:${accountNamespace}:${name}`
}

/** One rule for all resources of a group that share their verbs, in the order of the table. */
export function rulesOf(rights: readonly NeededRight[]): Rule[] {
  const verbs = new Map<string, { readonly right: NeededRight; readonly verbs: Set<string> }>()
  for (const right of rights) {
    const key = JSON.stringify([right.group, right.resource, right.name])
    const known = verbs.get(key) ?? { right, verbs: new Set<string>() }
    known.verbs.add(right.verb)
    verbs.set(key, known)
  }
  const rules = new Map<string, Rule>()
  for (const { right, verbs: all } of verbs.values()) {
    const { group, resource, name } = right
    const sorted = [...all].sort()
    const key = JSON.stringify([group, name, sorted])
    rules.set(key, {
      apiGroups: [group],
      resources: [...(rules.get(key)?.resources ?? []), resource],
      ...(name === undefined ? {} : { resourceNames: [name] }),
      verbs: sorted,
    })
  }
  return [...rules.values()]
}
