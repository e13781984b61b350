import { describe, expect, it } from 'vitest'
import { aDisk, aVm } from '../../test/fixtures/inventory.ts'
import type { Vm } from '../inventory/model.ts'
import { hostsOverLimit } from './hosts-over-limit.ts'

const HOSTS = [
  { id: 'host-1', name: 'esx-01' },
  { id: 'host-2', name: 'esx-02' },
  { id: 'host-3', name: 'esx-03' },
]

function vms(hostId: string | undefined, count: number, disks: number): Vm[] {
  const change = { disks: Array.from({ length: disks }, () => aDisk()) }
  const { hostId: _, ...placeless } = aVm(change)
  return Array.from({ length: count }, () => (hostId === undefined ? placeless : aVm({ ...change, hostId })))
}

describe('hostsOverLimit', () => {
  it('finds hosts with more than ten disks or VMs, the fullest first', () => {
    const chosen = [...vms('host-1', 11, 0), ...vms('host-2', 10, 1), ...vms('host-3', 4, 3)]
    expect(hostsOverLimit(chosen, HOSTS)).toEqual([
      { hostId: 'host-3', hostName: 'esx-03', vms: 4, disks: 12, limit: 10 },
      { hostId: 'host-1', hostName: 'esx-01', vms: 11, disks: 0, limit: 10 },
    ])
  })

  it('leaves out hosts that bear it already', () => {
    const limits: Readonly<Record<string, number>> = { 'host-1': 20, 'host-2': 12, 'host-3': 3 }
    const chosen = [...vms('host-1', 30, 2), ...vms('host-2', 12, 1), ...vms('host-3', 4, 1)]
    expect(hostsOverLimit(chosen, HOSTS, (id) => limits[id] ?? 0).map(({ hostId }) => hostId)).toEqual([
      'host-3',
    ])
  })

  it('does not count VMs without a host, and names an unknown host by its id', () => {
    expect(hostsOverLimit(vms(undefined, 30, 1), HOSTS)).toEqual([])
    expect(hostsOverLimit(vms('host-9', 11, 1), HOSTS)).toMatchObject([{ hostName: 'host-9' }])
    expect(hostsOverLimit([], HOSTS)).toEqual([])
  })
})
