/** Guests that go on working: while a VM runs, its disks change as those of a busy server do. */
import type { LabClock } from './clock.ts'
import type { DiskImage } from './estate/disk-image.ts'
import { createDraw, type Draw } from './estate/draw.ts'
import type { Estate, EstateVm } from './estate/model.ts'

/** Lab time between two rounds of writes (ms). */
const EVERY_MS = 4_000
const PAGE_BYTES = 4_096
const EXTENT_BYTES = 256 * 1_024
/** Pages that are written again and again, as those of a database's log. */
const HOT_PAGES = 8
/** What a guest flushes while it goes down. */
const LAST_BYTES = 2 * 1_024 * 1_024

export interface GuestWriters {
  /** Lets the guest of this VM write from now on, whenever it runs. Throws for a VM that the estate does not have. */
  start(vmName: string): void
  /** Rounds of writes that the guest of this VM has done. */
  rounds(vmName: string): number
  close(): void
}

interface Writer {
  readonly vm: EstateVm
  readonly images: readonly DiskImage[]
  readonly draw: Draw
  wasOn: boolean
  rounds: number
}

export function createGuestWriters(estate: Estate, clock: LabClock): GuestWriters {
  const writers = new Map<string, Writer>()
  const closing = new AbortController()
  const stopListening = estate.onTouch((id) => {
    const writer = [...writers.values()].find(({ vm }) => vm.id === id)
    if (!writer) return
    const isOn = writer.vm.powerState === 'poweredOn'
    // In the same moment in which it goes off: nobody has seen the disk in between.
    if (writer.wasOn && !isOn && writer.vm.cleanPowerOff) flush(writer)
    writer.wasOn = isOn
  })
  return {
    start(name) {
      if (writers.has(name)) return
      const vm = estate.vms.find((one) => one.name === name)
      if (!vm) throw new Error(`the estate has no VM ${name}`)
      const images = vm.disks.map((disk) => estate.image(disk.file)).filter((image) => image !== undefined)
      const draw = createDraw(`${estate.seed} writes of ${name}`)
      const writer: Writer = { vm, images, draw, wasOn: vm.powerState === 'poweredOn', rounds: 0 }
      writers.set(name, writer)
      void write(writer, clock, closing.signal)
    },
    rounds: (name) => writers.get(name)?.rounds ?? 0,
    close() {
      closing.abort()
      stopListening()
    },
  }
}

async function write(writer: Writer, clock: LabClock, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    if (writer.vm.powerState === 'poweredOn') writeRound(writer)
    await clock.sleep(EVERY_MS, signal).catch(() => undefined)
  }
}

/** One of the hot pages, an extent that grows into free space or is trimmed again, and a page anywhere. */
function writeRound(writer: Writer): void {
  writer.rounds += 1
  const { draw, rounds } = writer
  writer.images.forEach((image, disk) => {
    const label = `${disk} ${rounds}`
    writePage(image, draw, label, draw.int(`hot ${label}`, HOT_PAGES))
    const pages = Math.floor(image.capacityBytes / PAGE_BYTES)
    writePage(image, draw, `any ${label}`, draw.int(`page ${label}`, pages))
    const extents = Math.floor(image.capacityBytes / EXTENT_BYTES)
    if (extents === 0) return
    const extent = draw.int(`extent ${disk} ${Math.floor(rounds / 2)}`, extents) * EXTENT_BYTES
    // What grew in one round is trimmed in the next: blocks that are given back read as zeros.
    const isTrim = rounds % 2 === 1
    image.write(extent, isTrim ? Buffer.alloc(EXTENT_BYTES) : filled(draw, `grow ${label}`, EXTENT_BYTES))
  })
}

function writePage(image: DiskImage, draw: Draw, label: string, page: number): void {
  image.write(page * PAGE_BYTES, filled(draw, label, PAGE_BYTES))
}

function flush(writer: Writer): void {
  writer.images.forEach((image, disk) => {
    const length = Math.min(LAST_BYTES, image.capacityBytes)
    const label = `last ${disk} ${writer.rounds}`
    const places = Math.max(1, Math.floor((image.capacityBytes - length) / PAGE_BYTES))
    image.write(writer.draw.int(label, places) * PAGE_BYTES, filled(writer.draw, label, length))
  })
}

/** Never all zero, and never the same for two labels. */
function filled(draw: Draw, label: string, length: number): Buffer {
  return Buffer.alloc(length, draw.bytes(label, 32))
}
