/** The whole procedure against OpenSSH's sshd in an ESXi-shaped root, also with the server killed at each step. */
import { statSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { editHost, readHost } from '../../electron/esxi/edit-host.ts'
import type { EditLimits } from '../../electron/esxi/edit-limits.ts'
import type { HostWork } from '../../electron/esxi/host-work.ts'
import { connectSsh } from '../../electron/esxi/ssh-client.ts'
import type { SshSession } from '../../electron/esxi/ssh.ts'
import type { HostEdit } from '../../shared/esxi/model.ts'
import { ok, type Result } from '../../shared/problem.ts'
import { missingForSshd, RUNNING, setGeneration, STORE } from './esxi-root.ts'
import { hostFile, startRealHost, type RealHost } from './esxi-sshd.ts'

const missing = missingForSshd()
const title = missing === undefined ? '' : ` (skipped: it ${missing})`
const CONFIG = 'etc/vmware/hostd/config.xml'
const XML = `<config>\r
  <!-- <nfcsvc><maxMemory>1</maxMemory></nfcsvc> -->\r
  <plugins>\r
    <nfcsvc>\r
      <path>libnfcsvc.so</path>\r
      <maxMemory>50331648</maxMemory>\r
      <maxStreamMemory>10485760</maxStreamMemory>\r
    </nfcsvc>\r
  </plugins>\r
</config>`
const JSON_TEXT = `{
   "plugins": {
      "nfcsvc": { "enabled": true, "max_memory": 50331648, "max_stream_memory": 10485760 }
   },
   "big": 12345678901234567890
}
`
const integer = { type: 'integer' }
const schema = JSON.stringify({
  type: 'object',
  properties: {
    plugins: {
      type: 'object',
      properties: {
        nfcsvc: { type: 'object', properties: { max_memory: integer, max_stream_memory: integer } },
      },
    },
  },
})
const GENERATIONS = [
  { name: 'file', fresh: XML, at: CONFIG, settings: { version: '6.7.0', xml: XML } },
  {
    name: 'database',
    fresh: JSON_TEXT,
    at: STORE,
    settings: { version: '8.0.3', xml: XML, store: JSON_TEXT, schema },
  },
] as const
type Generation = (typeof GENERATIONS)[number]

const limits: EditLimits = {
  commandMs: 30_000,
  reconnectMs: 30_000,
  persistMs: 30_000,
  restartMs: 30_000,
  answerMs: 30_000,
  pollMs: 50,
}
const request = { kind: 'edit', change: { maxMemory: 1_000_000_000 } } as const
const AT_ONCE = 3

type Wrap = (session: SshSession) => SshSession

function workOn(host: RealHost, wrap: Wrap = (session) => session): HostWork {
  const { port, passwords, keySha256 } = host
  return {
    hostId: 'host-1',
    hostName: 'esx-real',
    connect: async (signal): Promise<Result<SshSession>> => {
      const login = { kind: 'password', username: 'root', password: passwords.root } as const
      const address = { host: '127.0.0.1', port, name: 'esx-real' }
      const session = await connectSsh(address, login, { pinnedSha256: keySha256, signal })
      return session.ok ? ok(wrap(session.value)) : session
    },
    openSsh: () => Promise.resolve(ok(undefined)),
    closeSsh: () => Promise.resolve(ok(undefined)),
    isIdle: () => Promise.resolve(ok(undefined)),
    answersVcenter: () => Promise.resolve(ok(true)),
    onChange: () => undefined,
  }
}

async function edit(host: RealHost, generation: Generation, wrap?: Wrap): Promise<HostEdit> {
  await setGeneration(host.folder, generation.settings)
  await host.inside('/etc/init.d/hostd', 'restart')
  return editHost(workOn(host, wrap), request, new AbortController().signal, limits)
}

const LOOKS = /^(cat|stat|sha256sum|test|ls|df|date|id|vmware|vim-cmd)$/

interface Cut {
  /** Among the commands that change something. */
  readonly index: number
  readonly when: 'before' | 'during' | 'after'
}

/** Kills sshd at one of the commands that change something, and starts it again. */
function cutting(host: RealHost, cut: Cut | undefined, counted: { changes: number }): Wrap {
  return (session) => ({
    ...session,
    run: async (words, options) => {
      if (LOOKS.test(words[0] ?? '')) return session.run(words, options)
      const isNow = counted.changes === cut?.index
      counted.changes += 1
      if (!isNow) return session.run(words, options)
      const restart = async (): Promise<void> => {
        await host.kill()
        await host.start()
      }
      if (cut.when === 'before') await restart()
      const running = session.run(words, options)
      if (cut.when === 'during') await restart()
      const ran = await running
      if (cut.when !== 'after') return ran
      // It ran, and its answer is lost with the connection.
      await restart()
      return session.run(['true'])
    },
  })
}

async function judge(
  host: RealHost,
  { at, fresh, name }: Generation,
  done: HostEdit,
): Promise<string | undefined> {
  const there = await hostFile(host, at)
  const wanted = fresh.replace(/(<path>[\s\S]*?|"max_memory": )(<maxMemory>)?50331648/, (all) =>
    all.replace('50331648', '1000000000'),
  )
  if (there !== fresh && there !== wanted) return `neither before nor wanted: ${there}`
  if (done.state === 'done' ? there !== wanted : there !== fresh)
    return `${done.state}, but that is not there`
  if (!['done', 'rolledBack', 'failed'].includes(done.state)) return done.state
  if (done.state === 'done' && (await hostFile(host, RUNNING)) !== wanted)
    return 'done, and hostd has not read it'
  if (done.state === 'failed' && !done.truth.startsWith('Nothing was changed')) return done.truth
  if (name === 'database' && (await hostFile(host, CONFIG)) !== XML) return 'the file changed'
  if ((statSync(join(host.folder, CONFIG)).mode & 0o7777) !== 0o1644) return 'the mode changed'
  const left = [
    ...(await readdir(join(host.folder, 'tmp'))),
    ...(await readdir(join(host.folder, 'etc/vmware/hostd'))),
  ]
  const stray = left.filter((file) => file !== 'config.xml' && !/\.palletjack-\d{8}T/.test(file))
  return stray.length > 0 ? `left behind: ${stray.join(', ')}` : undefined
}

describe.skipIf(missing !== undefined)(`an edit on a real sshd${title}`, () => {
  const hosts: RealHost[] = []
  beforeAll(async () => {
    hosts.push(...(await Promise.all(Array.from({ length: AT_ONCE }, () => startRealHost('Be careful.\n')))))
  })
  afterAll(async () => {
    for (const host of hosts) await host.stop()
  })

  describe.each(GENERATIONS)('with settings in a $name', (generation) => {
    it('changes the wanted digits, and reads them back', async () => {
      const [host] = hosts
      const done = await edit(host!, generation)
      expect(done.problem).toBeUndefined()
      expect(done).toMatchObject({ state: 'done', after: { maxMemory: 1_000_000_000 } })
      expect(await judge(host!, generation, done)).toBeUndefined()
      const session = await workOn(host!).connect(new AbortController().signal)
      if (!session.ok) throw new Error(session.problem.message)
      const reading = await readHost(session.value, { hostId: 'host-1', hostName: 'esx-real' })
      await session.value.close()
      expect(reading).toMatchObject({
        ok: true,
        value: {
          values: { maxMemory: 1_000_000_000, maxStreamMemory: 10_485_760 },
          backups: [{ values: { maxMemory: 50_331_648 } }],
        },
      })
    })

    it('leaves the settings as before or as wanted when sshd is killed at any step', async () => {
      const counted = { changes: 0 }
      await edit(hosts[0]!, generation, cutting(hosts[0]!, undefined, counted))
      const cuts = Array.from({ length: counted.changes }, (_, index) => index).flatMap((index): Cut[] =>
        (['before', 'during', 'after'] as const).map((when) => ({ index, when })),
      )
      const wrong: string[] = []
      const states = new Set<string>()
      await Promise.all(
        hosts.map(async (host) => {
          for (let cut = cuts.shift(); cut; cut = cuts.shift()) {
            const done = await edit(host, generation, cutting(host, cut, { changes: 0 }))
            states.add(done.state)
            const complaint = await judge(host, generation, done)
            if (complaint !== undefined) wrong.push(`${cut.when} ${cut.index}: ${complaint}`)
          }
        }),
      )
      expect(wrong).toEqual([])
      expect(states).toContain('rolledBack')
    })
  })
})
