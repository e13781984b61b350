/** Kinds of the core group that hold configuration, identity and events; pods and storage have their own files. */
import { asArray, asObject, asString, at } from '../json.ts'
import {
  anyObject,
  boolean,
  described,
  integer,
  list,
  listBy,
  object,
  oneOf,
  string,
  stringMap,
  time,
} from '../schema.ts'
import { ageColumn, computed, countKeys, nameColumn, nodeRoles, nodeStatus, text } from './columns.ts'
import { checkImmutableData, namespaceDefaults, secretDefaults, serviceDefaults } from './core-rules.ts'
import type { KindSpec } from './kind.ts'
import { conditionsByType, objectSchema, quantities } from './schemas.ts'

const core = { group: '', version: 'v1', custom: false } as const

const namespace: KindSpec = {
  ...core,
  kind: 'Namespace',
  plural: 'namespaces',
  shortNames: ['ns'],
  namespaced: false,
  status: true,
  naming: 'label',
  fields: ['status.phase'],
  verbs: ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'],
  schema: objectSchema('A scope for names.', {
    spec: object({ finalizers: list(string) }),
    status: object({ phase: oneOf('Active', 'Terminating'), conditions: conditionsByType }),
  }),
  columns: [nameColumn, text('Status', 'status.phase'), ageColumn],
  defaults: namespaceDefaults,
  held: (object) => asArray(at(object, 'spec', 'finalizers')).length > 0,
  onDelete: (object) => ({ ...object, status: { ...asObject(object['status']), phase: 'Terminating' } }),
  subresources: [{ name: 'finalize', kind: 'Namespace', verbs: ['update'] }],
}

const node: KindSpec = {
  ...core,
  kind: 'Node',
  plural: 'nodes',
  shortNames: ['no'],
  namespaced: false,
  status: true,
  fields: ['spec.unschedulable'],
  schema: objectSchema('A machine of the cluster.', {
    spec: object({ unschedulable: boolean, taints: list(anyObject) }),
    status: object({
      capacity: quantities,
      allocatable: quantities,
      conditions: conditionsByType,
      addresses: listBy(['type'], anyObject),
      nodeInfo: anyObject,
    }),
  }),
  columns: [
    nameColumn,
    computed('Status', nodeStatus),
    computed('Roles', nodeRoles),
    ageColumn,
    text('Version', 'status.nodeInfo.kubeletVersion'),
  ],
}

const configMap: KindSpec = {
  ...core,
  kind: 'ConfigMap',
  plural: 'configmaps',
  shortNames: ['cm'],
  namespaced: true,
  status: false,
  schema: objectSchema('Configuration as text.', {
    data: described('Keys and their text.', stringMap),
    binaryData: { type: 'object', values: { type: 'string', format: 'byte' } },
    immutable: boolean,
  }),
  columns: [
    nameColumn,
    { name: 'Data', type: 'integer', value: (object) => countKeys(object, 'data', 'binaryData') },
    ageColumn,
  ],
  check: checkImmutableData,
}

const secret: KindSpec = {
  ...core,
  kind: 'Secret',
  plural: 'secrets',
  namespaced: true,
  status: false,
  fields: ['type'],
  schema: objectSchema('Small secret data.', {
    data: described('Keys and their bytes in base64.', {
      type: 'object',
      values: { type: 'string', format: 'byte' },
    }),
    stringData: described('Written as text, folded into data.', stringMap),
    type: string,
    immutable: boolean,
  }),
  columns: [
    nameColumn,
    text('Type', 'type'),
    { name: 'Data', type: 'integer', value: (object) => countKeys(object, 'data') },
    ageColumn,
  ],
  defaults: secretDefaults,
  check: checkImmutableData,
}

const service: KindSpec = {
  ...core,
  kind: 'Service',
  plural: 'services',
  shortNames: ['svc'],
  categories: ['all'],
  namespaced: true,
  status: true,
  naming: 'label',
  schema: objectSchema('A stable address for pods.', {
    spec: object({
      type: oneOf('ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName'),
      clusterIP: string,
      selector: { ...stringMap, atomic: true },
      ports: listBy(
        ['port', 'protocol'],
        object(
          {
            port: integer,
            protocol: { ...oneOf('TCP', 'UDP', 'SCTP'), default: 'TCP' },
            name: string,
            targetPort: { format: 'int-or-string' },
            nodePort: integer,
          },
          ['port'],
        ),
      ),
    }),
    status: object({ conditions: conditionsByType, loadBalancer: anyObject }),
  }),
  columns: [
    nameColumn,
    text('Type', 'spec.type'),
    computed('Cluster-IP', (object) => at(object, 'spec', 'clusterIP') ?? '<none>'),
    computed('Port(s)', (object) =>
      asArray(at(object, 'spec', 'ports'))
        .map((port) => `${Number(at(port, 'port'))}/${asString(at(port, 'protocol')) ?? 'TCP'}`)
        .join(','),
    ),
    ageColumn,
  ],
  defaults: serviceDefaults,
}

const EVENT_FIELDS = ['kind', 'namespace', 'name', 'uid', 'apiVersion', 'resourceVersion', 'fieldPath']

const event: KindSpec = {
  ...core,
  kind: 'Event',
  plural: 'events',
  shortNames: ['ev'],
  namespaced: true,
  status: false,
  fields: [...EVENT_FIELDS.map((field) => `involvedObject.${field}`), 'reason', 'reportingComponent', 'type'],
  schema: objectSchema(
    'Something that happened to an object.',
    {
      involvedObject: object({ kind: string, namespace: string, name: string, uid: string }),
      reason: string,
      message: string,
      type: string,
      count: integer,
      source: object({ component: string, host: string }),
      firstTimestamp: time,
      lastTimestamp: time,
    },
    ['involvedObject'],
  ),
  columns: [
    { name: 'Last Seen', type: 'date', path: 'lastTimestamp' },
    text('Type', 'type'),
    text('Reason', 'reason'),
    computed('Object', (object) => {
      const about = at(object, 'involvedObject')
      return `${(asString(at(about, 'kind')) ?? '').toLowerCase()}/${asString(at(about, 'name')) ?? ''}`
    }),
    text('Message', 'message'),
  ],
}

const serviceAccount: KindSpec = {
  ...core,
  kind: 'ServiceAccount',
  plural: 'serviceaccounts',
  shortNames: ['sa'],
  namespaced: true,
  status: false,
  schema: objectSchema('An identity for pods and tools.', {
    secrets: listBy(['name'], object({ name: string })),
    imagePullSecrets: listBy(['name'], object({ name: string })),
    automountServiceAccountToken: boolean,
  }),
  columns: [
    nameColumn,
    { name: 'Secrets', type: 'integer', value: (object) => asArray(object['secrets']).length },
    ageColumn,
  ],
  subresources: [
    {
      name: 'token',
      kind: 'TokenRequest',
      group: 'authentication.k8s.io',
      version: 'v1',
      verbs: ['create'],
    },
  ],
}

const resourceQuota: KindSpec = {
  ...core,
  kind: 'ResourceQuota',
  plural: 'resourcequotas',
  shortNames: ['quota'],
  namespaced: true,
  status: true,
  schema: objectSchema('A limit on what a namespace uses.', {
    spec: object({ hard: quantities, scopes: list(string) }),
    status: object({ hard: quantities, used: quantities }),
  }),
}

const limitRange: KindSpec = {
  ...core,
  kind: 'LimitRange',
  plural: 'limitranges',
  shortNames: ['limits'],
  namespaced: true,
  status: false,
  schema: objectSchema('Limits and defaults for objects of a namespace.', {
    spec: object({ limits: list(anyObject) }, ['limits']),
  }),
}

export const coreKinds: readonly KindSpec[] = [
  namespace,
  node,
  configMap,
  secret,
  service,
  event,
  serviceAccount,
  resourceQuota,
  limitRange,
]
