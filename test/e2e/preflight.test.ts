/** Preflight through the contract, on the lab: run, look, waive, change the world, look again. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { FULL, sheet } from '../../electron/inventory/test-support/full-workbook.ts'
import { workbook } from '../../electron/inventory/test-support/workbooks.ts'
import { createVsphereService } from '../../electron/vsphere/vsphere-service.ts'
import type { VsphereSession } from '../../electron/vsphere/service.ts'
import type { FindingFilter, PreflightProgress } from '../../shared/contract/preflight.ts'
import type { Inventory } from '../../shared/inventory/model.ts'
import { readInventory } from '../fixtures/lab-backend.ts'
import { labSuite } from '../fixtures/lab-suite.ts'
import { lending } from '../../electron/vault/test-support/lending.ts'

const world = labSuite('file')

interface Request {
  readonly providerId: string
  readonly targetId?: string
}

async function run(request: Request): Promise<string> {
  const seen: PreflightProgress[] = []
  for await (const progress of await world.client.preflight.run(request)) seen.push(progress)
  const last = seen.at(-1)
  if (last?.state !== 'done') throw new Error(JSON.stringify(last))
  return last.runId
}

const find = async (runId: string, filter: FindingFilter = {}) =>
  (await world.client.preflight.findings({ runId, filter, limit: 1_000 })).findings
const rulesOn = async (runId: string, objectId: string) =>
  (await find(runId, { objectIds: [objectId] })).map((finding) => finding.rule)

async function logIn(): Promise<VsphereSession> {
  const { url, username, password, sha256 } = world.lab.endpoints.vcenter
  const trust = { kind: 'fingerprint', value: sha256 } as const
  const session = await createVsphereService().connect({ url, username, trust }, lending(password))
  if (!session.ok) throw new Error(session.problem.message)
  return session.value
}

let inventory: Inventory
const idOf = (name: string) => {
  const vm = inventory.vms.find((one) => one.name === name)
  if (!vm) throw new Error(`the lab has no VM ${name}`)
  return vm.id
}
beforeAll(async () => {
  inventory = await readInventory(world.client, world.sourceId)
})

describe('a preflight of the lab', () => {
  it('finds, groups, waives, compares with the run before, and looks again after a change', async () => {
    const { client, sourceId, targetId } = world
    const { preflight } = client
    const first = await run({ providerId: sourceId, targetId })
    const summary = await preflight.summary({ runId: first })
    expect(summary).toMatchObject({
      sourceKind: 'live',
      source: 'vc',
      target: 'ocp',
      vms: inventory.vms.length,
    })
    expect(summary.counts.Critical).toBeGreaterThan(0)
    const findings = await find(first)
    expect(findings.every(({ object, message, remedy }) => object.name && message && remedy)).toBe(true)
    expect(new Set(findings.map(({ id }) => id)).size).toBe(findings.length)

    const groups = await preflight.byRule({ runId: first })
    const counted = groups.reduce((sum, { open, unknown, waived }) => sum + open + unknown + waived, 0)
    expect(counted).toBe(findings.length)

    const chain = idOf('snapshot-chain-01')
    const [waived] = await find(first, { objectIds: [chain] })
    if (!waived) throw new Error('nothing was found on the VM with snapshots')
    await preflight.waive({ runId: first, findingIds: [waived.id], by: 'Ada', reason: 'Goes away on Friday' })

    const second = await run({ providerId: sourceId, targetId })
    expect(await preflight.summary({ runId: second })).toMatchObject({
      previousRunId: first,
      resolved: 0,
      counts: { waived: 1, isNew: 0 },
    })
    expect(await find(second, { show: 'waived' })).toMatchObject([{ id: waived.id, waiver: { by: 'Ada' } }])

    const web = idOf('web-01')
    const before = await rulesOn(second, web)
    const session = await logIn()
    expect(
      await session.createSnapshot(web, { name: 'planted', description: '', quiesce: false }),
    ).toMatchObject({ ok: true })
    await preflight.recheck({ runId: second, objectId: web })
    const planted = (await find(second, { objectIds: [web], onlyNew: true })).map(({ rule }) => rule)
    expect(planted).toContain('snapshot-present')
    expect(await rulesOn(second, web)).toEqual(expect.arrayContaining(before))

    const snapshots = await session.snapshots(web)
    for (const { id } of snapshots.ok ? snapshots.value : []) await session.removeSnapshot(id)
    await session.close()
    await preflight.recheck({ runId: second, rule: 'snapshot-present' })
    expect(await rulesOn(second, web)).not.toContain('snapshot-present')
    const all = await preflight.recheck({ runId: second })
    expect(all).toMatchObject({ counts: { isNew: 0, waived: 1 } })
    expect(await rulesOn(second, web)).toEqual(before)
    expect(await preflight.runs({ providerId: sourceId })).toMatchObject([
      { runId: second },
      { runId: first },
    ])
  })

  it('goes on after a restart, without any connection', async () => {
    const { sourceId } = world
    const [newest] = await world.client.preflight.runs({ providerId: sourceId })
    const runId = newest?.runId ?? ''
    const before = await find(runId)
    await world.restart()
    const { preflight } = world.client
    expect(await find(runId)).toEqual(before)
    const verdicts = await preflight.verdicts({ runId, scope: 'vm', limit: 5 })
    expect(verdicts.verdicts[0]).toMatchObject({ cold: 'blocked' })
    const forecast = await preflight.forecast({ runId })
    expect(forecast.hosts.length).toBeGreaterThan(0)
    const [task] = await preflight.acknowledgements({ runId })
    await preflight.acknowledge({ runId, id: task?.id ?? '', by: 'Ada', ticked: true })
    expect((await preflight.acknowledgements({ runId }))[0]).toMatchObject({ ticked: { by: 'Ada' } })
    const report = await preflight.report({ runId, format: 'json' })
    expect(JSON.parse(await report.text())).toMatchObject({
      format: 'palletjack-preflight',
      summary: { runId },
    })
    await world.unlock()
  })

  it('runs custom rules, and tells where one has a mistake', async () => {
    const folder = join(world.home, 'state', 'rules')
    mkdirSync(folder, { recursive: true })
    const rule = (id: string, where: string) =>
      `id: ${id}\nscope: vm\ncategory: Warning\nquestion: Is it a web server?\nwhere: ${where}\nmessage: A web server.\nremedy: Tell the web team.\n`
    writeFileSync(join(folder, 'web.yaml'), rule('house.web', 'name ~ web*'))
    writeFileSync(join(folder, 'bad.yaml'), rule('house.bad', 'nmae ~ web*'))
    const known = await world.client.preflight.rules()
    expect(known.problems).toMatchObject([{ code: 'rules.query' }])
    expect(known.problems[0]?.message).toContain('bad.yaml, line 5, column 8')
    const runId = await run({ providerId: world.sourceId })
    expect(await find(runId, { rules: ['house.web'], text: 'web-01' })).toMatchObject([
      { evidence: [{ property: 'name', value: 'web-01' }] },
    ])
  })
})

describe('with nothing but a file', () => {
  it('judges a saved inventory as it judged the vCenter', async () => {
    const { client } = world
    const live = await find(await run({ providerId: world.sourceId }))
    const saved = await client.inventory.save({ providerId: world.sourceId })
    await world.restart()
    const { id } = await world.client.providers.openInventoryFile({ file: saved, name: 'saved' })
    const runId = await run({ providerId: id })
    expect(await world.client.preflight.summary({ runId })).toMatchObject({ sourceKind: 'file' })
    const onVms = (list: typeof live) =>
      list.filter(({ object }) => object.kind === 'vm').map((one) => one.id)
    expect(onVms(await find(runId))).toEqual(onVms(live))
    await world.unlock()
  })

  it('judges an RVTools workbook, and says what it does not know', async () => {
    await world.restart()
    const { client } = world
    const file = await workbook({
      ...FULL,
      vTools: sheet({ VM: 'web-01', 'VM ID': 'vm-101', Tools: 'toolsNotInstalled' }),
    })
    const { id, inventory: known } = await client.providers.openInventoryFile({ file, name: 'workbook' })
    expect(known).toMatchObject({ vms: 1, hosts: 1 })
    expect(await client.inventory.query({ providerId: id, kind: 'vms', where: 'cpu = 4' })).toMatchObject({
      matched: 1,
    })
    const runId = await run({ providerId: id })
    const { preflight, providers } = client
    const entry = (await providers.list()).find((one) => one.id === id)
    expect(entry).toMatchObject({ credential: 'none', inventoryFileKind: 'rvtools' })
    expect(await preflight.summary({ runId })).toMatchObject({ sourceKind: 'rvtools', vms: 1 })
    const rules = await rulesOn(runId, 'vm-101')
    expect(rules).toEqual(
      expect.arrayContaining(['tools-missing', 'snapshot-present', 'change-tracking-off']),
    )
    const unknown = await find(runId, { show: 'unknown', scopes: ['vcenter'] })
    expect(unknown.map(({ rule }) => rule)).toContain('vm-encrypted')
    // What is not known is never a pass.
    expect((await preflight.verdicts({ runId, scope: 'vm' })).verdicts[0]?.cold).not.toBe('ready')
  })
})
