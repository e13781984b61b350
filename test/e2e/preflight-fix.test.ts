/** Fixes of preflight through the contract, on the lab: what is found, fixed, and then not found any more. */
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { createAccounts } from '../../electron/lab/estate/accounts.ts'
import { createDraw } from '../../electron/lab/estate/draw.ts'
import { createVsphereService } from '../../electron/vsphere/vsphere-service.ts'
import type { VsphereSession } from '../../electron/vsphere/service.ts'
import type { FixProgress, FixStep } from '../../shared/preflight/fix-model.ts'
import type { PreflightFinding } from '../../shared/preflight/model.ts'
import { jsonLines, palletjack } from '../fixtures/cli-process.ts'
import { follow, planFor, readInventory, start } from '../fixtures/lab-backend.ts'
import { labSuite } from '../fixtures/lab-suite.ts'
import { lending } from '../../electron/vault/test-support/lending.ts'

const world = labSuite('test')

async function run(providerId = world.sourceId, isLive = true): Promise<string> {
  let last
  for await (const progress of await world.client.preflight.run({ providerId })) last = progress
  if (last?.state !== 'done') throw new Error(JSON.stringify(last))
  // What is followed of the inventory may be a moment behind what the test changed.
  if (isLive) await world.client.preflight.recheck({ runId: last.runId })
  return last.runId
}

const find = async (runId: string, rule: string): Promise<PreflightFinding[]> =>
  (await world.client.preflight.findings({ runId, filter: { rules: [rule] }, limit: 1_000 })).findings
const namesOf = (findings: readonly PreflightFinding[]) => findings.map(({ object }) => object.name)

interface Fixed {
  readonly steps: ReadonlyMap<string, FixStep>
  readonly events: readonly FixProgress[]
}

async function fix(runId: string, findings: readonly PreflightFinding[]): Promise<Fixed> {
  const steps = new Map<string, FixStep>()
  const events: FixProgress[] = []
  const findingIds = findings.map(({ id }) => id)
  for await (const event of await world.client.preflight.fix({ runId, findingIds, by: 'Ada' })) {
    events.push(event)
    for (const step of event.changed) steps.set(step.object.name, step)
  }
  return { steps, events }
}

async function withSession<T>(work: (session: VsphereSession) => Promise<T>): Promise<T> {
  const { url, username, password, sha256 } = world.lab.endpoints.vcenter
  const trust = { kind: 'fingerprint', value: sha256 } as const
  const session = await createVsphereService().connect({ url, username, trust }, lending(password))
  if (!session.ok) throw new Error(session.problem.message)
  try {
    return await work(session.value)
  } finally {
    await session.value.close()
  }
}

/** What the vCenter itself says now, by name. */
async function tracked(): Promise<ReadonlyMap<string, boolean>> {
  const inventory = await withSession((session) => session.inventory())
  if (!inventory.ok) throw new Error(inventory.problem.message)
  return new Map(inventory.value.vms.map((vm) => [vm.name, vm.changeTracking]))
}

const RUNNING = 'web-01'
const OFF = 'parked-off-01'

/** The lab as a user finds it: tracking is off on VMs that could have it. */
beforeEach(async () => {
  const { vms } = await readInventory(world.client, world.sourceId)
  const chosen = vms.filter(({ name }) => [RUNNING, OFF, 'app-01', 'db-01'].includes(name))
  await withSession(async (session) => {
    for (const { id } of chosen) {
      const off = await session.setChangeTracking(id, false)
      if (!off.ok) throw new Error(off.problem.message)
    }
  })
})

describe('change tracking', () => {
  it('is switched on where it can be, and what was found is found no more', async () => {
    const { client, sourceId } = world
    const runId = await run()
    const before = await find(runId, 'change-tracking-off')
    const preview = await client.preflight.fixPreview({ runId, findingIds: before.map(({ id }) => id) })
    expect(preview.missing).toEqual([])
    const refused = preview.choices.filter((one) => one.refused !== undefined)
    expect(refused.map(({ object }) => object.name).sort()).toEqual([
      'cbt-off-independent-01',
      'fault-tolerant-01',
      'inaccessible-01',
    ])
    const able = preview.choices.filter((one) => one.refused === undefined)
    const effects = new Map(able.map(({ object, effect }) => [object.name, effect]))
    expect(effects.get(RUNNING)).toContain('next snapshot')
    expect(effects.get(OFF)).toContain('at once')
    for (const { object } of able) expect((await tracked()).get(object.name)).toBe(false)

    const { steps, events } = await fix(runId, before)
    expect(events.at(-1)).toMatchObject({ state: 'done', done: before.length, summary: { runId } })
    expect(events.map(({ state }) => state)).toContain('looking')
    for (const { object } of able) expect(steps.get(object.name)).toMatchObject({ state: 'done' })
    for (const { object, refused: reason } of refused)
      expect(steps.get(object.name)).toMatchObject({ state: 'skipped', reason })
    const now = await tracked()
    for (const { object } of able) expect(now.get(object.name)).toBe(true)
    for (const { object } of refused) expect(now.get(object.name)).toBe(false)
    expect(namesOf(await find(runId, 'change-tracking-off')).sort()).toEqual(
      refused.map(({ object }) => object.name).sort(),
    )

    const [last] = able
    const log = await client.preflight.fixes({ providerId: sourceId, objectId: last?.object.id ?? '' })
    expect(log).toMatchObject([
      { by: 'Ada', fix: 'change-tracking', state: 'done', object: last?.object },
      { by: 'Ada', state: 'began', runId },
    ])
  })

  it('that fails says so in the words of vSphere, and the finding stays', async () => {
    const { vcenter, seed } = world.lab.endpoints
    const account = createAccounts(createDraw(seed)).find((one) => one.username.startsWith('auditor'))
    if (!account) throw new Error('the lab has no auditor')
    const auditor = await world.client.providers.addVsphere({
      name: 'as-auditor',
      url: vcenter.url,
      username: account.username,
      password: account.password,
      trust: { kind: 'fingerprint', value: vcenter.sha256 },
    })
    const runId = await run(auditor.id)
    const before = await find(runId, 'change-tracking-off')
    const preview = await world.client.preflight.fixPreview({
      runId,
      findingIds: before.map(({ id }) => id),
    })
    expect(preview.missing).toEqual(['VirtualMachine.Config.ChangeTracking'])
    const able = preview.choices.find((one) => one.refused === undefined)
    const { steps } = await fix(
      runId,
      before.filter(({ id }) => id === able?.findingId),
    )
    expect([...steps.values()]).toMatchObject([
      {
        state: 'failed',
        problem: {
          code: 'vsphere.no-permission',
          message: expect.stringContaining('VirtualMachine.Config.ChangeTracking') as string,
        },
      },
    ])
    expect(await find(runId, 'change-tracking-off')).toEqual(before)
    const [log] = await world.client.preflight.fixes({ providerId: auditor.id })
    expect(log).toMatchObject({ state: 'failed', problem: { code: 'vsphere.no-permission' } })
  })

  it('is left alone where a snapshot came since the run, and where a run of a plan goes on', async () => {
    const runId = await run()
    const before = await find(runId, 'change-tracking-off')
    const ids = before.map(({ id }) => id)
    const { choices } = await world.client.preflight.fixPreview({ runId, findingIds: ids })
    const [first, second] = choices.filter((one) => one.refused === undefined)
    if (!first || !second) throw new Error('the lab has no two VMs to fix')
    await withSession((session) =>
      session.createSnapshot(first.object.id, { name: 'backup', description: '', quiesce: false }),
    )
    world.hold('copies')
    const migration = await start(world.client, await planFor(world, [second.object.name]))
    await follow(world.client, migration, ({ vms }) => vms.some((vm) => vm.state === 'running'))
    const { steps } = await fix(
      runId,
      before.filter(({ object }) => object.id === first.object.id || object.id === second.object.id),
    )
    expect(steps.get(first.object.name)).toMatchObject({
      state: 'skipped',
      reason: expect.stringContaining('1 snapshot') as string,
    })
    expect(steps.get(second.object.name)).toMatchObject({
      state: 'skipped',
      reason: expect.stringContaining('wave-1') as string,
    })
    expect((await tracked()).get(first.object.name)).toBe(false)
  })
})

describe('disks that need consolidation', () => {
  it('are consolidated; the snapshots stay', async () => {
    const runId = await run()
    const before = await find(runId, 'snapshot-consolidation')
    expect(namesOf(before)).toContain('snapshot-chain-01')
    const { steps } = await fix(runId, before)
    expect([...steps.values()].map(({ state }) => state)).toEqual(before.map(() => 'done'))
    expect(await find(runId, 'snapshot-consolidation')).toEqual([])
    const inventory = await readInventory(world.client, world.sourceId)
    const vm = inventory.vms.find(({ name }) => name === 'snapshot-chain-01')
    expect(vm).toMatchObject({ snapshotCount: 2 })
  })
})

describe('the command line', () => {
  it('looks, fixes, and finds nothing to fix after that', async () => {
    const password = world.lab.endpoints.vcenter.password
    await world.stop()
    const fixed = async (...more: string[]) => {
      const program = palletjack(
        [
          ...['preflight', 'fix', '--provider', 'vc', '--rule', 'snapshot-consolidation', '--json'],
          ...['--password-fd', '3', '--home', join(world.home, 'state'), ...more],
        ],
        { password },
      )
      const exitCode = await program.ended
      return { exitCode, said: program.err(), answers: jsonLines(program.out()) }
    }
    expect(await fixed('--dry-run')).toMatchObject({
      exitCode: 0,
      answers: [
        { dryRun: true, results: [{ vm: 'snapshot-chain-01', effect: 'Merges the disks while it runs.' }] },
      ],
    })
    const done = await fixed('--yes', '--by', 'Ada')
    expect(done).toMatchObject({
      exitCode: 0,
      answers: [{ dryRun: false, results: [{ vm: 'snapshot-chain-01', state: 'done' }] }],
    })
    expect(done.said).toContain('snapshot-chain-01: done')
    expect(await fixed('--yes')).toMatchObject({ exitCode: 0, answers: [{ results: [] }] })
  })
})

describe('closing the stream', () => {
  it('begins nothing more, and looking again waits for what ran', async () => {
    const { preflight } = world.client
    const runId = await run()
    const before = await find(runId, 'change-tracking-off')
    const stop = new AbortController()
    const input = { runId, findingIds: before.map(({ id }) => id), by: 'Ada' }
    for await (const event of await preflight.fix(input, { signal: stop.signal }))
      if (event.changed.some(({ state }) => state === 'running')) break
    stop.abort()
    const objectIds = before.map(({ object }) => object.id)
    await preflight.recheck({ runId, objectIds })
    const log = await preflight.fixes({ providerId: world.sourceId })
    const began = log.filter(({ state }) => state === 'began').length
    expect(began).toBeGreaterThan(0)
    expect(log.length).toBe(began * 2)
    const now = await tracked()
    const left = namesOf(await find(runId, 'change-tracking-off')).sort()
    expect(left).toEqual(
      namesOf(before)
        .filter((name) => now.get(name) === false)
        .sort(),
    )
  })
})

describe('what is not there to be fixed', () => {
  it('is refused as a whole', async () => {
    const { preflight } = world.client
    const runId = await run()
    await expect(
      preflight.fixPreview({ runId, findingIds: ['change-tracking-off:gone'] }),
    ).rejects.toMatchObject({ data: { code: 'preflight.unknown-finding', meaning: 'Nothing was changed.' } })
    const file = await world.client.inventory.save({ providerId: world.sourceId })
    const opened = await world.client.providers.openInventoryFile({ file })
    const ofFile = await run(opened.id, false)
    const [finding] = await find(ofFile, 'change-tracking-off')
    await expect(fix(ofFile, finding ? [finding] : [])).rejects.toMatchObject({
      data: { code: 'preflight.fix-not-live' },
    })
    const [other] = await find(runId, 'snapshot-present')
    expect(await preflight.fixPreview({ runId, findingIds: [other?.id ?? ''] })).toMatchObject({
      choices: [{ refused: 'Palletjack has no fix for the rule snapshot-present.' }],
    })
  })
})
