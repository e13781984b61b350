import { describe, expect, it } from 'vitest'
import { aNetwork, aNic, aTarget, aVm, anInventory } from '../../test/fixtures/inventory.ts'
import { suggestMappings, usableAttachments, usedNetworks } from './mapping.ts'

const web = { namespace: 'default', name: 'vlan-110-web', type: 'bridge', vlan: 110 }
const other = { namespace: 'elsewhere', name: 'vlan-120-db', type: 'bridge', vlan: 120 }
const inventory = anInventory({
  networks: [
    aNetwork({ id: 'network-1', name: 'VM Network', kind: 'standard' }),
    aNetwork({ id: 'pg-1', name: 'prod-web', kind: 'distributed', vlan: 110 }),
    aNetwork({ id: 'pg-2', name: 'prod-db', kind: 'distributed', vlan: 120 }),
    aNetwork({ id: 'nsx-1', name: 'overlay', kind: 'opaque' }),
    aNetwork({ id: 'unused', name: 'unused', kind: 'standard' }),
  ],
})
const onAll = aVm({
  nics: ['network-1', 'pg-1', 'pg-2', 'nsx-1'].map((networkId, index) =>
    aNic({ key: 4000 + index, networkId }),
  ),
})

describe('suggestMappings', () => {
  it('has one row per used network, each with a reason', () => {
    const { networks } = suggestMappings([onAll], inventory, aTarget({ attachments: [web, other] }), 'demo')
    expect(networks.map((row) => row.sourceId)).toEqual(['network-1', 'pg-1', 'pg-2', 'nsx-1'])
    for (const row of networks) expect(row.reason).not.toBe('')
    expect(usedNetworks([onAll], inventory)).toHaveLength(4)
  })

  it('prefers the attachment of the same VLAN', () => {
    const { networks } = suggestMappings([onAll], inventory, aTarget({ attachments: [web] }), 'demo')
    expect(networks[1]?.target).toEqual({ kind: 'multus', namespace: 'default', name: 'vlan-110-web' })
  })

  it('gives the pod network away once only', () => {
    const { networks } = suggestMappings([onAll], inventory, aTarget({ attachments: [] }), 'demo')
    expect(networks.filter((row) => row.target.kind === 'pod')).toHaveLength(1)
  })

  it('never maps an opaque network by itself', () => {
    const { networks } = suggestMappings([onAll], inventory, aTarget({ attachments: [web] }), 'demo')
    expect(networks[3]?.target).toEqual({ kind: 'ignored' })
  })

  it('offers attachments of the target namespace and of default only', () => {
    expect(usableAttachments(aTarget({ attachments: [web, other] }), 'demo')).toEqual([web])
    expect(usableAttachments(aTarget({ attachments: [web, other] }), 'elsewhere')).toEqual([web, other])
  })

  it.each([
    ['the virtualization default', { isVirtDefault: true, isDefault: false }, 'default for virtual machines'],
    ['the cluster default', { isVirtDefault: false, isDefault: true }, 'default storage class'],
    ['one that CDI knows', { isVirtDefault: false, isDefault: false }, 'CDI knows'],
  ])('chooses %s for storage and says so', (_, flags, words) => {
    const [base] = aTarget().storageClasses
    const unknown = {
      ...base!,
      name: 'unknown',
      isVirtDefault: false,
      isDefault: false,
      claimPropertySets: [],
    }
    const target = aTarget({ storageClasses: [unknown, { ...base!, ...flags }] })
    const { storage } = suggestMappings([aVm()], inventory, target, 'demo')
    expect(storage).toMatchObject([{ sourceName: 'gold', storageClass: 'ceph-rbd-virt' }])
    expect(storage[0]?.reason).toContain(words)
  })
})
