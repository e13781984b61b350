import type { DiskImage, DiskLayer } from '../../estate/disk-image.ts'
import type { EstateDisk, EstateSnapshot, EstateVm } from '../../estate/model.ts'
import { allSnapshots } from '../../estate/snapshots.ts'
import type { VimObject } from '../vim/value.ts'
import type { EstateIndex } from './estate-index.ts'
import { snapshotRef } from './refs.ts'

/** Size of a delta that nothing was written to; what was written comes on top. */
const EMPTY_DELTA_BYTES = 1024 * 1024

/** The property `layoutEx`: the VM's own files, those of its disks from base to newest delta, and of its snapshots. */
export function fileLayout(index: EstateIndex, vm: EstateVm): VimObject {
  const files: VimObject[] = []
  const add = (name: string, type: string, size: number): number => {
    const accessible = vm.connectionState === 'connected'
    files.push({ key: files.length, name, type, size, uniqueSize: size, accessible })
    return files.length - 1
  }
  add(vm.configFile, 'config', 4096)
  add(vm.configFile.replace(/x$/, 'sd'), 'snapshotList', 512)
  const keys = new Map<string, number[]>()
  for (const disk of vm.disks) {
    const image = index.estate.image(disk.file)
    for (const layer of image?.layers() ?? []) keys.set(layer.file, addLayer(add, image, layer))
  }
  const chains = (snapshotId?: string): VimObject[] =>
    vm.disks.map((disk) => ({ key: disk.key, chain: chain(index, disk, keys, snapshotId) }))
  const snapshots = allSnapshots(vm.snapshots).map((snapshot): VimObject => ({
    key: snapshotRef(snapshot.id),
    dataKey: add(dataFile(vm, snapshot), 'snapshotData', 20_480),
    memoryKey: -1,
    disk: chains(snapshot.id),
  }))
  return { file: files, disk: chains(), snapshot: snapshots, timestamp: new Date(vm.bootedAt) }
}

function addLayer(
  add: (name: string, type: string, size: number) => number,
  image: DiskImage | undefined,
  layer: DiskLayer,
): number[] {
  const isBase = layer.parent === undefined
  const own = layer.epochs.at(-1) ?? 0
  const written = (image?.written(new Set([own])) ?? []).reduce((sum, { length }) => sum + length, 0)
  const size = isBase ? (image?.capacityBytes ?? 0) : EMPTY_DELTA_BYTES + written
  const extent = layer.file.replace(/\.vmdk$/, isBase ? '-flat.vmdk' : '-sesparse.vmdk')
  return [add(layer.file, 'diskDescriptor', 1024), add(extent, 'diskExtent', size)]
}

/** Files of a disk from its base to what a snapshot froze, or to what is written to now. */
function chain(
  index: EstateIndex,
  disk: EstateDisk,
  keys: ReadonlyMap<string, number[]>,
  snapshotId: string | undefined,
): VimObject[] {
  const image = index.estate.image(disk.file)
  const units: VimObject[] = []
  for (let at = image?.layer(snapshotId) ?? image?.layer(); at !== undefined; at = at.parent) {
    units.unshift({ fileKey: keys.get(at.file) ?? [] })
  }
  return units
}

function dataFile(vm: EstateVm, snapshot: EstateSnapshot): string {
  return vm.configFile.replace(/\.vmx$/, `-Snapshot${snapshot.number}.vmsn`)
}
