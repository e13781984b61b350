import { describe, expect, it } from 'vitest'
import { aDisk, anInventory } from '../../test/fixtures/inventory.ts'
import { createFacts } from './engine.ts'
import { diskEstimates, forecast } from './forecast.ts'
import { estateOf, machine } from './test-support/estate-to-move.ts'

describe('times', () => {
  it('reads at least what is in use, at the published rates', () => {
    const disks = [aDisk({ capacityBytes: 153e9 })]
    expect(diskEstimates([{ id: 'vm-1', usedBytes: 76.5e9, disks }])).toEqual([
      { vmId: 'vm-1', label: 'Hard disk 1', bytes: 153e9, from: 1_000_000, to: Math.round(153e12 / 38e6) },
    ])
  })

  it('takes the whole disk where the space in use is not known', () => {
    const [only] = diskEstimates([{ id: 'vm-1', usedBytes: 0, disks: [aDisk({ capacityBytes: 76.5e9 })] }])
    expect(only?.from).toBe(1_000_000)
  })

  it('lets a host be busy for its own rate, not for the sum of its disks', () => {
    const disks = Array.from({ length: 20 }, (_, at) =>
      aDisk({ file: `[gold] ${at}.vmdk`, capacityBytes: 25.3e9 }),
    )
    const { hosts } = forecast(estateOf([machine(1, { disks })]), [])
    expect(hosts).toMatchObject([
      { hostId: 'host-1', name: 'esx-01', vms: 1, disks: 20, connections: 10, busyMs: { from: 2_000_000 } },
    ])
    expect(hosts[0]?.basis).toContain('48.0 MiB of NFC memory')
  })

  it('says of each figure how good it is, and which limit was chosen', () => {
    const { assumptions, hosts } = forecast(estateOf([machine(1)]), [], { connections: 40 })
    expect(assumptions.filter((words) => /\((fair|rough)[:;]/.test(words)).length).toBeGreaterThanOrEqual(5)
    expect(hosts[0]).toMatchObject({
      connections: 40,
      basis: expect.stringContaining('40 as chosen') as unknown,
    })
  })

  it('follows the NFC memory that was read back from a host', () => {
    const disks = Array.from({ length: 40 }, (_, at) =>
      aDisk({ file: `[gold] ${at}.vmdk`, capacityBytes: 1e9 }),
    )
    const nfc = (maxMemory: number) => ({
      'host-1': {
        values: { maxMemory },
        generation: 'configStore' as const,
        verifiedAt: '2026-11-27T10:00:00.000Z',
      },
    })
    const facts = estateOf([machine(1, { disks })])
    const [raised] = forecast({ ...facts, nfc: nfc(1_000_000_000) }, []).hosts
    expect(raised).toMatchObject({ connections: 20 })
    expect(raised?.basis).toMatch(/^The host's NFC memory of .* Read back from the host on 2026-11-27\.$/)
    const lowered = forecast({ ...facts, nfc: nfc(16 * 2 ** 20) }, [])
    const untouched = forecast(facts, [])
    expect(lowered.hosts).toMatchObject([{ connections: 3 }])
    expect(lowered.hosts[0]!.busyMs.from).toBeGreaterThan(untouched.hosts[0]!.busyMs.from)
    expect(lowered.waves[0]!.durationMs.from).toBeGreaterThan(untouched.waves[0]!.durationMs.from)
  })

  it('says what the source leaves open', () => {
    const facts = createFacts(anInventory({ unknown: ['vms.disks', 'vms.usedBytes'] }))
    expect(forecast(facts, []).assumptions.slice(0, 2)).toEqual([
      'The source does not tell the disks: sizes and copy times leave them out, and say too little.',
      'The source does not tell the space in use: whole disks are counted.',
    ])
  })

  it('names VMs whose host is not known', () => {
    const { hosts } = forecast(estateOf([machine(1, { hostId: undefined })]), [])
    expect(hosts).toMatchObject([{ hostId: '', name: 'Host not known', vms: 1 }])
  })
})
