import { describe, expect, it } from 'vitest'
import type { FindingFilter, PreflightProgress } from '../../shared/contract/preflight.ts'
import { fail } from '../../shared/problem.ts'
import type { Preflight } from './service.ts'
import { preflightSuite, value } from './test-support/preflight-suite.ts'
import { ALL, calm, estate, needy, tiny } from './test-support/rules.ts'

const suite = preflightSuite()

describe('a preflight run', () => {
  it('shows findings worst first, by rule, in the natural order of names', async () => {
    const runId = await suite.run(await suite.open(estate()))
    expect(await suite.idsOf(runId)).toEqual(ALL)
    expect(value(await suite.preflight.summary(runId))).toMatchObject({
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
    const runId = await suite.run(await suite.open(estate()))
    expect(await suite.idsOf(runId, filter)).toEqual(ids)
    expect(value(await suite.preflight.findingIds(runId, filter))).toEqual({ ids })
  })

  it('pages, and groups by rule and by object', async () => {
    const runId = await suite.run(await suite.open(estate()))
    const page = value(await suite.preflight.findings({ runId, filter: {}, offset: 1, limit: 2 }))
    expect(page).toMatchObject({ matched: 5, findings: [{ rule: 'plan.target' }, { id: 'vm.tools:vm-2' }] })
    expect(value(await suite.preflight.byRule(runId, { scopes: ['vm'] }))).toMatchObject([
      { rule: { id: 'vm.small' }, open: 1 },
      { rule: { id: 'vm.tools' }, open: 2, objects: { vm: 2 } },
    ])
    const verdicts = async (more: object = {}) =>
      value(await suite.preflight.verdicts({ runId, scope: 'vm', offset: 0, limit: 10, ...more }))
    expect((await verdicts()).verdicts.map(({ object }) => object.name)).toEqual(['web-2', 'web-10', 'db-1'])
    expect(await verdicts({ text: 'DB' })).toMatchObject({ matched: 1 })
    expect(await verdicts({ filter: { rules: ['vm.tools'] } })).toMatchObject({ matched: 2 })
  })

  it('is the same after a restart', async () => {
    const providerId = await suite.open(estate())
    const runId = await suite.run(providerId)
    const before = [
      await suite.find(runId),
      await suite.preflight.summary(runId),
      await suite.preflight.forecast(runId),
    ]
    await suite.restart()
    expect([
      await suite.find(runId),
      await suite.preflight.summary(runId),
      await suite.preflight.forecast(runId),
    ]).toEqual(before)
    expect(suite.preflight.runs(providerId)).toMatchObject([{ runId }])
  })

  it('groups waves as somebody chose for that source, in all its runs and after a restart', async () => {
    const providerId = await suite.open(estate())
    const runId = await suite.run(providerId)
    const choiceOf = async (id: string) => value(await suite.preflight.forecast(id)).grouping.choice
    expect(await choiceOf(runId)).toEqual({ by: 'auto' })
    const grouped = value(await suite.preflight.groupWaves(runId, { by: 'category', category: 'Tier' }))
    expect(grouped.grouping).toMatchObject({ choice: { by: 'category' }, category: 'Tier', tagged: 0 })
    expect(await choiceOf(runId)).toEqual({ by: 'category', category: 'Tier' })
    await suite.restart()
    expect(await choiceOf(await suite.run(providerId))).toEqual({ by: 'category', category: 'Tier' })
    expect(await suite.preflight.groupWaves('nothing', { by: 'auto' })).toMatchObject({
      ok: false,
      problem: { code: 'preflight.unknown-run' },
    })
  })

  it('tells what is new and what is gone since the run before', async () => {
    const providerId = await suite.open(estate())
    const first = await suite.run(providerId)
    await suite.restart()
    suite.useRules([tiny, calm, needy, { ...tiny, id: 'vm.other' }])
    const second = await suite.run(providerId)
    expect(await suite.idsOf(second, { onlyNew: true })).toEqual(['vm.other:vm-2'])
    expect(value(await suite.preflight.summary(second))).toMatchObject({
      previousRunId: first,
      resolved: 2,
      counts: { isNew: 1 },
    })
    value(await suite.preflight.report(second, 'html'))
    expect(suite.reported).toMatchObject({
      previous: { runId: first },
      gone: [{ id: 'vm.tools:vm-2' }, { id: 'vm.tools:vm-1' }],
      disks: [{}, {}, {}],
    })
    expect(suite.reported?.verdicts.get('host')).toHaveLength(1)
  })

  it('is refused for a source, a target or a plan that is not there', async () => {
    const providerId = await suite.open(estate())
    const last = async (request: Parameters<Preflight['run']>[0]) => {
      let end: PreflightProgress | undefined
      for await (const progress of suite.preflight.run(request)) end = progress
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
    expect(suite.preflight.runs()).toEqual([])
  })

  it('keeps nothing of a run that nobody waits for', async () => {
    const providerId = await suite.open(estate())
    for await (const progress of suite.preflight.run({ providerId })) if (progress.state === 'running') break
    expect(suite.preflight.runs()).toEqual([])
  })

  it('stops with the process, and keeps nothing', async () => {
    const providerId = await suite.open(estate())
    const running = suite.preflight.run({ providerId })
    await running.next()
    await suite.preflight.close()
    for await (const progress of running) expect(progress.state).toBe('running')
    expect(suite.preflight.runs()).toEqual([])
  })

  it('is gone with its provider', async () => {
    const providerId = await suite.open(estate())
    const runId = await suite.run(providerId)
    value(await suite.providers.remove(providerId))
    expect(await suite.preflight.summary(runId)).toMatchObject(
      fail({ code: 'preflight.unknown-run' } as never),
    )
  })
})

describe('acknowledgements', () => {
  it('are ticked for a source, with name and date', async () => {
    const providerId = await suite.open(estate())
    const runId = await suite.run(providerId)
    value(await suite.preflight.acknowledge({ runId, id: 'backup', by: 'Ada', ticked: true }))
    const later = await suite.run(providerId)
    expect(value(await suite.preflight.acknowledgements(later))).toMatchObject([
      { id: 'backup', ticked: { by: 'Ada' } },
    ])
    expect(
      value(await suite.preflight.acknowledge({ runId, id: 'backup', by: 'Bo', ticked: false }))[0],
    ).not.toHaveProperty('ticked')
    expect(await suite.preflight.acknowledge({ runId, id: 'no', by: 'Bo', ticked: true })).toMatchObject({
      problem: { code: 'preflight.unknown-acknowledgement' },
    })
  })
})
