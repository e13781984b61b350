/** The service account that Palletjack proposes: its rights are enough for a whole migration, and no more. */
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createBackend } from '../../electron/backend.ts'
import type { Client } from '../../shared/contract/contract.ts'
import { accountInputSchema } from '../../shared/target/account.ts'
import { kube, objectsIn } from '../fixtures/kube.ts'
import { follow, isCopying, planFor, start } from '../fixtures/lab-backend.ts'
import { labSuite } from '../fixtures/lab-suite.ts'

const world = labSuite('file')

const account = (providerId: string, targetNamespaces: string[]) =>
  accountInputSchema.parse({ providerId, targetNamespaces })

async function statesOf(client: Client, providerId: string, namespace: string) {
  const report = await client.target.permissions({ providerId, namespace })
  const states = Object.fromEntries(report.groups.map(({ use, state }) => [use, state]))
  return { user: report.user, states }
}

const administrator = {
  look: 'works',
  migrate: 'works',
  lease: 'works',
  'create-namespace': 'works',
  probe: 'works',
  'create-account': 'works',
  'privileged-conversion': 'works',
}

describe('the service account', () => {
  it('is saved as a kubeconfig by the command line, and by nobody else', async () => {
    const file = join(world.home, 'account.kubeconfig')
    const input = { ...account(world.targetId, ['saved']), saveKubeconfigTo: file }
    await expect(world.client.target.createAccount(input)).rejects.toMatchObject({
      data: { code: 'provider.file-refused' },
    })
    const { cluster } = world.lab.endpoints
    const backend = await createBackend({ home: join(world.home, 'cli'), shell: 'cli' })
    try {
      const target = await backend.client.providers.addCluster({
        name: 'ocp',
        access: { kind: 'kubeconfig', text: cluster.kubeconfig },
      })
      const own = { ...input, providerId: target.id }
      writeFileSync(file, 'mine')
      await expect(backend.client.target.createAccount(own)).rejects.toMatchObject({
        data: { code: 'provider.file-exists' },
      })
      expect(readFileSync(file, 'utf8')).toBe('mine')
      expect((await kube(cluster, '/api/v1/namespaces/saved')).status).toBe(404)
      const created = await backend.client.target.createAccount({ ...own, saveKubeconfigTo: `${file}.new` })
      expect(created.provider).toEqual(target)
      const text = readFileSync(`${file}.new`, 'utf8')
      expect(JSON.stringify(created)).not.toContain(/token: (\S+)/.exec(text)?.[1])
      if (process.platform !== 'win32') expect(statSync(`${file}.new`).mode & 0o777).toBe(0o600)
      const saved = await backend.client.providers.addCluster({
        name: 'least',
        access: { kind: 'kubeconfig', text },
      })
      expect((await statesOf(backend.client, saved.id, 'saved')).states).toMatchObject({ migrate: 'works' })
    } finally {
      await backend.close()
    }
  })

  it('replaces the login of an administrator with the least rights', async () => {
    const { client, targetId } = world
    expect(await statesOf(client, targetId, 'least')).toEqual({ user: 'lab-admin', states: administrator })
    const { applied, tokenExpiresAt, provider } = await client.target.createAccount(
      account(targetId, ['least']),
    )
    expect(applied).toEqual([
      'Namespace least',
      'ServiceAccount palletjack in namespace palletjack',
      'ClusterRole palletjack',
      'ClusterRoleBinding palletjack',
      'Role palletjack in namespace least',
      'RoleBinding palletjack in namespace least',
    ])
    expect(Date.parse(tokenExpiresAt)).toBeGreaterThan(Date.now())
    expect(provider).toMatchObject({ id: targetId, credential: 'token', status: { state: 'connected' } })
    expect(await statesOf(client, targetId, 'least')).toEqual({
      user: 'system:serviceaccount:palletjack:palletjack',
      states: {
        look: 'works',
        migrate: 'works',
        lease: 'works',
        'create-namespace': 'denied',
        probe: 'works',
        'create-account': 'denied',
        'privileged-conversion': 'partly',
      },
    })
    expect((await statesOf(client, targetId, 'default')).states).toMatchObject({ migrate: 'partly' })
  })

  it('runs a whole cold migration', async () => {
    const { client } = world
    const plan = await planFor(world, ['web-01', 'db-01'], { targetNamespace: 'least' })
    const end = await follow(client, await start(client, plan))
    expect(end.vms.map((vm) => [vm.name, vm.state, vm.problem])).toEqual([
      ['web-01', 'succeeded', undefined],
      ['db-01', 'succeeded', undefined],
    ])
    for (const vm of end.vms)
      for (const disk of vm.disks)
        expect(await world.lab.targetSha256('least', disk.claim)).toBe(
          await world.lab.sourceSha256(disk.file),
        )
    const left = (await objectsIn(world.lab.endpoints.cluster, 'least')).map((name) => name.split('/')[0])
    expect(left.filter((kind) => kind === 'dv' || kind === 'secret')).toEqual([])
  })

  it('may undo what it did: a canceled run leaves nothing', async () => {
    const { client } = world
    const plan = await planFor(world, ['app-01'], { name: 'wave-2', targetNamespace: 'least' })
    const before = await objectsIn(world.lab.endpoints.cluster, 'least')
    world.hold('copies')
    const migrationId = await start(client, plan)
    await follow(client, migrationId, isCopying)
    await client.migrations.cancel({ migrationId })
    const end = await follow(client, migrationId)
    expect(end.vms.map((vm) => vm.state)).toEqual(['canceled'])
    expect(await objectsIn(world.lab.endpoints.cluster, 'least')).toEqual(before)
  })

  it('cannot go further: the missing right is named, with the manifests to hand on', async () => {
    const { client, targetId } = world
    const input = account(targetId, ['elsewhere'])
    const { yaml } = await client.target.accountManifests(input)
    await expect(client.target.createAccount(input)).rejects.toMatchObject({
      data: {
        code: 'cluster.forbidden',
        detail: expect.stringContaining(yaml) as string,
        remedy: expect.stringContaining('kubectl create token palletjack -n palletjack') as string,
      },
    })
    await expect(
      client.target.createNamespace({ providerId: targetId, name: 'elsewhere' }),
    ).rejects.toMatchObject({ data: { code: 'cluster.forbidden' } })
    expect(await client.target.createNamespace({ providerId: targetId, name: 'least' })).toEqual({
      name: 'least',
      created: false,
    })
    const checks = await client.providers.check({ id: targetId })
    const states = Object.fromEntries(checks.map(({ id, state }) => [id, state]))
    expect(states).toMatchObject({ login: 'ok', 'rights-look': 'ok', 'rights-migrate': 'ok' })
    const migrate = checks.find(({ id }) => id === 'rights-migrate')
    expect(migrate?.message).toBe('All that migrating in namespace least needs is allowed.')
    const create = checks.find(({ id }) => id === 'rights-create-account')
    expect(create).toMatchObject({ state: 'ok' })
    expect(create).not.toHaveProperty('remedy')
    expect(create?.details).not.toEqual([])
  })
})
