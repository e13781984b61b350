import { expect, it } from 'vitest'
import { anInventory, aVm } from '../../../test/fixtures/inventory.ts'
import type { VmTag } from '../model.ts'
import { createTagging, nextTags, type KnownTags } from './tags.ts'

const shop: VmTag = { category: 'Application', name: 'Shop' }
const known = (byVm: Record<string, readonly VmTag[]>, reading: KnownTags['reading'] = { at: 'now' }) => ({
  reading,
  byVm: new Map(Object.entries(byVm)),
})
const inventory = anInventory({ vms: [aVm(), aVm({ id: 'vm-2' })] })

it('tags the VMs that were asked about, and leaves the others unknown', () => {
  const tagged = createTagging().add(inventory, known({ 'vm-1': [shop] }))
  expect(tagged.vms.map((vm) => vm.tags)).toEqual([[shop], undefined])
  expect(tagged.tagReading).toEqual({ at: 'now' })
})

it('keeps VMs, and the list of them, that say the same as last time', () => {
  const tagging = createTagging()
  const first = tagging.add(inventory, known({ 'vm-1': [shop], 'vm-2': [] }))
  const again = tagging.add(inventory, known({ 'vm-1': [{ ...shop }], 'vm-2': [] }, { at: 'later' }))
  expect(again.vms).toBe(first.vms)
  const changed = tagging.add(inventory, known({ 'vm-1': [shop], 'vm-2': [shop] }))
  expect(changed.vms[0]).toBe(first.vms[0])
  expect(changed.vms[1]?.tags).toEqual([shop])
})

it('does not lose what is known with an attempt that failed', () => {
  const problem = { code: 'x', message: 'No.', remedy: 'Look.' }
  const failed = known({}, { problem })
  expect(nextTags(undefined, failed)).toBe(failed)
  const before = known({ 'vm-1': [shop] })
  expect(nextTags(before, failed)).toEqual({ byVm: before.byVm, reading: { at: 'now', problem } })
  const newer = known({}, { at: 'later' })
  expect(nextTags(before, newer)).toBe(newer)
})
