import { describe, expect, it } from 'vitest'
import { preflightSuite, value } from './test-support/preflight-suite.ts'
import { ALL, calm, estate, needy, tiny, tools } from './test-support/rules.ts'

const suite = preflightSuite()

describe('looking again', () => {
  it('runs rules as they are now over all, one rule or one object', async () => {
    const providerId = await suite.open(estate())
    const runId = await suite.run(providerId)
    const strict = { ...tiny, evaluate: () => [{ message: 'Always.', evidence: [] }] }
    suite.useRules([tools, strict, calm, needy])
    await suite.preflight.recheck({ runId, objectId: 'vm-3' })
    expect(await suite.idsOf(runId, { rules: ['vm.small'] })).toEqual(['vm.small:vm-3', 'vm.small:vm-2'])
    await suite.preflight.recheck({ runId, rule: 'vm.small' })
    expect(await suite.idsOf(runId, { rules: ['vm.small'] })).toHaveLength(3)
    suite.useRules([calm])
    const summary = value(await suite.preflight.recheck({ runId }))
    expect(await suite.idsOf(runId)).toEqual(['host.calm:host-1'])
    expect(summary).toMatchObject({ runId, rules: 1, cold: { ready: 3 } })
    expect(suite.preflight.runs(providerId)).toEqual([summary])
  })

  it('has after a restart what second looks made of it, however many there were', async () => {
    const providerId = await suite.open(estate())
    await suite.run(providerId)
    const runId = await suite.run(providerId)
    suite.useRules([tools, { ...tiny, evaluate: () => [] }, calm, needy])
    await suite.preflight.recheck({ runId, objectId: 'vm-2' })
    suite.useRules([tools, { ...tiny, evaluate: () => [{ message: 'Too small now.', evidence: [] }] }])
    await suite.preflight.recheck({ runId, objectIds: ['vm-1'] })
    await suite.preflight.recheck({ runId, rule: 'vm.small' })
    const seen = async () => ({
      findings: await suite.find(runId),
      summary: value(await suite.preflight.summary(runId)),
    })
    const before = await seen()
    expect(before.summary).toMatchObject({ resolved: 0, counts: { Critical: 3, isNew: 2 } })
    expect(suite.journal.preflightChanges(runId)).toHaveLength(3)
    await suite.restart()
    expect(await seen()).toEqual(before)
    for (let n = 0; n < 19; n++) value(await suite.preflight.recheck({ runId, objectId: 'vm-3' }))
    expect(suite.journal.preflightChanges(runId).length).toBeLessThan(3)
    const then = await seen()
    await suite.restart()
    expect(await seen()).toEqual(then)
  })

  it('does one after the other', async () => {
    const runId = await suite.run(await suite.open(estate()))
    const all = await Promise.all(
      ['vm-1', 'vm-2', 'vm-3'].map((objectId) => suite.preflight.recheck({ runId, objectId })),
    )
    expect(all.every((result) => result.ok)).toBe(true)
    expect(await suite.idsOf(runId)).toEqual(ALL)
  })

  it.each([
    [{ rule: 'none' }, 'preflight.unknown-rule'],
    [{ objectId: 'vm-99' }, 'preflight.unknown-object'],
  ])('is refused for %j', async (which, code) => {
    const runId = await suite.run(await suite.open(estate()))
    expect(await suite.preflight.recheck({ runId, ...which })).toMatchObject({ problem: { code } })
  })
})
