/** What objects of a cluster say about it as a target of migrations; pure reading, no requests. */
import { podSecurityLabel } from '../../shared/manifests/conversion-access.ts'
import { parseQuantity } from '../../shared/target/quantity.ts'
import type { Quota, StorageClass, Target } from '../../shared/target/model.ts'
import { listAt, textAt, valueAt } from './read.ts'
import type { KubeObject } from './service.ts'

/** Nodes in all, those that take VMs now and how large these are, and those with KVM. */
export function nodeFacts(nodes: readonly KubeObject[]): Target['nodes'] {
  const schedulable = nodes.filter(
    (node) =>
      node.metadata.labels?.['kubevirt.io/schedulable'] === 'true' &&
      valueAt(node.spec, 'unschedulable') !== true,
  )
  const sizes = nodeSizes(schedulable)
  return {
    total: nodes.length,
    schedulable: schedulable.length,
    withKvm: nodes.filter((node) => hasKvm(valueAt(node.status, 'allocatable', 'devices.kubevirt.io/kvm')))
      .length,
    ...(sizes.length > 0 && { sizes }),
  }
}

function nodeSizes(nodes: readonly KubeObject[]): NonNullable<Target['nodes']['sizes']> {
  const sizes = nodes.flatMap((node) => {
    const cores = parseQuantity(textAt(node.status, 'allocatable', 'cpu'))
    const memoryBytes = parseQuantity(textAt(node.status, 'allocatable', 'memory'))
    return cores === undefined || memoryBytes === undefined ? [] : [{ cores, memoryBytes }]
  })
  return [...new Map(sizes.map((size) => [`${size.cores} ${size.memoryBytes}`, size])).values()]
}

/** Storage classes, the best default first, each with what its StorageProfile offers. */
export function storageFacts(
  classes: readonly KubeObject[],
  profiles: readonly KubeObject[],
): StorageClass[] {
  const offers = new Map(profiles.map((profile) => [profile.metadata.name, profile]))
  return classes
    .map((each) => {
      const annotations = each.metadata.annotations ?? {}
      return {
        name: each.metadata.name ?? '',
        provisioner: textAt(each, 'provisioner'),
        bindingMode:
          textAt(each, 'volumeBindingMode') === 'WaitForFirstConsumer'
            ? ('WaitForFirstConsumer' as const)
            : ('Immediate' as const),
        isDefault: annotations['storageclass.kubernetes.io/is-default-class'] === 'true',
        isVirtDefault: annotations['storageclass.kubevirt.io/is-default-virt-class'] === 'true',
        claimPropertySets: claimPropertySets(offers.get(each.metadata.name)),
      }
    })
    .sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name, 'en'))
}

/** Names of the namespaces, which of them are being deleted, and the pod security level that each enforces. */
export function namespaceFacts(
  namespaces: readonly KubeObject[],
): Pick<Target, 'namespaces' | 'terminating' | 'podSecurity'> {
  const sorted = namespaces
    .map(({ metadata }) => ({ ...metadata, name: metadata.name ?? '' }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
  const levels = sorted.flatMap(({ name, labels }) => {
    const level = LEVELS.find((one) => one === labels?.[podSecurityLabel])
    return level ? [[name, level] as const] : []
  })
  return {
    namespaces: sorted.map(({ name }) => name),
    terminating: sorted.filter((one) => one.deletionTimestamp !== undefined).map(({ name }) => name),
    podSecurity: Object.fromEntries(levels),
  }
}

const LEVELS = ['privileged', 'baseline', 'restricted'] as const

/** Quotas as the cluster counts them now; a resource that it has not counted yet counts as unused. */
export function quotaFacts(quotas: readonly KubeObject[]): Quota[] {
  return quotas
    .map((each) => {
      const hard = texts(valueAt(each.status, 'hard') ?? valueAt(each.spec, 'hard'))
      const used = texts(valueAt(each.status, 'used'))
      const scoped =
        listAt(each.spec, 'scopes').length > 0 || valueAt(each.spec, 'scopeSelector') !== undefined
      return {
        namespace: each.metadata.namespace ?? '',
        name: each.metadata.name ?? '',
        ...(scoped && { scoped }),
        resources: Object.entries(hard).map(([name, limit]) => ({
          name,
          hard: limit,
          used: used[name] ?? '0',
        })),
      }
    })
    .sort((a, b) => a.namespace.localeCompare(b.namespace, 'en') || a.name.localeCompare(b.name, 'en'))
}

/** The members that are text or numbers: a quantity may be written as either. */
function texts(value: unknown): Record<string, string> {
  if (typeof value !== 'object' || value === null) return {}
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, one]) =>
      typeof one === 'string' || typeof one === 'number' ? [[key, String(one)] as const] : [],
    ),
  )
}

/** True when KubeVirt may emulate where a node has no hardware virtualization. */
export function emulates(kubevirts: readonly KubeObject[]): boolean {
  return kubevirts.some(
    (each) => valueAt(each.spec, 'configuration', 'developerConfiguration', 'useEmulation') === true,
  )
}

/** Version of OpenShift: the newest completed one, else the one it is on the way to. */
export function openshiftVersion(clusterVersion: KubeObject | undefined): string {
  const completed = listAt(clusterVersion?.status, 'history').find(
    (entry) => textAt(entry, 'state') === 'Completed',
  )
  return textAt(completed, 'version') || textAt(clusterVersion?.status, 'desired', 'version')
}

function claimPropertySets(profile: KubeObject | undefined): StorageClass['claimPropertySets'] {
  return listAt(profile?.status, 'claimPropertySets').map((set) => ({
    // Kubernetes' own default where nothing is said.
    volumeMode: textAt(set, 'volumeMode') === 'Block' ? ('Block' as const) : ('Filesystem' as const),
    accessModes: listAt(set, 'accessModes').filter((mode) => typeof mode === 'string'),
  }))
}

function rank(storageClass: StorageClass): number {
  if (storageClass.isVirtDefault) return 0
  return storageClass.isDefault ? 1 : 2
}

/** The device plugin announces quantities such as "1k" or "110". */
function hasKvm(quantity: unknown): boolean {
  return typeof quantity === 'number'
    ? quantity > 0
    : /^0*[1-9]/.test(typeof quantity === 'string' ? quantity : '')
}
