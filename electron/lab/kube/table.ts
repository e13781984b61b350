/** The Table form of lists, which `kubectl get` prints. Source: Kubernetes API concepts, "Receiving resources as Tables". */
import { asString, isArray, isObject, own } from './json.ts'
import type { ApiObject, Json, JsonObject } from './json.ts'
import { ageColumn, ageOf, nameColumn } from './kinds/columns.ts'
import type { Column, KindSpec } from './kinds/kind.ts'
import type { Form } from './negotiate.ts'

const PLAIN: readonly Column[] = [nameColumn, ageColumn]

function valueAt(object: Json, path: string): Json | undefined {
  return path.split('.').reduce<Json | undefined>((here, part) => {
    if (isArray(here)) return here[Number(part)]
    return isObject(here) ? own(here, part) : undefined
  }, object)
}

function cell(column: Column, object: ApiObject, nowMs: number): Json {
  if (column.value !== undefined) return column.value(object, nowMs)
  const value = valueAt(object, column.path ?? '')
  if (column.type === 'date') return ageOf(value, nowMs)
  if (column.type === 'integer') return typeof value === 'number' ? value : (value ?? null)
  return asString(value) ?? (value === undefined ? '' : JSON.stringify(value))
}

/** The object's metadata alone. */
export function partial(object: ApiObject, version: string): JsonObject {
  return { kind: 'PartialObjectMetadata', apiVersion: `meta.k8s.io/${version}`, metadata: object.metadata }
}

export type Include = 'None' | 'Metadata' | 'Object'

export function tableRow(
  kind: KindSpec,
  object: ApiObject,
  include: Include,
  nowMs: number,
  version: string,
): JsonObject {
  const columns = kind.columns ?? PLAIN
  const shown = include === 'None' ? undefined : include === 'Object' ? object : partial(object, version)
  return { cells: columns.map((column) => cell(column, object, nowMs)), object: shown }
}

export function tableOf(
  kind: KindSpec,
  rows: readonly JsonObject[],
  metadata: JsonObject,
  form: Form,
  withColumns = true,
): JsonObject {
  const columns = (kind.columns ?? PLAIN).map((column) => ({
    name: column.name,
    type: column.type === 'integer' ? 'integer' : 'string',
    format: column.name === 'Name' ? 'name' : '',
    description: '',
    priority: column.wide === true ? 1 : 0,
  }))
  return {
    kind: 'Table',
    apiVersion: `meta.k8s.io/${form.version ?? 'v1'}`,
    metadata,
    columnDefinitions: withColumns ? columns : null,
    rows,
  }
}
