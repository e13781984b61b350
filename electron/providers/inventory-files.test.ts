import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Result } from '../../shared/problem.ts'
import { anInventory } from '../../test/fixtures/inventory.ts'
import { encodeInventory } from '../inventory/inventory-file.ts'
import { createInventoryFileStore } from '../inventory/inventory-file-store.ts'
import { createInventorySources } from '../inventory/sources.ts'
import { openJournal } from '../journal/sqlite-journal.ts'
import { createRegistry } from './registry.ts'
import { createInventoryFiles, rememberedFile } from './inventory-files.ts'

const JANUARY = '2026-01-31T10:00:00.000Z'
const FEBRUARY = '2026-02-28T10:00:00.000Z'

let home: string
const closing: (() => Promise<void> | void)[] = []
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'palletjack-files-'))
})
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
  rmSync(home, { recursive: true, force: true })
})

function value<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.problem.message)
  return result.value
}

/** All that is kept, as it is after a restart, too. */
function opened() {
  const journal = openJournal(home)
  const inventoryFiles = createInventoryFileStore(join(home, 'inventories'))
  const sources = createInventorySources(inventoryFiles)
  const registry = createRegistry(journal, (stored) => {
    if (!stored.inventoryFile) throw new Error('only files are known here')
    return rememberedFile(stored, stored.inventoryFile, sources)
  })
  closing.push(
    () => journal.close(),
    () => registry.close(),
  )
  const files = createInventoryFiles({ registry, inventoryFiles, sources })
  return {
    registry,
    open: async (file: Blob, name: string) => value(await files.open(file, name)),
    renew: async (file: Blob, name: string, origin = `/exports/${name}`) =>
      value(await files.renew({ file, name, origin })),
  }
}

const kept = () => readdirSync(join(home, 'inventories'))

async function saved(instanceUuid: string, takenAt: string): Promise<Blob> {
  const { about } = anInventory()
  return new Blob([await encodeInventory(anInventory({ about: { ...about, instanceUuid }, takenAt }))])
}

describe('a file that is opened again', () => {
  it('is the same provider with the newer content and name, also after a restart', async () => {
    const first = await opened().renew(await saved('uuid-1', JANUARY), 'january.json')
    expect(first).toMatchObject({ state: 'opened', provider: { name: 'january.json' } })
    const { renew, registry } = opened()
    const second = await renew(await saved('uuid-1', FEBRUARY), 'february.json')
    expect(second).toMatchObject({
      state: 'renewed',
      provider: { id: first.provider.id, name: 'february.json', status: { takenAt: FEBRUARY } },
    })
    expect(registry.list()).toHaveLength(1)
    expect(kept()).toEqual([`${first.provider.id}.json.gz`])
    const read = await registry.get(first.provider.id)?.inventory?.ready()
    expect(read).toMatchObject({ ok: true, value: { takenAt: FEBRUARY } })
    expect(await renew(await saved('uuid-1', FEBRUARY), 'february.json')).toMatchObject({ state: 'renewed' })
  })

  it('changes nothing when it is older', async () => {
    const { renew, registry } = opened()
    await renew(await saved('uuid-1', FEBRUARY), 'february.json')
    const before = registry.list()
    expect(await renew(await saved('uuid-1', JANUARY), 'january.json')).toEqual({
      state: 'older',
      provider: before[0],
    })
    expect(registry.list()).toEqual(before)
    expect(kept()).toHaveLength(1)
  })

  it('is another one when its vCenter is another one, whatever its path', async () => {
    const { renew, registry } = opened()
    const path = '/exports/vc.json'
    for (const uuid of ['uuid-1', 'uuid-2', ''])
      expect(await renew(await saved(uuid, JANUARY), 'vc.json', path)).toMatchObject({ state: 'opened' })
    expect(registry.list().map(({ name }) => name)).toEqual(['vc.json', 'vc.json (2)', 'vc.json (3)'])
    expect(await renew(await saved('uuid-2', JANUARY), 'other.json')).toMatchObject({ state: 'renewed' })
  })

  it('is known by its path where it does not tell its vCenter', async () => {
    const { renew } = opened()
    await renew(await saved('', JANUARY), 'vc.json')
    expect(await renew(await saved('', FEBRUARY), 'vc.json')).toMatchObject({ state: 'renewed' })
    expect(await renew(await saved('', FEBRUARY), 'other.json')).toMatchObject({ state: 'opened' })
  })

  it('leaves alone what somebody opened to keep', async () => {
    const { open, renew, registry } = opened()
    const mine = await open(await saved('uuid-1', JANUARY), 'mine')
    const other = await renew(await saved('uuid-1', FEBRUARY), 'mine')
    expect(other).toMatchObject({ state: 'opened', provider: { name: 'mine (2)' } })
    // A name that is taken is not taken away.
    expect(await renew(await saved('uuid-1', FEBRUARY), 'mine')).toMatchObject({
      provider: { id: other.provider.id, name: 'mine (2)' },
    })
    expect(registry.list().find(({ id }) => id === mine.id)).toEqual(mine)
  })

  it('keeps nothing when it cannot be read', async () => {
    const { registry } = opened()
    const inventoryFiles = createInventoryFileStore(join(home, 'inventories'))
    const sources = createInventorySources(inventoryFiles)
    const files = createInventoryFiles({ registry, inventoryFiles, sources })
    const result = await files.renew({ file: new Blob(['no inventory']), name: 'x', origin: '/x' })
    expect(result).toMatchObject({ ok: false, problem: { code: 'inventory-file.not-inventory' } })
    expect(registry.list()).toEqual([])
  })
})
