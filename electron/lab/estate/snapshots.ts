import type { EstateSnapshot, EstateVm } from './model.ts'

export interface SnapshotSpec {
  readonly name: string
  readonly description: string
}

const DAY_MS = 86_400_000

type SnapshotState = Pick<EstateVm, 'snapshots' | 'currentSnapshotId' | 'snapshotsTaken'>

/** A chain in which each snapshot is the child of the one before, a day apart, the first at `epoch`. */
export function createSnapshots(vmId: string, specs: readonly SnapshotSpec[], epoch: number): SnapshotState {
  const chain = specs.map((spec, i): EstateSnapshot => ({
    ...spec,
    id: snapshotId(vmId, i + 1),
    number: i + 1,
    createdAt: epoch + i * DAY_MS,
    state: 'poweredOn',
    quiesced: true,
    children: [],
  }))
  chain.forEach((snapshot, i) => chain[i - 1]?.children.push(snapshot))
  return {
    snapshots: chain.slice(0, 1),
    currentSnapshotId: chain.at(-1)?.id,
    snapshotsTaken: chain.length,
  }
}

/** Managed object id of a VM's n-th snapshot. Numbers are never used again, so ids are unique for ever. */
function snapshotId(vmId: string, number: number): string {
  return `snapshot-${vmId.replace('vm-', '')}${String(number).padStart(4, '0')}`
}

/** All snapshots of a VM, each before its children. */
export function allSnapshots(roots: readonly EstateSnapshot[]): EstateSnapshot[] {
  return roots.flatMap((snapshot) => [snapshot, ...allSnapshots(snapshot.children)])
}

/** Snapshots from the root to `id`, both included; empty if there is no such snapshot. */
export function snapshotPath(roots: readonly EstateSnapshot[], id: string | undefined): EstateSnapshot[] {
  for (const snapshot of roots) {
    if (snapshot.id === id) return [snapshot]
    const below = snapshotPath(snapshot.children, id)
    if (below.length > 0) return [snapshot, ...below]
  }
  return []
}

export function findSnapshot(roots: readonly EstateSnapshot[], id: string): EstateSnapshot | undefined {
  return allSnapshots(roots).find((snapshot) => snapshot.id === id)
}

export type SnapshotFacts = Pick<EstateSnapshot, 'name' | 'description' | 'createdAt' | 'quiesced'> & {
  readonly memory: boolean
}

/** Adds a snapshot below the current one and makes it current. */
export function addSnapshot(vm: EstateVm, { memory, ...facts }: SnapshotFacts): EstateSnapshot {
  vm.snapshotsTaken += 1
  const snapshot: EstateSnapshot = {
    ...facts,
    id: snapshotId(vm.id, vm.snapshotsTaken),
    number: vm.snapshotsTaken,
    // Without the memory the VM would start from its disks.
    state: memory ? vm.powerState : 'poweredOff',
    children: [],
  }
  const parent = snapshotPath(vm.snapshots, vm.currentSnapshotId).at(-1)
  ;(parent?.children ?? vm.snapshots).push(snapshot)
  vm.currentSnapshotId = snapshot.id
  return snapshot
}

/**
 * Removes a snapshot; its children move up to its parent unless `withChildren`. If the current snapshot goes,
 * the nearest one above that stays becomes current. Returns the ids that are gone.
 */
export function removeSnapshot(vm: EstateVm, id: string, withChildren: boolean): string[] {
  const path = snapshotPath(vm.snapshots, id)
  const target = path.at(-1)
  if (target === undefined) return []
  const parent = path.at(-2)
  const siblings = parent?.children ?? vm.snapshots
  const gone = withChildren ? allSnapshots([target]).map((s) => s.id) : [id]
  siblings.splice(siblings.indexOf(target), 1, ...(withChildren ? [] : target.children))
  if (vm.currentSnapshotId !== undefined && gone.includes(vm.currentSnapshotId)) {
    vm.currentSnapshotId = parent?.id
  }
  return gone
}
