import { afterEach, describe, expect, it } from 'vitest'
import { fail, ok } from '../../shared/problem.ts'
import {
  config,
  createPark,
  edit,
  leftovers,
  read,
  request,
  setConfig,
  WANTED_XML,
} from './test-support/edit-harness.ts'
import { CONFIG, CONFIG_XML } from './test-support/host-settings.ts'

const { start, closeAll } = createPark()

afterEach(closeAll)

describe('an edit', () => {
  it('changes the digits in the file, keeps mode and owner, and leaves a backup and nothing else behind', async () => {
    const host = await start()
    const before = new Set([...host.files.keys(), ...host.folders])
    const done = await edit(host)
    expect(done.problem).toBeUndefined()
    expect(done).toMatchObject({
      state: 'done',
      generation: 'configFile',
      after: { maxMemory: 1_000_000_000 },
    })
    expect(done.diff).toContain('+      <maxMemory>1000000000</maxMemory>')
    const states = done.steps.map(({ id, state }) => `${id} ${state}`)
    expect(states.filter((one) => !one.endsWith(' done'))).toEqual(['openSsh skipped', 'closeSsh skipped'])
    expect(host.files.get(CONFIG)).toEqual({ data: Buffer.from(WANTED_XML), mode: '1644', uid: '0' })
    expect(host.running).toMatchObject({ settings: WANTED_XML, restarts: 1 })
    const left = [...host.files.keys(), ...host.folders].filter((path) => !before.has(path))
    expect(left).toEqual([done.backup])
    expect(done.backup).toMatch(/^\/etc\/vmware\/hostd\/config\.xml\.palletjack-\d{8}T\d{6}Z-[0-9a-f]{12}$/)
    expect(host.files.get(done.backup!)?.data.toString()).toBe(CONFIG_XML)
  })

  it('sets the value in the database, and reads it back after the restart', async () => {
    const host = await start('8.0.3')
    const done = await edit(host)
    expect(done).toMatchObject({
      state: 'done',
      generation: 'configStore',
      after: { maxMemory: 1_000_000_000 },
    })
    expect(done.steps.map(({ id }) => id)).not.toContain('persist')
    expect(host.running.settings).toContain('"max_memory": 1000000000')
    expect(config(host)).toBe(CONFIG_XML)
    expect(leftovers(host)).toEqual([])
  })

  it('trusts what is there more than the version', async () => {
    const early = await start('7.0.1')
    early.traits.hasStore = true
    expect(await edit(early)).toMatchObject({ state: 'done', generation: 'configFile' })
    const odd = await start('8.0.3')
    odd.traits.hasStore = false
    expect(await edit(odd)).toMatchObject({ state: 'failed', problem: { code: 'esxi.generation-unclear' } })
    expect(config(odd)).toBe(CONFIG_XML)
  })

  it('leaves a host alone that is so already', async () => {
    const host = await start()
    setConfig(host, WANTED_XML)
    expect(await edit(host)).toMatchObject({ state: 'unchanged', diff: '' })
    expect(host.running.restarts).toBe(0)
  })

  it('restarts hostd when an earlier edit was cut off before that', async () => {
    const host = await start()
    setConfig(host, WANTED_XML)
    host.folders.add('/tmp/palletjack-nfc.restart-due')
    expect(await read(host)).toMatchObject({ ok: true, value: { restartDue: true } })
    expect(await edit(host)).toMatchObject({ state: 'done', after: { maxMemory: 1_000_000_000 } })
    expect(host.running.restarts).toBe(1)
    expect(leftovers(host)).toEqual([])
  })

  it('only looks when it is rehearsed', async () => {
    for (const version of ['6.7.0', '8.0.3']) {
      const host = await start(version)
      const files = new Map(host.files)
      const done = await edit(host, { ask: { ...request, kind: 'rehearsal' } })
      expect(done).toMatchObject({ state: 'done', before: { maxMemory: 50_331_648 } })
      expect(done.diff).toContain('1000000000')
      expect(done.sha256).toMatch(/^[0-9a-f]{64}$/)
      expect(host.files).toEqual(files)
      expect(host.running.restarts).toBe(0)
    }
  })

  it('is told at each change, and puts SSH back at the end', async () => {
    const host = await start()
    const calls: string[] = []
    const say = (name: string) => () => {
      calls.push(`${name} at ${host.logins.count} logins`)
      return Promise.resolve(ok(`${name}.`))
    }
    const done = await edit(host, { work: { openSsh: say('open'), closeSsh: say('close') } })
    expect(calls).toEqual(['open at 0 logins', 'close at 2 logins'])
    expect(done.steps.map(({ detail }) => detail)).toEqual(expect.arrayContaining(['open.', 'close.']))
  })

  it('says when SSH could not be put back', async () => {
    const host = await start()
    const problem = { code: 'vsphere.no-permission', message: 'No.', remedy: 'Ask.' }
    const done = await edit(host, { work: { closeSsh: () => Promise.resolve(fail(problem)) } })
    expect(done).toMatchObject({ state: 'done', problem })
    expect(done.truth).toContain('SSH service could not be put back')
  })
})

describe('a restore', () => {
  const restore = { kind: 'restore', rehearse: false } as const

  it.each(['6.7.0', '8.0.3'])('puts the newest backup back, or the chosen one (%s)', async (version) => {
    const host = await start(version)
    const fresh = version === '6.7.0' ? config(host) : host.store
    const first = await edit(host)
    const back = await edit(host, { ask: restore })
    expect(back).toMatchObject({ state: 'done', after: { maxMemory: 50_331_648 } })
    expect(version === '6.7.0' ? config(host) : host.store).toBe(fresh)
    await edit(host)
    const chosen = await edit(host, { ask: { ...restore, backup: first.backup } })
    expect(chosen).toMatchObject({ state: 'done', after: { maxMemory: 50_331_648 } })
  })

  it('can be rehearsed', async () => {
    const host = await start()
    await edit(host)
    const done = await edit(host, { ask: { ...restore, rehearse: true } })
    expect(done).toMatchObject({ state: 'done' })
    expect(done.diff).toContain('+      <maxMemory>50331648</maxMemory>')
    expect(config(host)).toBe(WANTED_XML)
  })

  it('refuses a damaged backup, a path that is none, and a host without any', async () => {
    const host = await start()
    expect(await edit(host, { ask: restore })).toMatchObject({ problem: { code: 'esxi.no-backup' } })
    const { backup = '' } = await edit(host)
    const other = await edit(host, { ask: { ...restore, backup: '/etc/passwd' } })
    expect(other).toMatchObject({ state: 'failed', problem: { code: 'esxi.no-backup' } })
    host.files.get(backup)!.data = Buffer.from(WANTED_XML)
    expect(await edit(host, { ask: restore })).toMatchObject({ problem: { code: 'esxi.backup-damaged' } })
    expect(config(host)).toBe(WANTED_XML)
  })
})

describe('a reading', () => {
  it('tells values, place and backups, and what a file says that nobody reads', async () => {
    const host = await start('8.0.3')
    await edit(host)
    expect(await read(host)).toMatchObject({
      ok: true,
      value: {
        version: '8.0.3',
        build: '17499825',
        place: 'esx/services/hostd: plugins.nfcsvc',
        values: { maxMemory: 1_000_000_000 },
        ignored: { place: CONFIG, values: { maxMemory: 50_331_648 } },
        backups: [{ values: { maxMemory: 50_331_648 } }],
      },
    })
    expect(leftovers(host)).toEqual([])
  })

  it('refuses what is no ESXi host', async () => {
    const host = await start()
    host.traits.intercept = (line) =>
      line.startsWith('vmware') ? { code: 127, stderr: 'not found' } : undefined
    expect(await read(host)).toMatchObject({ ok: false, problem: { code: 'esxi.not-esxi' } })
  })
})
