/** Field numbers of the messages that kubectl sends. Source: generated.proto of k8s.io/api and k8s.io/apimachinery. */

type FieldType = 'string' | 'int' | 'bool' | 'bytes' | 'time' | 'quantity' | 'int-or-string' | Message

/** Name, type and, where it is not a plain field, its arity; `kept` keeps a zero that somebody set. */
export type Field = readonly [string, FieldType] | readonly [string, FieldType, 'list' | 'map' | 'kept']

export interface Message {
  readonly [number: number]: Field
}

const ownerReference: Message = {
  1: ['kind', 'string'],
  3: ['name', 'string'],
  4: ['uid', 'string'],
  5: ['apiVersion', 'string'],
  6: ['controller', 'bool'],
  7: ['blockOwnerDeletion', 'bool'],
}

const metadata: Field = [
  'metadata',
  {
    1: ['name', 'string'],
    2: ['generateName', 'string'],
    3: ['namespace', 'string'],
    5: ['uid', 'string'],
    6: ['resourceVersion', 'string'],
    7: ['generation', 'int'],
    8: ['creationTimestamp', 'time'],
    11: ['labels', 'string', 'map'],
    12: ['annotations', 'string', 'map'],
    13: ['ownerReferences', ownerReference, 'list'],
    14: ['finalizers', 'string', 'list'],
  },
]

const reference: Message = { 1: ['name', 'string'] }

const rule: Message = {
  1: ['verbs', 'string', 'list'],
  2: ['apiGroups', 'string', 'list'],
  3: ['resources', 'string', 'list'],
  4: ['resourceNames', 'string', 'list'],
  5: ['nonResourceURLs', 'string', 'list'],
}

const role: Message = { 1: metadata, 2: ['rules', rule, 'list'] }

const binding: Message = {
  1: metadata,
  2: [
    'subjects',
    { 1: ['kind', 'string'], 2: ['apiGroup', 'string'], 3: ['name', 'string'], 4: ['namespace', 'string'] },
    'list',
  ],
  3: ['roleRef', { 1: ['apiGroup', 'string'], 2: ['kind', 'string'], 3: ['name', 'string'] }],
}

const resourceAttributes: Message = {
  1: ['namespace', 'string'],
  2: ['verb', 'string'],
  3: ['group', 'string'],
  4: ['version', 'string'],
  5: ['resource', 'string'],
  6: ['subresource', 'string'],
  7: ['name', 'string'],
}

const servicePort: Message = {
  1: ['name', 'string'],
  2: ['protocol', 'string'],
  3: ['port', 'int'],
  4: ['targetPort', 'int-or-string'],
  5: ['nodePort', 'int'],
}

const container: Message = {
  1: ['name', 'string'],
  2: ['image', 'string'],
  3: ['command', 'string', 'list'],
  4: ['args', 'string', 'list'],
  5: ['workingDir', 'string'],
  7: ['env', { 1: ['name', 'string'], 2: ['value', 'string'] }, 'list'],
  14: ['imagePullPolicy', 'string'],
}

const podTemplate: Message = {
  1: metadata,
  2: [
    'spec',
    {
      2: ['containers', container, 'list'],
      3: ['restartPolicy', 'string'],
      6: ['dnsPolicy', 'string'],
      8: ['serviceAccountName', 'string'],
    },
  ],
}

/** By kind: no two kinds of the served groups share a name. */
export const messages: Readonly<Record<string, Message>> = {
  Namespace: { 1: metadata, 2: ['spec', { 1: ['finalizers', 'string', 'list'] }] },
  ConfigMap: {
    1: metadata,
    2: ['data', 'string', 'map'],
    3: ['binaryData', 'bytes', 'map'],
    4: ['immutable', 'bool'],
  },
  Secret: {
    1: metadata,
    2: ['data', 'bytes', 'map'],
    3: ['type', 'string'],
    4: ['stringData', 'string', 'map'],
    5: ['immutable', 'bool'],
  },
  ServiceAccount: {
    1: metadata,
    2: ['secrets', { 3: ['name', 'string'] }, 'list'],
    3: ['imagePullSecrets', reference, 'list'],
    4: ['automountServiceAccountToken', 'bool', 'kept'],
  },
  ResourceQuota: {
    1: metadata,
    2: ['spec', { 1: ['hard', 'quantity', 'map'], 2: ['scopes', 'string', 'list'] }],
  },
  Service: {
    1: metadata,
    2: [
      'spec',
      {
        1: ['ports', servicePort, 'list'],
        2: ['selector', 'string', 'map'],
        3: ['clusterIP', 'string'],
        4: ['type', 'string'],
        7: ['sessionAffinity', 'string'],
        10: ['externalName', 'string'],
      },
    ],
  },
  Job: {
    1: metadata,
    2: [
      'spec',
      {
        1: ['parallelism', 'int', 'kept'],
        2: ['completions', 'int', 'kept'],
        6: ['template', podTemplate],
        7: ['backoffLimit', 'int', 'kept'],
      },
    ],
  },
  Role: role,
  ClusterRole: role,
  RoleBinding: binding,
  ClusterRoleBinding: binding,
  SelfSubjectAccessReview: {
    1: metadata,
    2: [
      'spec',
      {
        1: ['resourceAttributes', resourceAttributes],
        2: ['nonResourceAttributes', { 1: ['path', 'string'], 2: ['verb', 'string'] }],
      },
    ],
  },
  SelfSubjectRulesReview: { 1: metadata, 2: ['spec', { 1: ['namespace', 'string'] }] },
  SelfSubjectReview: { 1: metadata },
  TokenRequest: {
    1: metadata,
    2: ['spec', { 1: ['audiences', 'string', 'list'], 4: ['expirationSeconds', 'int'] }],
  },
  DeleteOptions: {
    1: ['gracePeriodSeconds', 'int', 'kept'],
    2: ['preconditions', { 1: ['uid', 'string'], 2: ['resourceVersion', 'string'] }],
    3: ['orphanDependents', 'bool'],
    4: ['propagationPolicy', 'string'],
    5: ['dryRun', 'string', 'list'],
  },
}
