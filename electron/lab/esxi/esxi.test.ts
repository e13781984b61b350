import ssh2 from 'ssh2'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createLabClock } from '../clock.ts'
import { splitWords } from './commands.ts'
import type { EsxiHost } from './host.ts'
import { startEsxi, type Esxi } from './server.ts'

const PASSWORD = 'right-Password-1'
const host: EsxiHost = {
  name: 'esx-01.lab.example',
  version: '8.0.2',
  build: '22380479',
  vms: () => [
    {
      name: 'web-01',
      configFile: '[ds-01] web-01/web-01.vmx',
      guestId: 'rhel9_64Guest',
      hardwareVersion: 'vmx-19',
    },
  ],
}

interface Login {
  readonly username?: string
  readonly password?: string
  readonly keyboard?: boolean
}

let esxi: Esxi
beforeAll(async () => {
  esxi = await startEsxi({ host, password: PASSWORD, clock: createLabClock(1) })
})
afterAll(() => esxi.close())

async function connect(login: Login = {}): Promise<ssh2.Client> {
  const client = new ssh2.Client()
  const password = login.password ?? PASSWORD
  client.on('keyboard-interactive', (_name, _instructions, _lang, _prompts, finish) => finish([password]))
  const outcome = new Promise<void>((resolve, reject) => {
    client.on('ready', resolve)
    client.on('error', reject)
  })
  client.connect({
    host: '127.0.0.1',
    port: esxi.port,
    username: login.username ?? 'root',
    ...(login.keyboard === false ? { password } : { tryKeyboard: true }),
  })
  await outcome
  return client
}

interface Outcome {
  code: number
  stdout: string
  stderr: string
}

function run(client: ssh2.Client, command: string): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    client.exec(command, (error, channel) => {
      if (error) {
        reject(error)
        return
      }
      // The exit may be in the same packet: everything is listened to before this call returns.
      const outcome: Outcome = { code: -1, stdout: '', stderr: '' }
      channel.on('data', (chunk: Buffer) => (outcome.stdout += chunk.toString()))
      channel.stderr.on('data', (chunk: Buffer) => (outcome.stderr += chunk.toString()))
      channel.on('exit', (code: number) => (outcome.code = code))
      channel.on('close', () => resolve(outcome))
    })
  })
}

describe('an ESXi host over SSH', () => {
  it('lets root in by keyboard-interactive and runs commands', async () => {
    const client = await connect()
    try {
      expect(await run(client, 'vmware -v')).toEqual({
        code: 0,
        stdout: 'VMware ESXi 8.0.2 build-22380479\n',
        stderr: '',
      })
      expect((await run(client, 'vmware -vl')).stdout).toContain('VMware ESXi 8.0 Update 2\n')
      expect((await run(client, 'hostname')).stdout).toBe('esx-01.lab.example\n')
      expect((await run(client, 'uname -a')).stdout).toMatch(
        /^VMkernel esx-01\.lab\.example 8\.0\.2 .* ESXi\n$/,
      )
      expect((await run(client, 'esxcli system version get')).stdout).toContain('   Version: 8.0.2\n')
      expect((await run(client, 'vim-cmd vmsvc/getallvms')).stdout).toMatch(/1 +web-01 +\[ds-01\] web-01/)
      const config = await run(client, 'cat /etc/vmware/hostd/config.xml')
      expect(config.stdout).toContain('<maxMemory>50331648</maxMemory>')
      expect((await run(client, "echo 'a  b' c")).stdout).toBe('a  b c\n')
    } finally {
      client.end()
    }
  })

  it('answers for what it does not have as sh does', async () => {
    const client = await connect()
    try {
      expect(await run(client, 'systemctl restart hostd')).toEqual({
        code: 127,
        stdout: '',
        stderr: 'sh: systemctl: not found\n',
      })
      expect(await run(client, 'cat /nowhere')).toEqual({
        code: 1,
        stdout: '',
        stderr: "cat: can't open '/nowhere': No such file or directory\n",
      })
      expect((await run(client, 'cat /etc/issue | wc')).code).toBe(2)
    } finally {
      client.end()
    }
  })

  it('refuses a wrong password, another user and the plain password method', async () => {
    await expect(connect({ password: 'wrong' })).rejects.toThrow(/authentication/i)
    await expect(connect({ username: 'admin' })).rejects.toThrow(/authentication/i)
    await expect(connect({ keyboard: false })).rejects.toThrow(/authentication/i)
  })

  it('ends an interactive shell with a notice', async () => {
    const client = await connect()
    try {
      const text = await new Promise<string>((resolve, reject) => {
        client.shell((error, channel) => {
          if (error) {
            reject(error)
            return
          }
          let read = ''
          channel.on('data', (chunk: Buffer) => (read += chunk.toString()))
          channel.on('close', () => resolve(read))
        })
      })
      expect(text).toContain('Give a command')
    } finally {
      client.end()
    }
  })
})

describe('the port of a host', () => {
  it('shuts for those outside, not for those inside, and opens again', async () => {
    const inside = await connect()
    try {
      await esxi.shut()
      await esxi.shut()
      await expect(connect()).rejects.toMatchObject({ code: 'ECONNREFUSED' })
      expect((await run(inside, 'hostname')).stdout).toBe('esx-01.lab.example\n')
      await esxi.open()
      await esxi.open()
      const again = await connect()
      again.end()
    } finally {
      inside.end()
    }
  })
})

describe('splitWords', () => {
  it('gives back quoted words as they were', () => {
    const word = fc.string({ unit: 'grapheme-ascii', minLength: 1 }).filter((text) => !text.includes("'"))
    fc.assert(
      fc.property(fc.array(word), (words) => {
        expect(splitWords(words.map((text) => `'${text}'`).join(' '))).toEqual(words)
      }),
    )
  })

  it.each(['a | b', 'a; b', 'a && b', 'a > f', 'echo $HOME', 'echo `id`', 'echo "$(id)"', "echo 'a"])(
    'refuses %s',
    (line) => {
      expect(splitWords(line)).toBeUndefined()
    },
  )
})
