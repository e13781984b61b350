import { describe, expect, it } from 'vitest'
import { preflightSuite, value } from './test-support/preflight-suite.ts'
import { estate } from './test-support/rules.ts'

const suite = preflightSuite()

describe('a waiver', () => {
  it('takes a finding out of verdicts and counts, also in later runs, until it is taken back', async () => {
    const providerId = await suite.open(estate())
    const runId = await suite.run(providerId)
    const waived = value(
      await suite.preflight.waive({ runId, findingIds: ['vm.small:vm-2'], by: 'Ada', reason: 'goes away' }),
    )
    expect(waived).toMatchObject({ counts: { Critical: 0, waived: 1 }, cold: { blocked: 0, attention: 2 } })
    expect(await suite.find(runId, { show: 'waived' })).toMatchObject([
      { waiver: { by: 'Ada', reason: 'goes away' } },
    ])
    await suite.restart()
    const later = await suite.run(providerId)
    expect(await suite.idsOf(later, { show: 'waived' })).toEqual(['vm.small:vm-2'])
    const back = value(await suite.preflight.unwaive(later, ['vm.small:vm-2']))
    expect(back.counts).toMatchObject({ Critical: 1, waived: 0 })
    expect(suite.preflight.runs(providerId)[0]).toEqual(back)
  })

  it('is refused as a whole when one of the findings is not there', async () => {
    const runId = await suite.run(await suite.open(estate()))
    const findingIds = ['vm.small:vm-2', 'nothing']
    expect(await suite.preflight.waive({ runId, findingIds, by: 'Ada', reason: 'why' })).toMatchObject({
      problem: { code: 'preflight.unknown-finding' },
    })
    expect(await suite.find(runId, { show: 'waived' })).toEqual([])
  })
})
