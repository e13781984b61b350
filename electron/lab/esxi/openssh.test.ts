import { execFile, spawnSync } from 'node:child_process'
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createLabClock } from '../clock.ts'
import { ROOT_KEYS } from './files/installed-files.ts'
import { startEsxi, type Esxi } from './server.ts'

const PASSWORD = 'right-Password-1'
const isMissing = spawnSync('ssh', ['-V']).status !== 0 || spawnSync('ssh-keygen', ['-?']).error !== undefined

let esxi: Esxi
let dir: string
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'lab-openssh-'))
  esxi = await startEsxi({
    host: { name: 'esx-01.lab.example', version: '8.0.2', build: '22380479', vms: () => [] },
    password: PASSWORD,
    clock: createLabClock(50),
  })
})
afterAll(async () => {
  await esxi.close()
  await rm(dir, { recursive: true })
})

interface Ran {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs a program with this as its standard input. */
function run(file: string, args: readonly string[], input = '', env: NodeJS.ProcessEnv = {}): Promise<Ran> {
  return new Promise((resolve) => {
    const child = execFile(
      file,
      args,
      { env: { ...process.env, ...env }, timeout: 20_000 },
      (error, stdout, stderr) => {
        resolve({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, stdout, stderr })
      },
    )
    child.stdin?.end(input)
  })
}

function ssh(options: readonly string[], command: string, input = '', env = {}): Promise<Ran> {
  const knownHosts = join(dir, 'known_hosts')
  const common = ['-F', 'none', '-p', String(esxi.port), '-o', `UserKnownHostsFile=${knownHosts}`]
  const args = [...common, '-o', 'StrictHostKeyChecking=accept-new', ...options]
  return run('ssh', [...args, 'root@127.0.0.1', command], input, env)
}

async function withPassword(password: string, command: string, input?: string): Promise<Ran> {
  const askpass = join(dir, 'askpass')
  await writeFile(askpass, `#!/bin/sh\necho '${password}'\n`)
  await chmod(askpass, 0o700)
  const env = { SSH_ASKPASS: askpass, SSH_ASKPASS_REQUIRE: 'force', DISPLAY: ':none' }
  return ssh(['-o', 'PubkeyAuthentication=no', '-o', 'NumberOfPasswordPrompts=1'], command, input, env)
}

describe.skipIf(isMissing)("the user's own ssh (skipped where no OpenSSH client is installed)", () => {
  it('logs in with the password, runs commands and uploads a file', async () => {
    expect(await withPassword(PASSWORD, 'vmware -v')).toMatchObject({
      code: 0,
      stdout: 'VMware ESXi 8.0.2 build-22380479\n',
    })
    expect((await withPassword(PASSWORD, 'dd of=/tmp/x', 'over the line\n')).code).toBe(0)
    expect((await withPassword(PASSWORD, "cat '/tmp/x'")).stdout).toBe('over the line\n')
    expect((await withPassword(PASSWORD, 'test -e /nowhere')).code).toBe(1)
  })

  it('is refused with another password', async () => {
    const refused = await withPassword('wrong', 'hostname')
    expect(refused.code).toBe(255)
    expect(refused.stderr).toContain('Permission denied')
  })

  it.each(['ecdsa', 'rsa'])('logs in with a key of type %s', async (type) => {
    const file = join(dir, `id_${type}`)
    expect((await run('ssh-keygen', ['-q', '-t', type, '-N', '', '-f', file])).code).toBe(0)
    const key = await readFile(`${file}.pub`)
    esxi.machine.inside.files.write(ROOT_KEYS, key, 0)
    const options = [
      '-i',
      file,
      '-o',
      'IdentitiesOnly=yes',
      '-o',
      'PubkeyAuthentication=yes',
      '-o',
      'BatchMode=yes',
    ]
    expect(await ssh(options, 'id -u')).toMatchObject({ code: 0, stdout: '0\n' })
  })
})
