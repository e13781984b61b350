/** A command that is killed while it edits a host, and the next one. */
import { beforeAll, describe, expect, it } from 'vitest'
import { STEP_WORDS } from '../../shared/esxi/edit-steps.ts'
import { EDIT_STEPS } from '../../shared/esxi/model.ts'
import { esxiCli, FILE_HOST, LOGIN, STORE_HOST } from '../fixtures/esxi-cli.ts'
import { BEFORE, CONFIG_FILE, LOCK, memoryIn, WANTED } from '../fixtures/esxi-hosts.ts'

const cli = esxiCli()

describe('a process that is killed in the middle of an edit', () => {
  const STOPPED = { running: false, policy: 'off', ruleset: false }

  beforeAll(async () => {
    for (const name of [FILE_HOST, STORE_HOST]) await cli.trust(name)
  })

  it.each([
    [FILE_HOST, 'write', 'dd of=/etc/'],
    [FILE_HOST, 'replace', 'mv -f'],
    [FILE_HOST, 'restart', 'hostd restart'],
    [STORE_HOST, 'replace', 'current set'],
  ] as const)(
    'of %s at %s leaves the old or the new settings, and the next one puts SSH back',
    async (name, step, stuckAt) => {
      const id = cli.ids.get(name)!
      const inside = cli.lab.esxi(name)
      const settings = () => inside.hostdSettings() ?? Buffer.from(inside.file(CONFIG_FILE)!).toString('utf8')
      const before = settings()
      await cli.admin.setSsh(id, STOPPED)
      await inside.fail({ stuckAt })
      const set = ['nfc', 'set', '--host', name, '--open-ssh', '--yes', ...LOGIN]
      const one = cli.begun(set)
      await expect.poll(() => one.err(), { timeout: 60_000 }).toContain(`${name}: ${STEP_WORDS[step].title}`)
      one.child.kill('SIGKILL')
      await one.ended
      expect(await cli.admin.ssh(id)).toMatchObject({ running: true })
      await inside.fail({})
      // What the host was told before is done to its end.
      if (step === 'restart')
        await expect.poll(() => inside.nfcInUse()?.maxMemory, { timeout: 60_000 }).toBe(WANTED)

      const [host] = await cli.shown(name)
      expect(EDIT_STEPS.indexOf(host!.unfinished!.step)).toBeGreaterThanOrEqual(EDIT_STEPS.indexOf(step))
      expect(host?.sshLeftOpen).toBeUndefined()
      expect(await cli.admin.ssh(id)).toEqual(STOPPED)
      const isBefore = memoryIn(cli.lab, name) === BEFORE
      if (isBefore) expect(settings()).toBe(before)
      else expect(memoryIn(cli.lab, name)).toBe(WANTED)
      const [newest] = await cli.history(name)
      expect(newest).toMatchObject({ state: 'failed', hosts: [{ hostName: name, state: 'failed' }] })
      expect(newest?.hosts[0]?.truth).toContain('is not known')

      const undo = isBefore ? ['set', '--max-memory', String(BEFORE)] : ['restore']
      const next = await cli.ran('nfc', ...undo, '--host', name, '--open-ssh', '--yes', ...LOGIN)
      expect(next.exitCode, next.out + next.err).toBe(0)
      expect((await cli.shown(name))[0]?.unfinished).toBeUndefined()
      expect(inside.nfcInUse()?.maxMemory).toBe(BEFORE)
      expect(settings()).toBe(before)
      expect(inside.file(`${LOCK}/owner`)).toBeUndefined()
      expect(await cli.admin.ssh(id)).toEqual(STOPPED)
      await cli.admin.setSsh(id, { running: true, policy: 'on', ruleset: true })
    },
  )
})
