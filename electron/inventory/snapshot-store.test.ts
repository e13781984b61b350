import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { anInventory } from '../../test/fixtures/inventory.ts'
import { encodeInventory } from './snapshot-file.ts'
import { createSnapshotStore } from './snapshot-store.ts'

let folder: string

beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'palletjack-snapshots-')), 'inventories')
})
afterEach(() => rm(join(folder, '..'), { recursive: true, force: true }))

describe('the snapshot store', () => {
  it('keeps a file for this user only, gives it back and forgets it', async () => {
    const store = createSnapshotStore(folder)
    const inventory = anInventory()
    const kept = await store.keep('one', new Blob([await encodeInventory(inventory)]))
    expect(kept).toEqual({ ok: true, value: inventory })
    expect((await stat(join(folder, 'one.json.gz'))).mode & 0o777).toBe(0o600)
    expect(await createSnapshotStore(folder).load('one')).toEqual({ ok: true, value: inventory })
    await store.forget('one')
    await store.forget('one')
    expect(await store.load('one')).toMatchObject({ ok: false, problem: { code: 'snapshot.missing' } })
  })

  it('keeps nothing of a file that cannot be read', async () => {
    const store = createSnapshotStore(folder)
    expect(await store.keep('one', new Blob(['no inventory']))).toMatchObject({ ok: false })
    await expect(readdir(folder)).rejects.toThrow('ENOENT')
  })
})
