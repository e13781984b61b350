import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeLabFolder } from './lab-folder.ts'

let base: string
beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'lab-folder-'))
})
afterEach(() => rm(base, { recursive: true, force: true }))

describe('makeLabFolder', () => {
  it('gives each lab its own folder, for this user only', async () => {
    const [a, b] = [await makeLabFolder(base), await makeLabFolder(base)]
    expect(a.dir).not.toBe(b.dir)
    expect((await stat(a.dir)).mode & 0o777).toBe(0o700)
    await a.remove()
    expect(await readdir(base)).toHaveLength(1)
    await b.remove()
    expect(await readdir(base)).toEqual([])
  })

  it('takes away a parent that it made, unless something else is in it', async () => {
    const made = await makeLabFolder(join(base, 'made'))
    await made.remove()
    const used = await makeLabFolder(join(base, 'used'))
    await writeFile(join(base, 'used', 'notes'), '')
    await used.remove()
    expect(await readdir(base)).toEqual(['used'])
  })

  it('removes what a killed process left and nothing else', async () => {
    // Above the largest process id of any system.
    await mkdir(join(base, 'lab-999999999-abcdef'))
    await mkdir(join(base, `lab-${process.pid}-live`))
    await mkdir(join(base, 'lab-notes'))
    const folder = await makeLabFolder(base)
    const left = (await readdir(base)).filter((name) => join(base, name) !== folder.dir)
    expect(left.sort()).toEqual([`lab-${process.pid}-live`, 'lab-notes'])
  })
})
