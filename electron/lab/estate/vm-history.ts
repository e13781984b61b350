import { inSnapshots, isTrackable } from './change-tracking.ts'
import type { DiskImage } from './disk-image.ts'
import type { Estate, EstateDisk, EstateSnapshot, EstateVm } from './model.ts'
import { addSnapshot, allSnapshots, findSnapshot, removeSnapshot, type SnapshotFacts } from './snapshots.ts'

/** What the disks of a VM have in common with its snapshots: each of these changes both together. */

/** Takes a snapshot. The guest stands still for a moment, so change tracking that was asked for begins. */
export function takeSnapshot(estate: Estate, vm: EstateVm, facts: SnapshotFacts): EstateSnapshot {
  settleTracking(estate, vm)
  const snapshot = addSnapshot(vm, facts)
  for (const image of imagesOf(estate, vm)) image.freeze(snapshot.id)
  estate.touch(vm.id)
  return snapshot
}

/**
 * Removes a snapshot, its children with it if wanted, and merges what it froze; without `merge` that waits for a
 * consolidation. False if there is no such snapshot.
 */
export function dropSnapshot(
  estate: Estate,
  vm: EstateVm,
  id: string,
  how: { readonly children: boolean; readonly merge: boolean },
): boolean {
  const gone = removeSnapshot(vm, id, how.children)
  release(estate, vm, gone, how.merge)
  return gone.length > 0
}

export function dropAllSnapshots(estate: Estate, vm: EstateVm, merge: boolean): void {
  const gone = allSnapshots(vm.snapshots).map((snapshot) => snapshot.id)
  vm.snapshots = []
  vm.currentSnapshotId = undefined
  release(estate, vm, gone, merge)
}

function release(estate: Estate, vm: EstateVm, gone: readonly string[], merge: boolean): void {
  for (const image of imagesOf(estate, vm)) image.release(gone)
  if (merge) consolidate(estate, vm)
  else {
    vm.consolidationNeeded ||= gone.length > 0
    estate.touch(vm.id)
  }
}

/** Merges every delta that no snapshot needs. */
export function consolidate(estate: Estate, vm: EstateVm): void {
  settleTracking(estate, vm)
  for (const image of imagesOf(estate, vm)) image.merge()
  vm.consolidationNeeded = false
  estate.touch(vm.id)
}

/** Goes back to a snapshot, and to how the VM ran in it. False if there is no such snapshot. */
export function revertTo(estate: Estate, vm: EstateVm, id: string): boolean {
  const snapshot = findSnapshot(vm.snapshots, id)
  if (snapshot === undefined) return false
  for (const image of imagesOf(estate, vm)) image.revert(id)
  vm.currentSnapshotId = id
  vm.powerState = snapshot.state
  if (vm.tools !== 'notInstalled') vm.tools = snapshot.state === 'poweredOn' ? 'running' : 'notRunning'
  estate.touch(vm.id)
  return true
}

/** Makes change tracking of a VM's disks what its configuration says: done whenever the guest stands still. */
export function settleTracking(estate: Estate, vm: EstateVm): void {
  for (const disk of vm.disks) estate.image(disk.file)?.track(vm.changeTracking && isTrackable(vm, disk))
}

/** The disks that snapshots of this VM freeze. */
function imagesOf(estate: Estate, vm: EstateVm): DiskImage[] {
  return vm.disks.filter(inSnapshots).flatMap((disk) => estate.image(disk.file) ?? [])
}

/** A disk as the estate begins: with the deltas of the snapshots that its VM has from the start. */
export function startHistory(image: DiskImage, vm: StartState, disk: EstateDisk): void {
  image.track(vm.tracked)
  if (!inSnapshots(disk)) return
  for (const id of vm.snapshotIds) image.freeze(id)
  if (!vm.unmerged) return
  // A removal that failed half-way: its delta is still there.
  image.freeze(LEFT_OVER)
  image.release([LEFT_OVER])
}

const LEFT_OVER = 'left-over'

/** What of a VM the beginning of its disks depends on. */
export interface StartState {
  readonly tracked: boolean
  readonly snapshotIds: readonly string[]
  readonly unmerged: boolean
}
