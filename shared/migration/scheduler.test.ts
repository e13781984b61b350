import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { admit, copiesOn, DEFAULT_COPIES_PER_HOST, type Claim } from './scheduler.ts'

const candidate = (disks: number, hostId = 'host-1') => ({ hostId, hostName: 'esx-01', disks })

describe('admit', () => {
  it('lets a VM start while its host has room', () => {
    expect(admit(candidate(3), [{ hostId: 'host-1', disks: 7 }])).toEqual({ admitted: true })
  })

  it('says which host is full, and how full', () => {
    const answer = admit(candidate(3), [{ hostId: 'host-1', disks: 8 }])
    expect(answer).toEqual({
      admitted: false,
      reason: 'waits for a slot on esx-01: 8 of 10 disk copies running, 3 more wanted',
    })
  })

  it('counts other hosts apart', () => {
    expect(admit(candidate(3), [{ hostId: 'host-2', disks: 10 }]).admitted).toBe(true)
  })

  it('lets a VM with more disks than the limit start alone', () => {
    expect(admit(candidate(14), []).admitted).toBe(true)
    expect(admit(candidate(14), [{ hostId: 'host-1', disks: 1 }]).admitted).toBe(false)
  })

  it('never lets VMs within the limit exceed it, whatever the order', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: DEFAULT_COPIES_PER_HOST }), { maxLength: 30 })
    fc.assert(
      fc.property(sizes, (disks) => {
        const running: Claim[] = []
        for (const size of disks)
          if (admit(candidate(size), running).admitted) running.push({ hostId: 'host-1', disks: size })
        expect(copiesOn('host-1', running)).toBeLessThanOrEqual(DEFAULT_COPIES_PER_HOST)
      }),
    )
  })
})
