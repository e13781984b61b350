import { asObject, asString, asText, at } from '../json.ts'
import type { ApiObject } from '../json.ts'
import { anyObject, boolean, list, object, oneOf, string, stringMap } from '../schema.ts'
import { accessModesText, ageColumn, computed, deletingOr, nameColumn, text } from './columns.ts'
import { checkClaim, claimDefaults, fillIn } from './core-rules.ts'
import type { KindSpec } from './kind.ts'
import { accessModes, claimSpec, conditionsByType, objectSchema, quantities, volumeMode } from './schemas.ts'

const DEFAULT_CLASS = 'storageclass.kubernetes.io/is-default-class'

/** A claim that names no class gets the default one, the newest of several. */
function withDefaultClass(claim: ApiObject, classes: readonly ApiObject[]): ApiObject {
  const spec = asObject(claim['spec'])
  if (spec['storageClassName'] !== undefined) return claim
  const newest = classes
    .filter(({ metadata }) => metadata.annotations?.[DEFAULT_CLASS] === 'true')
    .sort((a, b) => ((a.metadata.creationTimestamp ?? '') < (b.metadata.creationTimestamp ?? '') ? 1 : -1))[0]
  if (newest === undefined) return claim
  return { ...claim, spec: { ...spec, storageClassName: newest.metadata.name } }
}

const claim: KindSpec = {
  group: '',
  version: 'v1',
  kind: 'PersistentVolumeClaim',
  plural: 'persistentvolumeclaims',
  shortNames: ['pvc'],
  namespaced: true,
  custom: false,
  status: true,
  schema: objectSchema(
    'A claim on storage.',
    {
      spec: claimSpec,
      status: object({
        phase: oneOf('Pending', 'Bound', 'Lost'),
        accessModes,
        capacity: quantities,
        conditions: conditionsByType,
      }),
    },
    ['spec'],
  ),
  columns: [
    nameColumn,
    computed('Status', (claim) => deletingOr(claim, at(claim, 'status', 'phase'))),
    text('Volume', 'spec.volumeName'),
    computed('Capacity', (claim) => at(claim, 'status', 'capacity', 'storage') ?? ''),
    computed('Access Modes', (claim) => accessModesText(at(claim, 'status', 'accessModes'))),
    text('StorageClass', 'spec.storageClassName'),
    ageColumn,
    text('VolumeMode', 'spec.volumeMode', true),
  ],
  defaults: claimDefaults,
  admit: (claim, list) => withDefaultClass(claim, list('storage.k8s.io/v1', 'StorageClass')),
  check: checkClaim,
}

const volume: KindSpec = {
  group: '',
  version: 'v1',
  kind: 'PersistentVolume',
  plural: 'persistentvolumes',
  shortNames: ['pv'],
  namespaced: false,
  custom: false,
  status: true,
  schema: objectSchema('A piece of storage.', {
    spec: object({
      capacity: quantities,
      accessModes,
      volumeMode,
      storageClassName: string,
      persistentVolumeReclaimPolicy: oneOf('Retain', 'Delete', 'Recycle'),
      claimRef: { ...anyObject, atomic: true },
    }),
    status: object({
      phase: oneOf('Pending', 'Available', 'Bound', 'Released', 'Failed'),
      reason: string,
      message: string,
    }),
  }),
  columns: [
    nameColumn,
    computed('Capacity', (volume) => at(volume, 'spec', 'capacity', 'storage') ?? ''),
    computed('Access Modes', (volume) => accessModesText(at(volume, 'spec', 'accessModes'))),
    text('Reclaim Policy', 'spec.persistentVolumeReclaimPolicy'),
    computed('Status', (volume) => deletingOr(volume, at(volume, 'status', 'phase'))),
    computed('Claim', (volume) => {
      const ref = asObject(at(volume, 'spec', 'claimRef'))
      const name = asString(ref['name'])
      return name === undefined ? '' : `${asString(ref['namespace']) ?? ''}/${name}`
    }),
    text('StorageClass', 'spec.storageClassName'),
    ageColumn,
  ],
  defaults: (object) =>
    fillIn(
      fillIn(object, 'spec', { volumeMode: 'Filesystem', persistentVolumeReclaimPolicy: 'Retain' }),
      'status',
      { phase: 'Pending' },
    ),
}

const storageClass: KindSpec = {
  group: 'storage.k8s.io',
  version: 'v1',
  kind: 'StorageClass',
  plural: 'storageclasses',
  shortNames: ['sc'],
  namespaced: false,
  custom: false,
  status: false,
  schema: objectSchema(
    'A kind of storage to choose.',
    {
      provisioner: string,
      parameters: stringMap,
      reclaimPolicy: oneOf('Delete', 'Retain', 'Recycle'),
      volumeBindingMode: oneOf('Immediate', 'WaitForFirstConsumer'),
      allowVolumeExpansion: boolean,
      mountOptions: list(string),
    },
    ['provisioner'],
  ),
  columns: [
    computed('Name', ({ metadata }) =>
      metadata.annotations?.[DEFAULT_CLASS] === 'true' ? `${metadata.name} (default)` : metadata.name,
    ),
    text('Provisioner', 'provisioner'),
    text('ReclaimPolicy', 'reclaimPolicy'),
    text('VolumeBindingMode', 'volumeBindingMode'),
    computed('AllowVolumeExpansion', (object) => asText(object['allowVolumeExpansion'] ?? false)),
    ageColumn,
  ],
  defaults: (object) => ({ reclaimPolicy: 'Delete', volumeBindingMode: 'Immediate', ...object }),
}

export const storageKinds: readonly KindSpec[] = [claim, volume, storageClass]
