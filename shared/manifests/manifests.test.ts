import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Vm, VmDisk } from '../inventory/model.ts'
import { isLabel } from '../plan/names.ts'
import { claimOwnerPatch } from './claim-owner.ts'
import { conversionPod, defaultConversionImage } from './conversion-pod.ts'
import { dataVolume, readsInstanceUuid, sourceUuid } from './data-volume.ts'
import { claimBytes, diskSerial, orderedDisks } from './disks.ts'
import { isOwned, labelValue, objectLabels, ownership, planSelector } from './labels.ts'
import type { PlanContext } from './manifest.ts'
import { namespaceManifest } from './namespace.ts'
import { conversionPodName, dataVolumeName, providerSecretName } from './object-names.ts'
import { providerSecret } from './provider-secret.ts'

const context: PlanContext = {
  planId: '5b0a8b6e-0001-4c4c-9e55-a1b2c3d4e5f6',
  planName: 'wave-1',
  migrationId: 'm-1',
  targetNamespace: 'team-a',
  vddkImage: 'registry.example/vddk:8.0.3',
  sourceUrl: 'https://vcenter.example/sdk',
  thumbprint: 'AA:BB',
  cdiVersion: 'v1.66.0',
}

function disk(over: Partial<VmDisk> = {}): VmDisk {
  return {
    key: 2000,
    label: 'Hard disk 1',
    file: '[ds1] web/web.vmdk',
    capacityBytes: 10 * 1024 ** 3,
    datastoreId: 'datastore-1',
    bus: 'scsi',
    controllerKey: 1000,
    unitNumber: 0,
    mode: 'persistent',
    shared: false,
    rdm: 'none',
    uuid: '6000C298-5b8a-1234-5678-9abcdef01234',
    ...over,
  }
}

function vm(over: Partial<Vm> = {}): Vm {
  return {
    id: 'vm-101',
    name: 'web-01',
    path: 'DC1',
    folderId: 'group-v1',
    powerState: 'poweredOff',
    connectionState: 'connected',
    isTemplate: false,
    uuid: '421c0a3b-0000-1111-2222-333344445555',
    instanceUuid: '501c0a3b-0000-1111-2222-333344445555',
    firmware: 'bios',
    secureBoot: false,
    tpm: false,
    guestId: 'rhel9_64Guest',
    guestName: '',
    guestHostName: '',
    tools: 'running',
    ipAddresses: [],
    cpuCount: 2,
    coresPerSocket: 1,
    memoryMiB: 2048,
    nestedVirtualization: false,
    changeTracking: false,
    cpuHotAdd: false,
    memoryHotAdd: false,
    faultTolerance: false,
    snapshotCount: 0,
    consolidationNeeded: false,
    hardwareVersion: 'vmx-19',
    disks: [disk()],
    nics: [],
    devices: [],
    ...over,
  }
}

const storage = { sourceId: 'datastore-1', storageClass: 'ceph' }

function builtDataVolume(source: Vm, which: VmDisk, pair = storage) {
  const result = dataVolume(context, source, which, pair, 'web-01')
  if (!result.ok) throw new Error(result.problem.message)
  return result.value
}

describe('labels', () => {
  it('carry plan, run and VM, and the selector leaves the run out', () => {
    const labels = objectLabels(context, 'vm-101')
    expect(labels).toEqual({
      'app.kubernetes.io/managed-by': 'palletjack',
      plan: context.planId,
      'plan-name': 'wave-1',
      migration: 'm-1',
      vmID: 'vm-101',
    })
    expect(isOwned(labels, context.planId, 'vm-101')).toBe(true)
    expect(isOwned(labels, context.planId, 'vm-102')).toBe(false)
    expect(isOwned({ ...labels, migration: 'm-0' }, context.planId, 'vm-101')).toBe(true)
    expect(isOwned({ plan: context.planId, vmID: 'vm-101' }, context.planId, 'vm-101')).toBe(false)
    expect(isOwned(undefined, context.planId, 'vm-101')).toBe(false)
    expect(ownership('p', 'v')).toMatchObject(planSelector('p'))
    expect(objectLabels(context)).not.toHaveProperty('vmID')
  })

  it('have values that Kubernetes accepts, distinct for distinct texts', () => {
    const valid = /^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (a, b) => {
        expect(labelValue(a)).toMatch(valid)
        expect(labelValue(a) === labelValue(b)).toBe(a === b)
      }),
    )
    expect(labelValue('x'.repeat(64))).toMatch(valid)
    expect(labelValue('Wave 1')).toMatch(/^Wave-1-[0-9a-f]{8}$/)
  })
})

describe('object names', () => {
  it('are readable', () => {
    expect(dataVolumeName(context, 'vm-101', 'sql.example.internal', 3)).toMatch(
      /^wave-1-sql-example-int-disk-3-[0-9a-f]{10}$/,
    )
    expect(providerSecretName(context, 'vm-101', 'web-01')).toMatch(/^wave-1-web-01-source-[0-9a-f]{10}$/)
    expect(conversionPodName(context, 'vm-101', 'web-01')).toMatch(/^wave-1-web-01-convert-[0-9a-f]{10}$/)
  })

  it('are valid, the same every time, and distinct per plan, VM and disk', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 80 })
    const key = fc.record({ planId: text, vmId: text, index: fc.nat(255) })
    fc.assert(
      fc.property(
        text,
        text,
        fc.uniqueArray(key, { maxLength: 12, selector: JSON.stringify }),
        (plan, target, keys) => {
          const build = () =>
            keys.flatMap(({ planId, vmId, index }) => {
              const identity = { planId, planName: plan }
              return [dataVolumeName(identity, vmId, target, index)]
            })
          const names = build()
          expect(names.filter((name) => !isLabel(name))).toEqual([])
          expect(build()).toEqual(names)
          expect(new Set(names).size).toBe(names.length)
        },
      ),
    )
  })

  it('are distinct per role', () => {
    const names = [
      dataVolumeName(context, 'vm-1', 'a', 0),
      providerSecretName(context, 'vm-1', 'a'),
      conversionPodName(context, 'vm-1', 'a'),
    ]
    expect(new Set(names).size).toBe(3)
    expect(names.every(isLabel)).toBe(true)
  })
})

describe('disks', () => {
  it('come SATA, IDE, SCSI, NVMe, then by controller, unit and key', () => {
    const disks = [
      disk({ key: 1, bus: 'nvme' }),
      disk({ key: 2, bus: 'scsi', controllerKey: 1001, unitNumber: 0 }),
      disk({ key: 3, bus: 'scsi', controllerKey: 1000, unitNumber: 2 }),
      disk({ key: 5, bus: 'scsi', controllerKey: 1000, unitNumber: 1 }),
      disk({ key: 4, bus: 'scsi', controllerKey: 1000, unitNumber: 1 }),
      disk({ key: 6, bus: 'ide' }),
      disk({ key: 7, bus: 'sata' }),
      disk({ key: 8, bus: 'unknown' }),
    ]
    expect(orderedDisks({ disks }).map((each) => each.key)).toEqual([7, 6, 4, 5, 3, 2, 1, 8])
    expect(disks[0]?.key).toBe(1)
  })

  it('round up to a whole MiB', () => {
    const mib = 1024 ** 2
    expect(claimBytes(mib)).toBe(mib)
    expect(claimBytes(mib + 1)).toBe(2 * mib)
    expect(claimBytes(62 * 1024 ** 4)).toBe(62 * 1024 ** 4)
    fc.assert(
      fc.property(fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER - mib }), (bytes) => {
        const claim = claimBytes(bytes)
        expect(claim % mib).toBe(0)
        expect(claim - bytes).toBeGreaterThanOrEqual(0)
        expect(claim - bytes).toBeLessThan(mib)
      }),
    )
  })

  it('keep the serial of the source, or get one of their own', () => {
    expect(diskSerial('vm-1', disk())).toBe('6000C298-5b8a-1234-5')
    const made = diskSerial('vm-1', disk({ uuid: '' }))
    expect(made).toMatch(/^[0-9a-f]{20}$/)
    expect(diskSerial('vm-2', disk({ uuid: '' }))).not.toBe(made)
    expect(diskSerial('vm-1', disk({ uuid: '', key: 2001 }))).not.toBe(made)
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

  it('marks shared disks and numbers by target order', () => {
    const source = vm({ disks: [disk({ key: 2001, unitNumber: 1, shared: true }), disk()] })
    const built = builtDataVolume(source, source.disks[0]!)
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

describe('conversionPod', () => {
  const claims = [
    { name: 'a', volumeMode: 'Block' },
    { name: 'b', volumeMode: 'Filesystem' },
  ] as const
  const pod = conversionPod(context, vm({ name: 'Web 01' }), 'web-01', claims)
  const container = pod.spec.containers[0]!

  it('works on the claims alone', () => {
    const env = new Map(container.env.map((each) => [each.name, each.value]))
    expect(Object.fromEntries(env)).toEqual({
      V2V_source: 'vSphere',
      V2V_inPlace: '1',
      V2V_libvirtURL: '',
      V2V_vmName: 'Web 01',
      V2V_NewName: 'web-01',
      LOCAL_MIGRATION: 'false',
    })
    expect(container.volumeDevices).toEqual([{ name: 'vol-0', devicePath: '/dev/block0' }])
    expect(container.volumeMounts).toEqual([{ name: 'vol-1', mountPath: '/mnt/disks/disk1' }])
    expect(pod.spec.volumes).toEqual([
      { name: 'vol-0', persistentVolumeClaim: { claimName: 'a' } },
      { name: 'vol-1', persistentVolumeClaim: { claimName: 'b' } },
    ])
    expect(JSON.stringify(pod)).not.toContain('secret')
  })

  it('runs once, without rights, on a node that has KVM', () => {
    expect(pod.spec).toMatchObject({
      restartPolicy: 'Never',
      automountServiceAccountToken: false,
      nodeSelector: { 'kubevirt.io/schedulable': 'true' },
      securityContext: {
        runAsNonRoot: true,
        runAsUser: 107,
        fsGroup: 107,
        seccompProfile: { type: 'RuntimeDefault' },
      },
    })
    expect(container).toMatchObject({
      name: 'virt-v2v',
      image: defaultConversionImage,
      securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
      resources: {
        requests: { cpu: '1', memory: '1Gi', 'devices.kubevirt.io/kvm': '1' },
        limits: { cpu: '4', memory: '8Gi', 'devices.kubevirt.io/kvm': '1' },
      },
    })
  })

  it('does without KVM and takes another image and profile when told so', () => {
    const other = conversionPod({ ...context, conversionImage: 'r/v2v:1' }, vm(), 'web-01', claims, {
      requestKvm: false,
      seccompProfile: 'profiles/unshare.json',
    })
    expect(other.spec).not.toHaveProperty('nodeSelector')
    expect(other.spec.containers[0]).toMatchObject({ image: 'r/v2v:1' })
    expect(JSON.stringify(other)).not.toContain('devices.kubevirt.io')
    expect(other.spec.securityContext.seccompProfile).toEqual({
      type: 'Localhost',
      localhostProfile: 'profiles/unshare.json',
    })
  })
})

describe('claimOwnerPatch', () => {
  const dv = {
    apiVersion: 'cdi.kubevirt.io/v1beta1',
    kind: 'DataVolume',
    name: 'd',
    uid: 'u1',
    controller: true,
  }

  it('adds the VM once and keeps the others', () => {
    const once = claimOwnerPatch([dv], { name: 'web-01', uid: 'u2' })
    expect(once.metadata.ownerReferences).toHaveLength(2)
    expect(once.metadata.ownerReferences[0]).toEqual(dv)
    expect(once.metadata.ownerReferences[1]).toMatchObject({
      kind: 'VirtualMachine',
      controller: false,
      blockOwnerDeletion: true,
    })
    expect(claimOwnerPatch(once.metadata.ownerReferences, { name: 'web-01', uid: 'u2' })).toEqual(once)
    expect(claimOwnerPatch(undefined, { name: 'w', uid: 'u' }).metadata.ownerReferences).toHaveLength(1)
  })
})
