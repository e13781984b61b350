/** Schemas that several kinds share. */
import {
  anyObject,
  boolean,
  described,
  integer,
  list,
  listBy,
  object,
  oneOf,
  quantity,
  setOf,
  string,
  stringMap,
  time,
} from '../schema.ts'
import type { Schema } from '../schema.ts'

const ownerReferences: Schema = listBy(['uid'], {
  ...object(
    {
      apiVersion: string,
      kind: string,
      name: string,
      uid: string,
      controller: boolean,
      blockOwnerDeletion: boolean,
    },
    ['apiVersion', 'kind', 'name', 'uid'],
  ),
  atomic: true,
})

export const objectMeta: Schema = described(
  'Standard metadata of every object.',
  object({
    name: string,
    generateName: string,
    namespace: string,
    uid: string,
    resourceVersion: string,
    generation: integer,
    creationTimestamp: time,
    deletionTimestamp: time,
    deletionGracePeriodSeconds: integer,
    labels: described('Key and value pairs that selectors match on.', stringMap),
    annotations: described('Key and value pairs for tools.', stringMap),
    finalizers: described('The object stays until this list is empty.', setOf(string)),
    ownerReferences: described('Objects that this one depends on.', ownerReferences),
    managedFields: described('Which writer owns which field.', list(anyObject)),
  }),
)

/** `conditions` of a built-in kind: one per type. */
export const conditionsByType: Schema = listBy(
  ['type'],
  object(
    {
      type: string,
      status: oneOf('True', 'False', 'Unknown'),
      reason: string,
      message: string,
      lastTransitionTime: time,
    },
    ['type', 'status'],
  ),
)

/** `conditions` of a custom kind, whose definitions leave the list atomic. */
export const conditions: Schema = list(
  object({ type: string, status: oneOf('True', 'False', 'Unknown'), reason: string, message: string }, [
    'type',
    'status',
  ]),
)

export const quantities: Schema = { type: 'object', values: quantity }

const resources: Schema = object({ requests: quantities, limits: quantities })

export const accessModes: Schema = list(
  oneOf('ReadWriteOnce', 'ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOncePod'),
)

export const volumeMode: Schema = oneOf('Filesystem', 'Block')

export const labelSelector: Schema = {
  ...object({
    matchLabels: stringMap,
    matchExpressions: list(
      object({ key: string, operator: string, values: list(string) }, ['key', 'operator']),
    ),
  }),
  atomic: true,
}

const claimParts = {
  accessModes,
  resources,
  storageClassName: string,
  volumeMode,
  volumeName: string,
  selector: labelSelector,
  dataSource: { ...anyObject, atomic: true },
  dataSourceRef: { ...anyObject, atomic: true },
}

export const claimSpec: Schema = object(claimParts, ['accessModes', 'resources'])

/** CDI's `spec.storage`: as a claim, and everything may be left to the storage profile. */
export const cdiStorageSpec: Schema = object(claimParts)

const envVar: Schema = object({ name: string, value: string, valueFrom: anyObject }, ['name'])

const container: Schema = object(
  {
    name: described('Unique within the pod, a DNS label.', string),
    image: string,
    imagePullPolicy: oneOf('Always', 'IfNotPresent', 'Never'),
    command: list(string),
    args: list(string),
    workingDir: string,
    env: listBy(['name'], envVar),
    envFrom: list(anyObject),
    ports: listBy(
      ['containerPort', 'protocol'],
      object(
        {
          containerPort: integer,
          hostPort: integer,
          name: string,
          protocol: { ...oneOf('TCP', 'UDP', 'SCTP'), default: 'TCP' },
        },
        ['containerPort'],
      ),
    ),
    resources,
    volumeMounts: listBy(
      ['mountPath'],
      object({ name: string, mountPath: string, subPath: string, readOnly: boolean }, ['name', 'mountPath']),
    ),
    volumeDevices: listBy(
      ['devicePath'],
      object({ name: string, devicePath: string }, ['name', 'devicePath']),
    ),
    securityContext: anyObject,
    terminationMessagePath: string,
    terminationMessagePolicy: oneOf('File', 'FallbackToLogsOnError'),
  },
  ['name'],
)

export const podSpec: Schema = object(
  {
    containers: { ...listBy(['name'], container), minItems: 1 },
    initContainers: listBy(['name'], container),
    ephemeralContainers: listBy(['name'], container),
    volumes: listBy(['name'], object({ name: string }, ['name'])),
    imagePullSecrets: listBy(['name'], object({ name: string })),
    hostAliases: listBy(['ip'], object({ ip: string, hostnames: list(string) }, ['ip'])),
    topologySpreadConstraints: listBy(['topologyKey', 'whenUnsatisfiable'], anyObject),
    tolerations: list(anyObject),
    restartPolicy: oneOf('Always', 'OnFailure', 'Never'),
    nodeName: string,
    nodeSelector: { ...stringMap, atomic: true },
    serviceAccountName: string,
    securityContext: anyObject,
    activeDeadlineSeconds: integer,
    terminationGracePeriodSeconds: integer,
    priorityClassName: string,
    hostNetwork: boolean,
    affinity: anyObject,
  },
  ['containers'],
)

/** A whole object: the usual head and what comes after it. */
export function objectSchema(
  description: string,
  properties: Readonly<Record<string, Schema>>,
  required?: readonly string[],
): Schema {
  return {
    type: 'object',
    description,
    properties: { apiVersion: string, kind: string, metadata: objectMeta, ...properties },
    required,
  }
}
