import { describe, expect, it } from 'vitest'
import { aDisk, anInventory, aNic, aPlan, aTarget, aVm } from '../../test/fixtures/inventory.ts'
import type { Vm } from '../../shared/inventory/model.ts'
import { planDrift } from '../../shared/plan/drift.ts'
import { reviewOf } from '../../shared/plan/reviewed.ts'
import { createReviews, driftAgainst, reviewAfterStart } from './plan-drift.ts'

const plan = aPlan()
const target = aTarget()
const at = (change: Partial<Vm> = {}) => anInventory({ vms: [aVm(change)] })
const review = reviewOf(plan.vms, at(), '2026-11-20T10:00:00.000Z')
const against = (change: Partial<Vm>, accepted?: string) =>
  driftAgainst({ plan, review, inventory: at(change), target }, accepted)
const stampOf = (change: Partial<Vm>) => planDrift(plan, review, at(change), target).stamp

const grown = { disks: [aDisk({ capacityBytes: 2 ** 30 })] }

describe('a start', () => {
  it('is refused for what nobody has accepted, and says all of it', () => {
    expect(against({})).toBeUndefined()
    expect(against({ hostId: 'host-9', powerState: 'poweredOff' })).toBeUndefined()
    expect(against(grown)).toMatchObject({
      code: 'plan.drifted',
      message: 'wave-1 is no longer what was reviewed. web-01: Hard disk 1 grew from 64.0 MiB to 1.0 GiB.',
      meaning: 'Nothing was started.',
    })
    expect(against({ ...grown, cpuCount: 9 })).toMatchObject({
      meaning: 'Nothing was started. There is 1 more change.',
      detail: expect.stringContaining('web-01: It had 2 CPUs and has 9.') as string,
    })
  })

  it('goes on with what was accepted, and only as long as nothing else has changed', () => {
    const stamp = stampOf(grown)
    expect(against(grown, stamp)).toBeUndefined()
    expect(against({ ...grown, hostId: 'host-9' }, stamp)).toBeUndefined()
    expect(against({}, stamp)).toBeUndefined()
    expect(against({ disks: [aDisk({ capacityBytes: 2 ** 31 })] }, stamp)).toMatchObject({
      meaning: 'Nothing was started. More has changed since the changes were accepted.',
    })
    expect(against({ ...grown, memoryMiB: 1 }, stamp)).toMatchObject({ code: 'plan.drifted' })
  })

  it('is refused for what the plan cannot do, whatever was accepted', () => {
    const moved = { ...grown, nics: [aNic({ networkId: 'network-9' })] }
    expect(against(moved, stampOf(moved))).toMatchObject({
      code: 'plan.drifted',
      remedy: 'Make a new plan, which maps what there is now.',
    })
  })

  it('is not refused for a plan of which nothing is known', () => {
    expect(driftAgainst({ plan, review: undefined, inventory: at(grown), target }, undefined)).toBeUndefined()
  })

  it('makes what was accepted what was reviewed, and leaves the VMs that it is not about', () => {
    const before = { vms: { ...review.vms, 'vm-7': review.vms['vm-1']! } }
    const after = reviewAfterStart(before, plan, at(grown))
    expect(driftAgainst({ plan, review: after, inventory: at(grown), target }, undefined)).toBeUndefined()
    expect(after.vms['vm-7']).toEqual(before.vms['vm-7'])
  })
})

describe('the reviews of drafts', () => {
  it('are found again for the same draft, whatever its name, and only the last few', () => {
    const reviews = createReviews()
    reviews.put(plan, review)
    expect(reviews.get({ ...plan, name: 'other' })).toBe(review)
    expect(reviews.get({ ...plan, type: 'warm' })).toBeUndefined()
    for (let at = 0; at < 7; at++) reviews.put({ ...plan, targetNamespace: `ns-${at}` }, { vms: {} })
    expect(reviews.get(plan)).toBe(review)
    reviews.put({ ...plan, targetNamespace: 'one-more' }, { vms: {} })
    expect(reviews.get(plan)).toBeUndefined()
  })
})
