/** Objects and lists in the form that the client asked for. */
import type { ApiObject, JsonObject } from './json.ts'
import { apiVersionOf } from './kinds/kind.ts'
import type { KindSpec } from './kinds/kind.ts'
import type { Form } from './negotiate.ts'
import { notAcceptable } from './status.ts'
import { partial, tableOf, tableRow } from './table.ts'
import type { Include } from './table.ts'

export interface Shape {
  readonly form: Form
  readonly include: Include
  readonly nowMs: number
}

export function includeOf(query: URLSearchParams): Include {
  const value = query.get('includeObject')
  return value === 'None' || value === 'Object' ? value : 'Metadata'
}

export function shapeObject(kind: KindSpec, object: ApiObject, shape: Shape): JsonObject {
  const { form, include, nowMs } = shape
  const version = form.version ?? 'v1'
  if (form.as === 'PartialObjectMetadata') return partial(object, version)
  if (form.as === 'Table') {
    const metadata = { resourceVersion: object.metadata.resourceVersion }
    return tableOf(kind, [tableRow(kind, object, include, nowMs, version)], metadata, form)
  }
  if (form.as !== undefined) throw notAcceptable('application/json')
  return object
}

export interface ListMeta {
  readonly resourceVersion: string
  readonly continue?: string
  readonly remainingItemCount?: number
}

export function shapeList(
  kind: KindSpec,
  items: readonly ApiObject[],
  meta: ListMeta,
  shape: Shape,
): JsonObject {
  const { form, include, nowMs } = shape
  const version = form.version ?? 'v1'
  const metadata = { ...meta }
  if (form.as === 'Table') {
    const rows = items.map((item) => tableRow(kind, item, include, nowMs, version))
    return tableOf(kind, rows, metadata, form)
  }
  if (form.as === 'PartialObjectMetadataList')
    return {
      kind: form.as,
      apiVersion: `meta.k8s.io/${version}`,
      metadata,
      items: items.map((item) => partial(item, version)),
    }
  if (form.as !== undefined) throw notAcceptable('application/json')
  return { kind: `${kind.kind}List`, apiVersion: apiVersionOf(kind), metadata, items }
}
