import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createBackend } from '../../electron/backend.ts'
import {
  connectTo,
  follow,
  planFor,
  readInventory,
  start,
  startLabWorld,
  type Connected,
  type LabWorld,
} from '../fixtures/lab-backend.ts'

let world: LabWorld
let connected: Connected
beforeEach(async () => {
  world = await startLabWorld(4)
  connected = await connectTo(world)
})
afterEach(async () => {
  await connected.backend.close()
  await world.close()
})

const code = (call: Promise<unknown>) =>
  call.then(
    () => 'no problem',
    (error: unknown) => (error as { data?: { code?: string } }).data?.code,
  )

describe('providers', () => {
  it('keep a live connection when a wrong password is tried on it', async () => {
    const { client, sourceId } = connected
    expect(await code(client.providers.unlockVsphere({ id: sourceId, password: 'wrong' }))).toBe(
      'vsphere.invalid-login',
    )
    const source = (await client.providers.list()).find((one) => one.id === sourceId)
    expect(source?.status.state).toBe('connected')
    expect((await readInventory(client, sourceId)).vms).toHaveLength(24)
    // The vault holds the right password still: a run that needs it works.
    const id = await start(client, await planFor(connected, ['web-01'], { targetNamespace: 'kept' }))
    expect((await follow(client, id)).state).toBe('succeeded')
  })

  it('refuse a second one of the same name, and forget one that never connected', async () => {
    const { client } = connected
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
    const { client, sourceId, targetId } = connected
    const id = await start(client, await planFor(connected, ['db-01'], { targetNamespace: 'busy' }))
    expect(await code(client.providers.remove({ id: sourceId }))).toBe('provider.in-use')
    expect(await code(client.providers.remove({ id: targetId }))).toBe('provider.in-use')
    await client.migrations.cancel({ migrationId: id })
    expect(await client.providers.remove({ id: sourceId })).toEqual({ removed: true })
    expect((await client.providers.list()).map((one) => one.id)).toEqual([targetId])
  })

  it('ask for what they were given after a restart: a kubeconfig for a kubeconfig', async () => {
    const { client } = connected
    const text = world.lab.endpoints.cluster.kubeconfig
    const added = await client.providers.addCluster({ name: 'by-file', access: { kind: 'kubeconfig', text } })
    expect(added.credential).toBe('kubeconfig')
    await connected.backend.close()
    const backend = await createBackend({ home: join(world.home, 'state'), shell: 'test' })
    connected = { ...connected, backend, client: backend.client }
    const known = (await backend.client.providers.list()).map((one) => [
      one.name,
      one.credential,
      one.status.state,
    ])
    expect(known.sort()).toEqual([
      ['by-file', 'kubeconfig', 'needsCredentials'],
      ['ocp', 'token', 'needsCredentials'],
      ['vc', 'password', 'needsCredentials'],
    ])
    const unlocked = await backend.client.providers.unlockCluster({ id: added.id, secret: text })
    expect(unlocked.status.state).toBe('connected')
  })
})
