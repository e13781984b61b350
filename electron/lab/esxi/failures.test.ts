import { createHash, generateKeyPairSync } from 'node:crypto'
import { connect as connectTcp } from 'node:net'
import ssh2 from 'ssh2'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createLabClock } from '../clock.ts'
import { ROOT_KEYS } from './files/installed-files.ts'
import { startEsxi, type Esxi } from './server.ts'
import { connectSsh, type Login, type TestSsh } from './test-support/ssh-client.ts'

const PASSWORD = 'right-Password-1'
const HOST = { name: 'esx-01.lab.example', version: '6.7.0', build: '1', vms: () => [] }
const PATH = '/etc/vmware/hostd/new'

let esxi: Esxi
let locked = false
const opened: TestSsh[] = []
beforeEach(async () => {
  locked = false
  esxi = await startEsxi({
    host: HOST,
    password: PASSWORD,
    clock: createLabClock(1_000),
    others: [{ username: 'viewer', password: 'other-Password-2', uid: 1000 }],
    isLocked: () => locked,
  })
})
afterEach(async () => {
  for (const one of opened.splice(0)) one.end()
  await esxi.close()
})

async function connect(login: Login = {}): Promise<TestSsh> {
  const one = await connectSsh(esxi.port, PASSWORD, login)
  // A line that is cut is an error of the client later on.
  one.client.on('error', () => undefined)
  opened.push(one)
  return one
}

const content = (): string | undefined => esxi.machine.inside.files.find(PATH)?.data?.toString()

describe('a connection that is cut', () => {
  it.each([
    ['before', undefined],
    ['during', 'half-a'],
    ['after', 'half-and-half'],
  ] as const)('%s the second command leaves what that means', async (when, left) => {
    await esxi.fail({ cut: { at: 2, when } })
    const first = await connect()
    expect((await first.run('hostname')).code).toBe(0)
    expect((await first.run(`dd of=${PATH}`, 'half-and-half')).code).toBe(-1)
    await expect.poll(content).toBe(left)
    const again = await connect()
    expect((await again.run('hostname')).code).toBe(0)
    expect(esxi.commands).toEqual(['hostname', `dd of=${PATH}`, 'hostname'])
  })

  it('is found by what the command says, once', async () => {
    await esxi.fail({ cut: { at: 'init.d/hostd restart', when: 'during' } })
    const first = await connect()
    expect((await first.run('/etc/init.d/hostd status')).code).toBe(0)
    expect((await first.run('/etc/init.d/hostd restart')).code).toBe(-1)
    const again = await connect()
    // The script goes on without the one who called it.
    await expect.poll(() => esxi.machine.inside.hostd.isRunning()).toBe(true)
    expect((await again.run('/etc/init.d/hostd restart')).code).toBe(0)
  })

  it('in the middle of an upload leaves the part that had come', async () => {
    const first = await connect()
    const sent = Promise.withResolvers<undefined>()
    first.client.exec(`dd of=${PATH}`, (_error, channel) => {
      channel.write('part', () => sent.resolve(undefined))
    })
    await sent.promise
    await expect.poll(() => esxi.commands).toHaveLength(1)
    const socket = (first.client as unknown as { _sock: { destroy(): void } })._sock
    socket.destroy()
    await expect.poll(content).toBe('part')
  })
})

describe('what a host says around its answers', () => {
  it('greeting, banner and noise', async () => {
    const greeting = 'This is a private host\r\n'.repeat(20)
    const banner = 'No entry.\n'.repeat(2_500)
    await esxi.fail({ greeting, banner, noise: 'Last login: never\n' })
    const client = await connect()
    expect((await client.run('hostname')).stdout).toBe('Last login: never\nesx-01.lab.example\n')
  })

  it('gets stuck at a command, and no other', async () => {
    await esxi.fail({ stuckAt: 'mkdir' })
    const client = await connect()
    const answer = client.run('mkdir /tmp/made')
    expect((await client.run('hostname')).code).toBe(0)
    expect(esxi.machine.inside.files.find('/tmp/made')).toBeUndefined()
    await esxi.fail({})
    expect(await answer).toEqual({ code: 0, stdout: '', stderr: '' })
    expect(esxi.machine.inside.files.find('/tmp/made')).toBeDefined()
  })
})

describe('a host that cannot be reached', () => {
  it('ends connections, takes none, and comes back', async () => {
    const inside = await connect()
    const closed = new Promise<void>((resolve) => {
      inside.client.once('close', () => resolve())
    })
    await esxi.fail({ unreachable: true })
    await closed
    await expect(connect()).rejects.toMatchObject({ code: 'ECONNREFUSED' })
    // The service may be started meanwhile, and still nobody gets through.
    await esxi.open()
    await expect(connect()).rejects.toMatchObject({ code: 'ECONNREFUSED' })
    await esxi.fail({})
    expect((await (await connect()).run('true')).code).toBe(0)
  })
})

/** SHA-256 of the key that the host shows. */
function hostKey(): Promise<string> {
  return new Promise((resolve, reject) => {
    const client = new ssh2.Client()
    client.on('error', () => undefined)
    client.connect({
      sock: connectTcp(esxi.port, '127.0.0.1').on('error', reject),
      username: 'root',
      hostVerifier: (key: Buffer) => {
        resolve(createHash('sha256').update(key).digest('base64'))
        return false
      },
    })
  })
}

describe('the key of a host', () => {
  it('is the same at each start, until the host has another', async () => {
    const before = await hostKey()
    await esxi.fail({ newHostKey: true })
    const other = await hostKey()
    expect(other).not.toBe(before)
    await esxi.fail({})
    expect(await hostKey()).toBe(before)
  })
})

describe('a login', () => {
  const pem = (type: 'ec' | 'rsa' | 'ed25519'): string => {
    if (type === 'ed25519') return ssh2.utils.generateKeyPairSync('ed25519').private
    const { privateKey } =
      type === 'rsa'
        ? generateKeyPairSync('rsa', { modulusLength: 2048 })
        : generateKeyPairSync('ec', { namedCurve: 'P-256' })
    return privateKey.export({ type: type === 'rsa' ? 'pkcs1' : 'sec1', format: 'pem' }).toString()
  }
  const authorize = (privateKey: string): void => {
    const key = ssh2.utils.parseKey(privateKey)
    if (key instanceof Error) throw key
    const line = `${key.type} ${key.getPublicSSH().toString('base64')} somebody\n`
    esxi.machine.inside.files.write(ROOT_KEYS, Buffer.from(`# keys\n\nnonsense\n${line}`), 0)
  }

  it.each(['ec', 'rsa'] as const)('with a key on %s works once the host knows it', async (type) => {
    const privateKey = pem(type)
    await expect(connect({ privateKey })).rejects.toThrow(/authentication/i)
    authorize(privateKey)
    expect((await (await connect({ privateKey })).run('id -u')).stdout).toBe('0\n')
    await expect(connect({ privateKey: pem(type) })).rejects.toThrow(/authentication/i)
    await expect(connect({ privateKey, username: 'viewer' })).rejects.toThrow(/authentication/i)
  })

  it('with a key that FIPS does not know is refused', async () => {
    const privateKey = pem('ed25519')
    authorize(privateKey)
    await expect(connect({ privateKey })).rejects.toThrow(/authentication/i)
  })

  it('of somebody else is not that of root', async () => {
    const viewer = await connect({ username: 'viewer', password: 'other-Password-2' })
    expect((await viewer.run('id -u')).stdout).toBe('1000\n')
    expect((await viewer.run(`dd of=${PATH}`, 'x')).stderr).toContain('Permission denied')
    await expect(connect({ username: 'viewer' })).rejects.toThrow(/authentication/i)
  })

  it('ends without a word in lockdown mode', async () => {
    locked = true
    const privateKey = pem('ec')
    authorize(privateKey)
    await expect(connect()).rejects.toThrow('closed')
    await expect(connect({ privateKey })).rejects.toThrow('closed')
    await expect(connect({ password: 'wrong' })).rejects.toThrow(/authentication/i)
  })
})
