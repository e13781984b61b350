/** Real programs: scripts that Node runs, in a folder of their own. */
import { once } from 'node:events'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createLoginRunner } from './exec-login.ts'
import { lastLine } from './exec-problems.ts'
import type { LoginProgram } from './exec-program.ts'

const version = 'client.authentication.k8s.io/v1'
let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'palletjack-login-'))
})
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

/** An executable file that runs `body` in Node. */
function script(name: string, body: string): string {
  const file = join(folder, name)
  writeFileSync(file, `#!${process.execPath}\n${body}\n`)
  chmodSync(file, 0o755)
  return file
}

function program(command: string, over: Partial<LoginProgram> = {}): LoginProgram {
  return {
    apiVersion: version,
    command,
    args: [],
    env: [],
    installHint: '',
    provideClusterInfo: false,
    ...over,
  }
}

const cluster = { url: 'https://api.example:6443', caPem: 'PEM' }
const answer = (status: object, over: object = {}) =>
  `console.log(${JSON.stringify(JSON.stringify({ apiVersion: version, kind: 'ExecCredential', status, ...over }))})`

async function run(given: LoginProgram, limitMs = 20_000) {
  return createLoginRunner({ limitMs })({ program: given, cluster, clusterConfig: { audience: 'a' } })
}

async function codeOf(given: LoginProgram, limitMs?: number): Promise<string> {
  const result = await run(given, limitMs)
  return result.ok ? 'ok' : result.problem.code
}

describe.skipIf(process.platform === 'win32')('a login program (skipped on Windows)', () => {
  it('gets its arguments as they are, its variables, and the cluster when it asks for it', async () => {
    const file = script(
      'echo',
      `const info = JSON.parse(process.env.KUBERNETES_EXEC_INFO)
       const told = { args: process.argv.slice(2), mine: process.env.MINE, info, input: require('node:fs').readFileSync(0, 'utf8') }
       require('node:fs').writeFileSync(${JSON.stringify(join(folder, 'told'))}, JSON.stringify(told))
       ${answer({ token: 'tok-1' })}`,
    )
    const given = program(file, {
      args: ['$(touch x)', 'a b', ''],
      env: [{ name: 'MINE', value: 'yes' }],
      provideClusterInfo: true,
    })
    expect(await run(given)).toEqual({ ok: true, value: { token: 'tok-1' } })
    expect(JSON.parse(readFileSync(join(folder, 'told'), 'utf8'))).toEqual({
      args: ['$(touch x)', 'a b', ''],
      mine: 'yes',
      info: {
        kind: 'ExecCredential',
        apiVersion: version,
        spec: {
          interactive: false,
          cluster: {
            server: cluster.url,
            'certificate-authority-data': Buffer.from('PEM').toString('base64'),
            config: { audience: 'a' },
          },
        },
      },
      input: '',
    })
  })

  it('may answer with a certificate', async () => {
    const status = {
      clientCertificateData: 'CERT',
      clientKeyData: 'KEY',
      expirationTimestamp: '2999-01-01T00:00:00Z',
    }
    const result = await run(program(script('certificate', answer(status))))
    expect(result).toEqual({ ok: true, value: { clientCertificate: { certPem: 'CERT', keyPem: 'KEY' } } })
  })

  it.each([
    ['text', 'console.log("tok-secret")'],
    ['nothing', ''],
    ['no login', answer({})],
    [
      'another version',
      answer({ token: 'tok-secret' }, { apiVersion: 'client.authentication.k8s.io/v1beta1' }),
    ],
    ['another kind', answer({ token: 'tok-secret' }, { kind: 'Secret' })],
    ['a certificate without a key', answer({ clientCertificateData: 'tok-secret' })],
    ['two lines', answer({ token: 'tok-secret\ntok-secret' })],
    ['an expired login', answer({ token: 'tok-secret', expirationTimestamp: '2001-01-01T00:00:00Z' })],
    ['too much', `process.stdout.write('x'.repeat(2 ** 21)); setTimeout(() => {}, 1e6)`],
  ])('is refused when it prints %s, which is never repeated', async (name, body) => {
    const result = await run(program(script(`bad ${name}`, body)))
    expect(result).toMatchObject({ ok: false, problem: { code: 'cluster.login-program-answer' } })
    expect(JSON.stringify(result)).not.toContain('tok-secret')
  })

  it('says how it ended, with the last line of its errors', async () => {
    const file = script('broken', `console.error('token=abc\\nThe SSO session has expired'); process.exit(3)`)
    expect(await run(program(file))).toMatchObject({
      ok: false,
      problem: {
        code: 'cluster.login-program-failed',
        message: 'The login program broken ended with exit code 3.',
        detail: `command: ${file}\nlast line of its error output: The SSO session has expired`,
      },
    })
  })

  it('is told apart from one that is not there', async () => {
    const hint = { installHint: 'get it from\n  https://tools.example' }
    const result = await run(program('palletjack-no-such-login', hint))
    expect(result).toMatchObject({
      ok: false,
      problem: {
        code: 'cluster.login-program-missing',
        remedy: 'Install it. The kubeconfig says: get it from https://tools.example',
      },
    })
    const file = join(folder, 'not executable')
    writeFileSync(file, '')
    expect(await codeOf(program(file))).toBe('cluster.login-program-missing')
    expect(await codeOf(program(folder))).toBe('cluster.login-program-missing')
  })

  it('is found on the PATH', async () => {
    const folders = process.env['PATH']
    script('palletjack-login', answer({ token: 't' }))
    try {
      process.env['PATH'] = `.:${folder}:${folders ?? ''}`
      expect(await codeOf(program('palletjack-login'))).toBe('ok')
    } finally {
      process.env['PATH'] = folders
    }
  })

  it('is ended, with what it started, when it takes too long', async () => {
    const ends: Promise<unknown>[] = []
    // The child of the program holds a connection for as long as it lives.
    const server = createServer((socket) =>
      ends.push(
        once(
          socket.on('error', () => undefined),
          'close',
        ),
      ),
    )
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const child = `require('node:net').connect(${port}, '127.0.0.1'); setTimeout(() => {}, 1e6)`
    const file = script(
      'slow',
      `require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(child)}], { stdio: 'inherit' })
       setTimeout(() => {}, 1e6)`,
    )
    expect(await codeOf(program(file), 2000)).toBe('cluster.login-program-timeout')
    await Promise.all(ends)
    server.close()
    await once(server, 'close')
  })

  it('that leaves something running in its place still counts', async () => {
    const file = script(
      'daemon',
      `require('node:child_process').spawn(process.execPath, ['-e', 'setTimeout(() => {}, 5000)'], { stdio: 'inherit', detached: true }).unref()
       ${answer({ token: 't' })}`,
    )
    expect(await codeOf(program(file))).toBe('ok')
  })

  it('runs once for all who ask at the same time, and not again at once', async () => {
    const count = join(folder, 'count')
    const file = script(
      'counter',
      `require('node:fs').appendFileSync(${JSON.stringify(count)}, 'x'); ${answer({ token: 't' })}`,
    )
    const runner = createLoginRunner({ quietMs: 60_000 })
    const again = () => runner({ program: program(file), cluster })
    await Promise.all([again(), again(), again()])
    await again()
    expect(readFileSync(count, 'utf8')).toBe('x')
    const eager = createLoginRunner({ quietMs: 0 })
    await eager({ program: program(file), cluster })
    await eager({ program: program(file), cluster })
    expect(readFileSync(count, 'utf8')).toBe('xxx')
  })
})

describe('lastLine', () => {
  it.each([
    ['', ''],
    ['one\ntwo\n\n', 'two'],
    ['token: abc123 refused', 'token: [hidden] refused'],
    ['{"access_token":"abc"}', '{"access_token":"[hidden]"}'],
    ['got eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln', 'got [hidden]'],
    ['Run aws sso login', 'Run aws sso login'],
    ['\u001b[31mred', '?[31mred'],
  ])('%j gives %j', (given, line) => {
    expect(lastLine(given)).toBe(line)
  })
})
