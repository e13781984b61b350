/** Kinds that OpenShift and its operators bring. */
import { asText, at } from '../json.ts'
import { anyObject, anyValue, boolean, list, object, string } from '../schema.ts'
import { ageColumn, computed, nameColumn, text } from './columns.ts'
import type { KindSpec } from './kind.ts'
import { conditions, objectSchema } from './schemas.ts'

const securityContextConstraints: KindSpec = {
  group: 'security.openshift.io',
  version: 'v1',
  kind: 'SecurityContextConstraints',
  plural: 'securitycontextconstraints',
  shortNames: ['scc'],
  namespaced: false,
  custom: true,
  status: false,
  schema: objectSchema('What pods may ask for, and who may use it.', {
    allowPrivilegedContainer: boolean,
    allowPrivilegeEscalation: boolean,
    allowHostNetwork: boolean,
    allowHostPorts: boolean,
    allowHostPID: boolean,
    allowHostIPC: boolean,
    allowHostDirVolumePlugin: boolean,
    allowedCapabilities: list(string),
    requiredDropCapabilities: list(string),
    readOnlyRootFilesystem: boolean,
    priority: anyValue,
    runAsUser: anyObject,
    seLinuxContext: anyObject,
    fsGroup: anyObject,
    supplementalGroups: anyObject,
    seccompProfiles: list(string),
    volumes: list(string),
    users: list(string),
    groups: list(string),
  }),
  columns: [
    nameColumn,
    computed('Priv', (object) => asText(at(object, 'allowPrivilegedContainer') ?? false)),
    text('RunAsUser', 'runAsUser.type'),
    text('FSGroup', 'fsGroup.type'),
  ],
}

const forkliftController: KindSpec = {
  group: 'forklift.konveyor.io',
  version: 'v1beta1',
  kind: 'ForkliftController',
  plural: 'forkliftcontrollers',
  namespaced: true,
  custom: true,
  status: true,
  schema: objectSchema('The installation of Forklift (MTV).', {
    spec: anyObject,
    status: object({ conditions }),
  }),
  columns: [nameColumn, ageColumn],
}

const clusterServiceVersion: KindSpec = {
  group: 'operators.coreos.com',
  version: 'v1alpha1',
  kind: 'ClusterServiceVersion',
  plural: 'clusterserviceversions',
  shortNames: ['csv', 'csvs'],
  categories: ['olm'],
  namespaced: true,
  custom: true,
  status: true,
  schema: objectSchema('An operator that is installed, in one version.', {
    spec: anyObject,
    status: anyObject,
  }),
  columns: [
    nameColumn,
    text('Display', 'spec.displayName'),
    text('Version', 'spec.version'),
    text('Phase', 'status.phase'),
  ],
}

export const openshiftKinds: readonly KindSpec[] = [
  securityContextConstraints,
  forkliftController,
  clusterServiceVersion,
]
