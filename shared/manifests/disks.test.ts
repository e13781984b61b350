import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { claimBytes, diskSerial, orderedDisks } from './disks.ts'
import { disk } from './test-support/samples.ts'

describe('disks', () => {
  it('come SATA, IDE, SCSI, NVMe, then by controller, unit and key', () => {
    const disks = [
      disk({ key: 1, bus: 'nvme' }),
      disk({ key: 2, bus: 'scsi', controllerKey: 1001, unitNumber: 0 }),
      disk({ key: 3, bus: 'scsi', controllerKey: 1000, unitNumber: 2 }),
      disk({ key: 5, bus: 'scsi', controllerKey: 1000, unitNumber: 1 }),
      disk({ key: 4, bus: 'scsi', controllerKey: 1000, unitNumber: 1 }),
      disk({ key: 6, bus: 'ide' }),
      disk({ key: 7, bus: 'sata' }),
      disk({ key: 8, bus: 'unknown' }),
    ]
    expect(orderedDisks({ disks }).map((each) => each.key)).toEqual([7, 6, 4, 5, 3, 2, 1, 8])
    expect(disks[0]?.key).toBe(1)
  })

  it('round up to a whole MiB', () => {
    const mib = 1024 ** 2
    expect(claimBytes(mib)).toBe(mib)
    expect(claimBytes(mib + 1)).toBe(2 * mib)
    expect(claimBytes(62 * 1024 ** 4)).toBe(62 * 1024 ** 4)
    fc.assert(
      fc.property(fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER - mib }), (bytes) => {
        const claim = claimBytes(bytes)
        expect(claim % mib).toBe(0)
        expect(claim - bytes).toBeGreaterThanOrEqual(0)
        expect(claim - bytes).toBeLessThan(mib)
      }),
    )
  })

  it('keep the serial of the source, or get one of their own', () => {
    expect(diskSerial('vm-1', disk())).toBe('6000C298-5b8a-1234-5')
    const made = diskSerial('vm-1', disk({ uuid: '' }))
    expect(made).toMatch(/^[0-9a-f]{20}$/)
    expect(diskSerial('vm-2', disk({ uuid: '' }))).not.toBe(made)
    expect(diskSerial('vm-1', disk({ uuid: '', key: 2001 }))).not.toBe(made)
  })
})
