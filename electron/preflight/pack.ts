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

/** Findings of one line: some milliseconds of work. */
const SLICE = 200

export async function packRun(judged: Judged, codec: InventoryCodec): Promise<StoredPreflightBody> {
  const chunks: Buffer[] = []
  await pipeline(Readable.from(lines(judged)), createGzip(), async (packed: AsyncIterable<Buffer>) => {
    for await (const chunk of packed) chunks.push(chunk)
  })
  return { findings: Buffer.concat(chunks), facts: await codec.encode(judged.facts.inventory) }
}

async function* lines({ facts, rules, factsAt, findings }: Judged): AsyncGenerator<string> {
  const breathe = createBreath()
  const { inventory: _inventory, index: _index, unknown: _unknown, ...parts } = facts
  yield `${JSON.stringify({ parts, rules, factsAt } satisfies Head)}\n`
  for (let at = 0; at < findings.length; at += SLICE) {
    await breathe()
    yield `${JSON.stringify(findings.slice(at, at + SLICE))}\n`
  }
}

export async function unpackRun(
  summary: PreflightSummary,
  body: StoredPreflightBody,
  codec: InventoryCodec,
): Promise<Result<Judged>> {
  const inventory = await codec.decode(inChunks(body.facts))
  if (!inventory.ok) return fail(damagedRun(summary.runId, inventory.problem.message))
  try {
    const findings: KeptFinding[] = []
    let head: Head | undefined
    for await (const line of unpackedLines(body.findings)) {
      if (head) for (const finding of JSON.parse(line) as KeptFinding[]) findings.push(finding)
      else head = JSON.parse(line) as Head
    }
    if (!head) return fail(damagedRun(summary.runId, 'It is empty.'))
    const { parts, rules, factsAt } = head
    const facts = await inTurns(factsSteps(inventory.value, parts))
    return ok({ summary, facts, rules, findings, factsAt })
  } catch (error) {
    return fail(damagedRun(summary.runId, String(error)))
  }
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
