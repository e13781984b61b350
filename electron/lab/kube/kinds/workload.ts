import { asString, at } from '../json.ts'
import { anyObject, anyValue, integer, list, listBy, object, oneOf, string, time } from '../schema.ts'
import {
  ageColumn,
  ageOf,
  computed,
  nameColumn,
  podReady,
  podRestarts,
  podStatus,
  shortAge,
  text,
} from './columns.ts'
import { checkPod, jobDefaults, podDefaults } from './core-rules.ts'
import type { KindSpec } from './kind.ts'
import { conditionsByType, labelSelector, objectMeta, objectSchema, podSpec } from './schemas.ts'

const containerStatuses = listBy(
  ['name'],
  object({ name: string, restartCount: integer, state: anyObject }, ['name']),
)

const pod: KindSpec = {
  group: '',
  version: 'v1',
  kind: 'Pod',
  plural: 'pods',
  shortNames: ['po'],
  categories: ['all'],
  namespaced: true,
  custom: false,
  status: true,
  fields: [
    'status.phase',
    'spec.nodeName',
    'spec.restartPolicy',
    'spec.schedulerName',
    'spec.serviceAccountName',
    'spec.hostNetwork',
    'status.podIP',
    'status.nominatedNodeName',
  ],
  schema: objectSchema(
    'A group of containers on one node.',
    {
      spec: podSpec,
      status: object({
        phase: oneOf('Pending', 'Running', 'Succeeded', 'Failed', 'Unknown'),
        conditions: conditionsByType,
        containerStatuses,
        initContainerStatuses: containerStatuses,
        hostIP: string,
        podIP: string,
        podIPs: listBy(['ip'], object({ ip: string }, ['ip'])),
        reason: string,
        message: string,
        startTime: time,
      }),
    },
    ['spec'],
  ),
  columns: [
    nameColumn,
    computed('Ready', podReady),
    computed('Status', podStatus),
    { name: 'Restarts', type: 'integer', value: podRestarts },
    ageColumn,
    computed('IP', (object) => at(object, 'status', 'podIP') ?? '<none>', true),
    computed('Node', (object) => at(object, 'spec', 'nodeName') ?? '<none>', true),
  ],
  defaults: podDefaults,
  check: checkPod,
  subresources: [
    { name: 'binding', kind: 'Binding', verbs: ['create'] },
    { name: 'log', kind: 'Pod', verbs: ['get'] },
  ],
}

const job: KindSpec = {
  group: 'batch',
  version: 'v1',
  kind: 'Job',
  plural: 'jobs',
  categories: ['all'],
  namespaced: true,
  custom: false,
  status: true,
  generation: true,
  fields: ['status.successful'],
  schema: objectSchema(
    'Runs pods to their end.',
    {
      spec: object(
        {
          template: object({ metadata: objectMeta, spec: podSpec }, ['spec']),
          parallelism: integer,
          completions: integer,
          backoffLimit: integer,
          activeDeadlineSeconds: integer,
          ttlSecondsAfterFinished: integer,
          selector: labelSelector,
        },
        ['template'],
      ),
      status: object({ conditions: conditionsByType, succeeded: integer, failed: integer, active: integer }),
    },
    ['spec'],
  ),
  columns: [
    nameColumn,
    computed('Status', (job) => {
      const done = at(job, 'status', 'completionTime') !== undefined
      return done ? 'Complete' : Number(at(job, 'status', 'failed') ?? 0) > 0 ? 'Failed' : 'Running'
    }),
    computed('Completions', (job) => {
      const succeeded = Number(at(job, 'status', 'succeeded') ?? 0)
      return `${succeeded}/${Number(at(job, 'spec', 'completions') ?? 1)}`
    }),
    computed('Duration', (job, now) => {
      const end = Date.parse(asString(at(job, 'status', 'completionTime')) ?? '')
      const start = at(job, 'status', 'startTime')
      if (start === undefined) return ''
      return Number.isNaN(end) ? ageOf(start, now) : shortAge(end - Date.parse(asString(start) ?? ''))
    }),
    ageColumn,
  ],
  defaults: jobDefaults,
}

/** A server takes exactly six digits. */
const microTime = { ...time, pattern: '^.*\\.\\d{6}(Z|[-+]\\d\\d:\\d\\d)$' }

const lease: KindSpec = {
  group: 'coordination.k8s.io',
  version: 'v1',
  kind: 'Lease',
  plural: 'leases',
  namespaced: true,
  custom: false,
  status: false,
  schema: objectSchema('A lock with a holder and a time.', {
    spec: object({
      holderIdentity: string,
      leaseDurationSeconds: integer,
      leaseTransitions: integer,
      acquireTime: microTime,
      renewTime: microTime,
    }),
  }),
  columns: [nameColumn, text('Holder', 'spec.holderIdentity'), ageColumn],
}

const rule = object({ verbs: list(string), apiGroups: list(string), resources: list(string) }, ['verbs'])
const subject = object({ kind: string, name: string, namespace: string, apiGroup: string }, ['kind', 'name'])
const roleRef = {
  ...object({ apiGroup: string, kind: string, name: string }, ['kind', 'name']),
  atomic: true,
}

const rbac = {
  group: 'rbac.authorization.k8s.io',
  version: 'v1',
  custom: false,
  status: false,
  naming: 'path',
} as const
const roleSchema = objectSchema('Rights, as rules.', { rules: list(rule), aggregationRule: anyValue })
const bindingSchema = objectSchema('Gives the rights of a role.', { roleRef, subjects: list(subject) }, [
  'roleRef',
])
const bindingColumns = [
  nameColumn,
  computed('Role', (object) => {
    const role = at(object, 'roleRef')
    return `${asString(at(role, 'kind')) ?? ''}/${asString(at(role, 'name')) ?? ''}`
  }),
  ageColumn,
]

const rbacKinds: readonly KindSpec[] = [
  { ...rbac, kind: 'Role', plural: 'roles', namespaced: true, schema: roleSchema },
  { ...rbac, kind: 'ClusterRole', plural: 'clusterroles', namespaced: false, schema: roleSchema },
  {
    ...rbac,
    kind: 'RoleBinding',
    plural: 'rolebindings',
    namespaced: true,
    schema: bindingSchema,
    columns: bindingColumns,
  },
  {
    ...rbac,
    kind: 'ClusterRoleBinding',
    plural: 'clusterrolebindings',
    namespaced: false,
    schema: bindingSchema,
    columns: bindingColumns,
  },
]

const definition: KindSpec = {
  group: 'apiextensions.k8s.io',
  version: 'v1',
  kind: 'CustomResourceDefinition',
  plural: 'customresourcedefinitions',
  shortNames: ['crd', 'crds'],
  categories: ['api-extensions'],
  namespaced: false,
  custom: false,
  status: true,
  // The kinds of this server are fixed when it starts: their definitions can be read, not written.
  verbs: ['get', 'list', 'watch'],
  schema: objectSchema('Describes a custom kind.', {
    spec: object({ group: string, scope: string, names: anyObject, versions: list(anyObject) }),
    status: object({ conditions: conditionsByType, acceptedNames: anyObject, storedVersions: list(string) }),
  }),
  columns: [nameColumn, { name: 'Created At', type: 'string', path: 'metadata.creationTimestamp' }],
}

export const workloadKinds: readonly KindSpec[] = [pod, job, lease, ...rbacKinds, definition]
