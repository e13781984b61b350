import { BLOCK_BYTES } from './disk-bytes.ts'
import type { DiskImage } from './disk-image.ts'
import type { EstateDisk, EstateVm } from './vm-model.ts'

/** Changes are known by blocks of this size, so what is reported is rather more than what was written. */
const TRACKED_BYTES = 64 * 1024
/** Virtual hardware that has change tracking. */
const FIRST_VERSION = 7

export interface Area {
  readonly start: number
  readonly length: number
}

/** Whether the virtual hardware is new enough for change tracking. */
export function canTrack(vm: Pick<EstateVm, 'hardwareVersion'>): boolean {
  return Number(vm.hardwareVersion.replace('vmx-', '')) >= FIRST_VERSION
}

/** Independent disks and physical RDMs take no part in snapshots. */
export function inSnapshots(disk: EstateDisk): boolean {
  return disk.mode === 'persistent' && disk.rdm !== 'physical'
}

/** Shared disks have no change tracking: one VM does not see the writes of the other. */
export function isTrackable(vm: EstateVm, disk: EstateDisk): boolean {
  return canTrack(vm) && inSnapshots(disk) && disk.sharing === 'sharingNone'
}

/**
 * "uuid/number" of what a snapshot froze, or of the disk now; undefined where change tracking was not on. The
 * number is the last epoch that is in it.
 */
export function changeId(image: DiskImage, snapshotId?: string): string | undefined {
  const layer = image.layer(snapshotId)
  const tracking = image.tracking(snapshotId)
  if (layer === undefined || tracking === undefined) return undefined
  return `${tracking.id}/${layer.epochs.at(-1) ?? 0}`
}

/**
 * Areas that changed between `since` ("*": all that is allocated) and a snapshot, or now, ascending and apart.
 * Bytes. 'bad-id' for what is no change id of this disk, 'no-history' where tracking cannot tell.
 */
export function changedAreas(
  image: DiskImage,
  query: { readonly snapshotId: string | undefined; readonly since: string; readonly thin: boolean },
): Area[] | 'bad-id' | 'no-history' {
  const layer = image.layer(query.snapshotId)
  const match = /^((?:[0-9a-f]{2}[ -]){15}[0-9a-f]{2})\/(\d+)$/.exec(query.since)
  if (query.since !== '*' && match === null) return 'bad-id'
  const tracking = image.tracking(query.snapshotId)
  if (layer === undefined || tracking === undefined) return 'no-history'
  if (match === null) return allocated(image, new Set(layer.epochs), query.thin)
  if (match[1] !== tracking.id) return 'bad-id'
  const at = layer.epochs.indexOf(Number(match[2]))
  if (at < 0 || Number(match[2]) < tracking.since) return 'no-history'
  return rounded(image, image.written(new Set(layer.epochs.slice(at + 1))), TRACKED_BYTES)
}

/** A thick disk is allocated from end to end. */
function allocated(image: DiskImage, epochs: ReadonlySet<number>, thin: boolean): Area[] {
  if (!thin) return [{ start: 0, length: image.capacityBytes }]
  const blocks = Array.from({ length: Math.ceil(image.capacityBytes / BLOCK_BYTES) }, (_, block) => block)
  const data = blocks.filter((block) => image.hadData(block)).map((block) => block * BLOCK_BYTES)
  const areas = [...data.map((start) => ({ start, length: BLOCK_BYTES })), ...image.written(epochs)]
  return rounded(image, areas, BLOCK_BYTES)
}

/** Areas in whole units of `unit` bytes, ascending, neighbours joined, none beyond the end of the disk. */
function rounded(image: DiskImage, areas: readonly Area[], unit: number): Area[] {
  const units = new Set<number>()
  for (const { start, length } of areas) {
    for (let at = Math.floor(start / unit); at * unit < start + length; at += 1) units.add(at)
  }
  const out: { start: number; length: number }[] = []
  for (const at of [...units].sort((a, b) => a - b)) {
    const start = at * unit
    const length = Math.min(unit, image.capacityBytes - start)
    const last = out.at(-1)
    if (last !== undefined && last.start + last.length === start) last.length += length
    else out.push({ start, length })
  }
  return out
}
