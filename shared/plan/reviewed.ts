/** What is remembered of the VMs of a plan as they were when it was reviewed, to see later what changed since. */
import type { Inventory, Vm, VmDisk, VmNic } from '../inventory/model.ts'
import { OWN_SNAPSHOT } from '../migration/warm.ts'
import { chosenVms } from './target-names.ts'
import type { PlanVm } from './model.ts'

export interface PlanReview {
  /** By VM id. A VM that is not in it was never reviewed, or by an earlier version. */
  readonly vms: Readonly<Record<string, ReviewedVm>>
}

/** Somewhere, with the name that it had then. */
interface Place {
  readonly id: string
  readonly name: string
}

type Hardware = Pick<
  Vm,
  | 'name'
  | 'instanceUuid'
  | 'powerState'
  | 'firmware'
  | 'cpuCount'
  | 'memoryMiB'
  | 'configuredGuestId'
  | 'configuredGuestName'
  | 'changeTracking'
>

export interface ReviewedVm extends Hardware {
  /** ISO 8601. */
  readonly at: string
  readonly host?: Place
  readonly disks: readonly ReviewedDisk[]
  readonly nics: readonly ReviewedNic[]
  /** Those of Palletjack come and go with its runs, so they are left out. */
  readonly snapshots: readonly Place[]
}

export interface ReviewedDisk extends Pick<
  VmDisk,
  'key' | 'label' | 'uuid' | 'capacityBytes' | 'changeTracking'
> {
  readonly datastore: Place
}

export interface ReviewedNic extends Pick<VmNic, 'key' | 'label' | 'mac'> {
  readonly network?: Place
}

/** The facts of the VMs that the inventory has, as of `at` (ISO 8601). */
export function reviewOf(vms: readonly PlanVm[], inventory: Inventory, at: string): PlanReview {
  const places = placesOf(inventory)
  const entries = chosenVms(vms, inventory).map(({ vm }) => [vm.id, reviewedVm(vm, places, at)] as const)
  return { vms: Object.fromEntries(entries) }
}

export interface Places {
  readonly host: (id: string) => Place
  readonly datastore: (id: string) => Place
  readonly network: (id: string) => Place
}

export function placesOf({ hosts, datastores, networks }: Inventory): Places {
  return { host: namesOf(hosts), datastore: namesOf(datastores), network: namesOf(networks) }
}

function namesOf(places: readonly Place[]): (id: string) => Place {
  const names = new Map(places.map(({ id, name }) => [id, name]))
  return (id) => ({ id, name: names.get(id) ?? id })
}

export function reviewedVm(vm: Vm, { host, datastore, network }: Places, at: string): ReviewedVm {
  const { name, instanceUuid, powerState, firmware, cpuCount, memoryMiB } = vm
  const { configuredGuestId, configuredGuestName, changeTracking, hostId } = vm
  return {
    ...{ at, name, instanceUuid, powerState, firmware, cpuCount, memoryMiB },
    ...{ configuredGuestId, configuredGuestName, changeTracking },
    ...(hostId !== undefined && { host: host(hostId) }),
    disks: vm.disks.map((disk) => ({
      ...{ key: disk.key, label: disk.label, uuid: disk.uuid, capacityBytes: disk.capacityBytes },
      changeTracking: disk.changeTracking,
      datastore: datastore(disk.datastoreId),
    })),
    nics: vm.nics.map(({ key, label, mac, networkId }) => ({
      ...{ key, label, mac },
      ...(networkId !== undefined && { network: network(networkId) }),
    })),
    snapshots: vm.snapshots
      .filter((one) => !one.name.startsWith(OWN_SNAPSHOT))
      .map(({ id, name: called }) => ({ id, name: called })),
  }
}
