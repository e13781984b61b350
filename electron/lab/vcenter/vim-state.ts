import type { LabClock } from '../clock.ts'
import type { Estate, EstateVm } from '../estate/model.ts'
import { allSnapshots } from '../estate/snapshots.ts'
import { clusterProperties } from './objects/cluster.ts'
import { datacenterProperties, folderProperties, poolProperties } from './objects/containers.ts'
import type { Properties } from './objects/entity.ts'
import { indexEstate, type EstateIndex } from './objects/estate-index.ts'
import { hostProperties } from './objects/host.ts'
import { networkProperties, switchProperties } from './objects/networks.ts'
import * as refs from './objects/refs.ts'
import { datastoreProperties } from './objects/storage.ts'
import { snapshotProperties, vmProperties } from './objects/vm.ts'
import { loadSchema, type Schema } from './vim/schema.ts'
import type { Ref, Vim } from './vim/value.ts'

/** An object that the API knows by reference. */
export interface ManagedObject {
  readonly ref: Ref
  /** A property whole; undefined where it is unset. */
  readonly get: (property: string) => Vim
}

/** All managed objects of the vCenter that do not belong to one session. */
export interface VimState {
  readonly schema: Schema
  readonly estate: Estate
  readonly index: EstateIndex
  readonly clock: LabClock
  /** Aborted when the vCenter closes. */
  readonly signal: AbortSignal
  /** Tasks by the id of the entity they work on, the newest last. */
  readonly recentTasks: Map<string, Ref[]>
  /** Id of the inventory object that a manager belongs to, by the manager's id. */
  readonly owners: Map<string, string>
  find(id: string): ManagedObject | undefined
  vm(id: string): EstateVm | undefined
  add(ref: Ref, properties: Properties): void
  remove(id: string): void
  /** Tells that an object's properties may have changed. */
  changed(id: string): void
  onChange(listener: (id: string) => void): () => void
}

interface Entry extends ManagedObject {
  forget(): void
}

/** A managed object whose properties are read anew each time. */
export function liveObject(ref: Ref, properties: Properties): Entry {
  const get = (property: string): Vim => {
    const read = Object.hasOwn(properties, property) ? properties[property] : undefined
    return read?.()
  }
  return { ref, get, forget: () => undefined }
}

/** A managed object that reads each property once and keeps it until `forget`. */
function keepingObject(ref: Ref, properties: Properties): Entry {
  const known = new Map<string, Vim>()
  const live = liveObject(ref, properties)
  return {
    ref,
    get: (property) => {
      if (!known.has(property)) known.set(property, live.get(property))
      return known.get(property)
    },
    forget: () => known.clear(),
  }
}

export function createVimState(estate: Estate, clock: LabClock, signal: AbortSignal): VimState {
  const objects = new Map<string, Entry>()
  const listeners = new Set<(id: string) => void>()
  const vms = new Map(estate.vms.map((vm) => [vm.id, vm]))
  const notify = (id: string): void => {
    for (const listener of [...listeners]) listener(id)
  }
  const vim: VimState = {
    schema: loadSchema(),
    estate,
    index: indexEstate(estate),
    clock,
    signal,
    recentTasks: new Map(),
    owners: new Map(),
    find: (id) => objects.get(id),
    vm: (id) => vms.get(id),
    add: (ref, properties) => {
      objects.set(ref.id, liveObject(ref, properties))
      notify(ref.id)
    },
    remove: (id) => {
      if (objects.delete(id)) notify(id)
    },
    changed: (id) => {
      objects.get(id)?.forget()
      notify(id)
    },
    onChange: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
  addInventory(vim, (ref, properties) => void objects.set(ref.id, keepingObject(ref, properties)))
  const snapshots = followSnapshots(vim)
  for (const vm of estate.vms) snapshots(vm)
  const stop = estate.onTouch((id) => {
    const vm = vms.get(id)
    if (vm !== undefined) snapshots(vm)
    vim.changed(id)
  })
  signal.addEventListener('abort', stop, { once: true })
  return vim
}

function addInventory(vim: VimState, add: VimState['add']): void {
  const { estate, index } = vim
  const surroundings = {
    index,
    now: () => vim.clock.now(),
    recentTasks: (id: string) => vim.recentTasks.get(id) ?? [],
  }
  for (const folder of estate.folders) add(refs.placeRef(folder), folderProperties(index, folder))
  add(refs.datacenterRef(estate.datacenter.id), datacenterProperties(index))
  for (const cluster of estate.clusters) {
    add(refs.clusterRef(cluster.id), clusterProperties(index, cluster))
    add(refs.poolRef(cluster.resourcePoolId), poolProperties(index, cluster))
  }
  for (const host of estate.hosts)
    add(refs.hostRef(host.id), hostProperties(index, host, surroundings.recentTasks))
  for (const datastore of estate.datastores) {
    add(refs.datastoreRef(datastore.id), datastoreProperties(index, datastore))
  }
  for (const dvs of estate.switches) add(refs.switchRef(dvs.id), switchProperties(index, dvs))
  for (const network of estate.networks) add(refs.networkRef(network), networkProperties(index, network))
  for (const vm of estate.vms) add(refs.vmRef(vm.id), vmProperties(surroundings, vm))
}

/** Keeps the snapshot objects of a VM equal to its snapshots. */
function followSnapshots(vim: VimState): (vm: EstateVm) => void {
  const known = new Map<string, readonly string[]>()
  return (vm) => {
    const now = allSnapshots(vm.snapshots)
    const ids = now.map((snapshot) => snapshot.id)
    const before = known.get(vm.id) ?? []
    known.set(vm.id, ids)
    for (const id of before) if (!ids.includes(id)) vim.remove(id)
    for (const snapshot of now) {
      if (!before.includes(snapshot.id)) {
        vim.add(refs.snapshotRef(snapshot.id), snapshotProperties(vim.index, vm, snapshot))
      }
    }
  }
}
