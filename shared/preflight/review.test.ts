import { describe, expect, it } from 'vitest'
import { anInventory, aPlan, aVm } from '../../test/fixtures/inventory.ts'
import { createFacts } from './facts.ts'
import { reviewVm } from './review.ts'
import type { PlanInput } from '../plan/model.ts'
import type { Vm } from '../inventory/model.ts'

function found(change: Partial<Vm>, plan?: Partial<PlanInput>): string[] {
  const vm = aVm(change)
  const facts = createFacts(anInventory({ vms: [vm] }), plan ? { plan: aPlan(plan) } : {})
  return reviewVm(vm, facts).map((one) => `${one.category} ${one.rule}`)
}

const snapshot = (name: string): Pick<Vm, 'snapshots' | 'snapshotCount'> => ({
  snapshotCount: 1,
  snapshots: [
    {
      id: 'snapshot-1',
      name,
      description: '',
      createdAt: '2026-11-01T00:00:00Z',
      parentId: '',
      current: true,
      quiesced: false,
    } as Vm['snapshots'][number],
  ],
})

describe('the review of a VM', () => {
  it('judges by the type of the plan: what counts for the other one is not said', () => {
    const change = { changeTracking: false, ...snapshot('nightly') }
    expect(found(change, { type: 'cold' })).toEqual(['Information snapshot-present'])
    expect(found(change, { type: 'warm' }).sort()).toEqual([
      'Critical change-tracking-off',
      'Critical snapshot-present-warm',
    ])
  })

  it('judges by what a cold migration needs where there is no plan', () => {
    expect(found({ changeTracking: false, ...snapshot('nightly') })).toEqual(['Information snapshot-present'])
  })

  it('lets a VM without change tracking pass where the plan may switch it on', () => {
    const options = { ...aPlan().options, enableChangeTracking: true }
    expect(found({ changeTracking: false }, { type: 'warm', options })).toEqual([
      'Information change-tracking-off',
    ])
  })

  it('says of a warm plan that the run can switch change tracking on', () => {
    const vm = aVm({ changeTracking: false })
    const facts = createFacts(anInventory({ vms: [vm] }), { plan: aPlan({ type: 'warm' }) })
    expect(reviewVm(vm, facts)[0]?.remedy).toMatch(/^Let the run switch it on/)
  })

  it('lets snapshots pass that Palletjack made: the run removes them', () => {
    expect(found(snapshot('palletjack-plan1-run1-2'), { type: 'warm' })).toEqual([])
  })

  it('says what rules a warm migration out', () => {
    const disk = { ...aVm().disks[0]!, mode: 'independent_persistent' }
    expect(found({ disks: [disk] }, { type: 'warm' })).toEqual(['Critical disk-independent-warm'])
    expect(found({ disks: [disk] }, { type: 'cold' })).toEqual([])
    expect(found({ faultTolerance: true }, { type: 'warm' })).toEqual(['Critical fault-tolerance-warm'])
    expect(found({ hardwareVersion: 'vmx-04' }, { type: 'warm' })).toEqual(['Critical hardware-version'])
  })
})
