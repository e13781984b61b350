/** The command line against a real API server, as a process of its own: by address, by name, with its own account. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ConnectionCheck } from '../../shared/provider/model.ts'
import { createBackend } from '../../electron/backend.ts'
import { jsonLines, palletjack } from '../fixtures/cli-process.ts'
import { crdFolder } from './crds.ts'
import { startKubeCluster, type KubeCluster } from './kube-cluster.ts'
import { findGo } from './go-program.ts'
import { kubeIsMissing, kubeTitle } from './kube-world.ts'

let cluster: KubeCluster | undefined
let folder: string
let access: { readonly url: string; readonly caPem: string; readonly token: string }

async function ran(args: readonly string[], secret = access.token) {
  const run = palletjack([...args, '--json', '--home', join(folder, 'state')], { password: secret })
  const exitCode = await run.ended
  const [answer = {}] = jsonLines(run.out())
  expect(run.out() + run.err()).not.toContain(secret)
  return { exitCode, answer, err: run.err() }
}

const byAddress = () => ['--cluster', access.url, '--ca', join(folder, 'ca.pem'), '--token-fd', '3']

describe.skipIf(kubeIsMissing !== undefined)(`the command line on ${kubeTitle}`, () => {
  beforeAll(async () => {
    cluster = await startKubeCluster(findGo() ?? '', crdFolder() ?? '')
    access = cluster.migrator
    folder = mkdtempSync(join(tmpdir(), 'palletjack-real-cli-'))
    writeFileSync(join(folder, 'ca.pem'), access.caPem)
    const backend = await createBackend({ home: join(folder, 'state'), shell: 'test' })
    await backend.client.providers.addCluster({ name: 'real', access: { kind: 'token', ...access } })
    await backend.close()
  })
  afterAll(async () => {
    await cluster?.stop()
    if (cluster) rmSync(folder, { recursive: true, force: true })
  })

  it.each([
    ['by address', () => byAddress()],
    ['by name', () => ['real', '--token-fd', '3']],
  ])('checks it %s', async (_, flags) => {
    const { exitCode, answer, err } = await ran(['provider', 'check', ...flags(), '--namespace', 'finance'])
    expect(exitCode, JSON.stringify(answer) + err).toBe(0)
    const [provider] = (answer as unknown as { providers: { checks: ConnectionCheck[] }[] }).providers
    const ids = provider?.checks.filter(({ state }) => state === 'ok').map(({ id }) => id)
    expect(ids).toEqual(expect.arrayContaining(['login', 'kubevirt', 'cdi', 'storage', 'rights-migrate']))
  })

  it('says that a token is wrong as a failed step', async () => {
    const { exitCode, answer } = await ran(['provider', 'check', ...byAddress()], 'wrong-token-canary')
    expect(exitCode).toBe(1)
    expect(answer).toMatchObject({ worst: 'failed', providers: [{ checks: [{ state: 'failed' }] }] })
  })

  it('makes an account that may migrate into its namespace and nowhere else', async () => {
    const file = join(folder, 'account.kubeconfig')
    const make = ['provider', 'account', ...byAddress(), '--namespace', 'finance']
    const made = await ran([...make, '--apply', '--yes', '--out', file])
    expect(made.exitCode, made.err).toBe(0)
    const rights = (namespace: string) =>
      ran(['provider', 'rights', '--kubeconfig', file, '--namespace', namespace])
    expect((await rights('finance')).exitCode).toBe(0)
    expect((await rights('default')).exitCode).toBe(1)
  })
})
