import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createLabClock } from '../clock.ts'
import { splitWords } from './commands/shell.ts'
import type { EsxiHost } from './host.ts'
import { startEsxi, type Esxi } from './server.ts'
import { connectSsh, type Login, type TestSsh } from './test-support/ssh-client.ts'

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

let esxi: Esxi
beforeAll(async () => {
  esxi = await startEsxi({ host, password: PASSWORD, clock: createLabClock(1) })
})
afterAll(() => esxi.close())

const connect = (login: Login = {}): Promise<TestSsh> => connectSsh(esxi.port, PASSWORD, login)

describe('an ESXi host over SSH', () => {
  it('lets root in by keyboard-interactive and runs commands', async () => {
    const client = await connect()
    try {
      expect(await client.run('vmware -v')).toEqual({
        code: 0,
        stdout: 'VMware ESXi 8.0.2 build-22380479\n',
        stderr: '',
      })
      expect((await client.run('vmware -vl')).stdout).toContain('VMware ESXi 8.0 Update 2\n')
      expect((await client.run('hostname')).stdout).toBe('esx-01.lab.example\n')
      expect((await client.run('uname -a')).stdout).toMatch(
        /^VMkernel esx-01\.lab\.example 8\.0\.2 .* ESXi\n$/,
      )
      expect((await client.run('esxcli system version get')).stdout).toContain('   Version: 8.0.2\n')
      expect((await client.run('vim-cmd vmsvc/getallvms')).stdout).toMatch(/1 +web-01 +\[ds-01\] web-01/)
      const config = await client.run('cat /etc/vmware/hostd/config.xml')
      expect(config.stdout).toContain('<maxMemory>50331648</maxMemory>')
      expect((await client.run("echo 'a  b' c")).stdout).toBe('a  b c\n')
    } finally {
      client.end()
    }
  })

  it('answers for what it does not have as sh does', async () => {
    const client = await connect()
    try {
      expect(await client.run('systemctl restart hostd')).toEqual({
        code: 127,
        stdout: '',
        stderr: 'sh: systemctl: not found\n',
      })
      expect(await client.run('cat /nowhere')).toEqual({
        code: 1,
        stdout: '',
        stderr: "cat: can't open '/nowhere': No such file or directory\n",
      })
      expect((await client.run('cat /etc/issue | wc')).code).toBe(2)
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
        client.client.shell((error, channel) => {
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
      expect((await inside.run('hostname')).stdout).toBe('esx-01.lab.example\n')
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
