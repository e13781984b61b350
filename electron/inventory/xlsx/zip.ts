/**
 * Reads the parts of a zip file (APPNOTE.TXT of PKWARE, 4.3) by its central directory. A workbook comes from a
 * stranger: nothing is unpacked to disk, and no part gives more bytes than it is allowed.
 */
import { createInflateRaw } from 'node:zlib'

export class BadZip extends Error {}
export class TooLarge extends Error {}

export interface ZipEntry {
  readonly name: string
  /** Unpacked, at most `maxBytes`. Throws BadZip and TooLarge. */
  open(maxBytes: number): AsyncGenerator<Uint8Array>
}

const END_SIGNATURE = 0x06054b50
const ENTRY_SIGNATURE = 0x02014b50
const LOCAL_SIGNATURE = 0x04034b50
const END_LENGTH = 22
const ENTRY_LENGTH = 46
const LOCAL_LENGTH = 30
const MAX_COMMENT = 65_535
/** A workbook has some dozens of parts. */
const MAX_ENTRIES = 5_000
const MAX_DIRECTORY = 4 * 2 ** 20
const STORED = 0
const DEFLATED = 8
const ENCRYPTED = 1

/** The parts by name. Throws BadZip and TooLarge. */
export async function readZip(file: Blob): Promise<ReadonlyMap<string, ZipEntry>> {
  const tail = await slice(file, Math.max(0, file.size - END_LENGTH - MAX_COMMENT), file.size)
  let end = tail.byteLength - END_LENGTH
  while (end >= 0 && tail.getUint32(end, true) !== END_SIGNATURE) end--
  if (end < 0) throw new BadZip('It has no end of a zip file.')
  const count = tail.getUint16(end + 10, true)
  const length = tail.getUint32(end + 12, true)
  const start = tail.getUint32(end + 16, true)
  if (count > MAX_ENTRIES || length > MAX_DIRECTORY) throw new TooLarge()
  const directory = await slice(file, start, start + length)
  if (directory.byteLength < length) throw new BadZip('Its directory is cut off.')
  const entries = new Map<string, ZipEntry>()
  for (let at = 0, n = 0; n < count; n++) {
    if (at + ENTRY_LENGTH > length || directory.getUint32(at, true) !== ENTRY_SIGNATURE)
      throw new BadZip('Its directory is damaged.')
    const nameLength = directory.getUint16(at + 28, true)
    const extra = directory.getUint16(at + 30, true) + directory.getUint16(at + 32, true)
    if (at + ENTRY_LENGTH + nameLength > length) throw new BadZip('Its directory is damaged.')
    const name = textOf(directory, at + ENTRY_LENGTH, nameLength)
    const head = {
      name,
      flags: directory.getUint16(at + 8, true),
      method: directory.getUint16(at + 10, true),
      size: directory.getUint32(at + 20, true),
      offset: directory.getUint32(at + 42, true),
    }
    entries.set(name, { name, open: (maxBytes) => unpack(file, head, maxBytes) })
    at += ENTRY_LENGTH + nameLength + extra
  }
  return entries
}

interface Head {
  readonly name: string
  readonly flags: number
  readonly method: number
  /** Packed, in bytes. */
  readonly size: number
  readonly offset: number
}

async function* unpack(file: Blob, head: Head, maxBytes: number): AsyncGenerator<Uint8Array> {
  if (head.flags & ENCRYPTED) throw new BadZip(`${head.name} is encrypted.`)
  if (head.method !== STORED && head.method !== DEFLATED)
    throw new BadZip(`${head.name} is packed in a way that is not known.`)
  const local = await slice(file, head.offset, head.offset + LOCAL_LENGTH)
  if (local.byteLength < LOCAL_LENGTH || local.getUint32(0, true) !== LOCAL_SIGNATURE)
    throw new BadZip(`${head.name} is not where the directory says.`)
  const start = head.offset + LOCAL_LENGTH + local.getUint16(26, true) + local.getUint16(28, true)
  const packed = file.slice(start, start + head.size).stream()
  let total = 0
  const unpacked: AsyncIterable<Uint8Array> = head.method === STORED ? packed : inflated(packed)
  for await (const chunk of unpacked) {
    total += chunk.byteLength
    if (total > maxBytes) throw new TooLarge()
    yield chunk
  }
}

async function* inflated(packed: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const inflate = createInflateRaw()
  let failed: unknown
  const feeding = feed(packed, inflate).catch((error: unknown) => {
    failed = error
    inflate.destroy()
  })
  try {
    for await (const chunk of inflate as AsyncIterable<Buffer>) yield chunk
  } catch (error) {
    throw new BadZip(String(failed ?? error))
  } finally {
    inflate.destroy()
    await feeding
  }
}

async function feed(
  packed: AsyncIterable<Uint8Array>,
  inflate: ReturnType<typeof createInflateRaw>,
): Promise<void> {
  for await (const chunk of packed) {
    if (inflate.destroyed) return
    if (!inflate.write(chunk)) await drained(inflate)
  }
  inflate.end()
}

function drained(inflate: ReturnType<typeof createInflateRaw>): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      inflate.off('drain', done).off('close', done)
      resolve()
    }
    inflate.on('drain', done).on('close', done)
  })
}

async function slice(file: Blob, start: number, end: number): Promise<DataView> {
  return new DataView(await file.slice(start, end).arrayBuffer())
}

function textOf(view: DataView, at: number, length: number): string {
  return new TextDecoder().decode(new Uint8Array(view.buffer, view.byteOffset + at, length))
}
