/** The NFC memory of ESXi hosts of the lab: both generations, from trust to the value that was read back. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { EditRun, EsxiHost } from '../../shared/esxi/model.ts'
import { connectTo, startLabWorld, type Connected, type LabWorld } from '../fixtures/lab-backend.ts'

let world: LabWorld
let at: Connected
let hosts: readonly EsxiHost[]

beforeAll(async () => {
  world = await startLabWorld()
  at = await connectTo(world)
  hosts = await listed()
  for (const host of hosts) await prepare(host)
})

afterAll(async () => {
  await at.backend.close()
  await world.close()
})

async function listed(): Promise<readonly EsxiHost[]> {
  for await (const views of await at.client.esxi.watch({ providerId: at.sourceId })) return views
  throw new Error('no hosts were shown')
}

/** Gives the login and trusts the key that the host shows. */
async function prepare({ id, name }: EsxiHost): Promise<void> {
  const { client, sourceId: providerId } = at
  const endpoint = world.lab.endpoints.esxi.find((one) => one.name === name)!
  const { username, password } = endpoint
  await client.esxi.setLogin({ providerId, hostIds: [id], login: { kind: 'password', username, password } })
  const { shown } = await client.esxi.hostKey({ providerId, hostId: id })
  await client.esxi.trustHostKey({ providerId, hostId: id, sha256: shown.sha256 })
}

async function lastOf(stream: AsyncIterable<EditRun>): Promise<EditRun> {
  let last: EditRun | undefined
  for await (const run of stream) last = run
  if (!last) throw new Error('the run was never shown')
  return last
}

const ofGeneration = (generation: EsxiHost['generation']) =>
  hosts.find((host) => host.generation === generation)!

describe.each(['configFile', 'configStore'] as const)('a host of generation %s', (generation) => {
  it('is read, rehearsed, edited, and read back', async () => {
    const { client, sourceId: providerId } = at
    const host = ofGeneration(generation)
    const lab = world.lab.esxi(host.name)
    const before = await client.esxi.read({ providerId, hostId: host.id })
    expect(before).toMatchObject({ generation, values: { maxMemory: 50331648 } })

    const change = { maxMemory: 1_000_000_000 }
    const rehearsal = await lastOf(
      await client.esxi.edit({ providerId, hostIds: [host.id], change, rehearse: true }),
    )
    expect(rehearsal, JSON.stringify(rehearsal, null, 1)).toMatchObject({ state: 'done' })
    expect(rehearsal.hosts[0]?.diff).toContain('1000000000')
    expect(lab.nfcInUse()?.maxMemory).toBe(50331648)

    const edit = await lastOf(
      await client.esxi.edit({
        ...{ providerId, hostIds: [host.id], change },
        expected: { [host.id]: rehearsal.hosts[0]!.sha256! },
      }),
    )
    expect(edit, JSON.stringify(edit, null, 1)).toMatchObject({ state: 'done' })
    expect(edit.hosts[0]).toMatchObject({ state: 'done', after: { maxMemory: 1_000_000_000 } })
    expect(lab.nfcInUse()?.maxMemory).toBe(1_000_000_000)
    const now = (await listed()).find(({ id }) => id === host.id)
    expect(now).toMatchObject({ nfc: { values: { maxMemory: 1_000_000_000 } }, copies: { limit: 20 } })
    expect(await client.esxi.history({ providerId, hostId: host.id })).toMatchObject([{ state: 'done' }])
  })
})
