/** Every field that a procedure takes or answers with, as the schemas of the contract name them. */
import { getEventIteratorSchemaDetails, isContractProcedure, type AnyContractRouter } from '@orpc/contract'
import * as z from 'zod'
import type { $ZodType, $ZodTypes } from 'zod/v4/core'

export interface Field {
  /** "providers.list: [].status.problem.code" */
  readonly path: string
  /** Names from the outside in; those of entries of lists and records are left out. */
  readonly names: readonly string[]
  readonly schema: $ZodType
}

export interface Procedure {
  /** "providers.list" */
  readonly name: string
  readonly inputs: readonly Field[]
  /** Errors are answers too. */
  readonly outputs: readonly Field[]
}

/** What oRPC keeps of a procedure. */
interface Definition {
  readonly inputSchema?: unknown
  readonly outputSchema?: unknown
  readonly errorMap: Readonly<Record<string, { readonly data?: unknown } | undefined>>
}

/** All procedures of a contract, or of a part of one. */
export function proceduresOf(router: AnyContractRouter, name = ''): Procedure[] {
  if (!isContractProcedure(router))
    return Object.entries(router).flatMap(([key, below]) =>
      proceduresOf(below as AnyContractRouter, name === '' ? key : `${name}.${key}`),
    )
  const { inputSchema, outputSchema, errorMap } = router['~orpc'] as Definition
  const errors = Object.entries(errorMap).map(([code, error]) => [` error ${code}`, error?.data] as const)
  const all = (path: string, schema: unknown) =>
    streamed(schema).flatMap((one) => fieldsOf(one, `${name}${path}: `, [], new Set()))
  return [
    {
      name,
      inputs: all('', inputSchema),
      outputs: [['', outputSchema] as const, ...errors].flatMap(([path, schema]) => all(path, schema)),
    },
  ]
}

/** What a stream gives and ends with, or the schema itself. */
function streamed(schema: unknown): $ZodTypes[] {
  const stream = getEventIteratorSchemaDetails(schema as never)
  // An end without a schema says whatever the service says.
  const given = stream ? [stream.yields, stream.returns ?? z.unknown()] : [schema]
  return given.filter((one) => one !== undefined) as unknown as $ZodTypes[]
}

function fieldsOf(
  schema: $ZodTypes,
  path: string,
  names: readonly string[],
  above: ReadonlySet<$ZodType>,
): Field[] {
  // A schema that holds itself was looked at further up.
  if (above.has(schema)) return []
  const within = new Set([...above, schema])
  const below = childrenOf(schema).flatMap(([name, child]) =>
    fieldsOf(child, `${path}${name}`, name.startsWith('.') ? [...names, name.slice(1)] : names, within),
  )
  return [{ path, names, schema }, ...below]
}

type Child = readonly [name: string, schema: $ZodTypes]

/** What a schema is made of. Throws at a kind that nobody thought of: what is not looked at could hold anything. */
function childrenOf(schema: $ZodTypes): Child[] {
  const { def } = schema._zod
  const child = (name: string, one: unknown): Child[] => (one ? [[name, one as $ZodTypes]] : [])
  switch (def.type) {
    case 'object':
      return [
        ...Object.entries(def.shape).flatMap(([name, one]) => child(`.${name}`, one)),
        ...child('{}', def.catchall),
      ]
    case 'array':
      return child('[]', def.element)
    case 'tuple':
      return [...def.items.flatMap((one, at) => child(`[${at}]`, one)), ...child('[]', def.rest)]
    case 'record':
      return [...child('{key}', def.keyType), ...child('{}', def.valueType)]
    case 'union':
      return def.options.flatMap((one) => child('', one))
    case 'intersection':
      return [...child('', def.left), ...child('', def.right)]
    case 'pipe':
      return [...child('', def.in), ...child('', def.out)]
    case 'optional':
    case 'nullable':
    case 'default':
    case 'prefault':
    case 'nonoptional':
    case 'readonly':
    case 'catch':
      return child('', def.innerType)
    case 'lazy':
      return child('', def.getter())
    case 'string':
    case 'number':
    case 'boolean':
    case 'null':
    case 'void':
    case 'literal':
    case 'enum':
    case 'file':
    case 'any':
    case 'unknown':
    case 'transform':
      return []
    default:
      throw new Error(`a schema of the kind ${def.type} is not known here`)
  }
}
