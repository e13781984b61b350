/** The roles that a cluster has from the beginning, as far as somebody uses them. */
import type { JsonObject } from './json.ts'

const API = 'rbac.authorization.k8s.io/v1'
const labels = { 'kubernetes.io/bootstrapping': 'rbac-defaults' }

const READ = ['get', 'list', 'watch']
const WRITE = ['create', 'delete', 'deletecollection', 'patch', 'update']

const VIEWED = [
  {
    apiGroups: [''],
    resources: [
      'configmaps',
      'events',
      'namespaces',
      'persistentvolumeclaims',
      'pods',
      'pods/log',
      'resourcequotas',
      'limitranges',
      'serviceaccounts',
      'services',
    ],
    verbs: READ,
  },
  { apiGroups: ['batch'], resources: ['jobs'], verbs: READ },
  // KubeVirt and CDI add theirs to the three by aggregation.
  { apiGroups: ['kubevirt.io', 'cdi.kubevirt.io'], resources: ['*'], verbs: READ },
]

const EDITED = [
  ...VIEWED,
  { apiGroups: [''], resources: ['secrets'], verbs: [...READ, ...WRITE] },
  {
    apiGroups: [''],
    resources: ['configmaps', 'persistentvolumeclaims', 'pods', 'serviceaccounts', 'services'],
    verbs: WRITE,
  },
  { apiGroups: ['batch'], resources: ['jobs'], verbs: WRITE },
  { apiGroups: ['kubevirt.io', 'cdi.kubevirt.io'], resources: ['*'], verbs: WRITE },
  {
    apiGroups: ['subresources.kubevirt.io'],
    resources: ['virtualmachines/start', 'virtualmachines/stop', 'virtualmachines/restart'],
    verbs: ['update'],
  },
]

const ADMINISTERED = [
  ...EDITED,
  {
    apiGroups: ['rbac.authorization.k8s.io'],
    resources: ['roles', 'rolebindings'],
    verbs: [...READ, ...WRITE],
  },
  { apiGroups: [''], resources: ['serviceaccounts/token'], verbs: ['create'] },
]

const BASIC = [
  {
    apiGroups: ['authorization.k8s.io'],
    resources: ['selfsubjectaccessreviews', 'selfsubjectrulesreviews'],
    verbs: ['create'],
  },
  { apiGroups: ['authentication.k8s.io'], resources: ['selfsubjectreviews'], verbs: ['create'] },
]

const DISCOVERY = [
  {
    nonResourceURLs: [
      '/',
      '/api',
      '/api/*',
      '/apis',
      '/apis/*',
      '/healthz',
      '/livez',
      '/openapi',
      '/openapi/*',
      '/readyz',
      '/version',
      '/version/',
    ],
    verbs: ['get'],
  },
]

const CONFIG_READER = [
  { apiGroups: ['cdi.kubevirt.io'], resources: ['cdiconfigs', 'storageprofiles'], verbs: READ },
]

const ROLES: Readonly<Record<string, readonly JsonObject[]>> = {
  'cluster-admin': [
    { apiGroups: ['*'], resources: ['*'], verbs: ['*'] },
    { nonResourceURLs: ['*'], verbs: ['*'] },
  ],
  admin: ADMINISTERED,
  edit: EDITED,
  view: VIEWED,
  'system:basic-user': BASIC,
  'system:discovery': DISCOVERY,
  'cdi.kubevirt.io:config-reader': CONFIG_READER,
}

const BOUND_GROUPS: Readonly<Record<string, string>> = {
  'cluster-admin': 'system:masters',
  'system:basic-user': 'system:authenticated',
  'system:discovery': 'system:authenticated',
  'cdi.kubevirt.io:config-reader': 'system:authenticated',
}

export function bootstrapRoles(): readonly JsonObject[] {
  const roles = Object.entries(ROLES).map(([name, rules]) => ({
    apiVersion: API,
    kind: 'ClusterRole',
    metadata: { name, labels },
    rules,
  }))
  const bindings = Object.entries(BOUND_GROUPS).map(([name, group]) => ({
    apiVersion: API,
    kind: 'ClusterRoleBinding',
    metadata: { name, labels },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name },
    subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: group }],
  }))
  return [...roles, ...bindings]
}
