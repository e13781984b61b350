import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { prepareHome, resolveHome } from './home.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'palletjack-home-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))
afterEach(() => vi.unstubAllEnvs())

describe('resolveHome', () => {
  it('takes the flag before the environment, and the environment before the usual place', () => {
    vi.stubEnv('PALLETJACK_HOME', '/srv/palletjack')
    expect(resolveHome('state')).toBe(resolve('state'))
    expect(resolveHome()).toBe(resolve('/srv/palletjack'))
    expect(resolveHome('')).toBe(resolve('/srv/palletjack'))
    vi.stubEnv('PALLETJACK_HOME', '')
    expect(resolveHome()).toContain('palletjack')
  })

  it.runIf(process.platform === 'linux')('adds no suffix to the name', () => {
    vi.stubEnv('PALLETJACK_HOME', '')
    expect(basename(resolveHome())).toBe('palletjack')
  })
})

describe('prepareHome', () => {
  it('makes the directory for its owner only', () => {
    const home = join(folder, 'a', 'b')
    expect(prepareHome(home)).toEqual({ ok: true, value: home })
    expect(statSync(home).mode & 0o777).toBe(0o700)
  })

  it('leaves the mode of a directory that exists as it is', () => {
    const home = join(folder, 'shared')
    prepareHome(home)
    chmodSync(home, 0o755)
    prepareHome(home)
    expect(statSync(home).mode & 0o777).toBe(0o755)
  })

  it.runIf(process.platform === 'linux')('does not hang where nothing can be made', () => {
    expect(prepareHome('/proc/palletjack/home')).toMatchObject({ ok: false, problem: { code: 'input.home' } })
  })

  it('says why a place cannot be used', () => {
    const file = join(folder, 'file')
    writeFileSync(file, '')
    for (const home of [file, join(file, 'below')]) {
      const prepared = prepareHome(home)
      expect(prepared).toMatchObject({ ok: false, problem: { code: 'input.home' } })
      if (!prepared.ok)
        expect(prepared.problem.message).toContain('a file stands where a directory is needed')
    }
  })
})
