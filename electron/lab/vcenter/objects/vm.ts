import { canTrack } from '../../estate/change-tracking.ts'
import type { EstateSnapshot, EstateVm } from '../../estate/model.ts'
import type { Ref, Vim, VimObject } from '../vim/value.ts'
import { entityProperties, shownName, type Properties } from './entity.ts'
import { datastoreIds, networkIds, type EstateIndex } from './estate-index.ts'
import { datastoreRef, folderRef, networkRef, poolRef, snapshotRef, vmRef } from './refs.ts'
import { configInfo } from './vm-config.ts'
import { guestInfo } from './vm-guest.ts'
import { fileLayout } from './vm-layout.ts'
import { heartbeat, runtimeInfo, storageInfo, vmSummary } from './vm-summary.ts'

/** What a VM's properties need beside the VM. */
export interface VmSurroundings {
  readonly index: EstateIndex
  readonly now: () => number
  /** Tasks on the VM that are running or ended a short time ago. */
  readonly recentTasks: (vmId: string) => readonly Ref[]
}

export function vmProperties({ index, now, recentTasks }: VmSurroundings, vm: EstateVm): Properties {
  return entityProperties(vm.name, folderRef(vm.folderId), {
    capability: () => capability(vm),
    config: () => configInfo(index, vm),
    layoutEx: () => fileLayout(index, vm),
    storage: () => storageInfo(vm),
    // A template is in no pool: it cannot run.
    resourcePool: () => (vm.isTemplate ? undefined : poolRef(index.cluster(vm.clusterId).resourcePoolId)),
    runtime: () => runtimeInfo(vm),
    guest: () => guestInfo(index, vm),
    summary: () => vmSummary(vm, now()),
    datastore: () => datastoreIds(vm).map(datastoreRef),
    network: () => networkIds(vm).map((id) => networkRef(index.network(id))),
    snapshot: () => snapshotInfo(vm),
    rootSnapshot: () => vm.snapshots.map((snapshot) => snapshotRef(snapshot.id)),
    guestHeartbeatStatus: () => heartbeat(vm),
    recentTask: () => recentTasks(vm.id),
  })
}

/** Properties of a snapshot: the VM's configuration as it was, with the disks that the snapshot froze. */
export function snapshotProperties(index: EstateIndex, vm: EstateVm, snapshot: EstateSnapshot): Properties {
  return {
    config: () => configInfo(index, vm, snapshot.id),
    childSnapshot: () => snapshot.children.map((child) => snapshotRef(child.id)),
    vm: () => vmRef(vm.id),
    value: () => [],
    availableField: () => [],
  }
}

/** Unset, not empty, while a VM has no snapshots. */
function snapshotInfo(vm: EstateVm): Vim {
  if (vm.snapshots.length === 0) return undefined
  return {
    currentSnapshot: vm.currentSnapshotId === undefined ? undefined : snapshotRef(vm.currentSnapshotId),
    rootSnapshotList: vm.snapshots.map((snapshot) => snapshotTree(vm, snapshot)),
  }
}

function snapshotTree(vm: EstateVm, snapshot: EstateSnapshot): VimObject {
  return {
    snapshot: snapshotRef(snapshot.id),
    vm: vmRef(vm.id),
    name: shownName(snapshot.name),
    description: snapshot.description,
    id: snapshot.number,
    createTime: new Date(snapshot.createdAt),
    state: snapshot.state,
    quiesced: snapshot.quiesced,
    childSnapshotList: snapshot.children.map((child) => snapshotTree(vm, child)),
    replaySupported: false,
  }
}

function capability(vm: EstateVm): VimObject {
  return {
    snapshotOperationsSupported: true,
    multipleSnapshotsSupported: true,
    snapshotConfigSupported: true,
    poweredOffSnapshotsSupported: true,
    memorySnapshotsSupported: true,
    revertToSnapshotSupported: true,
    quiescedSnapshotsSupported: true,
    bootOptionsSupported: true,
    changeTrackingSupported: canTrack(vm),
    secureBootSupported: true,
  }
}
