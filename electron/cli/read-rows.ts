/** Rows of an inventory through the contract, all pages of them. */
import type { Client } from '../../shared/contract/contract.ts'
import type {
  FieldValue,
  InventoryQuery,
  InventoryRow,
  InventorySelection,
} from '../../shared/contract/inventory.ts'
import { fail, ok, type Problem, type Result } from '../../shared/problem.ts'
import { attempt, INTERRUPTED } from './outcome.ts'
import type { NamedVm } from './pick-vms.ts'

/** A first read of the largest vCenter takes some minutes; this one is above that. */
const INVENTORY_LIMIT_MS = 15 * 60_000
const PAGE = 1_000

/**
 * All rows that match, at most `most`. Waits for the first read of the inventory. An inventory that changes
 * between two pages can show a row twice or not at all; each is given once.
 */
export async function readRows(
  client: Client,
  query: Omit<InventoryQuery, 'offset' | 'limit'>,
  signal: AbortSignal,
  most = Number.POSITIVE_INFINITY,
): Promise<Result<{ rows: InventoryRow[]; matched: number; total: number }>> {
  const limit = AbortSignal.timeout(INVENTORY_LIMIT_MS)
  const limited = AbortSignal.any([signal, limit])
  const rows = new Map<string, InventoryRow>()
  for (let offset = 0; ; offset += PAGE) {
    const page = await attempt(
      client.inventory.query({ ...query, offset, limit: Math.min(PAGE, most - offset) }, { signal: limited }),
      limited,
    )
    if (!page.ok) return limit.aborted && !signal.aborted ? fail(tooLong) : page
    for (const row of page.value.rows) rows.set(row.id, row)
    const { matched, total } = page.value
    const next = offset + PAGE
    if (next >= Math.min(matched, most)) return ok({ rows: [...rows.values()], matched, total })
    if (signal.aborted) return fail(INTERRUPTED)
  }
}

/** Ids, names and folders of all VMs that match. */
export async function readNames(
  client: Client,
  selection: InventorySelection,
  signal: AbortSignal,
): Promise<Result<NamedVm[]>> {
  const read = await readRows(client, { ...selection, fields: ['name', 'folder'], sort: [] }, signal)
  if (!read.ok) return read
  return ok(
    read.value.rows.map(({ id, values }) => ({
      id,
      name: words(values['name']),
      path: words(values['folder']),
    })),
  )
}

function words(value: FieldValue | undefined): string {
  return typeof value === 'string' ? value : ''
}

const tooLong: Problem = {
  code: 'cli.inventory-missing',
  message: `The inventory of the source was not read within ${INVENTORY_LIMIT_MS / 60_000} minutes.`,
  meaning: 'Nothing was changed.',
  remedy: 'Run the command again; if that does not help, look at the load of the vCenter.',
}
