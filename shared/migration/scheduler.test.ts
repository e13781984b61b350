import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { admit, copiesOn, DEFAULT_COPIES_PER_HOST, type HeldSlots } from './scheduler.ts'

const host = (hostId = 'host-1', sourceId = 'vc-1') => ({ sourceId, hostId })
const request = (disks: number) => ({ ...host(), hostName: 'esx-01', disks })
const bears = (limit = DEFAULT_COPIES_PER_HOST) => ({ limit, isBeingEdited: false })

describe('admit', () => {
  it('lets a VM start while its host has room', () => {
    expect(admit(request(3), [{ ...host(), disks: 7 }], bears())).toEqual({ admitted: true })
  })

  it('says which host is full, and how full', () => {
    const answer = admit(request(3), [{ ...host(), disks: 8 }], bears())
    expect(answer).toEqual({
      admitted: false,
      reason: 'waits for a slot on esx-01: 8 of 10 disk copies running, 3 more wanted',
    })
  })

  it('follows the limit of the host', () => {
    const running = [{ ...host(), disks: 8 }]
    expect(admit(request(3), running, bears(20)).admitted).toBe(true)
    expect(admit(request(3), running, bears(4))).toMatchObject({
      reason: 'waits for a slot on esx-01: 8 of 4 disk copies running, 3 more wanted',
    })
  })

  it('counts other hosts apart, and hosts of the same id in another source', () => {
    const running = [
      { ...host('host-2'), disks: 10 },
      { ...host('host-1', 'vc-2'), disks: 10 },
    ]
    expect(admit(request(3), running, bears()).admitted).toBe(true)
  })

  it('lets a VM with more disks than the limit start alone', () => {
    expect(admit(request(14), [], bears()).admitted).toBe(true)
    expect(admit(request(14), [{ ...host(), disks: 1 }], bears()).admitted).toBe(false)
  })

  it('lets nothing start on a host that is being edited', () => {
    expect(admit(request(1), [], { limit: 20, isBeingEdited: true })).toEqual({
      admitted: false,
      reason: 'waits until the settings of esx-01 are changed',
    })
  })
})

/** What may happen while VMs of two sources with hosts of the same ids are migrated and hosts edited. */
const happening = fc.oneof(
  fc.record({ kind: fc.constant('vm' as const), at: fc.nat(3), disks: fc.integer({ min: 1, max: 25 }) }),
  fc.record({ kind: fc.constant('copied' as const), at: fc.nat(40) }),
  fc.record({ kind: fc.constant('limit' as const), at: fc.nat(3), limit: fc.integer({ min: 1, max: 20 }) }),
  fc.record({ kind: fc.constant('edit' as const), at: fc.nat(3) }),
  fc.record({ kind: fc.constant('check' as const), at: fc.nat(3) }),
  fc.record({ kind: fc.constant('editEnds' as const), at: fc.nat(3) }),
)

const HOSTS = [host('host-1', 'vc-1'), host('host-2', 'vc-1'), host('host-1', 'vc-2'), host('host-2', 'vc-2')]

describe('whatever happens in whatever order', () => {
  it('no host is brought over its limit, and none restarts under a copy', () => {
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 80 }), (events) => {
        const limits = HOSTS.map(() => DEFAULT_COPIES_PER_HOST)
        /** Of each host: no edit, one that has not looked for copies yet, one that found none. */
        const edits: ('none' | 'begun' | 'restarts')[] = HOSTS.map(() => 'none')
        let held: HeldSlots[] = []
        for (const event of events) {
          const { at } = event
          if (event.kind === 'vm') {
            const now = { limit: limits[at]!, isBeingEdited: edits[at] !== 'none' }
            const wanted = { ...HOSTS[at]!, disks: event.disks }
            if (!admit({ ...wanted, hostName: 'esx' }, held, now).admitted) continue
            held.push(wanted)
            const alone = held.filter((one) => copiesOn(wanted, [one]) > 0).length === 1
            expect(alone || copiesOn(wanted, held) <= limits[at]!).toBe(true)
          }
          if (event.kind === 'copied') held = held.filter((_, index) => index !== at)
          if (event.kind === 'limit') limits[at] = event.limit
          if (event.kind === 'edit' && edits[at] === 'none') edits[at] = 'begun'
          if (event.kind === 'editEnds') edits[at] = 'none'
          if (event.kind === 'check' && edits[at] === 'begun')
            edits[at] = copiesOn(HOSTS[at]!, held) === 0 ? 'restarts' : 'none'
          for (const [index, edit] of edits.entries())
            if (edit === 'restarts') expect(copiesOn(HOSTS[index]!, held)).toBe(0)
        }
      }),
      { numRuns: 1_000 },
    )
  })

  it('every VM starts once its host is free and no longer edited', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 1, max: 20 }), (disks, limit) => {
        expect(admit(request(disks), [{ ...host('host-2'), disks: 50 }], bears(limit)).admitted).toBe(true)
      }),
    )
  })
})
