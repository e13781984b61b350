/** `palletjack inventory`: what a source holds, asked with the query language, or saved to a file. */
import type { Client } from '../../shared/contract/contract.ts'
import type { InventoryKind } from '../../shared/contract/inventory.ts'
import { ok, type Result } from '../../shared/problem.ts'
import { formatCount, formatNumber } from '../../shared/units.ts'
import { guarded, withClient } from './command.ts'
import { connectSource, forgetProviders, loadSource, startLabEnds, type LoadedSource } from './connect.ts'
import {
  inventoryRequest,
  inventorySource,
  type InventoryRequest,
  type InventorySourceRequest,
  type RawInventoryOptions,
  type RawInventorySource,
} from './inventory-request.ts'
import { openFile } from './open-file.ts'
import { EXIT, type ExitCode } from './exit-codes.ts'
import { attempt } from './outcome.ts'
import { readRows } from './read-rows.ts'
import { rowsText } from './rows-text.ts'
import { timeStamp } from './time-stamp.ts'
import type { Interrupts } from '../interrupts.ts'
import type { CommandContext } from './command-context.ts'
import { writeNew } from './write-new.ts'

/** Prints the rows that match. */
export function inventory(
  context: CommandContext,
  kind: InventoryKind,
  raw: RawInventoryOptions,
): Promise<ExitCode> {
  return guarded(context, false, async (interrupts) => {
    const request = inventoryRequest(kind, raw)
    if (!request.ok) return request
    return withSource(context, raw, request.value.source, interrupts, (client, providerId) =>
      printRows(context, client, providerId, request.value, interrupts.first),
    )
  })
}

export interface RawSaveOptions extends RawInventorySource {
  readonly force?: boolean
}

/** Saves the inventory to a file that `--inventory` and the application open. */
export function saveInventory(context: CommandContext, file: string, raw: RawSaveOptions): Promise<ExitCode> {
  return guarded(context, false, async (interrupts) => {
    const source = inventorySource(raw)
    if (!source.ok) return source
    return withSource(context, raw, source.value, interrupts, async (client, providerId) => {
      context.stderr.write('Reading the inventory.\n')
      const saved = await attempt(client.inventory.save({ providerId }), interrupts.first)
      if (!saved.ok) return saved
      const written = await writeNew(file, saved.value, raw.force === true)
      if (!written.ok) return written
      context.stdout.write(`${file}\n`)
      return ok(EXIT.ok)
    })
  })
}

async function withSource(
  context: CommandContext,
  raw: RawInventorySource,
  source: InventorySourceRequest,
  interrupts: Interrupts,
  work: (client: Client, providerId: string) => Promise<Result<ExitCode>>,
): Promise<Result<ExitCode>> {
  const loaded = source.kind === 'real' ? loadSource(source) : ok(undefined)
  if (!loaded.ok) return loaded
  const lab = source.kind === 'lab' ? source.settings : undefined
  return withClient(context, { home: raw.home, lab }, interrupts, async (client) => {
    const opened = await openSource(context, client, source, loaded.value, interrupts.first)
    if (!opened.ok) return opened
    try {
      return await work(client, opened.value)
    } finally {
      if (source.kind !== 'lab') await forgetProviders(client, [opened.value])
    }
  })
}

async function openSource(
  context: CommandContext,
  client: Client,
  source: InventorySourceRequest,
  loaded: LoadedSource | undefined,
  signal: AbortSignal,
): Promise<Result<string>> {
  const stamp = timeStamp(context.now())
  if (loaded) return connectSource(client, loaded, stamp, context, signal)
  if (source.kind === 'file')
    return openFile(client, { path: source.file, flag: '--inventory' }, stamp, signal)
  const ends = await startLabEnds(client, signal)
  return ends.ok ? ok(ends.value.sourceId) : ends
}

async function printRows(
  context: CommandContext,
  client: Client,
  providerId: string,
  { query, limit, output }: InventoryRequest,
  signal: AbortSignal,
): Promise<Result<ExitCode>> {
  const read = await readRows(client, { providerId, ...query }, signal, limit)
  if (!read.ok) return read
  const { rows, matched, total } = read.value
  context.stdout.write(rowsText(output, query.kind, query.fields, rows))
  const shown = rows.length < matched ? `, ${formatNumber(rows.length)} shown` : ''
  context.stderr.write(
    `${formatNumber(matched)} of ${formatCount(total, NOUNS[query.kind])} match${shown}.\n`,
  )
  return ok(EXIT.ok)
}

const NOUNS: Readonly<Record<InventoryKind, string>> = {
  vms: 'VM',
  hosts: 'host',
  clusters: 'cluster',
  datastores: 'datastore',
  networks: 'network',
}
