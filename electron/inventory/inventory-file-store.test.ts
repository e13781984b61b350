import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { anInventory } from '../../test/fixtures/inventory.ts'
import { encodeInventory } from './inventory-file.ts'
import { createInventoryFileStore } from './inventory-file-store.ts'

let folder: string

beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'palletjack-files-')), 'inventories')
})
afterEach(() => rm(join(folder, '..'), { recursive: true, force: true }))

describe('the store of inventory files', () => {
  it('keeps a file for this user only, gives it back and forgets it', async () => {
    const store = createInventoryFileStore(folder)
    const inventory = anInventory()
    const kept = await store.keep('one', new Blob([await encodeInventory(inventory)]))
    expect(kept).toEqual({ ok: true, value: inventory })
    expect((await stat(join(folder, 'one.json.gz'))).mode & 0o777).toBe(0o600)
    expect(await createInventoryFileStore(folder).load('one')).toEqual({ ok: true, value: inventory })
    await store.forget('one')
    await store.forget('one')
    expect(await store.load('one')).toMatchObject({ ok: false, problem: { code: 'inventory-file.missing' } })
  })

  it('keeps nothing of a file that cannot be read', async () => {
    const store = createInventoryFileStore(folder)
    expect(await store.keep('one', new Blob(['no inventory']))).toMatchObject({ ok: false })
    await expect(readdir(folder)).rejects.toThrow('ENOENT')
  })
})
