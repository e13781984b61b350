/** Suggested mappings: one row for each network and datastore that the chosen VMs use, with a reason. */
import type { Inventory, Network, Vm } from '../inventory/model.ts'
import type { Attachment, StorageClass, Target } from '../target/model.ts'
import type { NetworkTarget, Suggestion } from './model.ts'

/** Networks that the VMs use, in the order of the inventory. */
export function usedNetworks(vms: readonly Vm[], inventory: Inventory): Network[] {
  const used = new Set(vms.flatMap((vm) => vm.nics.map((nic) => nic.networkId)))
  return inventory.networks.filter((network) => used.has(network.id))
}

/** Datastores that hold the VMs' disks, in the order of the inventory. */
export function usedDatastores(vms: readonly Vm[], inventory: Inventory): Inventory['datastores'] {
  const used = new Set(vms.flatMap((vm) => vm.disks.map((disk) => disk.datastoreId)))
  return inventory.datastores.filter((datastore) => used.has(datastore.id))
}

/** Attachments that a VM in `namespace` may use: its own and those of `default`. */
export function usableAttachments(target: Target, namespace: string): Attachment[] {
  return target.attachments.filter((one) => one.namespace === namespace || one.namespace === 'default')
}

export function suggestMappings(
  vms: readonly Vm[],
  inventory: Inventory,
  target: Target,
  namespace: string,
): Suggestion {
  const attachments = usableAttachments(target, namespace)
  let podTaken = false
  const networks = usedNetworks(vms, inventory).map((network) => {
    const choice = suggestNetwork(network, attachments, podTaken)
    podTaken ||= choice.target.kind === 'pod'
    return { sourceId: network.id, sourceName: network.name, ...choice }
  })
  const storageChoice = suggestStorage(target.storageClasses)
  const storage = usedDatastores(vms, inventory).map((datastore) => ({
    sourceId: datastore.id,
    sourceName: datastore.name,
    ...storageChoice,
  }))
  return { networks, storage }
}

function suggestNetwork(
  network: Network,
  attachments: readonly Attachment[],
  podTaken: boolean,
): { target: NetworkTarget; reason: string } {
  if (network.kind === 'opaque')
    return {
      target: { kind: 'ignored' },
      reason: 'Opaque networks (NSX) have no counterpart; choose a network yourself, or leave the card out.',
    }
  const sameVlan = attachments.find((one) => network.vlan !== undefined && one.vlan === network.vlan)
  if (sameVlan)
    return { target: multus(sameVlan), reason: `Same VLAN ${network.vlan ?? 0} as ${sameVlan.name}.` }
  const sameName = attachments.find((one) => plain(one.name) === plain(network.name))
  if (sameName) return { target: multus(sameName), reason: 'Same name.' }
  if (!podTaken)
    return {
      target: { kind: 'pod' },
      reason: 'No network attachment fits; the pod network reaches the cluster.',
    }
  // One with a route is there for disk copies.
  const first = attachments.find((one) => one.route === undefined) ?? attachments[0]
  if (first)
    return {
      target: multus(first),
      reason: 'The pod network is taken by another network; this is the first attachment.',
    }
  return {
    target: { kind: 'ignored' },
    reason: 'The pod network is taken by another network, and there is no attachment to use.',
  }
}

function multus(attachment: Attachment): NetworkTarget {
  return { kind: 'multus', namespace: attachment.namespace, name: attachment.name }
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '')
}

function suggestStorage(classes: readonly StorageClass[]): { storageClass: string; reason: string } {
  const virt = classes.find((one) => one.isVirtDefault)
  if (virt)
    return { storageClass: virt.name, reason: 'The cluster names it as the default for virtual machines.' }
  const normal = classes.find((one) => one.isDefault)
  if (normal) return { storageClass: normal.name, reason: 'The default storage class of the cluster.' }
  const known = classes.find((one) => one.claimPropertySets.length > 0)
  if (known) return { storageClass: known.name, reason: 'No default is set; CDI knows how to use this one.' }
  const first = classes[0]
  return first
    ? { storageClass: first.name, reason: 'No default is set; this is the first one.' }
    : { storageClass: '', reason: 'The cluster has no storage class.' }
}
