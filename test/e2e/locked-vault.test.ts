/** Runs, and the vault that is locked meanwhile: they wait for it, lose nothing, and go on by themselves. */
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { parse, stringify } from 'yaml'
import { createBackend } from '../../electron/backend.ts'
import type { Client } from '../../shared/contract/contract.ts'
import type { MigrationView } from '../../shared/migration/model.ts'
import { WAITS_FOR_VAULT } from '../../shared/migration/wait-kind.ts'
import type { Provider } from '../../shared/provider/model.ts'
import { recoveryCodeOf, RECOVERY_BYTES } from '../../shared/vault/recovery-code.ts'
import { kube } from '../fixtures/kube.ts'
import { follow, isCopying, planFor, start } from '../fixtures/lab-backend.ts'
import { labSuite } from '../fixtures/lab-suite.ts'
import { chooseNetwork, hostOf } from '../fixtures/migration-network.ts'
import { endOtherSessions, openRawSoap } from '../fixtures/raw-soap.ts'
import type { VaultOrders } from '../fixtures/vault-caller.ts'

const world = labSuite('test')
/** Opens the vault without the work that a passphrase costs. */
const code = recoveryCodeOf(randomBytes(RECOVERY_BYTES))

beforeEach(() => world.client.vault.create({ recoveryCode: code, device: false }))

const unlock = (client: Client = world.client) => client.vault.unlock({ by: 'recovery', code })
const waits = (view: MigrationView) => view.vms.some((vm) => vm.waitReason === WAITS_FOR_VAULT)

async function provider(id: string, state: Provider['status']['state'], client = world.client) {
  for await (const list of await client.providers.watch())
    if (list.find((one) => one.id === id)?.status.state === state) return
  throw new Error('the list of providers ended')
}

async function endSession(): Promise<void> {
  const administrator = await openRawSoap(world.lab.endpoints.vcenter)
  onTestFinished(() => administrator.close())
  expect(await endOtherSessions(administrator)).toBeGreaterThan(0)
}

async function run(name: string, vm: string, targetId = world.targetId): Promise<string> {
  return start(world.client, await planFor({ ...world, targetId }, [vm], { name, targetNamespace: name }))
}

async function expectDone(id: string, client = world.client): Promise<void> {
  const end = await follow(client, id)
  expect(end.vms.map((vm) => [vm.state, vm.problem])).toEqual([['succeeded', undefined]])
  const disks = end.vms.flatMap((vm) => vm.disks)
  expect(disks.length).toBeGreaterThan(0)
  for (const disk of disks)
    expect(await world.lab.targetSha256(end.targetNamespace, disk.claim)).toBe(
      await world.lab.sourceSha256(disk.file),
    )
}

describe('a vault that is locked while a run copies', () => {
  it('leaves it its live sessions, and a VM that has to log in waits and goes on', async () => {
    const goOn = world.hold('copies')
    const copying = await run('copying', 'web-01')
    await follow(world.client, copying, isCopying)
    await world.client.vault.lock()
    goOn()
    await expectDone(copying)

    await endSession()
    await provider(world.sourceId, 'locked')
    const waiting = await run('waiting', 'app-01')
    const view = await follow(world.client, waiting, waits)
    expect(view).toMatchObject({ waitsForVault: true, vms: [{ state: 'running', problem: undefined }] })
    await unlock()
    await provider(world.sourceId, 'connected')
    await expectDone(waiting)
  })

  it('keeps a VM waiting whose importer needs the password, and does not cut its cancel', async () => {
    await world.client.vault.lock()
    const [waiting, canceled] = [await run('waiting', 'app-01'), await run('canceled', 'web-01')]
    for (const id of [waiting, canceled]) {
      const view = await follow(world.client, id, waits)
      expect(view.vms[0]?.phase).toBe('CreateDataVolumes')
    }
    // What runs in vCenter goes on over the live session.
    expect(await world.client.migrations.cancel({ migrationId: canceled })).toEqual({ canceled: 1 })
    await unlock()
    await expectDone(waiting)
  })

  it('does not send a direct copy through vCenter', async () => {
    const host = await hostOf(world, 'db-01')
    expect(await chooseNetwork(world, host)).toMatchObject({ state: 'ready' })
    await world.client.vault.lock()
    const id = await run('direct', 'db-01')
    await follow(world.client, id, waits)
    await unlock()
    await expectDone(id)
    const { vms } = await follow(world.client, id)
    expect(vms[0]?.diskWay).toContain(`directly from ${host.name}`)
  })
})

describe.skipIf(process.platform === 'win32')('a token of the cluster that ends (skipped on Windows)', () => {
  /** An account of the cluster with all rights, and a token for it. */
  async function account(name: string): Promise<string> {
    const { cluster } = world.lab.endpoints
    const accounts = '/api/v1/namespaces/default/serviceaccounts'
    await kube(cluster, accounts, { method: 'POST', body: { metadata: { name } } })
    const bindings = '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings'
    const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' }
    const subjects = [{ kind: 'ServiceAccount', name, namespace: 'default' }]
    await kube(cluster, bindings, { method: 'POST', body: { metadata: { name }, roleRef, subjects } })
    const made = await kube(cluster, `${accounts}/${name}/token`, { method: 'POST', body: { spec: {} } })
    return (made.body['status'] as { token: string }).token
  }

  it('is renewed by its login program once the vault is open again', async () => {
    const { client, home, lab } = world
    const { cluster } = lab.endpoints
    const [program, tokenFile] = [join(home, 'login'), join(home, 'login.token')]
    writeFileSync(tokenFile, await account('first'))
    writeFileSync(
      program,
      `#!${process.execPath}
       const token = require('node:fs').readFileSync(${JSON.stringify(tokenFile)}, 'utf8')
       console.log(JSON.stringify({ kind: 'ExecCredential', apiVersion: 'client.authentication.k8s.io/v1', status: { token } }))
      `,
    )
    chmodSync(program, 0o755)
    const config = parse(cluster.kubeconfig) as { users: { user: object }[] }
    const apiVersion = 'client.authentication.k8s.io/v1'
    config.users[0]!.user = { exec: { apiVersion, command: program, interactiveMode: 'Never' } }
    const text = stringify(config)
    const [context] = await client.providers.contexts({ text })
    const allowProgram = context!.program!
    const { id: targetId } = await client.providers.addCluster({
      name: 'by-program',
      access: { kind: 'kubeconfig', text, allowProgram },
    })
    const goOn = world.hold('copies')
    const id = await run('token', 'web-01', targetId)
    await follow(client, id, isCopying)
    await client.vault.lock()
    await kube(cluster, '/api/v1/namespaces/default/serviceaccounts/first', { method: 'DELETE' })
    writeFileSync(tokenFile, await account('second'))
    goOn()
    await follow(client, id, waits)
    await provider(targetId, 'locked')
    await unlock()
    await provider(targetId, 'connected')
    await expectDone(id)
  })
})

describe('a Palletjack that starts with a locked vault', () => {
  it('shows what is unfinished, connects its providers once it is unlocked, and goes on', async () => {
    const goOn = world.hold('copies')
    const id = await run('restarted', 'web-01')
    await follow(world.client, id, isCopying)
    await world.restart()
    const { client, sourceId, targetId } = world
    expect((await client.providers.list()).map((one) => one.status.state)).toEqual(['locked', 'locked'])
    await follow(client, id, waits)
    await expect(client.providers.reconnect({ id: sourceId })).rejects.toMatchObject({
      data: { code: 'vault.locked' },
    })
    await expect(client.providers.reconnect({ id: targetId, secret: 'another' })).rejects.toMatchObject({
      data: { code: 'vault.locked' },
    })
    await unlock()
    await provider(sourceId, 'connected')
    await provider(targetId, 'connected')
    goOn()
    await expectDone(id)
  })

  it('goes on after a process that was killed while its vault was locked', async () => {
    const goOn = world.hold('copies')
    const home = join(world.home, 'killed')
    const caller = join(import.meta.dirname, '..', 'fixtures', 'vault-caller.ts')
    const child = spawn(process.execPath, [caller], { stdio: ['pipe', 'pipe', 'inherit'] })
    const { vcenter, cluster } = world.lab.endpoints
    const orders: VaultOrders = { home, endpoints: { vcenter, cluster }, recoveryCode: code }
    child.stdin.end(JSON.stringify(orders))
    const ended = new Promise((resolve) => child.once('exit', resolve))
    const id = await new Promise<string>((resolve, reject) => {
      child.stdout.once('data', (bytes: Buffer) => resolve(bytes.toString('utf8').trim()))
      void ended.then(() => reject(new Error('it ended by itself')))
    })
    child.kill('SIGKILL')
    await ended
    const backend = await createBackend({ home, shell: 'test' })
    onTestFinished(() => backend.close())
    await follow(backend.client, id, waits)
    await unlock(backend.client)
    goOn()
    await expectDone(id, backend.client)
  })
})
