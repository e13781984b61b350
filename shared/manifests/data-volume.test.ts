import { describe, expect, it } from 'vitest'
import type { Vm, VmDisk } from '../inventory/model.ts'
import { dataVolume, readsInstanceUuid, sourceUuid } from './data-volume.ts'
import { namespaceManifest } from './namespace.ts'
import { dataVolumeName, providerSecretName } from './object-names.ts'
import { providerSecret } from './provider-secret.ts'
import { context, disk, vm } from './test-support/samples.ts'

const storage = { sourceId: 'datastore-1', storageClass: 'ceph' }

function builtDataVolume(source: Vm, which: VmDisk, pair = storage) {
  const result = dataVolume(context, source, which, pair, 'web-01')
  if (!result.ok) throw new Error(result.problem.message)
  return result.value
}

describe('dataVolume', () => {
  it('points the importer at the disk', () => {
    const source = vm({ disks: [disk({ capacityBytes: 1024 ** 2 * 5 + 1 })] })
    const built = builtDataVolume(source, source.disks[0]!)
    expect(built).toMatchObject({ apiVersion: 'cdi.kubevirt.io/v1beta1', kind: 'DataVolume' })
    expect(built.metadata.annotations).toEqual({
      'forklift.konveyor.io/disk-source': '[ds1] web/web.vmdk',
      'forklift.konveyor.io/disk-index': '0',
      'cdi.kubevirt.io/storage.deleteAfterCompletion': 'false',
      'cdi.kubevirt.io/storage.bind.immediate.requested': 'true',
    })
    expect(built.metadata.labels).not.toHaveProperty('shareable')
    expect(built.spec).toEqual({
      source: {
        vddk: {
          backingFile: '[ds1] web/web.vmdk',
          uuid: source.instanceUuid,
          url: 'https://vcenter.example/sdk',
          thumbprint: 'AA:BB',
          secretRef: providerSecretName(context, 'vm-101', 'web-01'),
          initImageURL: 'registry.example/vddk:8.0.3',
        },
      },
      storage: { resources: { requests: { storage: '6291456' } }, storageClassName: 'ceph' },
    })
  })

  it('takes volume and access mode from the mapping when it has them', () => {
    const built = builtDataVolume(vm(), vm().disks[0]!, {
      ...storage,
      volumeMode: 'Block',
      accessMode: 'ReadWriteMany',
    } as typeof storage)
    expect(built.spec.storage).toMatchObject({ volumeMode: 'Block', accessModes: ['ReadWriteMany'] })
  })

  it('leaves the image to CDI when the plan has none', () => {
    const result = dataVolume({ ...context, vddkImage: '' }, vm(), vm().disks[0]!, storage, 'web-01')
    expect(result.ok && result.value.spec.source.vddk).not.toHaveProperty('initImageURL')
  })

  it('puts its importer on the transfer network', () => {
    const transferNetwork = { namespace: 'team-a', name: 'fast', route: '192.0.2.1' }
    const result = dataVolume({ ...context, transferNetwork }, vm(), vm().disks[0]!, storage, 'web-01')
    expect(result.ok && result.value.metadata.annotations).toMatchObject({
      'k8s.v1.cni.cncf.io/networks': '[{"name":"fast","namespace":"team-a","default-route":["192.0.2.1"]}]',
      'cdi.kubevirt.io/storage.deleteAfterCompletion': 'false',
    })
  })

  it('marks shared disks and numbers by target order', () => {
    const source = vm({ disks: [disk(), disk({ key: 2001, unitNumber: 1, shared: true })] })
    const built = builtDataVolume(source, source.disks[1]!)
    expect(built.metadata.labels).toMatchObject({ shareable: 'true' })
    expect(built.metadata.annotations?.['forklift.konveyor.io/disk-index']).toBe('1')
    expect(built.metadata.name).toBe(dataVolumeName(context, 'vm-101', 'web-01', 1))
  })

  it('copies the newest link of a snapshot chain, and refuses when it is not known', () => {
    const known = vm({ snapshotCount: 1, disks: [disk({ currentFile: '[ds1] web/web-000002.vmdk' })] })
    const built = builtDataVolume(known, known.disks[0]!)
    expect(built.spec.source.vddk.backingFile).toBe('[ds1] web/web-000002.vmdk')
    expect(built.metadata.annotations?.['forklift.konveyor.io/disk-source']).toBe('[ds1] web/web.vmdk')
    for (const state of [{ snapshotCount: 1 }, { consolidationNeeded: true }]) {
      const result = dataVolume(context, vm(state), disk(), storage, 'web-01')
      expect(result.ok ? '' : result.problem.code).toBe('plan.disk-on-snapshot')
    }
  })

  it('throws for a disk of another VM', () => {
    expect(() => dataVolume(context, vm(), disk({ key: 9 }), storage, 'x')).toThrow('not a disk of')
  })
})

describe('the uuid that CDI understands', () => {
  it.each([
    ['v1.66.0', true],
    ['1.65.9', false],
    ['1.67.1', true],
    ['1.66.0-rc.1', false],
    ['4.19.30', false],
    ['4.20.15', false],
    ['4.20.16', true],
    ['4.21.8', false],
    ['4.21.9', true],
    ['4.22.0', false],
    ['4.22.1', true],
    ['4.23.0', true],
    ['5.0.0', true],
    ['', false],
    ['unknown', false],
  ])('CDI %s reads the instance uuid: %s', (version, expected) => {
    expect(readsInstanceUuid(version)).toBe(expected)
    expect(sourceUuid(vm(), version)).toBe(expected ? vm().instanceUuid : vm().uuid)
  })

  it('falls back to the BIOS uuid', () => {
    expect(sourceUuid(vm({ instanceUuid: '' }), '1.66.0')).toBe(vm().uuid)
  })
})

describe('namespaceManifest', () => {
  it('belongs to no plan', () => {
    expect(namespaceManifest('team-a')).toEqual({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'team-a', labels: { 'app.kubernetes.io/managed-by': 'palletjack' } },
    })
  })
})

describe('providerSecret', () => {
  it('has no values', () => {
    const secret = providerSecret(context, vm(), 'web-01')
    expect(secret).not.toHaveProperty('data')
    expect(secret).not.toHaveProperty('stringData')
    expect(secret.metadata.labels).toMatchObject({ isDV: 'true', vmID: 'vm-101' })
    expect(secret.metadata.namespace).toBe('team-a')
  })
})
