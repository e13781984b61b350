/** What objects of a cluster say about it as a target of migrations; pure reading, no requests. */
import type { Attachment, StorageClass, Target } from '../../shared/target/model.ts'
import { listAt, textAt, valueAt } from './read.ts'
import type { KubeObject } from './service.ts'

/** Nodes in all, those that take VMs now, and those with KVM. */
export function nodeFacts(nodes: readonly KubeObject[]): Target['nodes'] {
  return {
    total: nodes.length,
    schedulable: nodes.filter(
      (node) =>
        node.metadata.labels?.['kubevirt.io/schedulable'] === 'true' &&
        valueAt(node.spec, 'unschedulable') !== true,
    ).length,
    withKvm: nodes.filter((node) => hasKvm(valueAt(node.status, 'allocatable', 'devices.kubevirt.io/kvm')))
      .length,
  }
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

/** Attachments with what their CNI configuration tells; one that cannot be read stays, without a type. */
export function attachmentFacts(attachments: readonly KubeObject[]): Attachment[] {
  return attachments
    .map((each) => ({
      namespace: each.metadata.namespace ?? '',
      name: each.metadata.name ?? '',
      ...cniFacts(textAt(each.spec, 'config')),
    }))
    .sort((a, b) => a.namespace.localeCompare(b.namespace, 'en') || a.name.localeCompare(b.name, 'en'))
}

/**
 * Type and VLAN of a CNI configuration: of the plugin itself, or of the first plugin of a chain (CNI
 * specification, "plugin configuration"). OVN-Kubernetes calls the VLAN vlanID.
 */
export function cniFacts(config: string): { type: string; vlan?: number } {
  let parsed: unknown
  try {
    parsed = JSON.parse(config)
  } catch {
    // Multus also takes configurations from files on the nodes; then there is nothing to read here.
    return { type: '' }
  }
  const [first] = listAt(parsed, 'plugins')
  const plugin = first ?? parsed
  const vlan = Number(valueAt(plugin, 'vlan') ?? valueAt(plugin, 'vlanID') ?? 0)
  return { type: textAt(plugin, 'type'), ...(Number.isInteger(vlan) && vlan > 0 ? { vlan } : {}) }
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
