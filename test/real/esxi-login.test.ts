/** Logins to OpenSSH's sshd with the settings of an ESXi host: ours, and those of the user's own ssh. */
import { execFile, spawn } from 'node:child_process'
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { editHost } from '../../electron/esxi/edit-host.ts'
import { shownKey } from '../../electron/esxi/host-key.ts'
import { connectSsh } from '../../electron/esxi/ssh-client.ts'
import type { SshLogin } from '../../shared/esxi/model.ts'
import { ok } from '../../shared/problem.ts'
import { missingForSshd, setGeneration, TASKS } from './esxi-root.ts'
import { startRealHost, type RealHost } from './esxi-sshd.ts'

const execute = promisify(execFile)
const missing = missingForSshd()
const title = missing === undefined ? '' : ` (skipped: it ${missing})`
const XML = '<config><plugins><nfcsvc><maxMemory>50331648</maxMemory></nfcsvc></plugins></config>\n'
const BANNER = 'Authorized users only.\nPassword: none of your business\n'

describe.skipIf(missing !== undefined)(`a login to a real sshd${title}`, () => {
  let host: RealHost
  let folder: string
  beforeAll(async () => {
    host = await startRealHost(BANNER)
    folder = await mkdtemp(join(tmpdir(), 'palletjack-ssh-'))
    await setGeneration(host.folder, { version: '6.7.0', xml: XML })
    await host.inside('/etc/init.d/hostd', 'start')
    for (const type of ['rsa', 'ecdsa', 'ed25519'])
      await execute('ssh-keygen', ['-q', '-t', type, '-N', '', '-f', join(folder, type)])
    const keys = await Promise.all(
      ['rsa', 'ecdsa', 'ed25519'].map((type) => readFile(join(folder, `${type}.pub`))),
    )
    const authorized = join(host.folder, 'etc/ssh/keys-root/authorized_keys')
    await writeFile(authorized, Buffer.concat(keys))
    await chmod(authorized, 0o600)
  })
  afterAll(async () => {
    await host.stop()
    await rm(folder, { recursive: true, force: true })
  })

  const connect = (login: SshLogin, agentPath?: string) =>
    connectSsh({ host: '127.0.0.1', port: host.port, name: 'esx-real' }, login, {
      pinnedSha256: host.keySha256,
      ...(agentPath !== undefined && { agentPath }),
    })
  const byPassword = (password = host.passwords.root, username = 'root'): SshLogin => ({
    kind: 'password',
    username,
    password,
  })

  it('shows the key that ssh-keygen shows', async () => {
    const shown = await shownKey({ host: '127.0.0.1', port: host.port, name: 'esx-real' })
    expect(shown).toEqual({ ok: true, value: { type: 'ecdsa-sha2-nistp256', sha256: host.keySha256 } })
  })

  it('answers the question of PAM, and tries a wrong password once', async () => {
    const session = await connect(byPassword())
    expect(session).toMatchObject({ ok: true })
    if (session.ok) await session.value.close()
    host.log.length = 0
    expect(await connect(byPassword('wrong'))).toMatchObject({ problem: { code: 'esxi.login-refused' } })
    // The last line of that connection: sshd logs beside its answers, not before them.
    await vi.waitFor(
      () => expect(host.log.join('\n')).toMatch(/authenticating user root .* \[preauth\]/),
      15_000,
    )
    expect(host.log.filter((line) => line.includes('Failed keyboard-interactive'))).toHaveLength(1)
    expect(host.log.join('\n')).not.toContain('Failed password')
  })

  it.each(['rsa', 'ecdsa'])('takes an %s key', async (type) => {
    const privateKey = await readFile(join(folder, type), 'utf8')
    const session = await connect({ kind: 'key', username: 'root', privateKey })
    expect(session).toMatchObject({ ok: true })
    if (session.ok) await session.value.close()
  })

  it('takes a key of the agent, and does not offer what ESXi refuses', async () => {
    const socket = join(folder, 'agent')
    const agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: ['ignore', 'pipe', 'ignore'] })
    try {
      await new Promise((resolve) => agent.stdout.once('data', resolve))
      const env = { ...process.env, SSH_AUTH_SOCK: socket }
      await execute('ssh-add', ['-q', join(folder, 'ed25519')], { env })
      const login: SshLogin = { kind: 'agent', username: 'root' }
      expect(await connect(login, socket)).toMatchObject({ problem: { code: 'esxi.agent' } })
      await execute('ssh-add', ['-q', join(folder, 'ecdsa')], { env })
      const session = await connect(login, socket)
      expect(session).toMatchObject({ ok: true })
      if (session.ok) await session.value.close()
    } finally {
      agent.kill()
    }
  })

  it('gives the shell each word as it is', async () => {
    const session = await connect(byPassword())
    if (!session.ok) throw new Error(session.problem.message)
    const words = ["it's", '$HOME `id` $(id)', 'a\nb', '', '*', '"\\', 'ö🙂']
    const ran = await session.value.run(['printf', '%s|', ...words])
    expect(ran.ok && Buffer.from(ran.value.stdout).toString()).toBe(words.map((word) => `${word}|`).join(''))
    const bytes = new Uint8Array(300_000).map((_, index) => index % 256)
    await session.value.run(['dd', 'of=/tmp/bytes'], { input: bytes })
    const back = await session.value.run(['cat', '/tmp/bytes'])
    expect(back.ok && Buffer.compare(back.value.stdout, bytes)).toBe(0)
    expect(await session.value.run(['no-such-command'])).toMatchObject({ ok: true, value: { code: 127 } })
    await session.value.close()
  })

  it('does not wait for what a command leaves running', async () => {
    const session = await connect(byPassword())
    if (!session.ok) throw new Error(session.problem.message)
    const ran = await session.value.run(['sh', '-c', 'sleep 1000 & echo started'])
    expect(ran.ok && Buffer.from(ran.value.stdout).toString()).toBe('started\n')
    await session.value.close()
  })

  const edit = (login: SshLogin) =>
    editHost(
      {
        hostId: 'host-1',
        hostName: 'esx-real',
        connect: () => connect(login),
        openSsh: () => Promise.resolve(ok(undefined)),
        closeSsh: () => Promise.resolve(ok(undefined)),
        isIdle: () => Promise.resolve(ok(undefined)),
        answersVcenter: () => Promise.resolve(ok(true)),
        onChange: () => undefined,
      },
      { kind: 'edit', change: { maxMemory: 1_000_000_000 } },
      new AbortController().signal,
    )
  const config = () => readFile(join(host.folder, 'etc/vmware/hostd/config.xml'), 'utf8')

  it('of a user without rights changes nothing, and says so', async () => {
    const done = await edit(byPassword(host.passwords.operator, 'operator'))
    expect(done).toMatchObject({ state: 'failed', problem: { code: 'esxi.not-root' } })
    expect(await config()).toBe(XML)
  })

  it('is not followed by an edit while a task runs', async () => {
    await writeFile(join(host.folder, TASKS), 'haTask-7-vim.VirtualMachine.clone-1\n')
    expect(await edit(byPassword())).toMatchObject({ state: 'failed', problem: { code: 'esxi.busy' } })
    await rm(join(host.folder, TASKS))
  })

  it('finds no room, or nothing to write to, and changes nothing', async (context) => {
    const hostd = join(host.folder, 'etc/vmware/hostd')
    // 4 KiB hold the settings and no copy of them.
    const mounted = await execute('mount', ['-t', 'tmpfs', '-o', 'size=4k', 'tmpfs', hostd]).catch(
      () => undefined,
    )
    if (!mounted) return context.skip('this machine does not let root mount')
    try {
      await writeFile(join(hostd, 'config.xml'), XML)
      expect(await edit(byPassword())).toMatchObject({ state: 'failed', problem: { code: 'esxi.disk-full' } })
      await execute('mount', ['-o', 'remount,size=8m', hostd])
      await execute('mount', ['-o', 'remount,ro', hostd])
      expect(await edit(byPassword())).toMatchObject({ state: 'failed', problem: { code: 'esxi.read-only' } })
      expect(await config()).toBe(XML)
    } finally {
      await execute('umount', [hostd])
    }
  })

  it("of the user's own ssh sees what an edit did", async () => {
    expect(await edit(byPassword())).toMatchObject({ state: 'done' })
    const known = join(folder, 'known_hosts')
    const key = await readFile(join(host.folder, 'etc/ssh/ssh_host_ecdsa_key.pub'), 'utf8')
    await writeFile(known, `[127.0.0.1]:${host.port} ${key}`)
    const options = [
      'BatchMode=yes',
      'StrictHostKeyChecking=yes',
      `UserKnownHostsFile=${known}`,
      'LogLevel=ERROR',
    ]
    const { stdout } = await execute('ssh', [
      ...options.flatMap((option) => ['-o', option]),
      ...['-F', 'none', '-i', join(folder, 'ecdsa'), '-p', String(host.port), 'root@127.0.0.1'],
      'cat /etc/vmware/hostd/config.xml',
    ])
    expect(stdout).toBe(XML.replace('50331648', '1000000000'))
  })
})
