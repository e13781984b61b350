import { createServer, type AddressInfo, type Server } from 'node:net'
import { generateKeyPairSync } from 'node:crypto'
import ssh2 from 'ssh2'
import { afterEach, describe, expect, it } from 'vitest'
import type { SshLogin } from '../../shared/esxi/model.ts'
import { shownKey } from './host-key.ts'
import { connectSsh, type ConnectOptions } from './ssh-client.ts'
import type { SshSession } from './ssh.ts'
import { startScriptedHost, type HostOptions, type ScriptedHost } from './test-support/scripted-host.ts'

const opened: { close(): unknown }[] = []

async function start(options?: HostOptions): Promise<ScriptedHost> {
  const host = await startScriptedHost(options)
  opened.push(host)
  return host
}

/** A server of anything else on a free port. */
async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  opened.push(server)
  return (server.address() as AddressInfo).port
}

function connect(host: ScriptedHost, login: Partial<SshLogin> = {}, options: Partial<ConnectOptions> = {}) {
  const whole = { kind: 'password', username: 'root', password: host.password, ...login } as SshLogin
  return connectSsh(host.address, whole, { pinnedSha256: host.pinnedSha256, ...options })
}

async function logIn(host: ScriptedHost): Promise<SshSession> {
  const session = await connect(host)
  if (!session.ok) throw new Error(session.problem.message)
  return session.value
}

afterEach(async () => {
  for (const one of opened.splice(0)) await one.close()
})

describe('a login with a password', () => {
  it('answers the one hidden question, whatever the banner says', async () => {
    const host = await start()
    host.traits.banner = 'Password: \u0007no\r\n'.repeat(50)
    const session = await logIn(host)
    expect(session.hostKey).toEqual({ type: 'ecdsa-sha2-nistp256', sha256: host.pinnedSha256 })
    await session.close()
    await session.close()
    expect(host.passwords).toEqual([host.password])
  })

  it('uses the plain way where that is the only one', async () => {
    const host = await start()
    host.traits.methods = ['password']
    expect(await connect(host)).toMatchObject({ ok: true })
  })

  it.each([[['keyboard-interactive', 'password']], [['password']]])(
    'sends a wrong one once, since the account locks (%s)',
    async (methods) => {
      const host = await start()
      host.traits.methods = methods as ScriptedHost['traits']['methods']
      const refused = await connect(host, { password: 'wrong-secret' })
      expect(refused).toMatchObject({ ok: false, problem: { code: 'esxi.login-refused' } })
      expect(JSON.stringify(refused)).not.toContain('wrong-secret')
      expect(host.passwords).toEqual(['wrong-secret'])
    },
  )

  it.each([
    ['a visible question', [{ prompt: 'Password: ', echo: true }]],
    ['two questions', [{ prompt: 'Password: ' }, { prompt: 'PIN: ' }]],
    ['a new password', [{ prompt: 'New password: ', echo: false }]],
    ['a second factor', [{ prompt: 'One-time code: ', echo: false }]],
  ])('answers nothing to %s', async (_, prompts) => {
    const host = await start()
    host.traits.prompts = prompts
    expect(await connect(host)).toMatchObject({ ok: false, problem: { code: 'esxi.login-question' } })
    expect(host.passwords).toEqual([])
  })

  it('tells an expired password from a wrong one', async () => {
    const host = await start()
    host.traits.laterPrompts = [{ prompt: 'Enter new password: ', echo: false }]
    expect(await connect(host)).toMatchObject({
      ok: false,
      problem: { code: 'esxi.login-question', detail: 'Enter new password:' },
    })
    expect(host.passwords).toEqual([host.password])
  })

  it('says so when the host offers no way that it has', async () => {
    const host = await start()
    host.traits.methods = ['publickey']
    expect(await connect(host)).toMatchObject({ ok: false, problem: { code: 'esxi.no-login-method' } })
  })
})

describe('the host key', () => {
  it('is shown without a login', async () => {
    const host = await start()
    expect(await shownKey(host.address)).toEqual({
      ok: true,
      value: { type: 'ecdsa-sha2-nistp256', sha256: host.pinnedSha256 },
    })
    expect(host.logins.count).toBe(0)
  })

  it('is trusted by an explicit act only', async () => {
    const host = await start()
    const refused = await connect(host, {}, { pinnedSha256: undefined })
    expect(refused).toMatchObject({ ok: false, problem: { code: 'esxi.host-key-unknown' } })
    expect(JSON.stringify(refused)).toContain(host.pinnedSha256)
    expect(host.passwords).toEqual([])
  })

  it('is refused when it is another, with both, before the password is sent', async () => {
    const host = await start()
    const refused = await connect(host, {}, { pinnedSha256: 'SHA256:other' })
    expect(refused).toMatchObject({ ok: false, problem: { code: 'esxi.host-key-changed' } })
    const text = JSON.stringify(refused)
    expect(text).toContain('SHA256:other')
    expect(text).toContain(host.pinnedSha256)
    expect(host.passwords).toEqual([])
  })
})

describe('a login with a key', () => {
  const ecdsa = ssh2.utils.generateKeyPairSync('ecdsa', { bits: 384 })
  const rsa = ssh2.utils.generateKeyPairSync('rsa', { bits: 2048 })
  const withKey = (privateKey: string, passphrase?: string) =>
    ({ kind: 'key', privateKey, ...(passphrase !== undefined && { passphrase }) }) as Partial<SshLogin>
  const publicBytes = (pair: { readonly private: string }): Buffer => {
    const key = ssh2.utils.parseKey(pair.private)
    if (key instanceof Error) throw key
    return key.getPublicSSH()
  }

  it.each([
    ['ECDSA', ecdsa],
    ['RSA', rsa],
  ])('works with %s', async (_, pair) => {
    const host = await start()
    host.traits.authorizedKey = publicBytes(pair)
    expect(await connect(host, withKey(pair.private))).toMatchObject({ ok: true })
  })

  it('opens a locked key with its passphrase', async () => {
    const locked = ssh2.utils.generateKeyPairSync('ecdsa', {
      bits: 256,
      passphrase: 'open',
      cipher: 'aes256-ctr',
    })
    const host = await start()
    host.traits.authorizedKey = Buffer.from(locked.public.split(' ')[1] ?? '', 'base64')
    expect(await connect(host, withKey(locked.private, 'open'))).toMatchObject({ ok: true })
    const shut = await connect(host, withKey(locked.private, 'shut-secret'))
    expect(shut).toMatchObject({ ok: false, problem: { code: 'esxi.key-unusable' } })
    expect(JSON.stringify(shut)).not.toContain('shut-secret')
  })

  it('reads PEM as OpenSSL writes it', async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const pem = privateKey.export({ type: 'pkcs1', format: 'pem' }) as string
    const host = await start()
    host.traits.authorizedKey = publicBytes({ private: pem })
    expect(await connect(host, withKey(pem))).toMatchObject({ ok: true })
  })

  it('says why a key cannot be used, without asking the host', async () => {
    const host = await start()
    const ed25519 = ssh2.utils.generateKeyPairSync('ed25519').private
    for (const [key, words] of [
      [ed25519, 'FIPS'],
      [ecdsa.public, 'public key'],
      ['nonsense', 'cannot be read'],
    ] as const) {
      const refused = await connect(host, withKey(key))
      expect(refused).toMatchObject({ ok: false, problem: { code: 'esxi.key-unusable' } })
      expect(JSON.stringify(refused)).toContain(words)
    }
  })

  it('is refused when the host does not know it', async () => {
    const host = await start()
    expect(await connect(host, withKey(ecdsa.private))).toMatchObject({
      ok: false,
      problem: { code: 'esxi.login-refused' },
    })
  })

  it('names an agent that does not answer', async () => {
    const host = await start()
    const login = { kind: 'agent' } as Partial<SshLogin>
    expect(await connect(host, login, { agentPath: '/nonexistent/agent' })).toMatchObject({
      ok: false,
      problem: { code: 'esxi.agent' },
    })
  })
})

describe('a host that cannot be reached', () => {
  const login: SshLogin = { kind: 'password', username: 'root', password: 'never-sent-secret' }
  const to = (port: number, options: Partial<ConnectOptions> = {}) =>
    connectSsh({ host: '127.0.0.1', port, name: 'esx-01' }, login, { pinnedSha256: 'SHA256:x', ...options })

  it('refuses the connection', async () => {
    const host = await startScriptedHost()
    await host.close()
    expect(await to(host.address.port)).toMatchObject({ ok: false, problem: { code: 'esxi.refused' } })
  })

  it('says nothing', async () => {
    const port = await listen(createServer())
    expect(await to(port, { limitMs: 50 })).toMatchObject({ ok: false, problem: { code: 'esxi.timeout' } })
  })

  it('speaks something else', async () => {
    const port = await listen(createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')))
    expect(await to(port)).toMatchObject({ ok: false, problem: { code: 'esxi.not-ssh' } })
  })

  it('hangs up', async () => {
    const port = await listen(createServer((socket) => socket.destroy()))
    const refused = await to(port)
    expect(refused.ok ? '' : refused.problem.code).toMatch(/^esxi\.(not-ssh|connection-lost)$/)
  })

  it('has no name', async () => {
    const address = { host: 'no-such-host.invalid', port: 22, name: 'esx-01' }
    const refused = await connectSsh(address, login, { pinnedSha256: 'SHA256:x' })
    expect(refused).toMatchObject({ ok: false, problem: { code: 'esxi.name-not-found' } })
  })

  it('knows only what is no longer sound', async () => {
    const host = await start({ algorithms: { kex: ['diffie-hellman-group14-sha1'], cipher: ['aes128-cbc'] } })
    expect(await connect(host)).toMatchObject({ ok: false, problem: { code: 'esxi.no-common-algorithm' } })
  })

  it('is given up when canceled', async () => {
    const port = await listen(createServer())
    const controller = new AbortController()
    const waiting = to(port, { signal: controller.signal })
    controller.abort()
    expect(await waiting).toMatchObject({ ok: false, problem: { code: 'esxi.canceled' } })
    expect(await to(port, { signal: controller.signal })).toMatchObject({ ok: false })
  })
})

describe('a command', () => {
  it('tells its code, its output, and what it said of errors without control characters', async () => {
    const host = await start()
    host.traits.intercept = () => ({ code: 3, stdout: 'out', stderr: 'bad\u001b[31m\u0000' })
    const session = await logIn(host)
    const ran = await session.run(['some', "it's $HOME", 'a b'])
    expect(ran).toEqual({
      ok: true,
      value: { code: 3, stdout: new Uint8Array(Buffer.from('out')), stderr: 'bad [31m' },
    })
    expect(host.lines).toEqual([`some 'it'\\''s $HOME' 'a b'`])
  })

  it('is ended when it answers too much', async () => {
    const host = await start()
    host.traits.intercept = (_, index) => ({ code: 0, stdout: index === 0 ? 'x'.repeat(100_000) : 'fine' })
    const session = await logIn(host)
    expect(await session.run(['cat', '/huge'], { maxBytes: 1_000 })).toMatchObject({
      ok: false,
      problem: { code: 'esxi.output-too-large' },
    })
    expect(await session.run(['cat', '/small'])).toMatchObject({ ok: true, value: { code: 0 } })
  })

  it('has a limit', async () => {
    const host = await start()
    host.traits.intercept = () => new Promise(() => undefined)
    const session = await logIn(host)
    expect(await session.run(['sleep', '1000'], { limitMs: 50 })).toMatchObject({
      ok: false,
      problem: { code: 'esxi.command-timeout' },
    })
  })

  it('says that the connection was lost, then and later', async () => {
    const host = await start()
    host.traits.cuts = new Map([[0, 'after']])
    const session = await logIn(host)
    for (let time = 0; time < 2; time += 1)
      expect(await session.run(['id', '-u'])).toMatchObject({
        ok: false,
        problem: { code: 'esxi.connection-lost' },
      })
    await session.close()
  })
})
