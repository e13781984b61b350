import { expect, it } from 'vitest'
import { aDisk, aPlan, aVm, anInventory } from '../../test/fixtures/inventory.ts'
import { newRecords } from './records.ts'

it('has the disks of a VM in the order of the target, whatever the order of the inventory', () => {
  const disks = [aDisk({ key: 2001, unitNumber: 1 }), aDisk({ key: 12000, bus: 'sata' })]
  const plan = { ...aPlan(), id: 'plan-1', createdAt: '' }
  const [record] = newRecords(plan, anInventory({ vms: [aVm({ disks })] }))
  expect(record?.source.disks).toEqual([disks[1], disks[0]])
  expect(record?.disks.map(({ key, label }) => [key, label])).toEqual(
    [disks[1]!, disks[0]!].map(({ key, label }) => [key, label]),
  )
})
