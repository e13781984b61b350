import { afterEach, describe, expect, it } from 'vitest'
import { beforeLine, config, createPark, edit, setConfig, WANTED_XML } from './test-support/edit-harness.ts'
import { CONFIG_XML } from './test-support/host-settings.ts'

const { start, closeAll } = createPark()
const LOCK = '/tmp/palletjack-nfc.lock'

afterEach(closeAll)

describe('settings that are put back', () => {
  it('count as such only when they were read again (8.0.3)', async () => {
    const host = await start('8.0.3')
    host.traits.hostdStarts = false
    let sets = 0
    host.traits.intercept = (line) => {
      if (!line.includes('config current set')) return undefined
      sets += 1
      // It says so and does nothing.
      return sets === 1 ? undefined : { code: 0, stdout: 'Set: completed successfully\n' }
    }
    const done = await edit(host, { limits: { answerMs: 100 } })
    expect(done).toMatchObject({ state: 'failed', problem: { code: 'esxi.no-answer' } })
    expect(done.truth).toContain('could not be put back')
    expect(host.store).toContain('1000000000')
  })

  it('are read once more after the restart', async () => {
    const host = await start()
    let restarts = 0
    host.traits.intercept = (line) => {
      if (line !== '/etc/init.d/hostd restart') return undefined
      restarts += 1
      host.traits.hostdStarts = restarts === 2
      // As a host profile may do.
      if (restarts === 2) setConfig(host, WANTED_XML)
      return undefined
    }
    const done = await edit(host, { limits: { answerMs: 300 } })
    expect(done).toMatchObject({ state: 'failed', problem: { code: 'esxi.no-answer' } })
    expect(done.truth).toContain('are others again')
    expect(done.after).toBeUndefined()
    expect(config(host)).toBe(WANTED_XML)
  })

  it('are told as read back where they stayed', async () => {
    const host = await start()
    let restarts = 0
    host.traits.intercept = (line) => {
      if (line === '/etc/init.d/hostd restart') host.traits.hostdStarts = (restarts += 1) === 2
      return undefined
    }
    const done = await edit(host, { limits: { answerMs: 300 } })
    expect(done).toMatchObject({ state: 'rolledBack', after: { maxMemory: 50_331_648 } })
    expect(config(host)).toBe(CONFIG_XML)
  })
})

describe('the lock of somebody who took it over', () => {
  it('stays when the edit ends', async () => {
    const host = await start()
    const other = JSON.stringify({
      ...{ palletjack: 1, token: 'other', who: 'ada on bastion-7', machine: 'elsewhere', pid: 1 },
      since: new Date().toISOString(),
    })
    beforeLine(host, '/etc/init.d/hostd restart', () => {
      host.files.set(`${LOCK}/owner`, { data: Buffer.from(other), mode: '644', uid: '0' })
    })
    expect(await edit(host)).toMatchObject({ state: 'done' })
    expect(host.files.get(`${LOCK}/owner`)?.data.toString()).toBe(other)
    expect(host.folders.has(LOCK)).toBe(true)
  })
})
