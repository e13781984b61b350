import { describe, expect, it } from 'vitest'
import { aDisk, anInventory } from '../../test/fixtures/inventory.ts'
import type { TagReading, Vm } from '../inventory/model.ts'
import { createFacts } from './engine.ts'
import type { Forecast, WaveGrouping } from './estimate-model.ts'
import { forecast } from './forecast.ts'
import { GIB, machine } from './test-support/estate-to-move.ts'

describe('waves by tags', () => {
  const shop = { category: 'App', name: 'Shop' }
  const gold = { category: 'Tier', name: 'Gold' }
  const vms = [
    machine(1, { path: 'DC1/Web', tags: [shop, gold] }),
    machine(2, { path: 'DC1/Databases', tags: [shop] }),
    machine(3, { path: 'DC1/Web', tags: [gold] }),
    machine(4, { path: 'DC1/Web', tags: [] }),
    machine(5, { path: 'DC1/Databases', tags: [] }),
  ]
  const bounds = { maxVms: 2, maxBytes: 1e15, maxDisksPerHost: 100 }
  const tagged = (list: readonly Vm[], grouping?: WaveGrouping, tagReading: TagReading = {}) =>
    forecast(createFacts(anInventory({ vms: [...list], tagReading })), [], { bounds, grouping })
  const reasons = (found: Forecast) => found.waves.map(({ vmIds, reason }) => `${vmIds.join(' ')}: ${reason}`)
  const basis = (found: Forecast) =>
    found.assumptions.find((one) => one.includes('differ in their last number'))

  it('keeps an application together across folders, by the category that is named like one', () => {
    const found = tagged(vms, undefined, { at: '2026-03-01T10:20:30.000Z' })
    expect(reasons(found)).toEqual([
      'vm-3 vm-4: Folder DC1/Web (2 VMs).',
      'vm-1 vm-2: Tag App/Shop (2 VMs).',
      'vm-5: Vm* in DC1/Databases (1 VM).',
    ])
    expect(found.grouping).toEqual({
      choice: { by: 'auto' },
      category: 'App',
      tagged: 2,
      categories: [
        { name: 'App', vms: 2 },
        { name: 'Tier', vms: 2 },
      ],
    })
    expect(basis(found)).toMatch(
      /^Tags of the category App \(named like .*, tags read 2026-03-01 10:20 UTC\).*: 2 of 5 VMs have one\. For the others, folders/,
    )
  })

  it('goes by the category that somebody chose, or by none', () => {
    const chosen = tagged(vms, { by: 'category', category: 'Tier' })
    expect(reasons(chosen)).toContain('vm-1 vm-3: Tag Tier/Gold (2 VMs).')
    expect(basis(chosen)).toMatch(/^Tags of the category Tier \(as chosen\)/)
    const folders = tagged(vms, { by: 'folder' })
    expect(folders.grouping.category).toBeUndefined()
    expect(reasons(folders).join()).not.toContain('Tag ')
    expect(basis(folders)).toContain('as chosen; tags are not looked at')
    const gone = tagged(vms, { by: 'category', category: 'Gone' })
    expect(gone.grouping.tagged).toBe(0)
    expect(basis(gone)).toContain('0 of 5 VMs have one')
  })

  it.each([
    [['Tier', 'SERVICES', 'Application Name'], 'Application Name'],
    [['service', 'app'], 'app'],
    [['System', 'Backup'], 'System'],
    [['Systematic', 'Tier'], undefined],
  ])('of %j takes %j', (names, category) => {
    const tags = names.map((name) => ({ category: name, name: 'x' }))
    expect(tagged([machine(1, { tags })]).grouping.category).toBe(category)
  })

  it('says that tags are not known, and why', () => {
    const problem = { code: 'x', message: 'No REST API answers.', remedy: 'Look.' }
    const found = tagged([machine(1)], undefined, { problem })
    expect(basis(found)).toMatch(/^Folders .*they are not known: No REST API answers\.$/)
    expect(basis(tagged([machine(1, { tags: [] })]))).toMatch(/No category of tags is named like/)
  })

  it('does not split VMs that share a disk, whatever their tags say', () => {
    const disks = [aDisk({ file: '[gold] both.vmdk', capacityBytes: GIB })]
    const found = tagged([
      machine(1, { tags: [], disks }),
      machine(2, { tags: [shop], disks }),
      machine(3, { tags: [{ category: 'App', name: 'Mail' }] }),
    ])
    expect(reasons(found)[1]).toMatch(/^vm-1 vm-2: Tag App\/Shop \(2 VMs\)/)
  })
})
