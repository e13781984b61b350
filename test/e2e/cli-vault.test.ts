/** `palletjack vault` as a user runs it: processes of their own on one state directory, against a lab. */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createBackend, type Backend } from '../../electron/backend.ts'
import { jsonLines, over, palletjack, type CliOptions, type Ran } from '../fixtures/cli-process.ts'
import { startLabWorld, type LabWorld } from '../fixtures/lab-backend.ts'

const PASSPHRASE = 'passphrase-canary of the vault'
const NEXT = 'passphrase-canary of tomorrow'
const COPY = 'passphrase-canary of the copy'
const WRONG = 'passphrase-canary that is wrong'

let world: LabWorld
let home: string
let other: string
const said: string[] = []
const backends: Backend[] = []
/** Written to a file that the user asked for. */
let code = ''

beforeAll(async () => {
  world = await startLabWorld()
  home = join(world.home, 'state')
  other = join(world.home, 'other')
})
afterEach(async () => {
  for (const backend of backends.splice(0)) await backend.close()
})
afterAll(() => world.close())

/** `secrets` on the descriptors 3 and 4. */
async function ran(args: readonly string[], secrets: readonly string[] = [], at = home): Promise<Ran> {
  const [password, hostPassword] = secrets
  const options: CliOptions = {
    ...(password !== undefined && { password }),
    ...(hostPassword !== undefined && { hostPassword }),
  }
  const one = palletjack([...args, '--home', at], options)
  expect(one.child.spawnargs.join(' ')).not.toContain('canary')
  const done = await over(one)
  said.push(done.out, done.err)
  return done
}

const check = (secrets: readonly string[], at = home) =>
  ran(['provider', 'check', 'vc', '--vault-passphrase-fd', '3', '--json'], secrets, at)

/** The application, as another process would run it, with the vault open. */
async function application(passphrase: string): Promise<Backend> {
  const backend = await createBackend({ home, shell: 'test' })
  backends.push(backend)
  await backend.client.vault.unlock({ by: 'passphrase', passphrase })
  return backend
}

async function stateOf({ client }: Backend, wanted: string): Promise<string | undefined> {
  for await (const status of await client.vault.watch())
    if (status.state === wanted) return 'because' in status ? status.because : undefined
  return undefined
}

describe('palletjack vault', () => {
  it('makes a vault with a passphrase from a descriptor, and a recovery code in a file', async () => {
    const file = join(world.home, 'code.txt')
    const args = ['vault', 'create', '--passphrase-fd', '3', '--recovery-code-file', file]
    const made = await ran(args, [PASSPHRASE])
    expect(made.exitCode, made.err).toBe(0)
    code = readFileSync(file, 'utf8').trim()
    expect([code.length, statSync(file).mode & 0o777]).toEqual([39, 0o600])
    expect((await ran(args, [PASSPHRASE])).exitCode).toBe(2)
    const status = await ran(['vault', 'status', '--json'])
    expect(jsonLines(status.out)).toMatchObject([
      { vault: { state: 'locked', slots: [{ kind: 'passphrase' }, { kind: 'recovery' }] }, entries: [] },
    ])
  })

  it('logs a provider in with what the application put into it, after its passphrase', async () => {
    const { vcenter } = world.lab.endpoints
    const { client } = await application(PASSPHRASE)
    await client.providers.addVsphere({
      ...{ name: 'vc', url: vcenter.url, username: vcenter.username, password: vcenter.password },
      trust: { kind: 'fingerprint', value: vcenter.sha256 },
    })
    await backends.pop()?.close()
    const alone = await ran(['provider', 'check', 'vc'])
    expect([alone.exitCode, alone.err]).toEqual([
      2,
      expect.stringContaining('--vault-passphrase-fd') as string,
    ])
    const checked = await check([PASSPHRASE])
    expect(checked.exitCode, checked.err).toBe(0)
    expect((await check([code])).exitCode).toBe(0)
  })

  it('uses what is handed over for one command alone while it is locked', async () => {
    const by = await ran(
      ['provider', 'check', 'vc', '--password-fd', '3'],
      [world.lab.endpoints.vcenter.password],
    )
    expect(by.exitCode, by.err).toBe(0)
    const lab = await ran(['provider', 'check', '--lab', '--json'])
    expect(lab.exitCode, lab.err).toBe(0)
  })

  it('is locked in another process', async () => {
    const backend = await application(PASSPHRASE)
    const locked = stateOf(backend, 'locked')
    const lock = await ran(['vault', 'lock'])
    expect(lock.exitCode, lock.err).toBe(0)
    await locked
    await expect(backend.client.vault.exportCopy({ passphrase: COPY })).rejects.toMatchObject({
      data: { code: 'vault.locked' },
    })
  })

  it('changes its passphrase, its code and its key', async () => {
    const fds = ['--passphrase-fd', '3', '--new-passphrase-fd', '4']
    const changed = await ran(['vault', 'passphrase', ...fds], [PASSPHRASE, NEXT])
    expect(changed.exitCode, changed.err).toBe(0)
    expect((await check([PASSPHRASE])).exitCode).toBe(1)
    const file = join(world.home, 'code-2.txt')
    const rotated = await ran(
      ['vault', 'rotate', '--passphrase-fd', '3', '--recovery-code-file', file],
      [NEXT],
    )
    expect(rotated.exitCode, rotated.err).toBe(0)
    const before = code
    code = readFileSync(file, 'utf8').trim()
    expect((await check([before])).exitCode).toBe(1)
    expect((await check([code])).exitCode).toBe(0)
    expect((await check([NEXT])).exitCode).toBe(0)
  })

  it('goes to another computer in a copy with a passphrase of its own', async () => {
    const copy = join(world.home, 'copy')
    const fds = ['--passphrase-fd', '3', '--copy-passphrase-fd', '4']
    const written = await ran(['vault', 'export', copy, '--provider', 'vc', ...fds], [NEXT, COPY])
    expect(written.exitCode, written.err).toBe(0)
    expect(statSync(copy).mode & 0o777).toBe(0o600)
    await ran(['vault', 'create', '--passphrase-fd', '3'], [PASSPHRASE], other)
    const wrong = await ran(['vault', 'import', copy, ...fds], [PASSPHRASE, WRONG], other)
    expect([wrong.exitCode, wrong.out]).toEqual([1, ''])
    const read = await ran(['vault', 'import', copy, ...fds, '--json'], [PASSPHRASE, COPY], other)
    expect(read.exitCode, read.err).toBe(0)
    expect(jsonLines(read.out)).toMatchObject([{ added: ['vc'], left: [] }])
    const checked = await check([PASSPHRASE], other)
    expect(checked.exitCode, checked.err).toBe(0)
  })

  it('slows wrong passphrases down across processes', async () => {
    const tried = (secret: string) =>
      ran(['vault', 'export', join(world.home, 'no'), '--passphrase-fd', '3'], [secret], other)
    for (let time = 0; time < 5; time++) expect((await tried(WRONG)).err).toContain('does not open the vault')
    const early = await tried(PASSPHRASE)
    expect([early.exitCode, early.err]).toEqual([1, expect.stringMatching(/taken in \d+ seconds/) as string])
  })

  it('forgets one, and all after the whole sentence', async () => {
    const one = await ran(['vault', 'forget', 'vc', '--yes', '--passphrase-fd', '3'], [NEXT])
    expect(one.exitCode, one.err).toBe(0)
    expect((await check([NEXT])).exitCode).not.toBe(0)
    expect((await ran(['vault', 'forget', '--all', '--yes'])).exitCode).toBe(2)
    const all = await ran(['vault', 'forget', '--all', '--confirm', 'forget everything'])
    expect(all.exitCode, all.err).toBe(0)
    expect(readdirSync(home).filter((name) => /^vault\.json(\.previous|\.new)?$/.test(name))).toEqual([])
    expect((await ran(['vault', 'status'])).out).toContain('No vault is set up')
  })

  it('tells nobody a passphrase, a code or a password', () => {
    const secrets = [PASSPHRASE, NEXT, COPY, WRONG, code, world.lab.endpoints.vcenter.password]
    expect(said.join('').length).toBeGreaterThan(1000)
    for (const secret of secrets) {
      for (const text of said) expect(text.includes(secret)).toBe(false)
      for (const place of [home, other])
        for (const entry of readdirSync(place, { recursive: true, withFileTypes: true })) {
          if (!entry.isFile()) continue
          const content = readFileSync(join(entry.parentPath, entry.name), 'latin1')
          expect(content.includes(secret), entry.name).toBe(false)
        }
    }
  })
})
