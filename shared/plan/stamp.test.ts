import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type PlanInput, planOptionsSchema } from './model.ts'
import { planStamp } from './stamp.ts'

const plan: PlanInput = {
  ...{ name: 'wave-1', description: '', sourceId: 'src', targetId: 'dst', targetNamespace: 'demo' },
  type: 'cold',
  vms: [{ vmId: 'vm-1' }, { vmId: 'vm-2', targetName: 'web' }, { vmId: 'vm-3' }],
  networkMap: [
    { sourceId: 'net-1', target: { kind: 'multus', namespace: 'demo', name: 'vlan-1' } },
    { sourceId: 'net-2', target: { kind: 'pod' } },
  ],
  storageMap: [{ sourceId: 'ds-1', storageClass: 'fast', volumeMode: 'Block' }],
  options: planOptionsSchema.parse({}),
}

/** The keys the other way round: what a journal or another program may make of it. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, part]) => [key, reversed(part)]),
  )
}

describe('the stamp of a plan', () => {
  it('does not hang on names, nor on the order of anything', () => {
    const stamp = planStamp(plan)
    expect(stamp).toMatch(/^[0-9a-f]{64}$/)
    expect(planStamp(reversed(plan) as PlanInput)).toBe(stamp)
    expect(planStamp({ ...plan, name: 'other', description: 'words' })).toBe(stamp)
    expect(planStamp({ ...plan, transferNetwork: { kind: 'default' } })).toBe(stamp)
    const shuffled = fc.shuffledSubarray(plan.vms, { minLength: plan.vms.length })
    fc.assert(fc.property(shuffled, (vms) => planStamp({ ...plan, vms }) === stamp))
  })

  it.each<[string, Partial<PlanInput>]>([
    ['a VM more', { vms: [...plan.vms, { vmId: 'vm-4' }] }],
    ['a VM less', { vms: plan.vms.slice(1) }],
    ['another name on the target', { vms: [{ vmId: 'vm-1', targetName: 'x' }, ...plan.vms.slice(1)] }],
    ['another namespace', { targetNamespace: 'prod' }],
    ['another target', { targetId: 'other' }],
    ['another network', { networkMap: plan.networkMap.slice(1) }],
    ['another storage class', { storageMap: [{ sourceId: 'ds-1', storageClass: 'slow' }] }],
    ['another way to copy', { transferNetwork: { kind: 'pod' } }],
    ['another option', { options: { ...plan.options, onShutdownTimeout: 'power-off' } }],
  ])('changes with %s', (_what, change) => {
    expect(planStamp({ ...plan, ...change })).not.toBe(planStamp(plan))
  })
})
