/**
 * Resource quotas: what a namespace uses, and what it may not use beyond. Rules and words: Kubernetes documentation,
 * "Resource Quotas", and the ResourceQuota admission plugin. Quotas with scopes are kept, but limit nothing here.
 */
import { bytesQuantity, parseQuantity } from '../../../shared/target/quantity.ts'
import { asArray, asObject, asString, asText, at, equal, keysOf } from './json.ts'
import type { ApiObject, Json, JsonObject } from './json.ts'
import type { KindSpec } from './kinds/kind.ts'
import { forbidden } from './status.ts'
import type { KubeState } from './kube-state.ts'

type Usage = ReadonlyMap<string, number>

const CLASS_PART = '.storageclass.storage.k8s.io/'

/** Throws a 403 Status when a new object would use more than a quota of its namespace leaves. */
export function checkQuota(kube: KubeState, kind: KindSpec, object: ApiObject): void {
  const { namespace, name } = object.metadata
  const asked = usageOf(kind, object)
  for (const quota of namespace === undefined ? [] : quotasOf(kube, namespace)) {
    const hard = asObject(at(quota, 'spec', 'hard'))
    const concerned = keysOf(hard).filter((resource) => (asked.get(resource) ?? 0) > 0)
    const used = usedIn(kube, namespace ?? '', keysOf(hard))
    const over = concerned.filter(
      (resource) => (used.get(resource) ?? 0) + (asked.get(resource) ?? 0) > amount(hard[resource]),
    )
    if (over.length === 0) continue
    const list = (of: (resource: string) => string) =>
      over.map((resource) => `${resource}=${of(resource)}`).join(',')
    throw forbidden(
      kind,
      name,
      `exceeded quota: ${quota.metadata.name}, requested: ${list((one) => written(one, asked))}, used: ${list((one) => written(one, used))}, limited: ${list((one) => asText(hard[one] ?? ''))}`,
    )
  }
}

/** Keeps `status` of every quota as its namespace is; returns the way to stop. */
export function countQuotas(kube: KubeState): () => void {
  const due = new Set<string>()
  let scheduled: NodeJS.Immediate | undefined
  const run = (): void => {
    scheduled = undefined
    const namespaces = [...due]
    due.clear()
    for (const namespace of namespaces) count(kube, namespace)
  }
  const stop = kube.store.onChange(({ object }) => {
    const { namespace } = object.metadata
    if (namespace === undefined) return
    due.add(namespace)
    scheduled ??= setImmediate(run)
  })
  return () => {
    stop()
    clearImmediate(scheduled)
  }
}

function count(kube: KubeState, namespace: string): void {
  const kind = kube.kinds.byKind('v1', 'ResourceQuota')
  if (!kind) return
  for (const quota of kube.store.list(kind, namespace)) {
    const hard = asObject(at(quota, 'spec', 'hard'))
    const used = usedIn(kube, namespace, keysOf(hard))
    const status: JsonObject = {
      hard,
      used: Object.fromEntries(keysOf(hard).map((resource) => [resource, written(resource, used)])),
    }
    if (!equal(quota['status'] ?? {}, status)) kube.store.put(kind, { ...quota, status })
  }
}

function quotasOf(kube: KubeState, namespace: string): readonly ApiObject[] {
  const kind = kube.kinds.byKind('v1', 'ResourceQuota')
  const all = kind ? kube.store.list(kind, namespace) : []
  return all.filter((quota) => asArray(at(quota, 'spec', 'scopes')).length === 0)
}

/** Only the kinds that the resources count are looked at. */
function usedIn(kube: KubeState, namespace: string, resources: readonly string[]): Usage {
  const sum = new Map<string, number>()
  for (const kind of kube.kinds.all.filter((one) => one.namespaced && counts(one, resources)))
    for (const object of kube.store.list(kind, namespace))
      for (const [resource, value] of usageOf(kind, object))
        sum.set(resource, (sum.get(resource) ?? 0) + value)
  return sum
}

function counts(kind: KindSpec, resources: readonly string[]): boolean {
  if (resources.includes(countName(kind))) return true
  return kind.group === '' && ['Pod', 'PersistentVolumeClaim'].includes(kind.kind)
}

/** What one object adds to each resource. */
function usageOf(kind: KindSpec, object: ApiObject): Usage {
  const usage = new Map([[countName(kind), 1]])
  if (kind.group !== '') return usage
  if (kind.kind === 'PersistentVolumeClaim') {
    const bytes = amount(at(object, 'spec', 'resources', 'requests', 'storage'))
    const storageClass = asString(at(object, 'spec', 'storageClassName'))
    const prefixes = storageClass === undefined ? [''] : ['', `${storageClass}${CLASS_PART}`]
    for (const prefix of prefixes)
      usage.set(`${prefix}requests.storage`, bytes).set(`${prefix}persistentvolumeclaims`, 1)
  }
  // A pod that has ended holds nothing any more.
  if (kind.kind === 'Pod' && !['Succeeded', 'Failed'].includes(asString(at(object, 'status', 'phase')) ?? ''))
    for (const [resource, value] of podUsage(object)) usage.set(resource, value)
  return usage
}

function podUsage(pod: ApiObject): Usage {
  const usage = new Map([['pods', 1]])
  for (const part of ['requests', 'limits'])
    for (const unit of ['cpu', 'memory']) {
      const value = asArray(at(pod, 'spec', 'containers'))
        .map((container) => amount(at(container, 'resources', part, unit)))
        .reduce((sum, one) => sum + one, 0)
      usage.set(`${part}.${unit}`, value)
      if (part === 'requests') usage.set(unit, value)
    }
  return usage
}

/** "count/datavolumes.cdi.kubevirt.io" */
function countName({ plural, group }: KindSpec): string {
  return `count/${plural}${group === '' ? '' : `.${group}`}`
}

function amount(value: Json | undefined): number {
  return parseQuantity(asText(value ?? '0')) ?? 0
}

function written(resource: string, usage: Usage): string {
  const value = usage.get(resource) ?? 0
  if (/cpu$/.test(resource)) return Number.isInteger(value) ? String(value) : `${Math.round(value * 1000)}m`
  return /(storage|memory)$/.test(resource) ? bytesQuantity(value) : String(value)
}
