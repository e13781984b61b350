import { describe, expect, it } from 'vitest'
import type { SeedObject } from './names.ts'
import { seedObjects } from './seed.ts'

const objects = seedObjects('2026-01-01T00:00:00Z')
const ofKind = (kind: string): readonly SeedObject[] => objects.filter((object) => object.kind === kind)

describe('the seeded cluster', () => {
  it('names each object once', () => {
    const ids = objects.map(({ kind, metadata }) => `${kind} ${metadata.namespace ?? ''}/${metadata.name}`)
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('brings each namespace before what lies in it', () => {
    const seen = new Set<string>()
    for (const { kind, metadata } of objects) {
      if (kind === 'Namespace') seen.add(metadata.name)
      if (metadata.namespace !== undefined) expect(seen).toContain(metadata.namespace)
    }
  })

  it('knows the claim properties of each storage class', () => {
    const profiles = ofKind('StorageProfile').map(({ metadata }) => metadata.name)
    expect(ofKind('StorageClass').map(({ metadata }) => metadata.name)).toEqual(profiles)
  })

  it('marks one default class for the cluster and another for virtual machines', () => {
    const marked = (annotation: string): readonly string[] =>
      ofKind('StorageClass')
        .filter(({ metadata }) => metadata.annotations?.[annotation] === 'true')
        .map(({ metadata }) => metadata.name)
    expect(marked('storageclass.kubernetes.io/is-default-class')).toEqual(['nfs-standard'])
    expect(marked('storageclass.kubevirt.io/is-default-virt-class')).toEqual(['ceph-rbd-virt'])
  })

  it('describes networks of VMs as a bridge with a VLAN', () => {
    const configs = ofKind('NetworkAttachmentDefinition').map(
      (object) => JSON.parse((object.spec as { config: string }).config) as { type: string; vlan?: number },
    )
    expect(configs.map(({ type, vlan }) => [type, vlan])).toEqual([
      ['macvlan', undefined],
      ['bridge', 110],
      ['bridge', 120],
      ['bridge', 200],
    ])
  })
})
