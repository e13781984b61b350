import { afterEach, describe, expect, it } from 'vitest'
import { editHost, readHost } from './edit-host.ts'
import { login, TEST_LIMITS, workOn } from './test-support/host-work.ts'
import { CONFIG, CONFIG_XML, startScriptedHost, type ScriptedHost } from './test-support/scripted-host.ts'

const open: ScriptedHost[] = []
const signal = new AbortController().signal
const WANTED_XML = CONFIG_XML.replace('50331648', '1000000000')
const edit = { kind: 'edit', change: { maxMemory: 1_000_000_000 } } as const

async function start(version = '6.7.0'): Promise<ScriptedHost> {
  const host = await startScriptedHost()
  open.push(host)
  host.traits.version = version
  host.traits.hasStore = version.startsWith('8')
  return host
}

afterEach(async () => {
  for (const host of open.splice(0)) await host.close()
})

describe('an edit of the file', () => {
  it('changes the digits, keeps mode and owner, and leaves a backup and nothing else behind', async () => {
    const host = await start()
    const before = new Set([...host.files.keys(), ...host.folders])
    const work = workOn(host)
    const done = await editHost(work, edit, signal, TEST_LIMITS)
    expect(done.problem).toBeUndefined()
    expect(done).toMatchObject({
      state: 'done',
      generation: 'configFile',
      after: { maxMemory: 1_000_000_000 },
    })
    expect(done.steps.map(({ state }) => state)).not.toContain('failed')
    expect(host.files.get(CONFIG)).toEqual({ data: Buffer.from(WANTED_XML), mode: '1644', uid: '0' })
    expect(host.running).toMatchObject({ settings: WANTED_XML, restarts: 1 })
    const left = [...host.files.keys(), ...host.folders].filter((path) => !before.has(path))
    expect(left).toEqual([done.backup])
    expect(host.files.get(done.backup!)?.data.toString()).toBe(CONFIG_XML)
  })
})

describe('an edit of the database', () => {
  it('sets the values, and reads them back after the restart', async () => {
    const host = await start('8.0.3')
    const done = await editHost(workOn(host), edit, signal, TEST_LIMITS)
    expect(done).toMatchObject({
      state: 'done',
      generation: 'configStore',
      after: { maxMemory: 1_000_000_000 },
    })
    expect(host.running.settings).toContain('"max_memory": 1000000000')
    expect(host.files.get(CONFIG)?.data.toString()).toBe(CONFIG_XML)
    expect([...host.folders].filter((path) => path.startsWith('/tmp/'))).toEqual([])
    expect([...host.files.keys()].filter((path) => path.startsWith('/tmp/'))).toEqual([])
  })
})

describe('a reading', () => {
  it('tells values, place and backups', async () => {
    const host = await start('8.0.3')
    await editHost(workOn(host), edit, signal, TEST_LIMITS)
    const session = await login(host)
    if (!session.ok) throw new Error(session.problem.message)
    const reading = await readHost(session.value, { hostId: 'host-11', hostName: 'esx-01' })
    await session.value.close()
    expect(reading).toMatchObject({
      ok: true,
      value: {
        values: { maxMemory: 1_000_000_000 },
        ignored: { values: { maxMemory: 50_331_648 } },
        backups: [{ values: { maxMemory: 50_331_648 } }],
      },
    })
  })
})
