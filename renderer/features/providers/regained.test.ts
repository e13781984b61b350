import { describe, expect, it } from 'vitest'
import type { ProviderStatus } from '../../../shared/provider/model.ts'
import { inventedSource } from './test-support/invented-providers.ts'
import { regainedBetween } from './regained.ts'

const problem = { code: 'vsphere.timeout', message: 'No answer.', remedy: 'Wait.' }
const at = (status: ProviderStatus) => [inventedSource({ status })]
const lost = at({ state: 'reconnecting', since: '2026-11-23T10:00:00Z', problem })
const back = at({ state: 'connected', since: '2026-11-23T10:02:00Z' })
const notice = {
  id: 'src',
  name: 'vcenter-01',
  lostAt: '2026-11-23T10:00:00Z',
  backAt: '2026-11-23T10:02:00Z',
}

describe('regainedBetween', () => {
  it('names what was lost and stands again, with both times', () => {
    expect(regainedBetween(lost, back, [])).toEqual([notice])
  })

  it('says nothing of a first connection', () => {
    expect(regainedBetween(at({ state: 'connecting' }), back, [])).toEqual([])
    expect(regainedBetween([], back, [])).toEqual([])
  })

  it('keeps a notice while the connection stands and drops it when it is lost again', () => {
    expect(regainedBetween(back, back, [notice])).toEqual([notice])
    expect(regainedBetween(back, lost, [notice])).toEqual([])
    expect(regainedBetween(back, [], [notice])).toEqual([])
  })
})
