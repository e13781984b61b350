import { describe, expect, it } from 'vitest'
import { aVm } from '../../test/fixtures/inventory.ts'
import type { Vm } from '../inventory/model.ts'
import { FIX_IDS, FIXES, fixEffect, fixOf, fixRefusal, type FixId } from './fixes.ts'
import { builtInRules } from './rules/index.ts'

const disk = aVm().disks[0]!

describe('the table of fixes', () => {
  it('is about rules that there are, each with one fix', () => {
    const rules = FIX_IDS.flatMap((id) => [...FIXES[id].rules])
    expect(new Set(rules).size).toBe(rules.length)
    const known = builtInRules.map(({ id }) => id)
    for (const rule of rules) expect(known).toContain(rule)
  })

  it.each(['hardware-version', 'disk-independent-warm', 'snapshot-present-warm', 'disk-change-tracking-off'])(
    'has none for %s',
    (rule) => expect(fixOf(rule)).toBeUndefined(),
  )

  it('says for each VM when it takes effect', () => {
    expect(fixEffect('change-tracking', { powerState: 'poweredOff' })).toContain('at once')
    expect(fixEffect('change-tracking', { powerState: 'poweredOn' })).toContain('next snapshot')
    expect(fixEffect('change-tracking', { powerState: 'suspended' })).toContain('next snapshot')
    expect(fixEffect('consolidate', { powerState: 'poweredOn' })).toContain('while it runs')
    expect(fixEffect('consolidate', { powerState: 'poweredOff' })).toContain('while it is off')
  })
})

describe('a VM that is left alone', () => {
  const cases: readonly [FixId, Partial<Vm>, RegExp | undefined][] = [
    ['change-tracking', {}, undefined],
    ['change-tracking', { hardwareVersion: 'vmx-07' }, undefined],
    ['change-tracking', { hardwareVersion: '' }, undefined],
    ['change-tracking', { hardwareVersion: 'vmx-04' }, /virtual hardware 4/],
    ['change-tracking', { isTemplate: true }, /template/],
    ['change-tracking', { connectionState: 'orphaned' }, /it is orphaned/],
    ['change-tracking', { faultTolerance: true }, /Fault Tolerance/],
    ['change-tracking', { snapshotCount: 2 }, /2 snapshots/],
    [
      'change-tracking',
      { disks: [disk, { ...disk, mode: 'independent_persistent', label: 'Data' }] },
      /Data/,
    ],
    ['change-tracking', { disks: [{ ...disk, rdm: 'physical' }] }, /No snapshot holds/],
    ['change-tracking', { disks: [{ ...disk, rdm: 'virtual' }] }, undefined],
    ['consolidate', { snapshotCount: 2, hardwareVersion: 'vmx-04' }, undefined],
    ['consolidate', { connectionState: 'inaccessible' }, /inaccessible/],
    ['consolidate', { isTemplate: true }, /template/],
  ]
  it.each(cases)('%s: %j', (id, change, reason) => {
    const refused = fixRefusal(id, aVm({ snapshotCount: 0, ...change }))
    if (reason) expect(refused).toMatch(reason)
    else expect(refused).toBeUndefined()
  })
})
