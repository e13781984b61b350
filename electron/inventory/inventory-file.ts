/**
 * An inventory as one file: gzip over lines of JSON. The first line says what it is, then come the VMs one
 * by one, so that neither writing nor reading 50,000 of them holds the process up; the last line counts
 * them, so that a file that was cut off is not taken for a small estate.
 */
import { pipeline } from 'node:stream/promises'
import { Readable } from 'node:stream'
import { setImmediate as breathe } from 'node:timers/promises'
import { createGunzip, createGzip } from 'node:zlib'
import * as z from 'zod'
import { inventorySchema, vmSchema, type Inventory, type Vm } from '../../shared/inventory/model.ts'
import { fail, ok, type Problem, type Result } from '../../shared/problem.ts'

const FORMAT = 'palletjack-inventory'
const VERSION = 1
/** VMs between two breaths: some milliseconds of work. */
const SLICE = 50
/** 50,000 large VMs take some 500 MB unpacked; a file that unpacks to more than this was made to harm. */
const MAX_BYTES = 4 * 2 ** 30
/** One VM with hundreds of disks and snapshots stays far below. */
const MAX_LINE = 16 * 2 ** 20

const headSchema = z.object({
  format: z.literal(FORMAT),
  version: z.number().int(),
  inventory: inventorySchema.omit({ vms: true }),
})
const endSchema = z.object({ end: z.object({ vms: z.number().int() }) })

/** The inventory as the bytes of a file. */
export async function encodeInventory(inventory: Inventory): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Buffer[] = []
  await pipeline(Readable.from(lines(inventory)), createGzip(), async (packed: AsyncIterable<Buffer>) => {
    for await (const chunk of packed) chunks.push(chunk)
  })
  return new Uint8Array(Buffer.concat(chunks))
}

async function* lines(inventory: Inventory): AsyncGenerator<string> {
  const { vms, ...rest } = inventory
  yield `${JSON.stringify({ format: FORMAT, version: VERSION, inventory: rest })}\n`
  for (let at = 0; at < vms.length; at += SLICE) {
    await breathe()
    yield vms
      .slice(at, at + SLICE)
      .map((vm) => `${JSON.stringify(vm)}\n`)
      .join('')
  }
  yield `${JSON.stringify({ end: { vms: vms.length } })}\n`
}

/** Problems: inventory-file.not-inventory, inventory-file.newer, inventory-file.damaged, inventory-file.too-large. */
export async function decodeInventory(bytes: AsyncIterable<Uint8Array>): Promise<Result<Inventory>> {
  try {
    return await readInventory(unpackedLines(bytes))
  } catch (error) {
    if (error instanceof TooLarge) return fail(tooLarge)
    const code = error instanceof Error && 'code' in error ? error.code : ''
    if (code === 'Z_DATA_ERROR' && !isDamaged(error)) return fail(notInventory('It is not packed with gzip.'))
    if (typeof code === 'string' && code.startsWith('Z_')) return fail(damaged(String(error)))
    throw error
  }
}

/** zlib tells both with one code: a file that never was gzip, and one that went bad on the way. */
function isDamaged(error: unknown): boolean {
  return error instanceof Error && !error.message.includes('incorrect header check')
}

class TooLarge extends Error {}

async function* unpackedLines(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  let begun: string[] = []
  let begunLength = 0
  let total = 0
  const gunzip = createGunzip()
  // A failure of either end destroys `gunzip` with its error, which the loop below throws.
  void pipeline(bytes, gunzip).catch(() => undefined)
  for await (const chunk of gunzip as AsyncIterable<Buffer>) {
    total += chunk.byteLength
    if (total > MAX_BYTES) throw new TooLarge()
    const [first = '', ...others] = decoder.decode(chunk, { stream: true }).split('\n')
    begun.push(first)
    begunLength += first.length
    if (begunLength > MAX_LINE) throw new TooLarge()
    const last = others.pop()
    if (last === undefined) continue
    yield begun.join('')
    yield* others
    begun = [last]
    begunLength = last.length
  }
  if (begunLength > 0) yield begun.join('')
}

async function readInventory(source: AsyncIterable<string>): Promise<Result<Inventory>> {
  let head: z.infer<typeof headSchema> | undefined
  let end: number | undefined
  const vms: Vm[] = []
  for await (const line of source) {
    if (end !== undefined) return fail(damaged('There is more after its end.'))
    const value = parseJson(line)
    if (!head) {
      const opened = readHead(value)
      if (!opened.ok) return opened
      head = opened.value
      continue
    }
    const last = endSchema.safeParse(value)
    const vm = last.success ? undefined : vmSchema.safeParse(value)
    if (last.success) end = last.data.end.vms
    else if (vm?.success) vms.push(vm.data)
    else return fail(damaged(`Line ${vms.length + 2}: ${vm?.error.issues[0]?.path.join('.') ?? ''}`))
    if (vms.length % SLICE === 0) await breathe()
  }
  if (!head) return fail(notInventory('It is empty.'))
  if (end !== vms.length) return fail(damaged(`It holds ${vms.length} VMs and should hold ${end ?? 'more'}.`))
  return ok({ ...head.inventory, vms })
}

function readHead(value: unknown): Result<z.infer<typeof headSchema>> {
  const kind = z.object({ format: z.literal(FORMAT), version: z.number() }).safeParse(value)
  if (!kind.success) return fail(notInventory('Its first line says something else.'))
  if (kind.data.version > VERSION) return fail(newer(kind.data.version))
  const head = headSchema.safeParse(value)
  return head.success ? ok(head.data) : fail(damaged(head.error.issues[0]?.path.join('.') ?? ''))
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}

function notInventory(detail: string): Problem {
  return {
    code: 'inventory-file.not-inventory',
    message: 'This file is neither an inventory that Palletjack saved nor an RVTools workbook.',
    meaning: 'Nothing was changed.',
    remedy:
      'Choose a file that was made with "Save to a file" on the inventory page or with "palletjack inventory save", or the .xlsx that RVTools exports.',
    detail,
  }
}

function damaged(detail: string): Problem {
  return {
    code: 'inventory-file.damaged',
    message: 'The inventory file is damaged or was cut off.',
    meaning: 'Nothing was changed.',
    remedy: 'Copy it again from where it was saved, or save the inventory anew.',
    detail,
  }
}

function newer(version: number): Problem {
  return {
    code: 'inventory-file.newer',
    message: `The inventory file was written by a newer Palletjack (format ${version}).`,
    meaning: 'Nothing was changed.',
    remedy: 'Open it with that version, or save the inventory with this one.',
  }
}

const tooLarge: Problem = {
  code: 'inventory-file.too-large',
  message: `The file unpacks to more than ${MAX_BYTES / 2 ** 30} GiB, which no inventory does.`,
  meaning: 'It was not read further; nothing was changed.',
  remedy: 'Choose a file that was made with "Save to a file" on the inventory page.',
}
