/** OpenAPI v2 and v3 documents, enough for clients to validate, explain and choose a form of patch. */
import { createHash } from 'node:crypto'
import type { JsonObject } from './json.ts'
import { apiVersionOf, verbsOf } from './kinds/kind.ts'
import type { KindSpec } from './kinds/kind.ts'
import type { KindTable } from './kinds/all.ts'
import { patchTypes } from './patches.ts'
import type { Schema } from './schema.ts'

const INFO = { title: 'Kubernetes', version: 'v1.33.0' }

function plain(schema: Schema): JsonObject {
  const { type, format } = schema
  if (format === 'quantity') return { description: 'An amount, as "10Gi" or 1.', type: 'string' }
  if (format === 'int-or-string') return { type: 'string', format: 'int-or-string' }
  return { type, format }
}

function listExtensions(schema: Schema): JsonObject {
  if (schema.type !== 'array') return {}
  const kind = schema.set === true ? 'set' : schema.mapKeys === undefined ? 'atomic' : 'map'
  return {
    'x-kubernetes-list-type': kind,
    'x-kubernetes-list-map-keys': schema.mapKeys,
    'x-kubernetes-patch-strategy': schema.mergeKey === undefined ? undefined : 'merge',
    'x-kubernetes-patch-merge-key': schema.mergeKey || undefined,
  }
}

/** A schema in OpenAPI's words. Objects keep fields that are not described, and say so. */
export function openApiSchema(schema: Schema): JsonObject {
  const properties = Object.entries(schema.properties ?? {}).map(
    ([key, value]) => [key, openApiSchema(value)] as const,
  )
  const open = schema.type === undefined || (schema.type === 'object' && schema.values === undefined)
  const isFree = open && schema.format === undefined
  return {
    description: schema.description,
    ...plain(schema),
    enum: schema.enum,
    pattern: schema.pattern,
    minimum: schema.minimum,
    minItems: schema.minItems,
    required: schema.required,
    properties: properties.length === 0 ? undefined : Object.fromEntries(properties),
    additionalProperties: schema.values && openApiSchema(schema.values),
    items: schema.type === 'array' ? openApiSchema(schema.items ?? {}) : undefined,
    ...listExtensions(schema),
    'x-kubernetes-map-type': schema.atomic === true ? 'atomic' : undefined,
    'x-kubernetes-preserve-unknown-fields': isFree ? true : undefined,
  }
}

function gvk(kind: KindSpec): JsonObject {
  return { group: kind.group, version: kind.version, kind: kind.kind }
}

function definitionName(kind: KindSpec): string {
  return `${kind.group === '' ? 'core' : kind.group}.${kind.version}.${kind.kind}`
}

function definitions(kinds: readonly KindSpec[]): JsonObject {
  const all = kinds.map((kind) => {
    const schema = { ...openApiSchema(kind.schema), 'x-kubernetes-group-version-kind': [gvk(kind)] }
    return [definitionName(kind), schema] as const
  })
  return Object.fromEntries(all)
}

function resourcePath(kind: KindSpec): string {
  const root = kind.group === '' ? `/api/${kind.version}` : `/apis/${apiVersionOf(kind)}`
  return `${root}${kind.namespaced ? '/namespaces/{namespace}' : ''}/${kind.plural}`
}

const METHODS: readonly (readonly [string, string, boolean])[] = [
  ['get', 'list', false],
  ['post', 'create', false],
  ['get', 'get', true],
  ['put', 'update', true],
  ['patch', 'patch', true],
  ['delete', 'delete', true],
]

const WRITES = ['post', 'put', 'patch']

function parameters(method: string, v3: boolean): readonly JsonObject[] {
  const names = WRITES.includes(method) ? ['dryRun', 'fieldManager', 'fieldValidation'] : []
  return names.map((name) => ({
    name,
    in: 'query',
    ...(v3 ? { schema: { type: 'string' } } : { type: 'string' }),
  }))
}

function operation(kind: KindSpec, method: string, verb: string, v3: boolean): JsonObject {
  const ref = { $ref: `${v3 ? '#/components/schemas/' : '#/definitions/'}${definitionName(kind)}` }
  const answer = v3
    ? { description: 'OK', content: { 'application/json': { schema: ref } } }
    : { description: 'OK', schema: ref }
  const types = method === 'patch' ? patchTypes(kind) : ['application/json']
  const body = Object.fromEntries(types.map((type) => [type, { schema: ref }]))
  return {
    operationId: `${verb}${kind.kind}${kind.group}`,
    parameters: parameters(method, v3),
    requestBody: v3 && WRITES.includes(method) ? { content: body } : undefined,
    consumes: v3 || !WRITES.includes(method) ? undefined : types,
    responses: { 200: answer },
    'x-kubernetes-action': verb === 'create' ? 'post' : verb === 'update' ? 'put' : verb,
    'x-kubernetes-group-version-kind': gvk(kind),
  }
}

function paths(kinds: readonly KindSpec[], v3: boolean): JsonObject {
  const all = kinds.flatMap((kind) =>
    [false, true].map((single) => {
      const operations = METHODS.filter(
        ([, verb, one]) => one === single && verbsOf(kind).includes(verb),
      ).map(([method, verb]) => [method, operation(kind, method, verb, v3)] as const)
      return [
        `${resourcePath(kind)}${single ? '/{name}' : ''}`,
        { ...Object.fromEntries(operations), parameters: pathParameters(kind, single, v3) },
      ] as const
    }),
  )
  return Object.fromEntries(all)
}

function pathParameters(kind: KindSpec, single: boolean, v3: boolean): readonly JsonObject[] {
  const names = [...(kind.namespaced ? ['namespace'] : []), ...(single ? ['name'] : [])]
  return names.map((name) => ({
    name,
    in: 'path',
    required: true,
    ...(v3 ? { schema: { type: 'string' } } : { type: 'string' }),
  }))
}

/** The documents of a server, made when first asked for: its kinds do not change. */
export interface OpenApi {
  v2(): JsonObject
  /** One document for each group and version, under the hash of its text. */
  v3Index(): JsonObject
  /** `root` is `api/v1` or `apis/<group>/<version>`; undefined when nothing is served there. */
  v3(root: string): JsonObject | undefined
}

export function createOpenApi(table: KindTable): OpenApi {
  const made = new Map<string, JsonObject | undefined>()
  const once = (key: string, make: () => JsonObject | undefined): JsonObject | undefined => {
    if (!made.has(key)) made.set(key, make())
    return made.get(key)
  }
  const roots = new Set(table.all.map(rootOf))
  return {
    v2: () => once('v2', () => openApiV2(table)) ?? {},
    v3Index: () => once('v3', () => openApiV3Index(table)) ?? {},
    v3: (root) => (roots.has(root) ? once(root, () => openApiV3(table, root)) : undefined),
  }
}

function openApiV2(table: KindTable): JsonObject {
  return {
    swagger: '2.0',
    info: INFO,
    paths: paths(table.all, false),
    definitions: definitions(table.all),
  }
}

function rootOf(kind: KindSpec): string {
  return kind.group === '' ? `api/${kind.version}` : `apis/${apiVersionOf(kind)}`
}

function openApiV3Index(table: KindTable): JsonObject {
  const roots = [...new Set(table.all.map(rootOf))]
  const entries = roots.map((root) => {
    const text = JSON.stringify(openApiV3(table, root))
    const hash = createHash('sha512').update(text).digest('hex').toUpperCase()
    return [root, { serverRelativeURL: `/openapi/v3/${root}?hash=${hash}` }] as const
  })
  return { paths: Object.fromEntries(entries) }
}

function openApiV3(table: KindTable, root: string): JsonObject {
  const kinds = table.all.filter((kind) => rootOf(kind) === root)
  return {
    openapi: '3.0.0',
    info: INFO,
    paths: paths(kinds, true),
    components: { schemas: definitions(kinds) },
  }
}
