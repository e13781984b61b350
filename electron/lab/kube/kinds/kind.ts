import type { ApiObject, Json } from '../json.ts'
import type { Schema } from '../schema.ts'
import type { Cause } from '../status.ts'

/** One column of `kubectl get`. */
export interface Column {
  readonly name: string
  readonly type: 'string' | 'integer' | 'date'
  /** Only with `-o wide`. */
  readonly wide?: boolean
  /** A dotted path into the object; dates become an age. Path or `value`. */
  readonly path?: string
  readonly value?: (object: ApiObject, nowMs: number) => Json
}

export interface Subresource {
  readonly name: string
  readonly kind: string
  readonly group?: string
  readonly version?: string
  readonly verbs: readonly string[]
}

/** Everything the server knows about a kind. Kinds are data: no handler knows one by name. */
export interface KindSpec {
  /** Empty for the core group. */
  readonly group: string
  readonly version: string
  readonly kind: string
  readonly plural: string
  readonly namespaced: boolean
  /** Defined by a custom resource definition: no strategic merge patch, updates need a resourceVersion. */
  readonly custom: boolean
  /** Has a /status subresource: it writes status only, and the main resource does not write status. */
  readonly status: boolean
  readonly schema: Schema
  readonly shortNames?: readonly string[]
  readonly categories?: readonly string[]
  /** What may be done with it; everything when absent. */
  readonly verbs?: readonly string[]
  /** What a name has to look like; a DNS subdomain when absent. */
  readonly naming?: 'subdomain' | 'label' | 'path'
  /** Field selectors besides metadata.name and metadata.namespace. */
  readonly fields?: readonly string[]
  /** metadata.generation is counted; always so for custom kinds. */
  readonly generation?: boolean
  readonly columns?: readonly Column[]
  readonly subresources?: readonly Subresource[]
  /** Fills in what the writer left out. */
  readonly defaults?: (object: ApiObject) => ApiObject
  /** A deleted object of this kind stays while this holds, as it does while it has finalizers. */
  readonly held?: (object: ApiObject) => boolean
  /** What else changes when deletion begins. */
  readonly onDelete?: (object: ApiObject) => ApiObject
  /** Fills in what depends on other objects, when one is created; `list` reads them. */
  readonly admit?: (
    object: ApiObject,
    list: (apiVersion: string, kind: string) => readonly ApiObject[],
  ) => ApiObject
  /** Rules that a schema cannot say; `old` is there on an update. */
  readonly check?: (object: ApiObject, old: ApiObject | undefined) => readonly Cause[]
}

const ALL_VERBS = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'] as const

export function verbsOf(kind: KindSpec): readonly string[] {
  return kind.verbs ?? ALL_VERBS
}

export function apiVersionOf(kind: KindSpec): string {
  return kind.group === '' ? kind.version : `${kind.group}/${kind.version}`
}

/** One string for a kind: its place in maps. */
export function kindId(kind: KindSpec): string {
  return `${kind.plural}.${kind.group}`
}
