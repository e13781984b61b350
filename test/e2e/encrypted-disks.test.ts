/** Guests whose disks are encrypted (LUKS): converted with the passphrases that the vault holds, and not without. */
import { expect, it } from 'vitest'
import type { MigrationView } from '../../shared/migration/model.ts'
import { planOptionsSchema } from '../../shared/plan/model.ts'
import { kube, objectsIn, type KubeLike } from '../fixtures/kube.ts'
import { follow, planFor, readInventory, start } from '../fixtures/lab-backend.ts'
import { labSuite } from '../fixtures/lab-suite.ts'

const world = labSuite('file')
const VM = 'edge-sriov-nsx-01'
const PASSPHRASE = 'open the edge'

const isConverting = (view: MigrationView) => view.vms.some((vm) => vm.phase === 'ConvertGuest')
const cluster = () => world.lab.endpoints.cluster

async function secretsIn(namespace: string): Promise<readonly KubeLike[]> {
  const { body } = await kube(cluster(), `/api/v1/namespaces/${namespace}/secrets`)
  return body.items ?? []
}

async function idOf(name: string): Promise<string> {
  const { vms } = await readInventory(world.client, world.sourceId)
  const vm = vms.find((one) => one.name === name)
  if (!vm) throw new Error(`the lab has no VM ${name}`)
  return vm.id
}

/** The source may still come up again from the run before. */
function planOf(name: string) {
  const options = planOptionsSchema.parse({
    onShutdownTimeout: 'power-off',
    keepDisksOnConversionFailure: false,
  })
  return planFor(world, [VM], { name, targetNamespace: name, options })
}

async function run(name: string, passphrases: readonly string[]): Promise<MigrationView> {
  const { client, sourceId } = world
  if (passphrases.length > 0)
    await client.vault.setDiskPassphrases({
      providerId: sourceId,
      vmId: await idOf(VM),
      passphrases: [...passphrases],
    })
  return follow(client, await start(client, await planOf(name)))
}

it('fails without a passphrase, and says where to give one', async () => {
  const view = await run('without', [])
  expect(view.state).toBe('failed')
  expect(view.vms[0]?.problem).toMatchObject({
    code: 'migration.conversion-failed',
    message: expect.stringContaining('No key available with this passphrase') as string,
    remedy: expect.stringContaining(
      `If disks of ${VM} are encrypted with LUKS, give their passphrases`,
    ) as string,
  })
  expect(await secretsIn('without')).toEqual([])
})

it('fails with wrong ones, and says so', async () => {
  const view = await run('wrong', ['another one'])
  expect(view.vms[0]?.problem?.remedy).toContain('None of the passphrases that were given')
  expect(await objectsIn(cluster(), 'wrong')).toEqual([])
})

it('succeeds when one of them is right, with a secret that goes when the run ends', async () => {
  const { client } = world
  const goOn = world.hold('conversions')
  const plan = await planOf('right')
  const vmId = await idOf(VM)
  await client.vault.setDiskPassphrases({
    providerId: world.sourceId,
    vmId,
    passphrases: ['another one', PASSPHRASE],
  })
  const id = await start(client, plan)
  await follow(client, id, isConverting)
  const secrets = await secretsIn('right')
  const luks = secrets.find((one) => (one.metadata['labels'] as Record<string, string>)['isLUKS'] === 'true')
  const login = secrets.find((one) => (one.metadata['labels'] as Record<string, string>)['isDV'] === 'true')
  expect(luks).toMatchObject({
    data: {
      'passphrase-1': Buffer.from('another one').toString('base64'),
      'passphrase-2': Buffer.from(PASSPHRASE).toString('base64'),
    },
    metadata: { labels: { vmID: vmId }, ownerReferences: [{ kind: 'Secret', uid: login?.metadata['uid'] }] },
  })
  goOn()
  expect((await follow(client, id)).state).toBe('succeeded')
  await expect.poll(() => secretsIn('right'), { timeout: 10_000 }).toEqual([])
})

it('forgets them when told so, and takes none for what is no vCenter', async () => {
  const { client, sourceId, targetId } = world
  const vmId = await idOf(VM)
  const given = { vmId, passphrases: ['x'] }
  await client.vault.setDiskPassphrases({ ...given, providerId: sourceId })
  const secretId = `${sourceId}/luks/${vmId}`
  expect((await client.vault.entries()).find(({ id }) => id === secretId)).toMatchObject({
    what: `Passphrases of encrypted disks of ${VM}`,
  })
  await client.vault.forget({ ids: [secretId] })
  expect((await client.vault.entries()).some(({ id }) => id === secretId)).toBe(false)
  for (const providerId of [targetId, 'nobody'])
    await expect(client.vault.setDiskPassphrases({ ...given, providerId })).rejects.toMatchObject({
      data: { code: 'provider.unknown' },
    })
})
