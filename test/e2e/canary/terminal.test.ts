/** Every secret is handed to commands on a terminal, and looked for in all that they print, write and start. */
import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse, stringify } from 'yaml'
import { createBackend } from '../../../electron/backend.ts'
import type { Orders } from '../../fixtures/crashing-caller.ts'
import { over, palletjack, type CliOptions, type CliProcess, type Ran } from '../../fixtures/cli-process.ts'
import { reachMap } from '../../fixtures/esxi-cli.ts'
import { listedHosts, loginOf } from '../../fixtures/esxi-hosts.ts'
import { startLabWorld, type LabWorld } from '../../fixtures/lab-backend.ts'
import { hitsInChildren, watchChildren, type ChildWatch, type Seen } from './children.ts'
import { encryptedKey, linesOf } from './keys.ts'
import { filesBelow, hitsBelow, hitsIn, needlesOf, partsOf, type Needle } from './search.ts'

const HOST = 'esx-04.lab.example'
const made = (what: string): string => `${what} ${randomUUID()}`
const SECRETS = {
  'old passphrase': made('old'),
  'new passphrase': made('new'),
  'wrong passphrase': made('wrong'),
  'passphrase of the copy': made('copy'),
  'passphrase of the key': made('key'),
  'passphrase of a disk': made('disk'),
  'wrong password': made('password'),
  'wrong token': randomUUID(),
  'wrong password of the host': made('host'),
}
const key = encryptedKey(SECRETS['passphrase of the key'])

let world: LabWorld
let watch: ChildWatch
let seen: readonly Seen[] = []
let code: string
const said: string[] = []
const at = (name: string): string => join(world.home, name)
const state = (): string => at('state')

beforeAll(async () => {
  world = await startLabWorld(40)
  writeFileSync(at('reach.json'), JSON.stringify(reachMap(world)))
  for (const folder of ['temporary', 'written']) mkdirSync(at(folder))
  watch = watchChildren()
})
afterAll(async () => {
  watch.stop()
  await world.close()
})

function begun(args: readonly string[], options: CliOptions = {}): CliProcess {
  return palletjack([...args, '--home', state()], {
    ...options,
    program: 'test/fixtures/cli-on-lab.ts',
    env: { TEST_REACH: at('reach.json'), TMPDIR: at('temporary') },
  })
}

/** `first` is handed over on descriptor 3, `second` on 4. */
async function ran(args: readonly string[], first?: string, second?: string): Promise<Ran> {
  const options = {
    ...(first !== undefined && { password: first }),
    ...(second !== undefined && { hostPassword: second }),
  }
  const one = await over(begun(args, options))
  said.push(one.out, one.err)
  return one
}

const worked = async (...given: Parameters<typeof ran>): Promise<Ran> => {
  const one = await ran(...given)
  expect(one.exitCode, `${given[0].join(' ')}: ${one.out} ${one.err}`).toBe(0)
  return one
}
const refused = async (pattern: RegExp, ...given: Parameters<typeof ran>): Promise<void> => {
  const one = await ran(...given)
  expect(one.exitCode, given[0].join(' ')).not.toBe(0)
  expect(`${one.out}${one.err}`).toMatch(pattern)
}

/** The options that name the lab's vCenter, whose password is handed over. */
function byAddress(): string[] {
  const { url, username, sha256 } = world.lab.endpoints.vcenter
  return ['--vcenter', url, '--username', username, '--fingerprint', sha256]
}

const VAULT = ['--vault-passphrase-fd', '3'] as const
const byPassphrase = { by: 'passphrase', passphrase: SECRETS['old passphrase'] } as const

function needles(): readonly Needle[] {
  const { vcenter, cluster } = world.lab.endpoints
  return needlesOf({
    ...SECRETS,
    'password of the vCenter': vcenter.password,
    'token of the cluster': cluster.token,
    'password of the host': loginOf(world.lab, HOST).password,
    ...linesOf(key),
    ...partsOf('recovery code', code, /(?<=^|-)[0-9A-Z]{4}-[0-9A-Z]{4}(?=-|$)/g),
    'recovery code without hyphens': code.replaceAll('-', ''),
  })
}

/** A login program that prints the token, which it reads from a file of its own. */
function loginProgram(): { readonly kubeconfig: string; readonly command: string } {
  const { cluster } = world.lab.endpoints
  writeFileSync(at('token'), cluster.token, { mode: 0o600 })
  const status = `{ token: require('node:fs').readFileSync(${JSON.stringify(at('token'))}, 'utf8') }`
  const answer = `{ kind: 'ExecCredential', apiVersion: 'client.authentication.k8s.io/v1', status: ${status} }`
  writeFileSync(at('login'), `#!${process.execPath}\nconsole.log(JSON.stringify(${answer}))\n`)
  chmodSync(at('login'), 0o755)
  const config = parse(cluster.kubeconfig) as { users: { user: object }[] }
  const apiVersion = 'client.authentication.k8s.io/v1'
  config.users[0]!.user = { exec: { apiVersion, command: at('login'), interactiveMode: 'Never' } }
  writeFileSync(at('kubeconfig'), stringify(config))
  return { kubeconfig: at('kubeconfig'), command: at('login') }
}

describe('a secret that is handed to a command', () => {
  it('goes into a new vault', async () => {
    const codeFile = at('code.txt')
    const create = ['vault', 'create', '--passphrase-fd', '3', '--recovery-code-file', codeFile]
    await worked(create, SECRETS['old passphrase'])
    code = /(?:[0-9A-Z]{4}-){7}[0-9A-Z]{4}/.exec(readFileSync(codeFile, 'utf8'))?.[0] ?? ''
    const { vcenter, cluster } = world.lab.endpoints
    const backend = await createBackend({ home: state(), shell: 'test' })
    const { vault, providers, esxi } = backend.client
    await vault.unlock(byPassphrase)
    const trust = { kind: 'fingerprint', value: vcenter.sha256 } as const
    const { url, username, password } = vcenter
    const { id: providerId } = await providers.addVsphere({ name: 'vc', url, username, password, trust })
    const access = { kind: 'kubeconfig', text: cluster.kubeconfig } as const
    await providers.addCluster({ name: 'ocp', access })
    const passphrase = SECRETS['passphrase of the key']
    const login = { kind: 'key', username: 'root', privateKey: key, passphrase } as const
    const hosts = await listedHosts({ client: backend.client, sourceId: providerId })
    await esxi.setLogin({ providerId, hostIds: hosts.map(({ id }) => id), login })
    const passphrases = [SECRETS['passphrase of a disk']]
    await vault.setDiskPassphrases({ providerId, vmId: 'vm-1', passphrases })
    await backend.close()
  })

  it('is refused when it is wrong', async () => {
    const { cluster } = world.lab.endpoints
    writeFileSync(at('ca.pem'), cluster.caPem)
    const api = ['--cluster', cluster.url, '--ca', at('ca.pem'), '--token-fd', '3']
    await Promise.all([
      refused(/passphrase/, ['provider', 'check', 'vc', ...VAULT], SECRETS['wrong passphrase']),
      refused(
        /password/,
        ['provider', 'check', ...byAddress(), '--password-fd', '3'],
        SECRETS['wrong password'],
      ),
      refused(/token|credentials/, ['provider', 'check', ...api], SECRETS['wrong token']),
    ])
  })

  it('logs in to vCenter, to clusters and to a host', async () => {
    const { kubeconfig, command } = loginProgram()
    const old = SECRETS['old passphrase']
    const host = [
      'esxi',
      'nfc',
      'show',
      '--provider',
      'vc',
      '--host',
      HOST,
      ...VAULT,
      '--host-password-fd',
      '4',
    ]
    const [shown] = await Promise.all([
      ran(host, old, loginOf(world.lab, HOST).password),
      worked(['provider', 'check', 'vc', ...VAULT], old),
      worked(['provider', 'check', '--kubeconfig', kubeconfig, '--allow-program', command]),
    ])
    const hostKey = /SHA256:[A-Za-z0-9+/]{43}/.exec(shown.err)?.[0] ?? ''
    await worked(['esxi', 'trust', HOST, '--key', hostKey, '--provider', 'vc', ...VAULT], old)
    await Promise.all([
      refused(/refuse|login|password/i, host, old, SECRETS['wrong password of the host']),
      worked(host, old, loginOf(world.lab, HOST).password),
    ])
  })

  it('migrates, once to the end and once until the process is killed', async () => {
    const password = world.lab.endpoints.vcenter.password
    writeFileSync(at('run.yaml'), world.lab.endpoints.cluster.kubeconfig)
    const ends = [...byAddress(), '--password-fd', '3', '--kubeconfig', at('run.yaml')]
    const run = (vm: string) => ['migrate', ...ends, '--vm', vm, '--target-namespace', vm, '--yes', '--json']
    const killed = begun(run('db-01'), { password })
    await killed.until(/CopyDisks/)
    killed.child.kill('SIGKILL')
    await killed.ended
    said.push(killed.out(), killed.err())
    await worked(run('web-01'), password)
  })

  it('does not end up in reports and other files', { timeout: 180_000 }, async () => {
    const old = SECRETS['old passphrase']
    const into = (name: string): string => join(at('written'), name)
    const password = world.lab.endpoints.vcenter.password
    await Promise.all([
      worked(['inventory', 'save', into('vc.json.gz'), ...byAddress(), '--password-fd', '3'], password),
      ...['html', 'pdf', 'xlsx', 'json'].map((format) =>
        // Ends with 4: something critical is open.
        ran(
          ['preflight', '--provider', 'vc', '--target', 'ocp', ...VAULT, '--out', into(`report.${format}`)],
          old,
        ),
      ),
    ])
    const copy = ['--passphrase-fd', '3', '--copy-passphrase-fd', '4']
    await worked(['vault', 'export', into('copy.json'), ...copy], old, SECRETS['passphrase of the copy'])
    const read = ['vault', 'import', into('copy.json'), ...copy]
    await refused(/passphrase/, read, old, SECRETS['wrong passphrase'])
    await refused(/0 providers added/, read, old, SECRETS['passphrase of the copy'])
    const change = ['vault', 'passphrase', '--passphrase-fd', '3', '--new-passphrase-fd', '4']
    await worked(change, old, SECRETS['new passphrase'])
    await Promise.all([
      worked(['vault', 'status', '--json']),
      worked(['vault', 'lock']),
      worked(['audit', 'verify']),
      worked(['audit', 'export', into('audit.jsonl')]),
    ])
    expect(filesBelow(at('written'))).toHaveLength(7)
  })

  it('is not told when a bug ends the process', async () => {
    const { url, username, password, sha256 } = world.lab.endpoints.vcenter
    const program = join(import.meta.dirname, '../../fixtures/crashing-caller.ts')
    const child = spawn(process.execPath, [program], { stdio: 'pipe' })
    child.stdin.end(JSON.stringify({ url, username, password, sha256, how: 'throw' } satisfies Orders))
    const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)])
    expect(out).toContain('Crashed: Error: an exception')
    said.push(out, err)
  })

  it('was printed nowhere', () => {
    expect(said.join('').length).toBeGreaterThan(5_000)
    expect(hitsIn('output', said.join('\n'), needles())).toEqual([])
  })

  it.skipIf(process.platform !== 'linux')('was in no command line and no environment (Linux only)', () => {
    seen = watch.stop()
    const lines = seen.map(({ bytes }) => bytes.toString('utf8').replaceAll('\0', ' '))
    for (const part of ['vault create', 'crashing-caller', at('login'), 'TEST_REACH='])
      expect(
        lines.some((line) => line.includes(part)),
        part,
      ).toBe(true)
    expect(hitsInChildren(seen, needles())).toEqual([])
  })

  it('is in no file of the state directory, no file that was asked for, and no temporary one', () => {
    const names = filesBelow(state()).map((file) => file.replace(/.*\//, ''))
    expect(names).toEqual(expect.arrayContaining(['vault.json', 'journal.sqlite', 'palletjack.log']))
    for (const folder of ['state', 'written', 'temporary'])
      expect(hitsBelow(at(folder), needles())).toEqual([])
  })
})
