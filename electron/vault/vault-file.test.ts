import { execFile } from 'node:child_process'
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { newDocument, putSecrets } from './document.ts'
import type { VaultDocument } from './format.ts'
import { newKey } from './seal.ts'
import { fillSlot, newSlot } from './slots.ts'
import { createVaultFile } from './vault-file.ts'

const execute = promisify(execFile)
const NOW = new Date('2026-11-27T22:00:00Z')
let folder: string
let path: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'palletjack-vault-'))
  path = join(folder, 'state/vault.json')
})
afterEach(() => rm(folder, { recursive: true, force: true }))

function generations(): { readonly old: VaultDocument; readonly next: VaultDocument } {
  const key = newKey()
  const slot = fillSlot('v1', { kind: 'recovery', ...newSlot(NOW) }, newKey(), key)
  const old = newDocument('v1', key, [slot])
  const next = putSecrets(old, [{ id: 'a', kind: 'vcenter', secret: Buffer.from('alpha') }], NOW)
  return { old: old.document, next: next.document }
}

it('is not there, is written, and is read again', async () => {
  const file = createVaultFile(path)
  const { old, next } = generations()
  expect(await file.read()).toEqual({ ok: true, value: undefined })
  expect(await file.write(old)).toEqual({ ok: true, value: undefined })
  expect(await file.readPrevious()).toEqual({ ok: true, value: undefined })
  await file.write(next)
  expect(await file.read()).toEqual({ ok: true, value: next })
  expect(await file.readPrevious()).toEqual({ ok: true, value: old })
  expect(await readdir(join(folder, 'state'))).toEqual(['vault.json', 'vault.json.previous'])
})

it('is readable by its owner only', async () => {
  const file = createVaultFile(path)
  const { old, next } = generations()
  await file.write(old)
  await file.write(next)
  const mode = async (name: string) => ((await stat(join(folder, name))).mode & 0o777).toString(8)
  expect(await mode('state')).toBe('700')
  expect(await mode('state/vault.json')).toBe('600')
  expect(await mode('state/vault.json.previous')).toBe('600')
  expect(await file.copyAside(NOW)).toMatchObject({ ok: true })
  expect(await mode('state/vault.json.damaged-20261127T220000Z')).toBe('600')
})

it('leaves nothing of a write that was cut off, where an old generation must not stay', async () => {
  const file = createVaultFile(path)
  const { old, next } = generations()
  await file.write(old)
  await writeFile(`${path}.previous.new`, 'from a process that ended between two steps')
  await file.write(next, { forgetOld: true })
  expect(await readdir(join(folder, 'state'))).toEqual(['vault.json'])
})

it('goes with all that was kept of it', async () => {
  const file = createVaultFile(path)
  const { old, next } = generations()
  await file.write(old)
  await file.write(next)
  await file.copyAside(NOW)
  for (const rest of ['.new', '.previous.new']) await writeFile(`${path}${rest}`, 'rest')
  await writeFile(join(folder, 'state', 'other.json'), 'of somebody else')
  expect(await file.remove()).toEqual({ ok: true, value: undefined })
  expect(await readdir(join(folder, 'state'))).toEqual(['other.json'])
})

it('leaves no generation that a removed slot opens', async () => {
  const file = createVaultFile(path)
  const { old, next } = generations()
  await file.write(old)
  await file.write(next, { forgetOld: true })
  expect(await file.readPrevious()).toEqual({ ok: true, value: undefined })
  await file.remove()
  expect(await readdir(join(folder, 'state'))).toEqual([])
})

describe('what cannot be read', () => {
  const wrong: readonly (readonly [string, string, string])[] = [
    ['nothing', '', 'vault.corrupt'],
    ['half a file', '{"format":"palletjack-vault","version":1,', 'vault.corrupt'],
    ['another file', '{"a":1}', 'vault.corrupt'],
    ['a list', '[]', 'vault.corrupt'],
    ['no slots', JSON.stringify({ ...generations().old, slots: [] }), 'vault.corrupt'],
    ['a field too many', JSON.stringify({ ...generations().old, more: 1 }), 'vault.corrupt'],
    ['a newer version', '{"format":"palletjack-vault","version":2,"secrets":{}}', 'vault.newer'],
  ]
  it.each(wrong)('%s: is told, and stays as it is', async (_, text, code) => {
    const file = createVaultFile(path)
    await file.write(generations().old)
    await writeFile(path, text)
    expect(await file.read()).toMatchObject({ ok: false, problem: { code } })
    expect(await readFile(path, 'utf8')).toBe(text)
    const copy = `${path}.damaged-20261127T220000Z`
    expect(await file.copyAside(NOW)).toEqual({ ok: true, value: copy })
    expect(await readFile(copy, 'utf8')).toBe(text)
    expect(await file.copyAside(NOW)).toMatchObject({ ok: false, problem: { code: 'vault.not-written' } })
  })

  it('a folder in its place: is told', async () => {
    const file = createVaultFile(folder)
    expect(await file.read()).toMatchObject({ ok: false, problem: { code: 'vault.unreadable' } })
    expect(await file.write(generations().old)).toMatchObject({
      ok: false,
      problem: { code: 'vault.not-written' },
    })
  })

  it('of a damaged vault no word of the file is in the problem', async () => {
    const file = createVaultFile(path)
    await file.write(generations().old)
    await writeFile(path, '{"format":"palletjack-vault","version":1,"slots":"hunter2"}')
    expect(JSON.stringify(await file.read())).not.toContain('hunter2')
  })
})

describe.each([false, true])('a process killed while it writes (forgetting the old one: %s)', (forgetOld) => {
  it('leaves the old or the new vault, whole, at every step', async () => {
    const { old, next } = generations()
    const file = createVaultFile(path)
    const document = join(folder, 'next.json')
    await writeFile(document, JSON.stringify(next))
    const run = (step: number) =>
      execute(process.execPath, [
        join(import.meta.dirname, 'test-support/killed-writer.ts'),
        JSON.stringify({ path, document, step, forgetOld }),
      ])
    await file.write(old)
    const { steps } = JSON.parse((await run(1000)).stdout) as { steps: number }
    expect(steps).toBeGreaterThan(6)
    const seen = new Set<string>()
    for (let step = 1; step <= steps; step++) {
      await file.remove()
      await file.write(old)
      await expect(run(step)).rejects.toMatchObject({ signal: 'SIGKILL' })
      const left = await file.read()
      const which = JSON.stringify(left) === JSON.stringify({ ok: true, value: old }) ? 'old' : 'new'
      if (which === 'new') expect(left).toEqual({ ok: true, value: next })
      seen.add(which)
      // What the dead one left is in nobody's way.
      expect(await file.write(next)).toMatchObject({ ok: true })
      expect(await file.read()).toEqual({ ok: true, value: next })
    }
    expect([...seen].sort()).toEqual(['new', 'old'])
  })
})

it('that cannot be written stays as it is', async () => {
  const file = createVaultFile(path)
  const { old, next } = generations()
  await file.write(old)
  await chmod(join(folder, 'state'), 0o500)
  const written = await file.write(next)
  await chmod(join(folder, 'state'), 0o700)
  // A superuser may write everywhere.
  if (process.getuid?.() !== 0) expect(written).toMatchObject({ problem: { code: 'vault.not-written' } })
  expect(await file.read()).toEqual({ ok: true, value: written.ok ? next : old })
})
