/**
 * Where the NFC values are in ConfigStore's settings of hostd. VMware documents no path to them, so the schema that
 * the host itself prints is the only authority: what it does not know is not written.
 */
import { formatCount, formatNumber } from '../units.ts'
import { ok, type Result } from '../problem.ts'
import { refused, type NfcValueName } from './nfc-wish.ts'

/** Keys of the file in snake case, as ConfigStore has them. */
export const STORE_KEYS = { maxMemory: 'max_memory', maxStreamMemory: 'max_stream_memory' } as const

type Fields = Readonly<Record<string, unknown>>

export interface StoreKeys {
  /** From the root of the settings to the object that holds the values. */
  readonly path: readonly string[]
  /** What the schema says of each value that it knows; several where it says it in several places. */
  readonly definitions: Readonly<Partial<Record<NfcValueName, readonly Fields[]>>>
}

interface Found {
  readonly path: readonly string[]
  readonly name: NfcValueName
  readonly definitions: readonly Fields[]
}

const INSIDE = 'nfcsvc'
const DEEPEST = 60
const MOST_VISITS = 200_000
/** What holds schemas without being one: an envelope is searched for them, but not what a schema gives as example. */
const NOT_SEARCHED = new Set(['default', 'examples', 'example', 'enum', 'const', 'definitions', '$defs'])
const COMBINED = ['allOf', 'anyOf', 'oneOf'] as const
const LEAVE = 'Leave this host as it is, and let fewer copies run from it at once.'

/** Problems: esxi.nfc-missing, esxi.nfc-ambiguous, esxi.store-schema. */
export function storeKeyPath(schema: unknown): Result<StoreKeys> {
  const found: Found[] = []
  const search = new Search(schema, found)
  if (!search.run())
    return refused(
      'store-schema',
      "The host's schema of hostd's settings is nested too deep to be searched.",
      LEAVE,
    )
  const memory = found.filter(({ name }) => name === 'maxMemory')
  const paths = new Set(memory.map(({ path }) => JSON.stringify(path)))
  const [first] = memory
  if (!first)
    return refused(
      'nfc-missing',
      `The host's own schema of hostd's settings has no ${STORE_KEYS.maxMemory} under ${INSIDE}.`,
      LEAVE,
    )
  if (paths.size > 1)
    return refused(
      'nfc-ambiguous',
      `The host's own schema has ${formatCount(paths.size, 'key')} ${STORE_KEYS.maxMemory} under ${INSIDE}, and which one hostd reads is not known.`,
      LEAVE,
      memory.map(({ path }) => path.join('.')).join(', '),
    )
  const at = JSON.stringify(first.path)
  const of = (name: NfcValueName) =>
    found
      .filter((one) => one.name === name && JSON.stringify(one.path) === at)
      .flatMap((one) => one.definitions)
  const stream = of('maxStreamMemory')
  const definitions = { maxMemory: of('maxMemory'), ...(stream.length > 0 && { maxStreamMemory: stream }) }
  for (const [name, all] of Object.entries(definitions))
    if (!areNumbers(all))
      return refused('store-schema', `The host's own schema does not call ${name} a number.`, LEAVE)
  return ok({ path: first.path, definitions })
}

/** As a page shows it: "esx/services/hostd: plugins.nfcsvc". */
export function storePlace(keys: Pick<StoreKeys, 'path'>): string {
  return `esx/services/hostd: ${keys.path.join('.')}`
}

class Search {
  readonly #document: unknown
  readonly #found: Found[]
  #visits = 0
  constructor(document: unknown, found: Found[]) {
    this.#document = document
    this.#found = found
  }

  /** False when it had to give up. */
  run(): boolean {
    return this.#envelope(this.#document, 0)
  }

  #envelope(node: unknown, depth: number): boolean {
    if (this.#isTooMuch(depth)) return false
    if (Array.isArray(node)) return node.every((item: unknown) => this.#envelope(item, depth + 1))
    if (!isFields(node)) return true
    if (isSchema(node)) return this.#schema(node, node, [], depth)
    return Object.entries(node).every(
      ([key, part]) => NOT_SEARCHED.has(key) || this.#envelope(part, depth + 1),
    )
  }

  /** A schema and all that it is combined of, at one place of the settings. */
  #schema(node: unknown, root: Fields, path: readonly string[], depth: number): boolean {
    if (this.#isTooMuch(depth)) return false
    if (!isFields(node)) return true
    const target = this.#referred(node, root)
    if (target !== undefined && !this.#schema(target, root, path, depth + 1)) return false
    for (const part of parts(node)) if (!this.#schema(part, root, path, depth + 1)) return false
    if (!isFields(node['properties'])) return true
    return Object.entries(node['properties']).every(([key, child]) => {
      const name = valueName(key)
      if (name && path.includes(INSIDE)) {
        this.#found.push({ path, name, definitions: this.#definitions(child, root, depth + 1) })
        return true
      }
      return this.#schema(child, root, [...path, key], depth + 1)
    })
  }

  /** All that is said of one value: here, where this refers to, and in what it is combined of. */
  #definitions(node: unknown, root: Fields, depth: number): readonly Fields[] {
    if (this.#isTooMuch(depth) || !isFields(node)) return []
    const of = (part: unknown) => this.#definitions(part, root, depth + 1)
    // "A number or null" is a number; of several numbers none is known to hold.
    const options = [...listOf(node, 'anyOf'), ...listOf(node, 'oneOf')].map(of).filter(areNumbers)
    return [
      node,
      ...of(this.#referred(node, root)),
      ...listOf(node, 'allOf').flatMap(of),
      ...(options.length === 1 ? options.flat() : []),
    ]
  }

  /** What a reference within this document points at; references to elsewhere are not followed. */
  #referred(node: Fields, root: Fields): unknown {
    const reference = node['$ref']
    if (typeof reference !== 'string' || !reference.startsWith('#/')) return undefined
    const steps = reference
      .slice(2)
      .split('/')
      .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
    return pointed(root, steps) ?? pointed(this.#document, steps)
  }

  #isTooMuch(depth: number): boolean {
    this.#visits += 1
    return depth > DEEPEST || this.#visits > MOST_VISITS
  }
}

function parts(node: Fields): readonly unknown[] {
  return COMBINED.flatMap((key) => listOf(node, key))
}

function listOf(node: Fields, key: (typeof COMBINED)[number]): readonly unknown[] {
  const list = node[key]
  return Array.isArray(list) ? list : []
}

function pointed(from: unknown, steps: readonly string[]): unknown {
  let at = from
  for (const step of steps) {
    if (Array.isArray(at)) at = at[Number(step)] as unknown
    else if (isFields(at) && Object.hasOwn(at, step)) at = at[step]
    else return undefined
  }
  return at
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isSchema(node: Fields): boolean {
  return isFields(node['properties']) || typeof node['$ref'] === 'string' || parts(node).length > 0
}

function valueName(key: string): NfcValueName | undefined {
  if (key === STORE_KEYS.maxMemory) return 'maxMemory'
  return key === STORE_KEYS.maxStreamMemory ? 'maxStreamMemory' : undefined
}

/** One of them says so, and none says otherwise. */
function areNumbers(definitions: readonly Fields[]): boolean {
  const telling = definitions.filter(({ type }) => type !== undefined)
  return telling.length > 0 && telling.every(isNumber)
}

function isNumber(definition: Fields): boolean {
  const type = definition['type']
  const types: readonly unknown[] = Array.isArray(type) ? type : [type]
  return types.some(
    (one) => typeof one === 'string' && /^(integer|number|long|u?int(8|16|32|64)?)$/i.test(one),
  )
}

/** Why the schema does not allow the value; undefined when it does. */
export function disallowed(definitions: readonly Fields[], value: number): string | undefined {
  for (const definition of definitions) {
    const limit = (key: string) => (typeof definition[key] === 'number' ? definition[key] : undefined)
    // Older schemas say by a flag that a bound itself is not allowed, newer ones give another bound.
    const over =
      limit('exclusiveMinimum') ?? (definition['exclusiveMinimum'] === true ? limit('minimum') : undefined)
    const under =
      limit('exclusiveMaximum') ?? (definition['exclusiveMaximum'] === true ? limit('maximum') : undefined)
    const least = limit('minimum')
    const most = limit('maximum')
    const step = limit('multipleOf')
    const choice: unknown = definition['enum']
    if (least !== undefined && value < least) return `at least ${formatNumber(least)}`
    if (over !== undefined && value <= over) return `more than ${formatNumber(over)}`
    if (most !== undefined && value > most) return `at most ${formatNumber(most)}`
    if (under !== undefined && value >= under) return `less than ${formatNumber(under)}`
    if (step !== undefined && step > 0 && value % step !== 0) return `a multiple of ${formatNumber(step)}`
    if (Array.isArray(choice) && !choice.includes(value)) return `one of ${choice.slice(0, 10).join(', ')}`
  }
  return undefined
}
