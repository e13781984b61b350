import { afterEach, describe, expect, it } from 'vitest'
import type { HostEdit } from '../../shared/esxi/model.ts'
import { fail, ok, ProblemError } from '../../shared/problem.ts'
import {
  beforeLine,
  config,
  createPark,
  edit,
  leftovers,
  read,
  setConfig,
  WANTED_XML,
} from './test-support/edit-harness.ts'
import { CONFIG, CONFIG_XML } from './test-support/host-settings.ts'

const { start, closeAll } = createPark()
const BUSY = { code: 'esxi.busy', message: 'Copies run.', remedy: 'Wait.' }

afterEach(closeAll)

describe('settings that cannot be edited', () => {
  it.each([
    ['no nfcsvc', CONFIG_XML.replaceAll('nfcsvc>', 'other>'), 'esxi.nfc-missing'],
    ['two of them', CONFIG_XML.replace('</plugins>', '<nfcsvc/></plugins>'), 'esxi.nfc-ambiguous'],
    ['malformed XML', CONFIG_XML.replace('</plugins>', ''), 'esxi.settings-malformed'],
    ['a huge file', `${CONFIG_XML}${' '.repeat(5_000_000)}`, 'esxi.settings-too-large'],
  ])('are left alone: %s', async (_, text, code) => {
    const host = await start()
    setConfig(host, text)
    const done = await edit(host)
    expect(done).toMatchObject({
      state: 'failed',
      problem: { code },
      truth: 'Nothing was changed on esx-01.',
    })
    expect(config(host)).toBe(text)
    expect(leftovers(host)).toEqual([])
    expect([...host.files.keys()].filter((path) => path.includes('palletjack-'))).toEqual([])
  })

  it('are left alone: a schema without nfcsvc', async () => {
    const host = await start('8.0.3')
    host.schema = '{"type":"object","properties":{}}'
    expect(await edit(host)).toMatchObject({ state: 'failed', problem: { code: 'esxi.nfc-missing' } })
    expect(host.store).toContain('50331648')
  })
})

describe('a host that does not let itself be written to', () => {
  it.each([
    ['is read-only', { isReadOnly: true }, 'esxi.read-only'],
    ['is full', { room: 10 }, 'esxi.disk-full'],
    ['is full and does not say so', { room: 10, isShortWriteSilent: true }, 'esxi.backup-differs'],
    ['knows the user as somebody else than root', { uid: 1000 }, 'esxi.not-root'],
  ])('keeps its settings: it %s', async (_, traits, code) => {
    const host = await start()
    Object.assign(host.traits, traits)
    const done = await edit(host)
    expect(done).toMatchObject({
      state: 'failed',
      problem: { code },
      truth: 'Nothing was changed on esx-01.',
    })
    expect(config(host)).toBe(CONFIG_XML)
    expect(leftovers(host)).toEqual([])
  })

  it('keeps them when only the new file was cut short', async () => {
    const host = await start()
    beforeLine(host, 'dd of=/etc', () => Object.assign(host.traits, { room: 200, isShortWriteSilent: true }))
    expect(await edit(host)).toMatchObject({ state: 'failed', problem: { code: 'esxi.write-short' } })
    expect(config(host)).toBe(CONFIG_XML)
    expect(leftovers(host)).toEqual([])
  })

  it('gets its backup itself back when there is no room for a copy of it', async () => {
    const host = await start()
    beforeLine(host, '/sbin/auto-backup.sh', () => Object.assign(host.traits, { room: 10 }))
    const second = host.traits.intercept
    let isFailed = false
    host.traits.intercept = (line, index) => {
      const now = second(line, index)
      if (line !== '/sbin/auto-backup.sh' || isFailed) return now
      isFailed = true
      return { code: 1, stderr: 'No space left on device' }
    }
    expect(await edit(host)).toMatchObject({ state: 'rolledBack', problem: { code: 'esxi.disk-full' } })
    expect(config(host)).toBe(CONFIG_XML)
    expect(leftovers(host)).toEqual([])
  })

  it('says how to put the backup back by hand when it has become read-only meanwhile', async () => {
    const host = await start()
    host.traits.intercept = (line) => {
      if (line !== '/sbin/auto-backup.sh') return undefined
      host.traits.isReadOnly = true
      return { code: 1, stderr: 'Read-only file system' }
    }
    const done = await edit(host)
    expect(done).toMatchObject({ state: 'failed', problem: { code: 'esxi.read-only' } })
    expect(done.truth).toContain(`cp -p ${done.backup ?? '?'} ${CONFIG}`)
    expect(config(host)).toBe(WANTED_XML)
  })
})

describe('a host that prints at each login', () => {
  it.each(['6.7.0', '8.0.3'])('is edited all the same (%s)', async (version) => {
    const host = await start(version)
    Object.assign(host.traits, { noise: 'Welcome to esx-01\n', banner: 'Authorized users only.\n' })
    const done = await edit(host)
    expect(done).toMatchObject({ state: 'done' })
    expect(version === '6.7.0' ? config(host) : host.store).not.toContain('Welcome')
  })
})

describe('a host that is at work', () => {
  it('is not edited while a task runs on it', async () => {
    const host = await start()
    host.traits.tasks = ['haTask-12-vim.VirtualMachine.clone-4711']
    const done = await edit(host)
    expect(done).toMatchObject({ state: 'failed', problem: { code: 'esxi.busy' } })
    expect(done.problem?.message).toContain('haTask-12-vim.VirtualMachine.clone-4711')
    expect(done.diff).not.toBe('')
    expect(host.lines.some((line) => line.startsWith('cp '))).toBe(false)
  })

  it('is not edited while copies run from it, and not when its hostd is down', async () => {
    const host = await start()
    const work = { isIdle: () => Promise.resolve(fail(BUSY)) }
    expect(await edit(host, { work })).toMatchObject({ state: 'failed', problem: { code: 'esxi.busy' } })
    host.running.isUp = false
    expect(await edit(host)).toMatchObject({ state: 'failed', problem: { code: 'esxi.hostd-down' } })
    expect(leftovers(host)).toEqual([])
  })
})

describe('a hostd that does not come back', () => {
  it('gets the settings back, and a second restart', async () => {
    const host = await start()
    host.traits.hostdStarts = false
    host.traits.intercept = (line) => {
      // It starts with the settings that it had.
      if (line === '/etc/init.d/hostd restart') host.traits.hostdStarts = config(host) === CONFIG_XML
      return undefined
    }
    const done = await edit(host, { limits: { answerMs: 300 } })
    expect(done).toMatchObject({ state: 'rolledBack', problem: { code: 'esxi.no-answer' } })
    expect(host.running).toMatchObject({ settings: CONFIG_XML, isUp: true, restarts: 2 })
    expect(leftovers(host)).toEqual([])
  })

  it('is told of when it stays away even so', async () => {
    const host = await start('8.0.3')
    host.traits.hostdStarts = false
    const done = await edit(host, { limits: { answerMs: 100 } })
    expect(done).toMatchObject({ state: 'failed', problem: { code: 'esxi.no-answer' } })
    expect(done.truth).toContain('as they were before')
    expect(done.truth).toContain('hostd does not answer')
    expect(host.store).toContain('50331648')
  })

  it('is the same when only vCenter does not see the host again', async () => {
    const host = await start()
    const work = { answersVcenter: () => Promise.resolve(ok(config(host) === CONFIG_XML)) }
    const done = await edit(host, { work, limits: { answerMs: 300 } })
    expect(done).toMatchObject({ state: 'rolledBack', problem: { code: 'esxi.no-answer' } })
    expect(done.problem?.message).toContain('vCenter')
  })
})

describe('a host that is very slow', () => {
  it.each(['6.7.0', '8.0.3'])(
    'is given up at any command that changes something, and put back (%s)',
    async (version) => {
      const whole = await start(version)
      await edit(whole)
      const fresh = version === '6.7.0' ? CONFIG_XML : '50331648'
      const changes = /^(dd of=\/etc|dd of=\S*wanted|cp|mv|\S*configstorecli config current set)/
      const hangAt = async (at: number): Promise<void> => {
        const host = await start(version)
        host.traits.intercept = (_, index) => (index === at ? new Promise(() => undefined) : undefined)
        const done = await edit(host, { limits: { commandMs: 1_000 } })
        expect(done.problem?.code).toBe('esxi.command-timeout')
        expect(done.state).toMatch(/^(rolledBack|failed)$/)
        expect(version === '6.7.0' ? config(host) : host.store).toContain(fresh)
        expect(leftovers(host)).toEqual([])
      }
      const indexes = [...whole.lines.keys()].filter((index) => changes.test(whole.lines[index] ?? ''))
      expect(indexes.length).toBeGreaterThan(2)
      await Promise.all(indexes.map(hangAt))
    },
  )
})

describe('a host that is gone for good', () => {
  it('leaves the truth open, and tells where the backup is', async () => {
    const host = await start()
    beforeLine(host, '/etc/init.d/hostd restart', () => {
      host.traits.isShut = true
      host.cutAll()
    })
    const done = await edit(host, { limits: { reconnectMs: 100 } })
    expect(done).toMatchObject({ state: 'failed' })
    expect(done.truth).toContain('is not known')
    expect(done.truth).toContain(done.backup)
    host.traits.isShut = false
    expect(await read(host)).toMatchObject({
      ok: true,
      value: { values: { maxMemory: 1_000_000_000 }, restartDue: true },
    })
  })
})

describe('a cancel', () => {
  it.each(['mkdir', 'vmware', 'cp -p', 'sha256sum', 'dd of=/etc'])(
    'before the replacement changes nothing (%s)',
    async (line) => {
      const host = await start()
      const controller = new AbortController()
      beforeLine(host, line, () => controller.abort())
      const done = await edit(host, { signal: controller.signal })
      expect(done).toMatchObject({ state: 'canceled', truth: 'Nothing was changed on esx-01.' })
      expect(config(host)).toBe(CONFIG_XML)
      expect(leftovers(host)).toEqual([])
    },
  )

  it('after it comes too late', async () => {
    const host = await start()
    const controller = new AbortController()
    beforeLine(host, 'mv -f', () => controller.abort())
    expect(await edit(host, { signal: controller.signal })).toMatchObject({ state: 'done' })
  })

  it('before the start does not even log in', async () => {
    const host = await start()
    expect(await edit(host, { signal: AbortSignal.abort() })).toMatchObject({ state: 'canceled' })
    expect(host.logins.count).toBe(0)
  })
})

describe('a journal that is full', () => {
  const problem = { code: 'journal.disk-full', message: 'Full.', remedy: 'Make room.' }

  it('stops the edit while nothing is changed', async () => {
    const host = await start()
    const work = {
      onChange: ({ steps }: HostEdit) => {
        if (steps.some(({ id, state }) => id === 'write' && state === 'running'))
          throw new ProblemError(problem)
      },
    }
    expect(await edit(host, { work })).toMatchObject({ state: 'failed', problem })
    expect(config(host)).toBe(CONFIG_XML)
  })

  it('is no different from a bug, which still is one at the end', async () => {
    const host = await start()
    let isClosed = false
    const work = {
      onChange: ({ steps }: HostEdit) => {
        if (steps.some(({ id, state }) => id === 'write' && state === 'running')) throw new TypeError('bug')
      },
      closeSsh: () => {
        isClosed = true
        return Promise.resolve(ok(undefined))
      },
    }
    await expect(edit(host, { work })).rejects.toThrow('bug')
    expect(isClosed).toBe(true)
    expect(config(host)).toBe(CONFIG_XML)
    expect(leftovers(host)).toEqual([])
  })

  it('does not leave a changed host half way', async () => {
    const host = await start()
    const work = {
      onChange: ({ steps }: HostEdit) => {
        if (steps.some(({ id, state }) => id === 'restart' && state === 'running'))
          throw new ProblemError(problem)
      },
    }
    expect(await edit(host, { work })).toMatchObject({ state: 'done' })
  })
})
