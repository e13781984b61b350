import { createHash } from 'node:crypto'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { BLOCK_BYTES, type SeededDisk } from './disk-bytes.ts'
import type { SourceDisk } from './model.ts'

const HASH_PIECE_BYTES = 8 * BLOCK_BYTES

/**
 * One file of a virtual disk: the base, or a delta that a snapshot put on it. What a layer holds of the disk's
 * past is a list of epochs: an epoch is the time between two snapshots, and each write belongs to one.
 */
export interface DiskLayer {
  /** "[datastore] folder/name.vmdk" or "...-000001.vmdk". */
  readonly file: string
  parent: DiskLayer | undefined
  /** Epochs that are seen through this layer, the oldest first; the last one is its own. */
  epochs: readonly number[]
}

/** Bytes that were written to a disk, with the epoch in which that was. */
interface DiskWrite {
  readonly epoch: number
  readonly offset: number
  readonly bytes: Buffer
}

interface Frozen {
  layer: DiskLayer
  /** Change tracking that was on when the snapshot was taken. */
  readonly tracking: Tracking | undefined
}

/** One period of change tracking: what was written before it began is not known. */
interface Tracking {
  readonly id: string
  readonly since: number
}

/**
 * A virtual disk with its snapshots: bytes that derive from a seed, every write since, and the files that hold
 * them as vSphere would name them.
 */
export interface DiskImage {
  readonly capacityBytes: number
  /** The file that the VM writes to now, or that a snapshot froze. undefined for a snapshot it has no part in. */
  layer(snapshotId?: string): DiskLayer | undefined
  /** The layer in this file. */
  layerIn(file: string): DiskLayer | undefined
  layers(): readonly DiskLayer[]
  /** Makes the disk larger; what is new is zero. Not while there are deltas. */
  extend(capacityBytes: number): void
  /** Throws RangeError for bytes that reach over the end of the disk. */
  write(offset: number, bytes: Uint8Array): void
  /** The disk as seen through a layer: exactly `length` bytes from `offset`, fewer at the end. */
  read(layer: DiskLayer, offset: number, length: number): Buffer
  /** The same as something that is read on its own. */
  through(layer: DiskLayer): SourceDisk
  /** A snapshot: what is there now stays as it is; writes go to a new delta. */
  freeze(snapshotId: string): void
  /** Forgets snapshots. Their files stay until `merge`. */
  release(snapshotIds: readonly string[]): void
  /** Goes back to a snapshot: what was written after it is gone. */
  revert(snapshotId: string): void
  /** Merges deltas that no snapshot needs into what is below them. */
  merge(): void
  /** Begins or ends change tracking; nothing where that is how it is. */
  track(on: boolean): void
  /** Tracking that is on now, or that was on at a snapshot and still is. */
  tracking(snapshotId?: string): Tracking | undefined
  /** Parts that were written in one of these epochs, as they came. Bytes. */
  written(epochs: ReadonlySet<number>): readonly { readonly start: number; readonly length: number }[]
  /** Whether the disk had data in this block of `BLOCK_BYTES` before the first write. */
  hadData(block: number): boolean
}

interface ImageState {
  base: SeededDisk
  readonly frozen: Map<string, Frozen>
  layers: DiskLayer[]
  current: DiskLayer
  writes: DiskWrite[]
  nextEpoch: number
  tracking: Tracking | undefined
  trackings: number
}

export function createDiskImage(base: SeededDisk): DiskImage {
  const first: DiskLayer = { file: base.file, parent: undefined, epochs: [1] }
  const state: ImageState = {
    base,
    frozen: new Map(),
    layers: [first],
    current: first,
    writes: [],
    nextEpoch: 2,
    tracking: undefined,
    trackings: 0,
  }
  const read = (layer: DiskLayer, offset: number, length: number): Buffer =>
    readThrough(state, layer, offset, length)
  return {
    get capacityBytes() {
      return state.base.capacityBytes
    },
    extend: (capacityBytes) => {
      state.base = extended(state.base, capacityBytes)
    },
    layer: (id) => (id === undefined ? state.current : state.frozen.get(id)?.layer),
    layerIn: (file) => state.layers.find((layer) => layer.file === file),
    layers: () => state.layers,
    write: (offset, bytes) => write(state, offset, bytes),
    read,
    through: (layer) => ({
      file: layer.file,
      capacityBytes: state.base.capacityBytes,
      read: (offset, length) => read(layer, offset, length),
      sha256: () => hashOf(state.base.capacityBytes, (offset, length) => read(layer, offset, length)),
    }),
    freeze: (id) => {
      state.frozen.set(id, { layer: state.current, tracking: state.tracking })
      grow(state, state.current)
    },
    release: (ids) => {
      for (const id of ids) state.frozen.delete(id)
    },
    revert: (id) => revert(state, id),
    merge: () => merge(state),
    track: (on) => track(state, on),
    tracking: (id) => {
      const then = id === undefined ? state.tracking : state.frozen.get(id)?.tracking
      // The files of an earlier period went away when it ended.
      return then === state.tracking ? then : undefined
    },
    written: (epochs) =>
      state.writes
        .filter((w) => epochs.has(w.epoch))
        .map((w) => ({ start: w.offset, length: w.bytes.length })),
    hadData: (block) => !state.base.isZero(block),
  }
}

function extended(base: SeededDisk, capacityBytes: number): SeededDisk {
  return {
    ...{ file: base.file, capacityBytes },
    read(offset, length) {
      const known = base.read(offset, length)
      const size = Math.max(0, Math.min(length, capacityBytes - offset))
      return known.length === size ? known : Buffer.concat([known], size)
    },
    isZero: (block) => block * BLOCK_BYTES >= base.capacityBytes || base.isZero(block),
  }
}

function write(state: ImageState, offset: number, bytes: Uint8Array): void {
  if (!Number.isSafeInteger(offset) || offset < 0 || offset + bytes.length > state.base.capacityBytes) {
    throw new RangeError(`Disk write out of range: offset ${offset}, length ${bytes.length}`)
  }
  const epoch = state.current.epochs.at(-1) ?? 0
  // A copy: the caller may use its buffer again.
  state.writes.push({ epoch, offset, bytes: Buffer.from(bytes) })
}

function readThrough(state: ImageState, layer: DiskLayer, offset: number, length: number): Buffer {
  const out = state.base.read(offset, length)
  const seen = new Set(layer.epochs)
  const end = offset + out.length
  for (const { epoch, offset: start, bytes } of state.writes) {
    if (!seen.has(epoch) || start >= end || start + bytes.length <= offset) continue
    const from = Math.max(start, offset)
    bytes.copy(out, from - offset, from - start, Math.min(end, start + bytes.length) - start)
  }
  return out
}

async function hashOf(size: number, read: SourceDisk['read']): Promise<string> {
  const hash = createHash('sha256')
  for (let at = 0; at < size; at += HASH_PIECE_BYTES) {
    hash.update(read(at, HASH_PIECE_BYTES))
    // A large disk must not hold up the servers that share this thread.
    await nextTurn()
  }
  return hash.digest('hex')
}

/** Puts a new delta with an epoch of its own on `parent` and makes it the one that is written to. */
function grow(state: ImageState, parent: DiskLayer): void {
  const layer: DiskLayer = { file: freeName(state), parent, epochs: [...parent.epochs, state.nextEpoch] }
  state.nextEpoch += 1
  state.layers.push(layer)
  state.current = layer
}

/** The lowest number that no delta of the disk has, as vSphere picks it. */
function freeName({ base, layers }: ImageState): string {
  for (let number = 1; ; number += 1) {
    const name = base.file.replace(/\.vmdk$/, `-${String(number).padStart(6, '0')}.vmdk`)
    if (!layers.some((layer) => layer.file === name)) return name
  }
}

function revert(state: ImageState, id: string): void {
  const target = state.frozen.get(id)?.layer
  if (target === undefined) return
  const left = state.current
  state.layers = state.layers.filter((layer) => layer !== left)
  grow(state, target)
  forgetLostWrites(state)
}

function merge(state: ImageState): void {
  for (;;) {
    const needed = new Set([state.current, ...[...state.frozen.values()].map((f) => f.layer)])
    const children = (layer: DiskLayer): DiskLayer[] => state.layers.filter((l) => l.parent === layer)
    const idle = state.layers.find((layer) => !needed.has(layer) && children(layer).length <= 1)
    if (idle === undefined) break
    const [child] = children(idle)
    if (child === undefined) state.layers = state.layers.filter((layer) => layer !== idle)
    else absorb(state, idle, child)
  }
  forgetLostWrites(state)
}

/** Merges `child` into the layer below it: the child's file goes, its contents stay. */
function absorb(state: ImageState, into: DiskLayer, child: DiskLayer): void {
  into.epochs = child.epochs
  for (const layer of state.layers) if (layer.parent === child) layer.parent = into
  for (const frozen of state.frozen.values()) if (frozen.layer === child) frozen.layer = into
  if (state.current === child) state.current = into
  state.layers = state.layers.filter((layer) => layer !== child)
}

/** Writes that no file shows any more. */
function forgetLostWrites(state: ImageState): void {
  const seen = new Set(state.layers.flatMap((layer) => layer.epochs))
  state.writes = state.writes.filter((w) => seen.has(w.epoch))
}

function track(state: ImageState, on: boolean): void {
  if (on === (state.tracking !== undefined)) return
  if (!on) {
    state.tracking = undefined
    return
  }
  state.trackings += 1
  const id = trackingId(`${state.base.file}\0${state.trackings}`)
  state.tracking = { id, since: state.current.epochs.at(-1) ?? 0 }
}

/** In the form that vSphere gives uuids of change tracking: "52 3c ec 11 9e 2c 4c 3d-87 4a c3 4e 85 f2 ea 95". */
function trackingId(source: string): string {
  const pairs = createHash('sha256').update(source).digest('hex').slice(0, 32).match(/../g) ?? []
  return `${pairs.slice(0, 8).join(' ')}-${pairs.slice(8).join(' ')}`
}
