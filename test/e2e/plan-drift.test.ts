/** A plan whose VMs change between its review and its start. */
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { Drift } from '../../shared/plan/drift-model.ts'
import { jsonLines, over, palletjack } from '../fixtures/cli-process.ts'
import { follow, planFor, readInventory } from '../fixtures/lab-backend.ts'
import { labSuite } from '../fixtures/lab-suite.ts'
import { openRawSoap } from '../fixtures/raw-soap.ts'
import { unequalDisks } from '../fixtures/warm-run.ts'

const world = labSuite('test')
const GROWN_BY = 8 * 2 ** 20
const drifted = { data: { code: 'plan.drifted' } }
const words = ({ items }: Drift) => items.map(({ kind, name, message }) => `${kind}: ${name}: ${message}`)

async function vmNamed(name: string) {
  const vm = (await readInventory(world.client, world.sourceId)).vms.find((one) => one.name === name)
  if (!vm) throw new Error(`the lab has no VM ${name}`)
  return vm
}

/** As an administrator in another window. */
async function asAdministrator(vmId: string, method: string, args: string): Promise<void> {
  const soap = await openRawSoap(world.lab.endpoints.vcenter)
  try {
    await soap.call(`<${method}><_this type="VirtualMachine">${vmId}</_this>${args}</${method}>`)
  } finally {
    soap.close()
  }
}

async function growDisk(name: string): Promise<void> {
  const vm = await vmNamed(name)
  const [disk] = vm.disks
  const capacity = disk!.capacityBytes + GROWN_BY
  await asAdministrator(
    vm.id,
    'ReconfigVM_Task',
    '<spec><deviceChange><operation>edit</operation><device xsi:type="VirtualDisk">' +
      `<key>${disk!.key}</key><capacityInKB>${capacity / 1024}</capacityInKB></device></deviceChange></spec>`,
  )
  await expect.poll(async () => (await vmNamed(name)).disks[0]?.capacityBytes).toBe(capacity)
}

async function snapshot(name: string, called: string): Promise<void> {
  const vm = await vmNamed(name)
  const args = `<name>${called}</name><memory>false</memory><quiesce>false</quiesce>`
  await asAdministrator(vm.id, 'CreateSnapshot_Task', args)
  await expect.poll(async () => (await vmNamed(name)).snapshots.map((one) => one.name)).toContain(called)
}

it('shows what has changed, starts once it is accepted, and copies what there is then', async () => {
  const { client } = world
  const plan = await client.plans.create(
    await planFor(world, ['web-01', 'app-01'], { targetNamespace: 'drifted' }),
  )
  const unchanged = await client.plans.drift({ id: plan.id })
  expect(unchanged).toMatchObject({ unknownVms: 0, items: [], reviewedAt: expect.any(String) as string })
  expect(unchanged.stamp).toBeUndefined()

  await growDisk('web-01')
  const [web, app] = plan.vms
  const first = await client.plans.drift({ id: plan.id })
  expect(words(first)).toEqual([
    expect.stringMatching(/^accept: web-01: Hard disk 1 grew from .* MiB to .* MiB\.$/),
  ])
  await expect(client.migrations.start({ planId: plan.id })).rejects.toMatchObject(drifted)

  // What changed after it was shown is shown again.
  await snapshot('web-01', 'before patch')
  await expect(
    client.migrations.start({ planId: plan.id, acceptedDrift: first.stamp }),
  ).rejects.toMatchObject(drifted)
  const second = await client.plans.drift({ id: plan.id })
  expect(words(second)).toEqual([...words(first), 'accept: web-01: It has a new snapshot, "before patch".'])
  // Nothing has changed about the other one.
  expect((await client.plans.drift({ id: plan.id, vmIds: [app!.vmId] })).items).toEqual([])

  // The facts are in the journal, not in the process.
  await world.restart()
  await world.unlock()
  expect(await world.client.plans.drift({ id: plan.id })).toEqual(second)
  const { migrationId } = await world.client.migrations.start({
    ...{ planId: plan.id, vmIds: [web!.vmId] },
    acceptedDrift: second.stamp,
  })
  const end = await follow(world.client, migrationId)
  expect(end.vms.map((vm) => [vm.name, vm.state])).toEqual([['web-01', 'succeeded']])
  expect(await unequalDisks(world, 'drifted', end.vms[0]!)).toEqual([])
  // It is left alone from now on, and so is what changes about it.
  expect(words(await world.client.plans.drift({ id: plan.id }))).toEqual([])
})

it('does not ask anew for what was accepted, nor for what a run of its own did, when VMs are started again', async () => {
  const { client } = world
  const plan = await client.plans.create(await planFor(world, ['web-01'], { targetNamespace: 'again' }))
  await growDisk('web-01')
  const goOn = world.hold('copies')
  const { stamp } = await client.plans.drift({ id: plan.id })
  const { migrationId } = await client.migrations.start({ planId: plan.id, acceptedDrift: stamp })
  await client.migrations.cancel({ migrationId })
  goOn()
  const again = await client.plans.drift({ id: plan.id })
  expect(again.stamp).toBeUndefined()
  const restarted = await client.migrations.start({ planId: plan.id })
  const end = await follow(client, restarted.migrationId)
  expect(end.vms.map((vm) => vm.state)).toEqual(['succeeded'])
})

it('compares a draft with its last review, whether it is stored or started', async () => {
  const { client } = world
  const draft = await planFor(world, ['web-01'], { targetNamespace: 'draft' })
  await client.plans.review(draft)
  await growDisk('web-01')
  await expect(client.migrations.start({ plan: draft })).rejects.toMatchObject(drifted)
  expect(await client.plans.list()).toEqual([])
  const stored = await client.plans.create({ ...draft, name: 'stored' })
  expect((await client.plans.drift({ id: stored.id })).items).toHaveLength(1)
  const twin = await client.plans.duplicate({ id: stored.id, name: 'twin' })
  expect((await client.plans.drift({ id: twin.id })).items).toHaveLength(1)
  await client.plans.remove({ id: stored.id })
  await client.plans.remove({ id: twin.id })
  // Looked at again, it is what was reviewed.
  await client.plans.review(draft)
  const { migrationId } = await client.migrations.start({ plan: draft })
  expect((await follow(client, migrationId)).vms.map((vm) => vm.state)).toEqual(['succeeded'])
})

it('is shown by the command line, which starts the plan once it is told that this is fine', async () => {
  const { vcenter, cluster } = world.lab.endpoints
  await world.client.plans.create(await planFor(world, ['web-01'], { targetNamespace: 'typed' }))
  await growDisk('web-01')
  await world.stop()
  const migrate = async (...more: string[]) => {
    const args = ['migrate', '--plan', 'wave-1', '--home', join(world.home, 'state'), '--yes', '--json']
    const fds = ['--password-fd', '3', '--token-fd', '4']
    const secrets = { password: vcenter.password, hostPassword: cluster.token }
    const ran = await over(palletjack([...args, ...fds, ...more], secrets))
    return { exitCode: ran.exitCode, lines: jsonLines(ran.out), err: ran.err }
  }
  const refused = await migrate()
  expect(refused.exitCode, refused.err).toBe(1)
  expect(refused.lines).toMatchObject([
    { type: 'drift', items: [{ kind: 'accept', name: 'web-01' }] },
    { type: 'problem', problem: { code: 'plan.drifted' } },
    { type: 'summary', succeeded: 0 },
  ])
  expect(refused.err).toContain('add --accept-drift')
  const accepted = await migrate('--accept-drift')
  expect(accepted.exitCode, accepted.err).toBe(0)
  expect(accepted.lines.at(-1)).toMatchObject({ type: 'summary', succeeded: 1 })
})
