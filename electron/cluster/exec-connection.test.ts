/** A login program behind a real connection: run with consent, and again when its login has run out. */
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { createClusterService } from './cluster-service.ts'
import { createHarness, type Harness } from './test-support/harness.ts'
import { failure, type Script } from './test-support/scripted-api.ts'
import { lending } from '../vault/test-support/lending.ts'

let harness: Harness
let folder: string
beforeAll(async () => {
  harness = await createHarness()
  folder = mkdtempSync(join(tmpdir(), 'palletjack-login-'))
})
afterEach(() => harness.closeAll())
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

/** A plugin that prints token-1, token-2, ... and counts its runs in a file. */
function counter(name: string): { readonly file: string; runs(): number } {
  const [file, count] = [join(folder, name), join(folder, `${name}.count`)]
  writeFileSync(count, '')
  writeFileSync(
    file,
    `#!${process.execPath}
     const fs = require('node:fs')
     fs.appendFileSync(${JSON.stringify(count)}, 'x')
     const token = 'token-' + fs.readFileSync(${JSON.stringify(count)}, 'utf8').length
     console.log(JSON.stringify({ kind: 'ExecCredential', apiVersion: 'client.authentication.k8s.io/v1', status: { token } }))
    `,
  )
  chmodSync(file, 0o755)
  return { file, runs: () => readFileSync(count, 'utf8').length }
}

/** Lets in the one token that counts at the moment. */
function guarded(good: () => string): Script {
  return ({ headers, path }) => {
    if (headers.authorization !== `Bearer ${good()}`) return failure(401, 'Unauthorized', 'Unauthorized')
    return path.startsWith('/api/v1/namespaces/x/pods/')
      ? { json: { kind: 'Pod', metadata: { name: 'p' } } }
      : undefined
  }
}

function kubeconfig(url: string, command: string): string {
  const exec = {
    apiVersion: 'client.authentication.k8s.io/v1',
    command,
    args: ['--cluster', 'a b'],
    interactiveMode: 'Never',
  }
  return stringify({
    'current-context': 'one',
    contexts: [{ name: 'one', context: { cluster: 'c', user: 'u', namespace: 'x' } }],
    clusters: [
      {
        name: 'c',
        cluster: {
          server: url,
          'certificate-authority-data': Buffer.from(harness.authority.caPem).toString('base64'),
        },
      },
    ],
    users: [{ name: 'u', user: { exec } }],
  })
}

const pod = { apiVersion: 'v1', kind: 'Pod' }

describe.skipIf(process.platform === 'win32')('a login program (skipped on Windows)', () => {
  it('runs with consent only, and again, once, when the server no longer takes its login', async () => {
    const plugin = counter('renews')
    let good = 'token-1'
    const api = await harness.serve(guarded(() => good))
    const text = kubeconfig(api.url, plugin.file)
    const service = createClusterService({ login: { quietMs: 0 } })
    const connect = (allowProgram?: string) =>
      service.connect(
        { kind: 'kubeconfig', ...(allowProgram !== undefined && { allowProgram }) },
        lending(text),
      )

    expect(await connect()).toMatchObject({ ok: false, problem: { code: 'cluster.kubeconfig-runs-program' } })
    expect(plugin.runs()).toBe(0)
    const contexts = await service.contexts(text)
    const program = contexts.ok ? contexts.value[0]?.program : undefined
    expect(program).toBe(`${plugin.file} --cluster 'a b'`)
    expect(plugin.runs()).toBe(0)

    const connected = await connect(program)
    if (!connected.ok) throw new Error(connected.problem.message)
    const connection = harness.track(connected.value)
    expect(connection.namespace).toBe('x')
    expect(plugin.runs()).toBe(1)
    good = 'token-2'
    const answers = await Promise.all([1, 2, 3].map(() => connection.get(pod, 'x', 'p')))
    expect(answers.map(({ ok }) => ok)).toEqual([true, true, true])
    expect(plugin.runs()).toBe(2)
  })

  it('is not run again and again for a server that refuses its logins', async () => {
    const plugin = counter('refused')
    let good = 'token-1'
    const api = await harness.serve(guarded(() => good))
    const text = kubeconfig(api.url, plugin.file)
    const allowProgram = `${plugin.file} --cluster 'a b'`
    const connected = await createClusterService({ login: { quietMs: 600_000 } }).connect(
      { kind: 'kubeconfig', allowProgram },
      lending(text),
    )
    if (!connected.ok) throw new Error(connected.problem.message)
    const connection = harness.track(connected.value)
    good = 'none'
    for (let n = 0; n < 3; n += 1)
      expect(await connection.get(pod, 'x', 'p')).toMatchObject({ problem: { code: 'cluster.unauthorized' } })
    expect(plugin.runs()).toBe(1)
  })
})

describe('loginWith', () => {
  it('says how to log in to the same server with another token', async () => {
    const api = await harness.serve()
    const connection = await harness.connect(api)
    const {
      access,
      secret,
      kubeconfig: text,
    } = connection.loginWith('tok-2', { name: 'least', namespace: 'demo' })
    expect(access).toEqual({ kind: 'token', url: api.url, caPem: harness.authority.caPem, namespace: 'demo' })
    expect(secret).toBe('tok-2')
    const again = await createClusterService().connect({ kind: 'kubeconfig' }, lending(text))
    if (!again.ok) throw new Error(again.problem.message)
    expect(harness.track(again.value).namespace).toBe('demo')
    expect(api.seen.at(-1)?.headers.authorization).toBe('Bearer tok-2')
  })

  it('keeps what only a kubeconfig can say', async () => {
    const issued = await harness.authority.server({ names: ['kube.example'] })
    const api = await harness.serve(undefined, issued)
    const text = kubeconfig(api.url, 'x').replace(
      'cluster:\n      server',
      'cluster:\n      tls-server-name: kube.example\n      server',
    )
    const login = text.replace(/ {6}exec:[\s\S]*/, '      token: tok-1\n')
    const connected = await createClusterService().connect({ kind: 'kubeconfig' }, lending(login))
    if (!connected.ok) throw new Error(connected.problem.message)
    const { access, secret } = harness
      .track(connected.value)
      .loginWith('tok-2', { name: 'least', namespace: 'demo' })
    expect(access).toEqual({ kind: 'kubeconfig' })
    const again = await createClusterService().connect(access, lending(secret))
    if (!again.ok) throw new Error(again.problem.message)
    await harness.track(again.value).close()
    expect(api.seen.at(-1)?.headers.authorization).toBe('Bearer tok-2')
  })
})
