import { asArray, asObject, asText, at, equal, keysOf, withKey, withPath } from '../json.ts'
import type { ApiObject, Json, JsonObject } from '../json.ts'
import { duplicateField, forbiddenField, invalidField, requiredField } from '../status.ts'
import type { Cause } from '../status.ts'

/** A new object with the fields of `fill` where the object leaves them out. */
export function fillIn(object: ApiObject, key: string, fill: JsonObject): ApiObject {
  return { ...object, [key]: { ...fill, ...asObject(object[key]) } }
}

export function namespaceDefaults(object: ApiObject): ApiObject {
  const name = object.metadata.name
  const labels = { ...object.metadata.labels, 'kubernetes.io/metadata.name': name }
  const labelled = { ...object, metadata: { ...object.metadata, labels } }
  return fillIn(fillIn(labelled, 'spec', { finalizers: ['kubernetes'] }), 'status', { phase: 'Active' })
}

export function secretDefaults(object: ApiObject): ApiObject {
  const text = asObject(object['stringData'])
  const encoded = keysOf(text).map((key) => [key, Buffer.from(asText(text[key])).toString('base64')] as const)
  const data = { ...asObject(object['data']), ...Object.fromEntries(encoded) }
  const folded: ApiObject = { ...object, stringData: undefined }
  const typed = { ...folded, type: object['type'] ?? 'Opaque' }
  return encoded.length === 0 ? typed : { ...typed, data }
}

/** The object with each item of a list of its spec filled in. */
function fillItems(object: ApiObject, list: string, fill: (item: JsonObject) => JsonObject): ApiObject {
  const spec = asObject(object['spec'])
  if (spec[list] === undefined) return object
  const items = asArray(spec[list]).map((item) => ({ ...fill(asObject(item)), ...asObject(item) }))
  return { ...object, spec: withKey(spec, list, items) }
}

export function serviceDefaults(object: ApiObject): ApiObject {
  const typed = fillIn(object, 'spec', { type: 'ClusterIP', sessionAffinity: 'None' })
  const ports = fillItems(typed, 'ports', (port) => ({ protocol: 'TCP', targetPort: port['port'] }))
  return fillIn(ports, 'status', { loadBalancer: {} })
}

const DATA_KEY = /^[-._a-zA-Z0-9]{1,253}$/

/** ConfigMap and Secret: legal keys, and no change once marked immutable. */
export function checkImmutableData(object: ApiObject, old: ApiObject | undefined): readonly Cause[] {
  const causes: Cause[] = []
  for (const field of ['data', 'binaryData'])
    for (const key of keysOf(asObject(object[field])))
      if (!DATA_KEY.test(key))
        causes.push(
          invalidField(
            `${field}[${key}]`,
            key,
            "a valid config key must consist of alphanumeric characters, '-', '_' or '.'",
          ),
        )
  if (old === undefined) return causes
  if (object.kind === 'Secret' && !equal(object['type'], old['type']))
    causes.push(invalidField('type', object['type'], 'field is immutable'))
  if (old['immutable'] !== true) return causes
  for (const field of ['data', 'binaryData', 'immutable'])
    if (!equal(object[field], old[field]))
      causes.push(forbiddenField(field, 'field is immutable when `immutable` is set'))
  return causes
}

const POD_DEFAULTS = {
  restartPolicy: 'Always',
  dnsPolicy: 'ClusterFirst',
  schedulerName: 'default-scheduler',
  serviceAccountName: 'default',
  terminationGracePeriodSeconds: 30,
  enableServiceLinks: true,
}

const CONTAINER_DEFAULTS = {
  resources: {},
  imagePullPolicy: 'IfNotPresent',
  terminationMessagePath: '/dev/termination-log',
  terminationMessagePolicy: 'File',
}

export function podDefaults(object: ApiObject): ApiObject {
  const spec = fillIn(object, 'spec', POD_DEFAULTS)
  const filled = fillIn(spec, 'status', { phase: 'Pending', qosClass: 'BestEffort' })
  return fillItems(filled, 'containers', () => CONTAINER_DEFAULTS)
}

/** A cause for each name that an item before has already. */
export function uniqueNames(items: readonly Json[], path: string): Cause[] {
  const names = items.map((item) => asText(at(item, 'name')))
  return names.flatMap((name, index) =>
    names.indexOf(name) === index ? [] : [duplicateField(`${path}[${index}].name`, name)],
  )
}

/** Unique container and volume names, images, and mounts that name a volume of the pod. */
export function checkPod(object: ApiObject): readonly Cause[] {
  const containers = asArray(at(object, 'spec', 'containers'))
  const volumes = asArray(at(object, 'spec', 'volumes'))
  const causes = [...uniqueNames(containers, 'spec.containers'), ...uniqueNames(volumes, 'spec.volumes')]
  containers.forEach((container, index) => {
    const path = `spec.containers[${index}]`
    if ((at(container, 'image') ?? '') === '') causes.push(requiredField(`${path}.image`))
    for (const list of ['volumeMounts', 'volumeDevices'])
      asArray(at(container, list)).forEach((mount, position) => {
        const name = asText(at(mount, 'name'))
        if (!volumes.some((volume) => at(volume, 'name') === name))
          causes.push({
            reason: 'FieldValueNotFound',
            message: `Not found: "${name}"`,
            field: `${path}.${list}[${position}].name`,
          })
      })
  })
  return causes
}

export function claimDefaults(object: ApiObject): ApiObject {
  return fillIn(fillIn(object, 'spec', { volumeMode: 'Filesystem' }), 'status', { phase: 'Pending' })
}

const CLAIM_MAY_CHANGE = ['resources', 'volumeName', 'volumeAttributesClassName']

/** A claim has access modes and a size; after creation it may only grow or be bound. */
export function checkClaim(object: ApiObject, old: ApiObject | undefined): readonly Cause[] {
  const causes: Cause[] = []
  if (asArray(at(object, 'spec', 'accessModes')).length === 0) causes.push(requiredField('spec.accessModes'))
  if (at(object, 'spec', 'resources', 'requests', 'storage') === undefined)
    causes.push(requiredField('spec.resources.requests.storage'))
  if (old === undefined) return causes
  // A claim without a class may still be given one.
  const may = at(old, 'spec', 'storageClassName') === undefined ? ['storageClassName'] : []
  const fixed = (one: ApiObject): JsonObject =>
    [...CLAIM_MAY_CHANGE, ...may].reduce((spec, key) => withKey(spec, key, undefined), asObject(one['spec']))
  if (!equal(fixed(object), fixed(old)))
    causes.push(
      forbiddenField(
        'spec',
        'spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims',
      ),
    )
  return causes
}

export function jobDefaults(object: ApiObject): ApiObject {
  const filled = fillIn(object, 'spec', {
    parallelism: 1,
    completions: 1,
    backoffLimit: 6,
    completionMode: 'NonIndexed',
    suspend: false,
  })
  const uid = object.metadata.uid ?? ''
  const labels = {
    'batch.kubernetes.io/controller-uid': uid,
    'batch.kubernetes.io/job-name': object.metadata.name,
  }
  const spec = asObject(filled['spec'])
  const withLabels = withPath(spec, ['template', 'metadata', 'labels'], {
    ...asObject(at(spec, 'template', 'metadata', 'labels')),
    ...labels,
  })
  const selector = at(spec, 'selector') ?? {
    matchLabels: { 'batch.kubernetes.io/controller-uid': uid },
  }
  return { ...filled, spec: { ...withLabels, selector }, status: asObject(filled['status']) }
}
