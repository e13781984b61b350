import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { aCluster, aDatastore, aHost, aNetwork, anInventory, aVm } from '../../test/fixtures/inventory.ts'
import type { TreeKind } from '../contract/inventory.ts'
import type { Folder, Inventory } from './model.ts'
import { createTree, treeAnchors } from './trees.ts'

const folder = (id: string, kind: Folder['kind'], parentId?: string): Folder => ({
  id,
  name: id,
  kind,
  ...(parentId !== undefined && { parentId }),
})

/** Name, kind and VMs of each node, indented by its depth. */
function drawn(inventory: Inventory, kind: TreeKind): string[] {
  const depth = new Map<string, number>()
  return createTree(inventory, kind).nodes.map((node) => {
    const level = node.parentId === undefined ? 0 : (depth.get(node.parentId) ?? Number.NaN) + 1
    depth.set(node.id, level)
    return `${'  '.repeat(level)}${node.name} ${node.kind} ${node.vms}`
  })
}

const ESTATE = anInventory({
  folders: [
    folder('Web', 'vm', 'DC1'),
    folder('DC1', 'datacenter', 'Europe'),
    folder('Europe', 'host'),
    folder('Web10', 'vm', 'Web'),
    folder('Web9', 'vm', 'Web'),
    folder('App', 'vapp', 'Web'),
    folder('Racks', 'host', 'DC1'),
    folder('Disks', 'datastore', 'DC1'),
    folder('Pod', 'storagePod', 'Disks'),
    folder('Nets', 'network', 'DC1'),
  ],
  clusters: [aCluster({ id: 'c', name: 'Prod', parentId: 'Racks' })],
  hosts: [
    aHost({ id: 'h1', name: 'esx-1', clusterId: 'c' }),
    { ...aHost({ id: 'h2', name: 'esx-2', parentId: 'DC1' }), clusterId: undefined },
  ],
  datastores: [
    aDatastore({ id: 'd1', name: 'gold', parentId: 'Pod' }),
    aDatastore({ id: 'd2', name: 'iso', parentId: 'DC1' }),
  ],
  switches: [{ id: 's', name: 'dvs', mtu: 9000, hostIds: [] }],
  networks: [
    aNetwork({ id: 'n1', name: 'prod', kind: 'distributed', switchId: 's', parentId: 'Nets' }),
    aNetwork({ id: 'n2', name: 'VM Network', parentId: 'DC1' }),
  ],
  vms: [
    aVm({ id: '1', folderId: 'Web9', hostId: 'h1', datastoreIds: ['d1', 'd2'], networkIds: ['n1', 'n2'] }),
    aVm({ id: '2', folderId: 'App', hostId: 'h2', datastoreIds: ['d2'], networkIds: [] }),
    aVm({ id: '3', folderId: 'gone', hostId: 'h1', datastoreIds: ['gone', 'd1'], networkIds: ['n1'] }),
  ],
})

describe('createTree', () => {
  it('shows folders and vApps below their datacenters', () => {
    expect(drawn(ESTATE, 'folders')).toEqual([
      'Europe folder 2',
      '  DC1 datacenter 2',
      '    Web folder 2',
      '      App vapp 1',
      '      Web9 folder 1',
      '      Web10 folder 0',
    ])
  })

  it('shows clusters and hosts, and hosts that stand alone', () => {
    expect(drawn(ESTATE, 'hosts')).toEqual([
      'Europe folder 3',
      '  DC1 datacenter 3',
      '    esx-2 host 1',
      '    Racks folder 2',
      '      Prod cluster 2',
      '        esx-1 host 2',
    ])
  })

  it('counts a VM once in each node, however many of its datastores are there', () => {
    expect(drawn(ESTATE, 'datastores')).toEqual([
      'Europe folder 3',
      '  DC1 datacenter 3',
      '    Disks folder 2',
      '      Pod storage-pod 2',
      '        gold datastore 2',
      '    iso datastore 2',
    ])
  })

  it('puts port groups below their switch', () => {
    expect(drawn(ESTATE, 'networks')).toEqual([
      'Europe folder 2',
      '  DC1 datacenter 2',
      '    Nets folder 2',
      '      dvs switch 2',
      '        prod network 2',
      '    VM Network network 1',
    ])
  })

  it('knows what is below a node', () => {
    const tree = createTree(ESTATE, 'folders')
    expect([...(tree.below('Web') ?? [])].sort()).toEqual(['App', 'Web', 'Web10', 'Web9'])
    expect(tree.below('Racks')).toBeUndefined()
  })

  it('survives any parents: loops, missing ones, itself', () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f']
    const parent = fc.option(fc.constantFrom(...names, 'missing'), { nil: undefined })
    fc.assert(
      fc.property(
        fc.array(parent, { maxLength: 6 }),
        fc.array(fc.constantFrom(...names)),
        (parents, homes) => {
          const inventory = anInventory({
            folders: parents.map((parentId, i) => folder(names[i]!, 'vm', parentId)),
            vms: homes.map((folderId, i) => aVm({ id: String(i), folderId })),
          })
          const tree = createTree(inventory, 'folders')
          expect(tree.nodes.map((node) => node.id).sort()).toEqual(names.slice(0, parents.length))
          tree.nodes.forEach((node, i) => {
            if (node.parentId !== undefined)
              expect(tree.nodes.slice(0, i).some((above) => above.id === node.parentId)).toBe(true)
            const inside = tree.below(node.id)!
            expect(node.vms).toBe(homes.filter((home) => inside.has(home)).length)
          })
        },
      ),
    )
  })

  it('counts alike whether VMs are in one place or in several', () => {
    const place = fc.constantFrom('Pod', 'Disks', 'DC1')
    const uses = fc.array(fc.array(fc.nat({ max: 3 }), { maxLength: 3 }), { maxLength: 8 })
    fc.assert(
      fc.property(fc.array(place, { minLength: 4, maxLength: 4 }), uses, (parents, used) => {
        const inventory = anInventory({
          folders: ESTATE.folders,
          datastores: parents.map((parentId, i) => aDatastore({ id: `d${i}`, parentId })),
          vms: used.map((ids, i) => aVm({ id: String(i), datastoreIds: ids.map((id) => `d${id}`) })),
        })
        const tree = createTree(inventory, 'datastores')
        for (const node of tree.nodes) {
          const inside = tree.below(node.id)!
          const expected = inventory.vms.filter((vm) =>
            treeAnchors('datastores', vm).some((id) => inside.has(id)),
          )
          expect(node.vms, node.id).toBe(expected.length)
        }
      }),
    )
  })

  it('walks a chain of ten thousand folders', () => {
    const folders = Array.from({ length: 10_000 }, (_, i) =>
      folder(`f${i}`, 'vm', i === 0 ? undefined : `f${i - 1}`),
    )
    const vms = folders.map(({ id }) => aVm({ id, folderId: id }))
    const tree = createTree(anInventory({ folders: folders.toReversed(), vms }), 'folders')
    expect(tree.nodes).toHaveLength(10_000)
    expect(tree.nodes[0]).toMatchObject({ id: 'f0', vms: 10_000 })
    expect(tree.below('f9000')?.size).toBe(1_000)
  })
})
