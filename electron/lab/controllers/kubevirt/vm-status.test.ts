import { describe, expect, it } from 'vitest'
import type { Claim, Pod, VirtualMachine, VirtualMachineInstance } from '../objects.ts'
import { machineClaims, printableStatus, shouldRun, type MachineFacts } from './vm-status.ts'

const metadata = { name: 'vm', namespace: 'ns', uid: 'u', resourceVersion: '1' }

function vm(spec: Partial<VirtualMachine['spec']>): VirtualMachine {
  return {
    apiVersion: 'kubevirt.io/v1',
    kind: 'VirtualMachine',
    metadata,
    spec: { template: { spec: {} }, ...spec },
  }
}

function instance(phase: string): VirtualMachineInstance {
  return {
    apiVersion: 'kubevirt.io/v1',
    kind: 'VirtualMachineInstance',
    metadata,
    spec: {},
    status: { phase },
  }
}

const facts: MachineFacts = {
  instance: undefined,
  pod: undefined,
  missingClaim: undefined,
  claims: [],
  now: '2026-01-01T00:00:00Z',
}
const unscheduled: Pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata,
  spec: { containers: [] },
  status: { conditions: [{ type: 'PodScheduled', status: 'False' }] },
}
const unbound: Claim = {
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata,
  spec: {},
  status: { phase: 'Pending' },
}

describe('printableStatus', () => {
  const always = vm({ runStrategy: 'Always' })
  it.each<[string, VirtualMachine, Partial<MachineFacts>]>([
    ['Stopped', vm({ runStrategy: 'Halted' }), {}],
    ['Stopping', vm({ runStrategy: 'Halted' }), { instance: instance('Running') }],
    ['Starting', always, {}],
    ['Starting', always, { instance: instance('Scheduled') }],
    ['Running', always, { instance: instance('Running') }],
    ['ErrorPvcNotFound', always, { missingClaim: 'disk' }],
    ['ErrorUnschedulable', always, { instance: instance('Scheduling'), pod: unscheduled }],
    [
      'WaitingForVolumeBinding',
      always,
      { instance: instance('Scheduling'), pod: unscheduled, claims: [unbound] },
    ],
  ])('%s', (status, machine, given) => {
    expect(printableStatus(machine, { ...facts, ...given })).toBe(status)
  })
})

describe('shouldRun', () => {
  it('follows runStrategy, or the older running', () => {
    expect(shouldRun(vm({ runStrategy: 'Always' }))).toBe(true)
    expect(shouldRun(vm({ runStrategy: 'Halted' }))).toBe(false)
    expect(shouldRun(vm({ running: true }))).toBe(true)
    expect(shouldRun(vm({}))).toBe(false)
  })
})

describe('machineClaims', () => {
  it('takes the claim of a DataVolume by its name', () => {
    const volumes = [
      { name: 'a', persistentVolumeClaim: { claimName: 'claim' } },
      { name: 'b', dataVolume: { name: 'volume' } },
      { name: 'c' },
    ]
    expect(machineClaims({ volumes })).toEqual(['claim', 'volume'])
  })
})
