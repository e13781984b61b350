import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { aHost, aVm, anInventory } from '../../test/fixtures/inventory.ts'
import type { FindingFilter, PreflightProgress } from '../../shared/contract/preflight.ts'
import type { Inventory } from '../../shared/inventory/model.ts'
import { rule, type Rule } from '../../shared/preflight/rule.ts'
import { fail, ok, type Result } from '../../shared/problem.ts'
import type { ReportInput } from '../../shared/report/model.ts'
import { createClusterService } from '../cluster/cluster-service.ts'
import { decodeInventory, encodeInventory } from '../inventory/inventory-file.ts'
import { createInventoryFileStore } from '../inventory/inventory-file-store.ts'
import { createInventorySources } from '../inventory/sources.ts'
import type { Journal } from '../journal/service.ts'
import { openJournal } from '../journal/sqlite-journal.ts'
import { createProviders } from '../providers/providers.ts'
import type { Providers } from '../providers/service.ts'
import { createMemoryVault } from '../vault/memory-vault.ts'
import { createVsphereService } from '../vsphere/vsphere-service.ts'
import { createPreflight } from './preflights.ts'
import type { Preflight } from './service.ts'

const base = { catalogue: [], docs: { title: '', url: '' }, remedy: 'Do it.', applies: 'both' } as const
const tools = rule({
  ...base,
  id: 'vm.tools',
  scope: 'vm',
  category: 'Warning',
  question: 'Do VMware Tools run?',
  needs: ['vms.tools'],
  evaluate: (vm) => (vm.tools === 'running' ? [] : [{ message: 'Tools do not run.', evidence: [] }]),
})
const tiny = rule({
  ...base,
  id: 'vm.small',
  scope: 'vm',
  category: 'Critical',
  question: 'Has it memory?',
  needs: [],
  evaluate: (vm) => (vm.memoryMiB < 100 ? [{ message: 'Too small.', evidence: [] }] : []),
})
const calm = rule({
  ...base,
  id: 'host.calm',
  scope: 'host',
  category: 'Information',
  question: 'Is the host green?',
  needs: [],
  evaluate: (host) => (host.overallStatus === 'green' ? [] : [{ message: 'Not green.', evidence: [] }]),
})
const needy = rule({
  ...base,
  id: 'plan.target',
  scope: 'plan',
  category: 'Critical',
  question: 'Is there a target?',
  needs: ['target'],
  evaluate: () => [],
})

let home: string
let journal: Journal
let providers: Providers
let preflight: Preflight
let reported: ReportInput | undefined

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'preflight-'))
  reported = undefined
  begin()
})
afterEach(async () => {
  await providers.close()
  journal.close()
  rmSync(home, { recursive: true, force: true })
})

function begin(rules: readonly Rule[] = [tools, tiny, calm, needy]): void {
  journal = openJournal(home)
  const inventoryFiles = createInventoryFileStore(join(home, 'inventories'))
  providers = createProviders({
    journal,
    vault: createMemoryVault(),
    vsphere: createVsphereService(),
    cluster: createClusterService(),
    sources: createInventorySources(inventoryFiles),
    inventoryFiles,
    mayWriteFiles: false,
  })
  preflight = createPreflight({
    journal,
    providers,
    reports: {
      render(input) {
        reported = input
        return Promise.resolve(ok(new File(['report'], 'report.html')))
      },
    },
    codec: { encode: encodeInventory, decode: decodeInventory },
    rules,
    acknowledgements: [{ id: 'backup', title: 'Backups', text: 'Look.', category: 'Critical' }],
    folder: join(home, 'rules'),
  })
}

async function restart(): Promise<void> {
  await providers.close()
  journal.close()
  begin()
}

const estate = (change: Partial<Inventory> = {}) =>
  anInventory({
    hosts: [aHost({ overallStatus: 'yellow' })],
    vms: [
      aVm({ id: 'vm-1', name: 'web-10', tools: 'notRunning' }),
      aVm({ id: 'vm-2', name: 'web-2', tools: 'notInstalled', memoryMiB: 10 }),
      aVm({ id: 'vm-3', name: 'db-1' }),
    ],
    ...change,
  })

async function open(inventory: Inventory): Promise<string> {
  return value(await providers.openInventoryFile(new Blob([await encodeInventory(inventory)]))).id
}

function value<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.problem.message)
  return result.value
}

async function run(providerId: string): Promise<string> {
  const seen: PreflightProgress[] = []
  for await (const progress of preflight.run({ providerId })) seen.push(progress)
  expect(seen.at(-1)).toMatchObject({ state: 'done' })
  return seen[0]!.runId
}

const find = async (runId: string, filter: FindingFilter = {}) =>
  value(await preflight.findings({ runId, filter, offset: 0, limit: 100 })).findings
const idsOf = async (runId: string, filter: FindingFilter = {}) =>
  (await find(runId, filter)).map((finding) => finding.id)

const ALL = ['vm.small:vm-2', 'plan.target:a:needs', 'vm.tools:vm-2', 'vm.tools:vm-1', 'host.calm:host-1']

describe('a preflight run', () => {
  it('shows findings worst first, by rule, in the natural order of names', async () => {
    const runId = await run(await open(estate()))
    expect(await idsOf(runId)).toEqual(ALL)
    expect(value(await preflight.summary(runId))).toMatchObject({
      sourceKind: 'file',
      rules: 4,
      vms: 3,
      counts: { Critical: 1, Warning: 2, Information: 1, unknown: 1, waived: 0, isNew: 0 },
      cold: { ready: 1, attention: 1, blocked: 1, unknown: 0 },
    })
  })

  it.each([
    [{ categories: ['Critical'] }, ['vm.small:vm-2', 'plan.target:a:needs']],
    [{ scopes: ['host'] }, ['host.calm:host-1']],
    [{ rules: ['vm.tools', 'host.calm'] }, ['vm.tools:vm-2', 'vm.tools:vm-1', 'host.calm:host-1']],
    [{ objectIds: ['vm-2'] }, ['vm.small:vm-2', 'vm.tools:vm-2']],
    [{ objectIds: ['vm-2'], rules: ['vm.tools'] }, ['vm.tools:vm-2']],
    [{ objectIds: ['no-such'] }, []],
    [{ text: 'WEB-1' }, ['vm.tools:vm-1']],
    [{ text: 'too small' }, ['vm.small:vm-2']],
    [{ show: 'unknown' }, ['plan.target:a:needs']],
    [{ show: 'open', categories: ['Critical'] }, ['vm.small:vm-2']],
    [{ show: 'waived' }, []],
    [{ onlyNew: true }, []],
  ] as [FindingFilter, string[]][])('can be filtered by %j', async (filter, ids) => {
    const runId = await run(await open(estate()))
    expect(await idsOf(runId, filter)).toEqual(ids)
    expect(value(await preflight.findingIds(runId, filter))).toEqual({ ids })
  })

  it('pages, and groups by rule and by object', async () => {
    const runId = await run(await open(estate()))
    const page = value(await preflight.findings({ runId, filter: {}, offset: 1, limit: 2 }))
    expect(page).toMatchObject({ matched: 5, findings: [{ rule: 'plan.target' }, { id: 'vm.tools:vm-2' }] })
    expect(value(await preflight.byRule(runId, { scopes: ['vm'] }))).toMatchObject([
      { rule: { id: 'vm.small' }, open: 1 },
      { rule: { id: 'vm.tools' }, open: 2, objects: { vm: 2 } },
    ])
    const verdicts = async (more: object = {}) =>
      value(await preflight.verdicts({ runId, scope: 'vm', offset: 0, limit: 10, ...more }))
    expect((await verdicts()).verdicts.map(({ object }) => object.name)).toEqual(['web-2', 'web-10', 'db-1'])
    expect(await verdicts({ text: 'DB' })).toMatchObject({ matched: 1 })
    expect(await verdicts({ filter: { rules: ['vm.tools'] } })).toMatchObject({ matched: 2 })
  })

  it('is the same after a restart', async () => {
    const providerId = await open(estate())
    const runId = await run(providerId)
    const before = [await find(runId), await preflight.summary(runId), await preflight.forecast(runId)]
    await restart()
    expect([await find(runId), await preflight.summary(runId), await preflight.forecast(runId)]).toEqual(
      before,
    )
    expect(preflight.runs(providerId)).toMatchObject([{ runId }])
  })

  it('groups waves as somebody chose for that source, in all its runs and after a restart', async () => {
    const providerId = await open(estate())
    const runId = await run(providerId)
    const choiceOf = async (id: string) => value(await preflight.forecast(id)).grouping.choice
    expect(await choiceOf(runId)).toEqual({ by: 'auto' })
    const grouped = value(await preflight.groupWaves(runId, { by: 'category', category: 'Tier' }))
    expect(grouped.grouping).toMatchObject({ choice: { by: 'category' }, category: 'Tier', tagged: 0 })
    expect(await choiceOf(runId)).toEqual({ by: 'category', category: 'Tier' })
    await restart()
    expect(await choiceOf(await run(providerId))).toEqual({ by: 'category', category: 'Tier' })
    expect(await preflight.groupWaves('nothing', { by: 'auto' })).toMatchObject({
      ok: false,
      problem: { code: 'preflight.unknown-run' },
    })
  })

  it('tells what is new and what is gone since the run before', async () => {
    const providerId = await open(estate())
    const first = await run(providerId)
    await restart()
    preflight = withRules([tiny, calm, needy, { ...tiny, id: 'vm.other' }])
    const second = await run(providerId)
    expect(await idsOf(second, { onlyNew: true })).toEqual(['vm.other:vm-2'])
    expect(value(await preflight.summary(second))).toMatchObject({
      previousRunId: first,
      resolved: 2,
      counts: { isNew: 1 },
    })
    value(await preflight.report(second, 'html'))
    expect(reported).toMatchObject({
      previous: { runId: first },
      gone: [{ id: 'vm.tools:vm-2' }, { id: 'vm.tools:vm-1' }],
      disks: [{}, {}, {}],
    })
    expect(reported?.verdicts.get('host')).toHaveLength(1)
  })

  it('is refused for a source, a target or a plan that is not there', async () => {
    const providerId = await open(estate())
    const last = async (request: Parameters<Preflight['run']>[0]) => {
      let end: PreflightProgress | undefined
      for await (const progress of preflight.run(request)) end = progress
      return end
    }
    expect(await last({ providerId: 'none' })).toMatchObject({
      state: 'failed',
      problem: { code: 'provider.unknown' },
    })
    expect(await last({ providerId, targetId: 'none' })).toMatchObject({
      problem: { code: 'provider.unknown' },
    })
    expect(await last({ providerId, planId: 'none' })).toMatchObject({ problem: { code: 'plan.unknown' } })
    expect(preflight.runs()).toEqual([])
  })

  it('keeps nothing of a run that nobody waits for', async () => {
    const providerId = await open(estate())
    for await (const progress of preflight.run({ providerId })) if (progress.state === 'running') break
    expect(preflight.runs()).toEqual([])
  })

  it('stops with the process, and keeps nothing', async () => {
    const providerId = await open(estate())
    const running = preflight.run({ providerId })
    await running.next()
    await preflight.close()
    for await (const progress of running) expect(progress.state).toBe('running')
    expect(preflight.runs()).toEqual([])
  })

  it('is gone with its provider', async () => {
    const providerId = await open(estate())
    const runId = await run(providerId)
    value(await providers.remove(providerId))
    expect(await preflight.summary(runId)).toMatchObject(fail({ code: 'preflight.unknown-run' } as never))
  })
})

function withRules(rules: readonly Rule[]): Preflight {
  return createPreflight({
    journal,
    providers,
    reports: {
      render(input) {
        reported = input
        return Promise.resolve(ok(new File(['report'], 'report.html')))
      },
    },
    codec: { encode: encodeInventory, decode: decodeInventory },
    rules,
    acknowledgements: [],
    folder: join(home, 'rules'),
  })
}

describe('a waiver', () => {
  it('takes a finding out of verdicts and counts, also in later runs, until it is taken back', async () => {
    const providerId = await open(estate())
    const runId = await run(providerId)
    const waived = value(
      await preflight.waive({ runId, findingIds: ['vm.small:vm-2'], by: 'Ada', reason: 'goes away' }),
    )
    expect(waived).toMatchObject({ counts: { Critical: 0, waived: 1 }, cold: { blocked: 0, attention: 2 } })
    expect(await find(runId, { show: 'waived' })).toMatchObject([
      { waiver: { by: 'Ada', reason: 'goes away' } },
    ])
    await restart()
    const later = await run(providerId)
    expect(await idsOf(later, { show: 'waived' })).toEqual(['vm.small:vm-2'])
    const back = value(await preflight.unwaive(later, ['vm.small:vm-2']))
    expect(back.counts).toMatchObject({ Critical: 1, waived: 0 })
    expect(preflight.runs(providerId)[0]).toEqual(back)
  })

  it('is refused as a whole when one of the findings is not there', async () => {
    const runId = await run(await open(estate()))
    const findingIds = ['vm.small:vm-2', 'nothing']
    expect(await preflight.waive({ runId, findingIds, by: 'Ada', reason: 'why' })).toMatchObject({
      problem: { code: 'preflight.unknown-finding' },
    })
    expect(await find(runId, { show: 'waived' })).toEqual([])
  })
})

describe('looking again', () => {
  it('runs rules as they are now over all, one rule or one object', async () => {
    const providerId = await open(estate())
    const runId = await run(providerId)
    const strict = { ...tiny, evaluate: () => [{ message: 'Always.', evidence: [] }] }
    preflight = withRules([tools, strict, calm, needy])
    await preflight.recheck({ runId, objectId: 'vm-3' })
    expect(await idsOf(runId, { rules: ['vm.small'] })).toEqual(['vm.small:vm-3', 'vm.small:vm-2'])
    await preflight.recheck({ runId, rule: 'vm.small' })
    expect(await idsOf(runId, { rules: ['vm.small'] })).toHaveLength(3)
    preflight = withRules([calm])
    const summary = value(await preflight.recheck({ runId }))
    expect(await idsOf(runId)).toEqual(['host.calm:host-1'])
    expect(summary).toMatchObject({ runId, rules: 1, cold: { ready: 3 } })
    expect(preflight.runs(providerId)).toEqual([summary])
  })

  it('has after a restart what second looks made of it, however many there were', async () => {
    const providerId = await open(estate())
    await run(providerId)
    const runId = await run(providerId)
    preflight = withRules([tools, { ...tiny, evaluate: () => [] }, calm, needy])
    await preflight.recheck({ runId, objectId: 'vm-2' })
    preflight = withRules([tools, { ...tiny, evaluate: () => [{ message: 'Too small now.', evidence: [] }] }])
    await preflight.recheck({ runId, objectIds: ['vm-1'] })
    await preflight.recheck({ runId, rule: 'vm.small' })
    const seen = async () => ({
      findings: await find(runId),
      summary: value(await preflight.summary(runId)),
    })
    const before = await seen()
    expect(before.summary).toMatchObject({ resolved: 0, counts: { Critical: 3, isNew: 2 } })
    expect(journal.preflightChanges(runId)).toHaveLength(3)
    await restart()
    expect(await seen()).toEqual(before)
    for (let n = 0; n < 19; n++) value(await preflight.recheck({ runId, objectId: 'vm-3' }))
    expect(journal.preflightChanges(runId).length).toBeLessThan(3)
    const then = await seen()
    await restart()
    expect(await seen()).toEqual(then)
  })

  it('does one after the other', async () => {
    const runId = await run(await open(estate()))
    const all = await Promise.all(
      ['vm-1', 'vm-2', 'vm-3'].map((objectId) => preflight.recheck({ runId, objectId })),
    )
    expect(all.every((result) => result.ok)).toBe(true)
    expect(await idsOf(runId)).toEqual(ALL)
  })

  it.each([
    [{ rule: 'none' }, 'preflight.unknown-rule'],
    [{ objectId: 'vm-99' }, 'preflight.unknown-object'],
  ])('is refused for %j', async (which, code) => {
    const runId = await run(await open(estate()))
    expect(await preflight.recheck({ runId, ...which })).toMatchObject({ problem: { code } })
  })
})

describe('acknowledgements', () => {
  it('are ticked for a source, with name and date', async () => {
    const providerId = await open(estate())
    const runId = await run(providerId)
    value(await preflight.acknowledge({ runId, id: 'backup', by: 'Ada', ticked: true }))
    const later = await run(providerId)
    expect(value(await preflight.acknowledgements(later))).toMatchObject([
      { id: 'backup', ticked: { by: 'Ada' } },
    ])
    expect(
      value(await preflight.acknowledge({ runId, id: 'backup', by: 'Bo', ticked: false }))[0],
    ).not.toHaveProperty('ticked')
    expect(await preflight.acknowledge({ runId, id: 'no', by: 'Bo', ticked: true })).toMatchObject({
      problem: { code: 'preflight.unknown-acknowledgement' },
    })
  })
})

describe('the folder of custom rules', () => {
  it('is read at each run; a file with a mistake is told and stops no other', async () => {
    const providerId = await open(estate())
    expect(await preflight.rules()).toMatchObject({ problems: [], rules: [{ custom: false }, {}, {}, {}] })
    mkdirSync(join(home, 'rules', 'folder.yaml'), { recursive: true })
    writeFileSync(join(home, 'rules', 'notes.txt'), 'no rule')
    writeFileSync(join(home, 'rules', 'bad.yaml'), 'id: bad\n')
    writeFileSync(join(home, 'rules', 'big.json'), ' '.repeat(300_000))
    writeFileSync(
      join(home, 'rules', 'good.yml'),
      'id: house.db\nscope: vm\ncategory: Warning\nquestion: Is it a database?\nwhere: name ~ db*\nmessage: It is.\nremedy: Ask.\n',
    )
    const known = await preflight.rules()
    expect(known.rules.at(-1)).toMatchObject({ id: 'house.db', custom: true })
    expect(known.problems.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['rules.invalid', 'rules.too-large', 'rules.unreadable']),
    )
    const runId = await run(providerId)
    expect(await idsOf(runId, { rules: ['house.db'] })).toEqual(['house.db:vm-3'])
  })
})
