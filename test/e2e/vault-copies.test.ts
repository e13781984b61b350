import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createBackend } from '../../electron/backend.ts'
import type { Client } from '../../shared/contract/contract.ts'
import { readInventory } from '../fixtures/lab-backend.ts'
import { labSuite } from '../fixtures/lab-suite.ts'

const world = labSuite('file')
const PASSPHRASE = 'a passphrase for the way'

/** A computer that knows nothing yet. */
async function another(name: string): Promise<Client> {
  const backend = await createBackend({
    home: join(world.home, name),
    shell: 'test',
    reach: (_, address, port) => world.lab.reach(address, port),
  })
  onTestFinished(() => backend.close())
  return backend.client
}

async function connected(client: Client, names: readonly string[]) {
  for await (const list of await client.providers.watch(undefined, { signal: AbortSignal.timeout(20_000) })) {
    const there = list.filter(({ name }) => names.includes(name))
    if (there.length === names.length && there.every(({ status }) => status.state === 'connected'))
      return there
  }
  throw new Error('the list ended')
}

const problemOf = (call: Promise<unknown>) =>
  call.then(
    () => undefined,
    (error: unknown) => (error as { data?: { code: string } }).data,
  )

const ids = async (client: Client) => (await client.vault.entries()).map(({ id }) => id).sort()

describe('a copy', () => {
  it('moves providers with their secrets, and the keys of hosts that were trusted', async () => {
    const { client, sourceId } = world
    const [esx] = world.lab.endpoints.esxi
    const { vms, hosts } = await readInventory(client, sourceId)
    const host = hosts.find(({ name }) => name === esx?.name)
    const vm = vms.find(({ name }) => name === 'db-01')
    if (!esx || !host || !vm) throw new Error('the lab has no such host')
    const { username, password } = esx
    const at = { providerId: sourceId, hostId: host.id }
    await client.esxi.setLogin({
      providerId: sourceId,
      hostIds: [host.id],
      login: { kind: 'password', username, password },
    })
    const { shown } = await client.esxi.hostKey({ ...at, openSsh: true })
    await client.esxi.trustHostKey({ ...at, sha256: shown.sha256, openSsh: true })
    await client.vault.setDiskPassphrases({
      providerId: sourceId,
      vmId: vm.id,
      passphrases: ['first', 'second'],
    })
    expect((await client.vault.entries()).map(({ owner, what }) => `${owner}: ${what}`)).toEqual([
      'ocp: Token',
      `vc: Password of ${world.lab.endpoints.vcenter.username}`,
      'vc: Passphrases of encrypted disks of db-01',
      `vc: SSH password of ${username} on ${esx.name}`,
    ])

    const file = await client.vault.exportCopy({ passphrase: PASSPHRASE })
    expect(file.name).toMatch(/^palletjack-copy-\d{4}-\d\d-\d\d\.json$/)
    const text = await file.text()
    for (const secret of [password, world.lab.endpoints.vcenter.password, world.lab.endpoints.cluster.token])
      expect(text).not.toContain(secret)

    const other = await another('other')
    await other.vault.create({ passphrase: 'another long passphrase', device: false })
    const outcome = await other.vault.importCopy({ file, passphrase: PASSPHRASE })
    expect([outcome.added.sort(), outcome.left]).toEqual([['ocp', 'vc'], []])
    await connected(other, ['vc', 'ocp'])
    expect(await ids(other)).toEqual(await ids(client))
    expect((await readInventory(other, sourceId)).vms).toHaveLength(24)
    // The key was not asked about again, and the login works.
    expect(await other.esxi.read({ ...at, openSsh: true })).toMatchObject({ hostName: esx.name })

    // A second time changes nothing.
    const again = await other.vault.importCopy({ file, passphrase: PASSPHRASE })
    expect(again.added).toEqual([])
    expect(again.left.map(({ reason }) => reason).sort()).toEqual([
      'ocp is known here already.',
      'vc is known here already.',
    ])
  })

  it('works from memory to memory too, and leaves what has a name that is taken', async () => {
    const { client, targetId, lab } = world
    const file = await client.vault.exportCopy({ passphrase: PASSPHRASE, providerIds: [targetId] })
    const other = await another('memory')
    const { url, token, caPem } = lab.endpoints.cluster
    await other.providers.addCluster({ name: 'mine', access: { kind: 'token', url, token, caPem } })
    expect(await other.vault.importCopy({ file, passphrase: PASSPHRASE })).toEqual({
      added: ['ocp'],
      left: [],
    })
    await connected(other, ['mine', 'ocp'])
    const third = await another('named')
    await third.providers.addCluster({ name: 'ocp', access: { kind: 'token', url, token, caPem } })
    const before = await ids(third)
    expect(await third.vault.importCopy({ file, passphrase: PASSPHRASE })).toEqual({
      added: [],
      left: [{ name: 'ocp', reason: 'A provider named ocp exists already.' }],
    })
    expect(await ids(third)).toEqual(before)
  })

  it('that cannot be opened, and what cannot be part of one, changes nothing', async () => {
    const { client, sourceId } = world
    const file = await client.vault.exportCopy({ passphrase: PASSPHRASE, providerIds: [sourceId] })
    const text = await file.text()
    const other = await another('refused')
    const refused = (content: string, passphrase = PASSPHRASE) =>
      problemOf(other.vault.importCopy({ file: new File([content], 'copy.json'), passphrase }))
    expect(await refused(text, 'wrong')).toMatchObject({ code: 'vault.wrong-passphrase' })
    expect(await refused(text.slice(0, -20))).toMatchObject({ code: 'vault.corrupt' })
    expect(await refused(text.replace('"version": 1', '"version": 2'))).toMatchObject({ code: 'vault.newer' })
    expect(await refused(text.replace(`"${sourceId}/provider"`, `"${sourceId}/other"`))).toMatchObject({
      code: 'vault.corrupt',
    })
    expect(await refused(' '.repeat(32 * 1024 * 1024 + 1))).toMatchObject({ code: 'vault.corrupt' })
    await other.vault.create({ passphrase: 'another long passphrase', device: false })
    await other.vault.lock()
    expect(await refused(text)).toMatchObject({ code: 'vault.locked' })
    expect(await other.providers.list()).toEqual([])
    expect(await ids(other)).toEqual([])

    const exported = (providerIds?: string[]) =>
      problemOf(other.vault.exportCopy({ passphrase: PASSPHRASE, providerIds }))
    expect(await exported()).toMatchObject({ code: 'vault.nothing-to-copy' })
    expect(await exported(['nobody'])).toMatchObject({ code: 'provider.unknown' })
    const inventory = await client.inventory.save({ providerId: sourceId })
    const { id } = await other.providers.openInventoryFile({ file: inventory })
    expect(await exported([id])).toMatchObject({ code: 'vault.not-in-copies' })
    expect(await exported()).toMatchObject({ code: 'vault.nothing-to-copy' })
  })
})
