/** Somebody else works on the same host, or did so before. */
import { afterEach, describe, expect, it } from 'vitest'
import { ok } from '../../shared/problem.ts'
import {
  beforeLine,
  config,
  createPark,
  edit,
  leftovers,
  request,
  setConfig,
} from './test-support/edit-harness.ts'
import { CONFIG, CONFIG_XML } from './test-support/host-settings.ts'
import { type ScriptedHost } from './test-support/scripted-host.ts'

const { start, closeAll } = createPark()
const LOCK = '/tmp/palletjack-nfc.lock'

afterEach(closeAll)

describe('somebody else', () => {
  it('who changed the settings since they were looked at is not overwritten', async () => {
    const host = await start()
    const ask = { ...request, expectedSha256: 'f'.repeat(64) }
    expect(await edit(host, { ask })).toMatchObject({
      state: 'failed',
      problem: { code: 'esxi.settings-changed' },
    })
    const theirs = CONFIG_XML.replace('true', 'false')
    beforeLine(host, 'dd of=/etc', () => setConfig(host, theirs))
    expect(await edit(host)).toMatchObject({ state: 'failed', problem: { code: 'esxi.settings-changed' } })
    expect(config(host)).toBe(theirs)
    expect(leftovers(host)).toEqual([])
  })

  it('who changed another setting in the database is not overwritten, neither by the edit nor by its undoing', async () => {
    const theirs = (host: ScriptedHost): void => {
      host.store = host.store.replace('"id": 7', '"id": 8')
    }
    const early = await start('8.0.3')
    beforeLine(early, 'dd of=/tmp/palletjack-nfc.lock/wanted', () => theirs(early))
    expect(await edit(early)).toMatchObject({ state: 'failed', problem: { code: 'esxi.settings-changed' } })
    const late = await start('8.0.3')
    beforeLine(late, '/etc/init.d/hostd restart', () => theirs(late))
    const work = { answersVcenter: () => Promise.resolve(ok(late.store.includes('50331648'))) }
    expect(await edit(late, { work, limits: { answerMs: 300 } })).toMatchObject({ state: 'rolledBack' })
    for (const host of [early, late]) {
      expect(host.store).toContain('50331648')
      expect(host.store).toContain('"id": 8')
    }
  })

  it('who changes them after the replacement is left alone, and named in what is true', async () => {
    const host = await start()
    const theirs = CONFIG_XML.replace('true', 'false')
    beforeLine(host, '/etc/init.d/hostd restart', () => setConfig(host, theirs))
    const done = await edit(host)
    expect(done).toMatchObject({ state: 'failed', problem: { code: 'esxi.not-taken' } })
    expect(done.truth).toContain('somebody else changed them')
    expect(config(host)).toBe(theirs)
  })

  const owner = (more: object): string =>
    JSON.stringify({
      palletjack: 1,
      token: 'other',
      who: 'ada on bastion-7',
      since: new Date().toISOString(),
      machine: 'elsewhere',
      pid: 1,
      ...more,
    })
  const lock = (host: ScriptedHost, text?: string): void => {
    host.folders.add(LOCK)
    if (text !== undefined)
      host.files.set(`${LOCK}/owner`, { data: Buffer.from(text), mode: '644', uid: '0' })
  }

  it('who holds the lock is named, with the time', async () => {
    const host = await start()
    lock(host, owner({}))
    const done = await edit(host)
    expect(done).toMatchObject({ state: 'failed', problem: { code: 'esxi.locked' } })
    expect(done.problem?.message).toMatch(/ada on bastion-7, since 20\d\d-/)
    expect(host.files.has(`${LOCK}/owner`)).toBe(true)
    lock(host, 'no owner')
    expect(await edit(host)).toMatchObject({ state: 'failed', problem: { code: 'esxi.locked' } })
    expect(host.folders.has(LOCK)).toBe(true)
  })

  it('who left it an hour ago is taken over from, with what was left behind', async () => {
    const host = await start()
    lock(host, owner({ since: new Date(Date.now() - 61 * 60_000).toISOString() }))
    host.files.set(`${CONFIG}.palletjack-new`, { data: Buffer.from('half'), mode: '1644', uid: '0' })
    expect(await edit(host)).toMatchObject({ state: 'done' })
    expect(leftovers(host)).toEqual([])
  })

  it('is not what an ended run of this process is, whose lock is taken over at once', async () => {
    const host = await start()
    beforeLine(host, 'dd of=/etc', () => {
      host.traits.isShut = true
      host.cutAll()
    })
    const lost = await edit(host, { work: { runId: 'run-1' }, limits: { reconnectMs: 50 } })
    expect(lost).toMatchObject({ state: 'failed', problem: { code: 'esxi.connection-lost' } })
    host.traits.isShut = false
    expect(await edit(host)).toMatchObject({ problem: { code: 'esxi.locked' } })
    const isOver = (runId: string): boolean => runId === 'run-1'
    expect(await edit(host, { work: { runId: 'run-2', isOver } })).toMatchObject({ state: 'done' })
    expect(leftovers(host)).toEqual([])
  })

  it('who took the lock over meanwhile stops the edit before it changes anything', async () => {
    const host = await start()
    beforeLine(host, 'dd of=/etc', () => lock(host, owner({})))
    expect(await edit(host)).toMatchObject({ state: 'failed', problem: { code: 'esxi.locked' } })
    expect(config(host)).toBe(CONFIG_XML)
  })
})
