/** A run as bytes for the journal: gzip over lines of JSON, so that neither way holds the process up. */
import { pipeline } from 'node:stream/promises'
import { Readable } from 'node:stream'
import { createGunzip, createGzip } from 'node:zlib'
import { factsSteps } from '../../shared/preflight/engine.ts'
import type { Inventory } from '../../shared/inventory/model.ts'
import type { PreflightSummary, RuleInfo } from '../../shared/preflight/model.ts'
import { fail, ok, type Result } from '../../shared/problem.ts'
import type { StoredPreflightBody } from '../journal/service.ts'
import { createBreath, inTurns } from '../breath.ts'
import { changed, type RunChange } from './change.ts'
import type { Parts } from './gather.ts'
import type { Judged, KeptFinding } from './judge.ts'
import { damagedRun } from './problems.ts'

/** How an inventory becomes bytes and comes back; the inventory service's own way. */
export interface InventoryCodec {
  readonly encode: (inventory: Inventory) => Promise<Uint8Array>
  readonly decode: (bytes: AsyncIterable<Uint8Array>) => Promise<Result<Inventory>>
}

interface Head {
  readonly parts: Parts
  readonly rules: readonly RuleInfo[]
  readonly factsAt: Readonly<Record<string, string>>
}

type ChangeHead = Omit<RunChange, 'findings'>

/** Findings of one line: some milliseconds of work. */
const SLICE = 200

export async function packRun(judged: Judged, codec: InventoryCodec): Promise<StoredPreflightBody> {
  const { facts, rules, factsAt, findings } = judged
  const { inventory, index: _index, unknown: _unknown, ...parts } = facts
  const head: Head = { parts, rules, factsAt }
  return { findings: await packed(head, findings), facts: await codec.encode(inventory) }
}

export function packChange({ findings, ...head }: RunChange): Promise<Uint8Array> {
  return packed(head, findings)
}

async function packed(head: object, findings: readonly KeptFinding[]): Promise<Uint8Array> {
  const chunks: Buffer[] = []
  await pipeline(Readable.from(lines(head, findings)), createGzip(), async (gzip: AsyncIterable<Buffer>) => {
    for await (const chunk of gzip) chunks.push(chunk)
  })
  return Buffer.concat(chunks)
}

async function* lines(head: object, findings: readonly KeptFinding[]): AsyncGenerator<string> {
  const breathe = createBreath()
  yield `${JSON.stringify(head)}\n`
  for (let at = 0; at < findings.length; at += SLICE) {
    await breathe()
    yield `${JSON.stringify(findings.slice(at, at + SLICE))}\n`
  }
}

/** The run with what was changed in it since, oldest first. */
export async function unpackRun(
  summary: PreflightSummary,
  body: StoredPreflightBody,
  changes: readonly Uint8Array[],
  codec: InventoryCodec,
): Promise<Result<Judged>> {
  const inventory = await codec.decode(inChunks(body.facts))
  if (!inventory.ok) return fail(damagedRun(summary.runId, inventory.problem.message))
  try {
    const { head, findings } = await unpacked(body.findings)
    const { parts, rules, factsAt } = head as Head
    const facts = await inTurns(factsSteps(inventory.value, parts))
    const breathe = createBreath()
    let judged: Judged = { summary, facts, rules, findings, factsAt }
    for (const bytes of changes) {
      const change = await unpacked(bytes)
      judged = await changed(judged, { ...(change.head as ChangeHead), findings: change.findings }, breathe)
    }
    return ok(judged)
  } catch (error) {
    return fail(damagedRun(summary.runId, String(error)))
  }
}

async function unpacked(bytes: Uint8Array): Promise<{ head: object; findings: KeptFinding[] }> {
  const findings: KeptFinding[] = []
  let head: object | undefined
  for await (const line of unpackedLines(bytes)) {
    if (head) for (const finding of JSON.parse(line) as KeptFinding[]) findings.push(finding)
    else head = JSON.parse(line) as object
  }
  if (!head) throw new Error('It is empty.')
  return { head, findings }
}

// eslint-disable-next-line @typescript-eslint/require-await -- what reads it takes a stream
async function* inChunks(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536)
}

async function* unpackedLines(bytes: Uint8Array): AsyncGenerator<string> {
  const breathe = createBreath()
  const decoder = new TextDecoder()
  let begun = ''
  const gunzip = createGunzip()
  // A failure of either end destroys `gunzip` with its error, which the loop below throws.
  void pipeline(inChunks(bytes), gunzip).catch(() => undefined)
  for await (const chunk of gunzip as AsyncIterable<Buffer>) {
    begun += decoder.decode(chunk, { stream: true })
    const parts = begun.split('\n')
    begun = parts.pop() ?? ''
    for (const line of parts) {
      yield line
      await breathe()
    }
  }
  if (begun !== '') yield begun
}
