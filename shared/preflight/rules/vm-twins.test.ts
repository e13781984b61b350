import { describe, expect, it } from 'vitest'
import { aDisk, aNic, anInventory, aPlan, aTarget, aVm } from '../../../test/fixtures/inventory.ts'
import type { Inventory, Vm } from '../../inventory/model.ts'
import { judge, outcome, type Parts } from './estate/test-support/judge.ts'

const vms = (...list: Partial<Vm>[]): Partial<Inventory> => ({
  vms: list.map((change, at) => aVm({ id: `vm-${at + 1}`, ...change })),
})
const card = (mac: string, key = 4000) => aNic({ mac, key })
const own = { uuid: 'u-2', nics: [card('00:50:56:00:00:02')] }
describe('twins', () => {
  it.each<[string, string, Partial<Inventory>, Parts, string]>([
    ['duplicate-bios-uuid', 'each its own', vms({}, own), {}, ''],
    [
      'duplicate-bios-uuid',
      'shared, importer not known',
      vms({}, { nics: [] }),
      {},
      'found Critical, found Critical',
    ],
    [
      'duplicate-bios-uuid',
      'shared, old importer',
      vms({}, { nics: [] }),
      { target: aTarget({ cdiVersion: '1.65.0' }) },
      'found Critical, found Critical',
    ],
    [
      'duplicate-bios-uuid',
      'shared, new importer',
      vms({}, { nics: [] }),
      { target: aTarget() },
      'found Information, found Information',
    ],
    [
      'duplicate-bios-uuid',
      'shared, no instance UUID',
      vms({}, { instanceUuid: '' }),
      { target: aTarget() },
      'found Information, found Critical',
    ],
    ['duplicate-bios-uuid', 'shared with a template', vms({}, { isTemplate: true }), {}, 'found Critical'],
    ['duplicate-bios-uuid', 'empty', vms({ uuid: '' }, { uuid: '' }), {}, ''],
    ['duplicate-bios-uuid', 'cannot be told', { unknown: ['vms.uuid'] }, {}, 'unknown Critical'],
    ['duplicate-mac', 'each its own', vms({}, own), {}, ''],
    ['duplicate-mac', 'shared', vms({}, {}), {}, 'found Critical, found Critical'],
    ['duplicate-mac', 'shared with a VM outside of the plan', vms({}, {}), { plan: aPlan() }, ''],
    [
      'duplicate-mac',
      'twice in one VM',
      vms({ nics: [card('a', 1), card('a', 2)] }),
      {},
      'found Critical, found Critical',
    ],
    ['duplicate-mac', 'empty', vms({ nics: [card('')] }, { nics: [card('')] }), {}, ''],
    ['duplicate-mac', 'cannot be told', { unknown: ['vms.nics'] }, {}, 'unknown Critical'],
  ])('%s: %s', (rule, _, change, parts, expected) => {
    expect(outcome(rule, change, parts)).toBe(expected)
  })

  it('names some of many twins, and is done with thousands', () => {
    const many = anInventory({
      vms: Array.from({ length: 3_000 }, (_, at) =>
        aVm({ id: `vm-${at}`, name: `clone-${at}`, disks: [aDisk()] }),
      ),
    })
    const [first] = judge('duplicate-mac', many)
    expect(first?.message).toContain('as clone-1, clone-2, clone-3, clone-4, clone-5 and 2994 more has')
  })
})
