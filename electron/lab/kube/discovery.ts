/** What the server offers, in both forms of discovery. Source: Kubernetes API concepts, "Discovery API". */
import type { JsonObject } from './json.ts'
import { verbsOf } from './kinds/kind.ts'
import type { KindSpec, Subresource } from './kinds/kind.ts'
import type { KindTable } from './kinds/all.ts'

/** A resource that is not stored: it can only be posted to or called. */
export interface VirtualResource {
  readonly group: string
  readonly version: string
  /** `plural` or `plural/subresource`. */
  readonly name: string
  readonly kind: string
  readonly namespaced: boolean
  readonly verbs: readonly string[]
}

export interface Catalogue {
  readonly kinds: KindTable
  readonly virtual: readonly VirtualResource[]
}

const STATUS_VERBS = ['get', 'patch', 'update']

function subresourcesOf(kind: KindSpec): readonly Subresource[] {
  const status = { name: 'status', kind: kind.kind, verbs: STATUS_VERBS }
  return [...(kind.status ? [status] : []), ...(kind.subresources ?? [])]
}

function groupVersions(catalogue: Catalogue): readonly (readonly [string, string])[] {
  const all = [...catalogue.kinds.all, ...catalogue.virtual].map(
    ({ group, version }) => [group, version] as const,
  )
  return [...new Map(all.map((pair) => [pair.join('/'), pair])).values()]
}

function groups(catalogue: Catalogue): readonly (readonly [string, readonly string[]])[] {
  const names = new Set(groupVersions(catalogue).map(([group]) => group))
  return [...names]
    .filter((name) => name !== '')
    .map((name) => [
      name,
      groupVersions(catalogue)
        .filter(([group]) => group === name)
        .map(([, version]) => version),
    ])
}

export function coreVersions(): JsonObject {
  return { kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs: [] }
}

function apiGroup(name: string, versions: readonly string[]): JsonObject {
  const list = versions.map((version) => ({ groupVersion: `${name}/${version}`, version }))
  return { name, versions: list, preferredVersion: list[0] }
}

export function groupList(catalogue: Catalogue): JsonObject {
  return {
    kind: 'APIGroupList',
    apiVersion: 'v1',
    groups: groups(catalogue).map(([name, versions]) => apiGroup(name, versions)),
  }
}

export function oneGroup(catalogue: Catalogue, name: string): JsonObject | undefined {
  const found = groups(catalogue).find(([group]) => group === name)
  return found && { kind: 'APIGroup', apiVersion: 'v1', ...apiGroup(...found) }
}

/** The resources of one group and version; undefined when there is none. */
export function resourceList(catalogue: Catalogue, group: string, version: string): JsonObject | undefined {
  if (!groupVersions(catalogue).some(([one, other]) => one === group && other === version)) return undefined
  const stored = catalogue.kinds.all.filter((kind) => kind.group === group && kind.version === version)
  const virtual = catalogue.virtual.filter((one) => one.group === group && one.version === version)
  return {
    kind: 'APIResourceList',
    apiVersion: 'v1',
    groupVersion: group === '' ? version : `${group}/${version}`,
    resources: [
      ...stored.flatMap(resourcesOf),
      ...virtual.map(({ name, kind, namespaced, verbs }) => ({
        name,
        singularName: '',
        namespaced,
        kind,
        verbs,
      })),
    ],
  }
}

function resourcesOf(kind: KindSpec): readonly JsonObject[] {
  const main = {
    name: kind.plural,
    singularName: kind.kind.toLowerCase(),
    namespaced: kind.namespaced,
    kind: kind.kind,
    verbs: verbsOf(kind),
    shortNames: kind.shortNames,
    categories: kind.categories,
  }
  const below = subresourcesOf(kind).map((sub) => ({
    name: `${kind.plural}/${sub.name}`,
    singularName: '',
    namespaced: kind.namespaced,
    group: sub.group,
    version: sub.version,
    kind: sub.kind,
    verbs: sub.verbs,
  }))
  return [main, ...below]
}

/** Discovery in one document: the core group for /api, all others for /apis. */
export function aggregated(catalogue: Catalogue, core: boolean, version: string): JsonObject {
  const pairs = groupVersions(catalogue).filter(([group]) => (group === '') === core)
  const names = [...new Set(pairs.map(([group]) => group))]
  return {
    kind: 'APIGroupDiscoveryList',
    apiVersion: `apidiscovery.k8s.io/${version}`,
    metadata: {},
    items: names.map((name) => ({
      metadata: { name: name || undefined, creationTimestamp: null },
      versions: pairs
        .filter(([group]) => group === name)
        .map(([, one]) => ({
          version: one,
          resources: aggregatedResources(catalogue, name, one),
          freshness: 'Current',
        })),
    })),
  }
}

function responseKind(group: string, version: string, kind: string): JsonObject {
  return { group, version, kind }
}

function aggregatedResources(catalogue: Catalogue, group: string, version: string): readonly JsonObject[] {
  const mine = (one: { readonly group: string; readonly version: string }): boolean =>
    one.group === group && one.version === version
  const stored = catalogue.kinds.all.filter(mine).map((kind) => ({
    resource: kind.plural,
    responseKind: responseKind(group, version, kind.kind),
    scope: kind.namespaced ? 'Namespaced' : 'Cluster',
    singularResource: kind.kind.toLowerCase(),
    verbs: verbsOf(kind),
    shortNames: kind.shortNames,
    categories: kind.categories,
    subresources: subresourcesOf(kind).map((sub) => ({
      subresource: sub.name,
      responseKind: responseKind(sub.group ?? group, sub.version ?? version, sub.kind),
      verbs: sub.verbs,
    })),
  }))
  return [...stored, ...aggregatedVirtual(catalogue.virtual.filter(mine))]
}

function aggregatedVirtual(virtual: readonly VirtualResource[]): readonly JsonObject[] {
  const plurals = [...new Set(virtual.map(({ name }) => name.split('/')[0] ?? ''))]
  return plurals.map((plural) => {
    const main = virtual.find(({ name }) => name === plural)
    const below = virtual.filter(({ name }) => name.startsWith(`${plural}/`))
    const any = main ?? below[0]
    return {
      resource: plural,
      responseKind: main && responseKind(main.group, main.version, main.kind),
      scope: any?.namespaced === true ? 'Namespaced' : 'Cluster',
      singularResource: '',
      verbs: main?.verbs ?? [],
      subresources: below.map((sub) => ({
        subresource: sub.name.slice(plural.length + 1),
        responseKind: responseKind(sub.group, sub.version, sub.kind),
        verbs: sub.verbs,
      })),
    }
  })
}
