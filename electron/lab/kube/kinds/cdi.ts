/** CDI's kinds and those of the operators around it. */
import { asArray, asObject, at, equal, isObject, keysOf, withKey } from '../json.ts'
import type { ApiObject, Json } from '../json.ts'
import {
  anyObject,
  anyValue,
  boolean,
  described,
  integer,
  list,
  object,
  oneOf,
  string,
  stringMap,
} from '../schema.ts'
import { forbiddenField, invalidField, requiredField } from '../status.ts'
import type { Cause } from '../status.ts'
import { ageColumn, nameColumn, text } from './columns.ts'
import type { KindSpec } from './kind.ts'
import { accessModes, cdiStorageSpec, claimSpec, conditions, objectSchema, volumeMode } from './schemas.ts'

const SOURCES = [
  'blank',
  'gcs',
  'http',
  'imageio',
  'pvc',
  'registry',
  's3',
  'snapshot',
  'upload',
  'vddk',
] as const

const vddk = object({
  url: string,
  uuid: described('BIOS or instance UUID of the source VM.', string),
  backingFile: described('Base file of the disk: "[datastore] folder/name.vmdk".', string),
  thumbprint: described('SHA-1 of the certificate, 20 hex pairs joined by colons.', string),
  secretRef: string,
  initImageURL: string,
  extraArgs: string,
  certConfigMap: string,
})

const dataVolumeSpec = object({
  source: described('Where the bytes come from: exactly one kind of source.', {
    type: 'object',
    properties: { ...Object.fromEntries(SOURCES.map((source) => [source, anyObject])), vddk },
  }),
  sourceRef: object({ kind: string, name: string, namespace: string }, ['kind', 'name']),
  pvc: claimSpec,
  storage: cdiStorageSpec,
  checkpoints: described(
    'Snapshots to copy, in order.',
    list(object({ previous: string, current: string }, ['previous', 'current'])),
  ),
  finalCheckpoint: described('The last checkpoint of the list ends the import.', boolean),
  contentType: oneOf('kubevirt', 'archive'),
  preallocation: boolean,
  priorityClassName: string,
  serviceAccountName: string,
})

/** One source, one kind of storage; only checkpoints may change later (CDI's admission webhook). */
function checkDataVolume(object: ApiObject, old: ApiObject | undefined): readonly Cause[] {
  const spec = asObject(object['spec'])
  if (old !== undefined) {
    const fixed = (value: Json | undefined): Json =>
      withKey(withKey(asObject(value), 'checkpoints', undefined), 'finalCheckpoint', undefined)
    return equal(fixed(spec), fixed(old['spec']))
      ? []
      : [
          forbiddenField(
            'spec',
            'Cannot update DataVolume Spec; only checkpoints and finalCheckpoint may change',
          ),
        ]
  }
  const causes: Cause[] = []
  const sources = keysOf(asObject(spec['source']))
  if (spec['source'] !== undefined && spec['sourceRef'] !== undefined)
    causes.push(invalidField('spec.sourceRef', spec['sourceRef'], 'source and sourceRef exclude each other'))
  else if (spec['source'] === undefined && spec['sourceRef'] === undefined)
    causes.push(requiredField('spec.source'))
  else if (spec['source'] !== undefined && sources.length !== 1)
    causes.push(invalidField('spec.source', sources, 'exactly one source is needed'))
  if (spec['pvc'] !== undefined && spec['storage'] !== undefined)
    causes.push(invalidField('spec.storage', null, 'pvc and storage exclude each other'))
  if (spec['pvc'] === undefined && spec['storage'] === undefined) causes.push(requiredField('spec.storage'))
  return [...causes, ...checkSize(spec), ...checkCheckpoints(spec)]
}

function checkSize(spec: Json): Cause[] {
  // A clone takes its size from what it clones.
  const cloned = at(spec, 'source', 'pvc') ?? at(spec, 'source', 'snapshot') ?? at(spec, 'sourceRef')
  return ['pvc', 'storage']
    .filter((field) => isObject(at(spec, field)) && cloned === undefined)
    .filter((field) => at(spec, field, 'resources', 'requests', 'storage') === undefined)
    .map((field) => requiredField(`spec.${field}.resources.requests.storage`))
}

function checkCheckpoints(spec: Json): Cause[] {
  const used = asArray(at(spec, 'checkpoints')).length > 0
  const capable = at(spec, 'source', 'vddk') ?? at(spec, 'source', 'imageio')
  return used && capable === undefined
    ? [invalidField('spec.checkpoints', null, 'only a vddk or imageio source has checkpoints')]
    : []
}

const cdiGroup = { group: 'cdi.kubevirt.io', version: 'v1beta1', custom: true } as const

const dataVolume: KindSpec = {
  ...cdiGroup,
  kind: 'DataVolume',
  plural: 'datavolumes',
  shortNames: ['dv', 'dvs'],
  categories: ['all'],
  namespaced: true,
  status: true,
  schema: objectSchema(
    'A claim and the import that fills it.',
    {
      spec: dataVolumeSpec,
      status: object({
        phase: string,
        progress: string,
        restartCount: integer,
        claimName: string,
        conditions,
      }),
    },
    ['spec'],
  ),
  columns: [
    nameColumn,
    text('Phase', 'status.phase'),
    text('Progress', 'status.progress'),
    { name: 'Restarts', type: 'integer', path: 'status.restartCount' },
    ageColumn,
  ],
  check: checkDataVolume,
}

const claimPropertySets = list(object({ accessModes, volumeMode }, ['accessModes']))

const storageProfile: KindSpec = {
  ...cdiGroup,
  kind: 'StorageProfile',
  plural: 'storageprofiles',
  namespaced: false,
  status: true,
  schema: objectSchema('What CDI knows of a storage class.', {
    spec: object({ claimPropertySets, cloneStrategy: string }),
    status: object({ claimPropertySets, provisioner: string, storageClass: string, cloneStrategy: string }),
  }),
}

const cdi: KindSpec = {
  ...cdiGroup,
  kind: 'CDI',
  plural: 'cdis',
  shortNames: ['cdi', 'cdis'],
  namespaced: false,
  // Their definitions have no status subresource: one write carries both.
  status: false,
  schema: objectSchema('The installation of CDI.', {
    spec: anyObject,
    status: object({ phase: string, observedVersion: string, operatorVersion: string, conditions }),
  }),
  columns: [nameColumn, ageColumn, text('Phase', 'status.phase')],
}

const cdiConfig: KindSpec = {
  ...cdiGroup,
  kind: 'CDIConfig',
  plural: 'cdiconfigs',
  namespaced: false,
  status: false,
  schema: objectSchema('Settings that CDI works with.', {
    spec: anyObject,
    status: object({
      uploadProxyURL: string,
      scratchSpaceStorageClass: string,
      filesystemOverhead: object({ global: string, storageClass: stringMap }),
    }),
  }),
}

const attachment: KindSpec = {
  group: 'k8s.cni.cncf.io',
  version: 'v1',
  kind: 'NetworkAttachmentDefinition',
  plural: 'network-attachment-definitions',
  shortNames: ['net-attach-def'],
  namespaced: true,
  custom: true,
  status: false,
  schema: objectSchema('A network that pods and machines can be attached to.', {
    spec: object({ config: described('CNI configuration, JSON in a string.', string) }),
  }),
}

const hyperConverged: KindSpec = {
  group: 'hco.kubevirt.io',
  version: 'v1beta1',
  kind: 'HyperConverged',
  plural: 'hyperconvergeds',
  shortNames: ['hco', 'hcos'],
  categories: ['all'],
  namespaced: true,
  custom: true,
  status: true,
  schema: objectSchema('The installation of OpenShift Virtualization.', {
    spec: anyObject,
    status: object({ versions: list(anyObject), conditions, systemHealthStatus: string }),
  }),
}

const clusterVersion: KindSpec = {
  group: 'config.openshift.io',
  version: 'v1',
  kind: 'ClusterVersion',
  plural: 'clusterversions',
  namespaced: false,
  custom: true,
  status: true,
  schema: objectSchema('The version of OpenShift.', {
    spec: anyObject,
    status: object({ desired: object({ version: string }), history: list(anyValue), conditions }),
  }),
  columns: [
    nameColumn,
    text('Version', 'status.desired.version'),
    text('Channel', 'spec.channel'),
    ageColumn,
  ],
}

export const cdiKinds: readonly KindSpec[] = [
  dataVolume,
  storageProfile,
  cdi,
  cdiConfig,
  attachment,
  hyperConverged,
  clusterVersion,
]
