import { describe, expect, it } from 'vitest'
import type { CdiConfig, ClaimSpec, DataVolume, StorageClass, StorageProfile } from '../objects.ts'
import { claimSpecFor, type ClaimFacts } from './claim-spec.ts'

const meta = (name: string): StorageClass['metadata'] => ({ name, uid: name, resourceVersion: '1' })

function storageClass(name: string, annotations: Record<string, string> = {}): StorageClass {
  return {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { ...meta(name), annotations },
    provisioner: 'x',
  }
}

const profiles: readonly StorageProfile[] = [
  {
    apiVersion: 'cdi.kubevirt.io/v1beta1',
    kind: 'StorageProfile',
    metadata: meta('block'),
    status: {
      claimPropertySets: [
        { accessModes: ['ReadWriteMany'], volumeMode: 'Block' },
        { accessModes: ['ReadWriteOnce'], volumeMode: 'Filesystem' },
      ],
    },
  },
]

const config: CdiConfig = {
  apiVersion: 'cdi.kubevirt.io/v1beta1',
  kind: 'CDIConfig',
  metadata: meta('config'),
  status: { filesystemOverhead: { global: '0.1', storageClass: { block: '0.25' } } },
}

const facts: ClaimFacts = {
  classes: [
    storageClass('plain', { 'storageclass.kubernetes.io/is-default-class': 'true' }),
    storageClass('block', { 'storageclass.kubevirt.io/is-default-virt-class': 'true' }),
  ],
  profile: (name) => profiles.find(({ metadata }) => metadata.name === name),
  config,
}

function dataVolume(spec: DataVolume['spec']): DataVolume {
  return { apiVersion: 'cdi.kubevirt.io/v1beta1', kind: 'DataVolume', metadata: meta('dv'), spec }
}

const size = (storage: string): ClaimSpec => ({ resources: { requests: { storage } } })

describe('claimSpecFor', () => {
  it('takes the default class for virtual machines and the best property set', () => {
    expect(claimSpecFor(dataVolume({ storage: size('64Mi') }), facts)).toEqual({
      ok: true,
      spec: {
        accessModes: ['ReadWriteMany'],
        volumeMode: 'Block',
        storageClassName: 'block',
        resources: { requests: { storage: '64Mi' } },
      },
    })
  })

  it('adds the share of the file system to a size rounded up to whole MiB', () => {
    const answer = claimSpecFor(
      dataVolume({ storage: { ...size('67108863'), volumeMode: 'Filesystem' } }),
      facts,
    )
    expect(answer).toMatchObject({
      ok: true,
      spec: {
        accessModes: ['ReadWriteOnce'],
        resources: { requests: { storage: '80Mi' } },
      },
    })
  })

  it('refuses a class whose profile says nothing, unless the modes are given', () => {
    expect(
      claimSpecFor(dataVolume({ storage: { ...size('1Mi'), storageClassName: 'plain' } }), facts),
    ).toMatchObject({ ok: false, reason: 'ErrClaimNotValid' })
    expect(
      claimSpecFor(
        dataVolume({
          storage: { ...size('1Mi'), storageClassName: 'plain', accessModes: ['ReadWriteOnce'] },
        }),
        facts,
      ),
    ).toMatchObject({ ok: true, spec: { volumeMode: 'Filesystem', accessModes: ['ReadWriteOnce'] } })
  })

  it('takes spec.pvc literally', () => {
    const pvc: ClaimSpec = {
      ...size('5Mi'),
      accessModes: ['ReadWriteOnce'],
      volumeMode: 'Filesystem',
      storageClassName: 'plain',
    }
    expect(claimSpecFor(dataVolume({ pvc }), facts)).toEqual({ ok: true, spec: pvc })
  })

  it.each([{}, size('-1Mi'), size('large')])('refuses a DataVolume without a size: %j', (storage) => {
    expect(claimSpecFor(dataVolume({ storage }), facts)).toMatchObject({
      ok: false,
      reason: 'ErrClaimNotValid',
    })
  })
})
