import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { folder, object, only, project, ref, vm } from './test-support/estate.ts'

describe('places', () => {
  it('shows all folders with what they are for, the datacenter in the place of its hidden ones', async () => {
    expect((await project()).folders).toEqual([
      { id: 'group-d9', name: 'EU', kind: 'datacenter' },
      { id: 'group-h7', name: 'Racks', parentId: 'datacenter-2', kind: 'host' },
      { id: 'group-v10', name: 'Production', parentId: 'datacenter-2', kind: 'vm' },
      { id: 'group-v11', name: 'Web/Shop', parentId: 'group-v10', kind: 'vm' },
      { id: 'group-p1', name: 'Tier 1', parentId: 'datacenter-2', kind: 'storagePod' },
      { id: 'datacenter-2', name: 'DC1', parentId: 'group-d9', kind: 'datacenter' },
      { id: 'resgroup-v1', name: 'Three tiers', parentId: 'group-v10', kind: 'vapp' },
    ])
  })

  it.each([
    [['Folder', 'VirtualMachine', 'VirtualApp'], 'vm'],
    [['Folder', 'ComputeResource'], 'host'],
    [['Folder', 'Datastore', 'StoragePod'], 'datastore'],
    [['Folder', 'Network', 'DistributedVirtualSwitch'], 'network'],
    [['Folder', 'Datacenter'], 'datacenter'],
  ])(
    'a folder whose datacenter is out of sight is known by what it may hold: %s',
    async (childType, kind) => {
      const alone = object('Folder', 'f', { name: 'f', parent: ref('Folder', 'unseen'), childType })
      expect((await project(alone)).folders).toContainEqual({ id: 'f', name: 'f', kind })
    },
  )

  it.each([
    [{ parent: ref('Folder', 'group-v11') }, 'EU/DC1/Production/Web/Shop', 'group-v11'],
    [{ parent: ref('Folder', 'group-v3') }, 'EU/DC1', 'datacenter-2'],
    [{ parentVApp: ref('VirtualApp', 'resgroup-v1') }, 'EU/DC1/Production/Three tiers', 'resgroup-v1'],
    [{ parent: ref('Folder', 'group-v99') }, '', 'group-v99'],
  ])('path of a VM %#', async (parent, path, folderId) => {
    expect(await only({ name: 'x', ...parent })).toMatchObject({ path, folderId })
  })

  it('makes a tree of a damaged answer, whatever its parents are', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(8), { minLength: 9, maxLength: 9 }), async (parents) => {
        const loops = parents.map((parent, i) => folder(`f${i}`, `F${i}`, ref('Folder', `f${parent}`)))
        const { folders, vms } = await project(...loops, vm('vm-1', { parent: ref('Folder', 'f0') }))
        expect(vms[0]?.path).toContain('F0')
        const parentOf = new Map(folders.map((item) => [item.id, item.parentId]))
        for (const { id } of folders) {
          let steps = 0
          for (let at: string | undefined = id; at !== undefined; at = parentOf.get(at)) steps++
          expect(steps).toBeLessThan(folders.length + 1)
        }
      }),
      { numRuns: 50 },
    )
  })
})
