import type { SeedObject } from './names.ts'

interface ClassFacts {
  readonly name: string
  readonly provisioner: string
  readonly binding: 'Immediate' | 'WaitForFirstConsumer'
  readonly annotations: Readonly<Record<string, string>>
  /** As CDI's StorageProfile lists them: best first. */
  readonly claimPropertySets: readonly {
    readonly accessModes: readonly string[]
    readonly volumeMode: 'Block' | 'Filesystem'
  }[]
}

const CLASSES: readonly ClassFacts[] = [
  {
    name: 'ceph-rbd-virt',
    provisioner: 'openshift-storage.rbd.csi.ceph.com',
    binding: 'Immediate',
    annotations: { 'storageclass.kubevirt.io/is-default-virt-class': 'true' },
    claimPropertySets: [
      { accessModes: ['ReadWriteMany'], volumeMode: 'Block' },
      { accessModes: ['ReadWriteOnce'], volumeMode: 'Block' },
      { accessModes: ['ReadWriteOnce'], volumeMode: 'Filesystem' },
    ],
  },
  {
    name: 'nfs-standard',
    provisioner: 'nfs.csi.k8s.io',
    binding: 'Immediate',
    annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' },
    claimPropertySets: [
      { accessModes: ['ReadWriteMany'], volumeMode: 'Filesystem' },
      { accessModes: ['ReadWriteOnce'], volumeMode: 'Filesystem' },
    ],
  },
  {
    name: 'local-wffc',
    provisioner: 'topolvm.io',
    binding: 'WaitForFirstConsumer',
    annotations: {},
    claimPropertySets: [
      { accessModes: ['ReadWriteOnce'], volumeMode: 'Block' },
      { accessModes: ['ReadWriteOnce'], volumeMode: 'Filesystem' },
    ],
  },
]

/** Share of a Filesystem volume that CDI sets aside. */
const OVERHEAD = '0.06'

/** Storage classes, what CDI knows about each, and CDI's own configuration. */
export function storage(uploadProxyUrl: string): readonly SeedObject[] {
  return [
    ...CLASSES.flatMap((facts) => [storageClass(facts), storageProfile(facts)]),
    cdiConfig(uploadProxyUrl),
  ]
}

function storageClass(facts: ClassFacts): SeedObject {
  return {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name: facts.name, annotations: facts.annotations },
    provisioner: facts.provisioner,
    reclaimPolicy: 'Delete',
    volumeBindingMode: facts.binding,
    allowVolumeExpansion: true,
  }
}

function storageProfile(facts: ClassFacts): SeedObject {
  return {
    apiVersion: 'cdi.kubevirt.io/v1beta1',
    kind: 'StorageProfile',
    metadata: {
      name: facts.name,
      labels: { app: 'containerized-data-importer', 'cdi.kubevirt.io': '' },
    },
    spec: {},
    status: {
      storageClass: facts.name,
      provisioner: facts.provisioner,
      cloneStrategy: 'csi-clone',
      claimPropertySets: facts.claimPropertySets,
    },
  }
}

function cdiConfig(uploadProxyUrl: string): SeedObject {
  const storageClasses = Object.fromEntries(CLASSES.map(({ name }) => [name, OVERHEAD]))
  return {
    apiVersion: 'cdi.kubevirt.io/v1beta1',
    kind: 'CDIConfig',
    metadata: { name: 'config' },
    spec: { featureGates: ['HonorWaitForFirstConsumer'] },
    status: {
      filesystemOverhead: { global: OVERHEAD, storageClass: storageClasses },
      scratchSpaceStorageClass: 'nfs-standard',
      uploadProxyURL: uploadProxyUrl,
    },
  }
}
