import { describe, expect, it } from 'vitest'
import type { VsphereEdit } from '../../shared/provider/model.ts'
import { follow, planFor, readInventory, start } from '../fixtures/lab-backend.ts'
import { labSuite } from '../fixtures/lab-suite.ts'

const world = labSuite('test', 4)

const endpoint = () => {
  const { url, username, sha256 } = world.lab.endpoints.vcenter
  return { url, username, trust: { kind: 'fingerprint', value: sha256 } as const }
}

const code = (call: Promise<unknown>) =>
  call.then(
    () => 'no problem',
    (error: unknown) => (error as { data?: { code?: string } }).data?.code,
  )

describe('providers', () => {
  it('keep a live connection when a wrong password is tried on it', async () => {
    const { client, sourceId } = world
    expect(await code(client.providers.reconnect({ id: sourceId, secret: 'wrong' }))).toBe(
      'vsphere.invalid-login',
    )
    const source = (await client.providers.list()).find((one) => one.id === sourceId)
    expect(source?.status.state).toBe('connected')
    expect((await readInventory(client, sourceId)).vms).toHaveLength(24)
    // The vault holds the right password still: a run that needs it works.
    const id = await start(client, await planFor(world, ['web-01'], { targetNamespace: 'kept' }))
    expect((await follow(client, id)).state).toBe('succeeded')
  })

  it('refuse a second one of the same name, and forget one that never connected', async () => {
    const { client } = world
    const { vcenter } = world.lab.endpoints
    const trust = { kind: 'fingerprint', value: vcenter.sha256 } as const
    expect(await code(client.providers.addVsphere({ ...vcenter, trust, name: 'vc' }))).toBe(
      'provider.name-taken',
    )
    const wrong = { ...vcenter, trust, name: 'other', password: 'wrong' }
    expect(await code(client.providers.addVsphere(wrong))).toBe('vsphere.invalid-login')
    expect((await client.providers.list()).map((one) => one.name).sort()).toEqual(['ocp', 'vc'])
  })

  it('stay while a run needs them', async () => {
    const { client, sourceId, targetId } = world
    const id = await start(client, await planFor(world, ['db-01'], { targetNamespace: 'busy' }))
    expect(await code(client.providers.remove({ id: sourceId }))).toBe('provider.in-use')
    expect(await code(client.providers.remove({ id: targetId }))).toBe('provider.in-use')
    expect(await code(client.providers.editVsphere({ ...endpoint(), id: sourceId, name: 'other' }))).toBe(
      'provider.in-use',
    )
    await client.migrations.cancel({ migrationId: id })
    // The run is over; the plan still needs both.
    expect(await code(client.providers.remove({ id: sourceId }))).toBe('provider.in-use')
    const [plan] = await client.plans.list()
    await client.plans.remove({ id: plan?.id ?? '' })
    expect(await client.providers.remove({ id: sourceId })).toEqual({ removed: true })
    expect((await client.providers.list()).map((one) => one.id)).toEqual([targetId])
  })

  it('are edited only if the new way works, and send a password only where it belongs', async () => {
    const { client, sourceId } = world
    const edit = (change: Partial<VsphereEdit>) =>
      client.providers.editVsphere({ ...endpoint(), id: sourceId, name: 'vc', ...change })
    expect(await edit({ name: 'renamed' })).toMatchObject({ name: 'renamed', status: { state: 'connected' } })
    expect(await code(edit({ name: 'ocp' }))).toBe('provider.name-taken')
    expect(await code(edit({ username: 'somebody@else' }))).toBe('provider.password-needed')
    expect(await code(edit({ url: 'https://vcenter.example.com' }))).toBe('provider.password-needed')
    expect(await code(edit({ trust: { kind: 'fingerprint', value: '00'.repeat(32) } }))).toBe(
      'vsphere.fingerprint-mismatch',
    )
    expect(await code(edit({ password: 'wrong' }))).toBe('vsphere.invalid-login')
    const after = (await client.providers.list()).find((one) => one.id === sourceId)
    expect(after).toMatchObject({ name: 'renamed', status: { state: 'connected' } })
    expect(await client.providers.reconnect({ id: sourceId })).toMatchObject({
      status: { state: 'connected' },
    })
    expect(await code(client.providers.reconnect({ id: 'nobody' }))).toBe('provider.unknown')
  })

  it('are checked step by step', async () => {
    const { client, sourceId, targetId } = world
    const states = async (id: string) =>
      Object.fromEntries((await client.providers.check({ id })).map((step) => [step.id, step.state]))
    expect(await states(sourceId)).toMatchObject({
      address: 'ok',
      certificate: 'ok',
      login: 'ok',
      clock: 'ok',
      inventory: 'ok',
      'privileges-cold': 'ok',
      'privileges-warm': 'ok',
      'privileges-host-edit': 'ok',
    })
    expect(await states(targetId)).toMatchObject({ login: 'ok', kubevirt: 'ok', cdi: 'ok', storage: 'ok' })
    await world.lab.close()
    expect(await states(sourceId)).toEqual({ address: 'failed' })
    expect(await states(targetId)).toEqual({ login: 'failed' })
  })

  it('say how much they hold, and that a connection is lost and regained', async () => {
    const { client, sourceId } = world
    const seen: string[] = []
    const stop = new AbortController()
    for await (const list of await client.providers.watch(undefined, { signal: stop.signal })) {
      const source = list.find((one) => one.id === sourceId)
      if (source?.inventory?.vms !== 24) continue
      if (source.status.state !== seen.at(-1)) seen.push(source.status.state)
      if (source.status.state === 'connected' && seen.length === 1) await world.lab.close()
      if (source.status.state === 'reconnecting') {
        expect(source.status.problem.remedy).not.toBe('')
        stop.abort()
      }
    }
    expect(seen).toEqual(['connected', 'reconnecting'])
  })

  it('can be an inventory file, which is looked at without a network and after a restart', async () => {
    const { client, sourceId } = world
    // Tags come from another API, after the inventory.
    const tagged = () => client.inventory.query({ providerId: sourceId, kind: 'vms', where: 'tag != ""' })
    await expect.poll(async () => (await tagged()).matched).toBeGreaterThan(0)
    const file = await client.inventory.save({ providerId: sourceId })
    const live = await client.inventory.query({ providerId: sourceId, kind: 'vms', where: 'power = on' })
    await world.lab.close()
    const opened = await client.providers.openInventoryFile({ file, name: 'on the plane' })
    expect(opened).toMatchObject({ kind: 'vsphere', credential: 'none', status: { state: 'offline' } })
    await world.restart()
    const again = world.client
    const listed = (await again.providers.list()).find((one) => one.id === opened.id)
    expect(listed?.inventory).toMatchObject({ vms: 24, hosts: 4 })
    const query = { providerId: opened.id, kind: 'vms', where: 'power = on' } as const
    const page = await again.inventory.query(query)
    expect(page.rows).toEqual(live.rows)
    expect(page.matched).toBe(live.matched)
    expect(await again.providers.check({ id: opened.id })).toMatchObject([{ id: 'inventory', state: 'ok' }])
    expect(await again.providers.remove({ id: opened.id })).toEqual({ removed: true })
    expect(await code(again.inventory.query(query))).toBe('provider.unknown')
    const broken = new File([(await file.bytes()).slice(0, 500)], 'cut.json.gz')
    expect(await code(again.providers.openInventoryFile({ file: broken }))).toBe('inventory-file.damaged')
    expect(await again.providers.list()).toHaveLength(2)
  })

  it('ask for what they were given after a restart: a kubeconfig for a kubeconfig', async () => {
    const { client } = world
    const text = world.lab.endpoints.cluster.kubeconfig
    const added = await client.providers.addCluster({ name: 'by-file', access: { kind: 'kubeconfig', text } })
    expect(added.credential).toBe('kubeconfig')
    await world.restart()
    const again = world.client
    const known = (await again.providers.list()).map((one) => [one.name, one.credential, one.status.state])
    expect(known.sort()).toEqual([
      ['by-file', 'kubeconfig', 'needsCredentials'],
      ['ocp', 'token', 'needsCredentials'],
      ['vc', 'password', 'needsCredentials'],
    ])
    const unlocked = await again.providers.reconnect({ id: added.id, secret: text })
    expect(unlocked.status.state).toBe('connected')
  })
})
