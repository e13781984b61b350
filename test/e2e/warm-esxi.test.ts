/** A warm migration whose source is an ESXi host itself, without a vCenter. */
import { expect, it } from 'vitest'
import { labSuite } from '../fixtures/lab-suite.ts'
import { readInventory } from '../fixtures/lab-backend.ts'
import { allIn, runWarm, sourceState, unequalDisks } from '../fixtures/warm-run.ts'

const world = labSuite('file', 60, { vms: 24, hosts: 2 })

it('brings a VM of a host over whole, and leaves no snapshot there', async () => {
  const { lab, client } = world
  const host = lab.endpoints.esxi.find(({ name }) => name === 'esx-01.lab.example')!
  const { id } = await client.providers.addVsphere({
    name: 'esx',
    url: host.url,
    username: host.username,
    password: host.password,
    trust: { kind: 'fingerprint', value: host.sha1 },
  })
  const change = { name: 'of-a-host', targetNamespace: 'host' }
  const end = await runWarm({ ...world, sourceId: id }, ['clone-a-01'], { deltas: 2, change })
  const [vm] = end.vms
  expect([vm?.state, vm?.problem]).toEqual(['succeeded', undefined])
  expect(vm?.precopies).toHaveLength(4)
  expect(await unequalDisks(world, 'host', vm!)).toEqual([])
  // By the vCenter, which knows the VM under an id of its own.
  const { vms } = await readInventory(client, world.sourceId)
  const known = vms.find((one) => one.name === vm?.name)
  expect(await sourceState(world, known?.id ?? '')).toEqual({ power: 'poweredOff', snapshots: [] })
  expect((await allIn(world, 'host')).filter((name) => /^(pod|secret|dv|lease)\//.test(name))).toEqual([
    expect.stringContaining('pod/virt-launcher-'),
  ])
})
