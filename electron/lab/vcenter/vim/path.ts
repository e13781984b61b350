import type { Declared, Schema } from './schema.ts'
import { isArray, isObject, textOf, type Vim } from './value.ts'

/** One step of a property path: a field and, for an array, the key of one element. */
interface Step {
  readonly field: string
  readonly key: string | undefined
}

const STEP = /^([A-Za-z0-9_]+)(?:\[(?:"((?:[^"\\]|\\.)*)"|(-?\d+))\])?(?:\.|$)/

/**
 * Declared type of `path` on managed object type `type`, or undefined where the API knows no such path. A path
 * follows declared types only, so a field that only a subtype has cannot be reached, as in vSphere.
 */
export function pathType(schema: Schema, type: string, path: string): Declared | undefined {
  const steps = parsePath(path)
  let at: Declared = { type, array: false }
  for (const step of steps ?? []) {
    if (at.array) return undefined
    const next = schema.fields(at.type).get(step.field)
    if (next === undefined || (step.key !== undefined && !next.array)) return undefined
    at = step.key === undefined ? next : { ...next, array: false }
  }
  return steps === undefined ? undefined : at
}

/** Value at `path`, read through `get` for the first step; undefined where it or anything before it is unset. */
export function readPath(get: (property: string) => Vim, path: string): Vim {
  const [first, ...rest] = parsePath(path) ?? []
  if (first === undefined) return undefined
  let value = element(get(first.field), first.key)
  for (const step of rest) {
    if (!isObject(value)) return undefined
    value = element(value[step.field], step.key)
  }
  return value
}

function element(value: Vim, key: string | undefined): Vim {
  if (key === undefined || !isArray(value)) return value
  return value.find((item) => isObject(item) && textOf(item.key) === key)
}

function parsePath(path: string): Step[] | undefined {
  const steps: Step[] = []
  let rest = path
  while (rest !== '') {
    const match = STEP.exec(rest)
    if (match === null) return undefined
    steps.push({ field: match[1] ?? '', key: match[2]?.replaceAll(/\\(.)/g, '$1') ?? match[3] })
    rest = rest.slice(match[0].length)
  }
  return steps.length === 0 || path.endsWith('.') ? undefined : steps
}
