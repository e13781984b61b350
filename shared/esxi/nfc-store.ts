/**
 * The NFC values in what `configstorecli config current get` prints of hostd. The text is never written anew from
 * its values: numbers beyond what a program reads exactly, order and white space stay as the host gave them.
 */
import { formatBytes, formatNumber } from '../units.ts'
import { ok, type Result } from '../problem.ts'
import { DuplicateKeyError, leaves, parsePlaces, type JsonNode, type JsonObject } from './json-places.ts'
import type { NfcValues } from './model.ts'
import { changedBy, checkWish, fulfilled, NFC_VALUES, refused, sameValues } from './nfc-wish.ts'
import type { NfcValueName, NfcWish } from './nfc-wish.ts'
import { leadOf, spliced, stepOf, type Splice } from './splice.ts'
import { disallowed, STORE_KEYS, storeKeyPath, type StoreKeys } from './store-schema.ts'
import { decodeUtf8, encodeUtf8 } from './utf8.ts'

export { storePlace, type StoreKeys } from './store-schema.ts'

export const NFC_STORE_MOST_BYTES = 4 * 1024 * 1024

const LOOK = 'Read the settings again; if it stays so, look at what configstorecli prints on the host.'

/** As configstorecli indents. */
const DEFAULT_STEP = '   '

interface StoreDocument {
  readonly text: string
  readonly root: JsonNode
  readonly keys: StoreKeys
  /** The deepest object on the way to the values that is there, and what is missing below it. */
  readonly holder: JsonObject
  readonly missing: readonly string[]
  readonly values: NfcValues
}

/**
 * Reads the values; both arguments are what configstorecli printed. Problems: esxi.settings-too-large,
 * esxi.settings-encoding, esxi.settings-malformed, esxi.store-schema, esxi.nfc-missing, esxi.nfc-ambiguous,
 * esxi.nfc-value.
 */
export function readNfcStore(json: Uint8Array, schema: Uint8Array): Result<NfcValues> {
  const document = readDocument(json, schema)
  return document.ok ? ok(document.value.values) : document
}

/** Where the host's schema has the values. Problems as readNfcStore has them of a schema. */
export function readStoreKeys(schema: Uint8Array): Result<StoreKeys> {
  const parsed = parsedJson(schema, "The host's schema of hostd's settings")
  return parsed.ok ? storeKeyPath(JSON.parse(parsed.value.text)) : parsed
}

/**
 * The settings with the wanted values; the very same bytes where they are so already. A key that is not set yet, and
 * that the schema knows, is added. Problems: those of reading, esxi.nfc-stream-too-large, esxi.nfc-out-of-range,
 * esxi.nfc-stream-unknown.
 */
export function editNfcStore(json: Uint8Array, schema: Uint8Array, wish: NfcWish): Result<Uint8Array> {
  const before = readDocument(json, schema)
  if (!before.ok) return before
  const { text, values, keys } = before.value
  const changed = changedBy(values, wish)
  if (sameValues(values, fulfilled(values, changed))) return ok(json)
  const allowed = checkWish(values, wish)
  if (!allowed.ok) return allowed
  const known = checkSchema(keys, changed)
  if (!known.ok) return known
  const edited = encodeUtf8(spliced(text, splicesOf(before.value, changed)))
  const after = readDocument(edited, schema)
  if (!after.ok || !isRight(before.value, after.value, changed))
    return refused(
      'edit-guard',
      'The edited settings would differ from the original in more than the wanted values.',
      'Edit the settings by hand, and report this with them: it is an error of Palletjack.',
    )
  return ok(edited)
}

function checkSchema({ definitions }: StoreKeys, changed: NfcWish): Result<void> {
  for (const name of NFC_VALUES) {
    const value = changed[name]
    if (value === undefined) continue
    const known = definitions[name]
    if (!known)
      return refused(
        'nfc-stream-unknown',
        `The host's own schema has no ${STORE_KEYS[name]} beside ${STORE_KEYS.maxMemory}.`,
        'Leave the memory of one copy as it is.',
      )
    const bound = disallowed(known, value)
    if (bound !== undefined)
      return refused(
        'nfc-out-of-range',
        `${name} would be ${formatNumber(value)} bytes, and the host's own schema wants ${bound}.`,
        'Ask for a value that the host allows.',
      )
  }
  return ok(undefined)
}

function isRight(before: StoreDocument, after: StoreDocument, changed: NfcWish): boolean {
  const expected = leaves(before.text, before.root)
  const { path } = before.keys
  // Objects on the way that were empty are no longer.
  for (let depth = 0; depth <= path.length; depth += 1) {
    const key = JSON.stringify(path.slice(0, depth))
    if (expected.get(key) === 'object') expected.delete(key)
  }
  for (const name of NFC_VALUES)
    if (changed[name] !== undefined)
      expected.set(JSON.stringify([...path, STORE_KEYS[name]]), String(changed[name]))
  const real = leaves(after.text, after.root)
  return real.size === expected.size && [...expected].every(([key, value]) => real.get(key) === value)
}

function readDocument(json: Uint8Array, schema: Uint8Array): Result<StoreDocument> {
  const keys = readStoreKeys(schema)
  if (!keys.ok) return keys
  const parsed = parsedJson(json, "What ConfigStore holds of hostd's settings")
  if (!parsed.ok) return parsed
  const { text, root } = parsed.value
  const { path } = keys.value
  let at = root
  for (const [depth, key] of path.entries()) {
    if (at.kind !== 'object') return notAnObject(path.slice(0, depth))
    const next = at.members.find((member) => member.key === key)
    if (!next) return ok({ text, root, keys: keys.value, holder: at, missing: path.slice(depth), values: {} })
    at = next.value
  }
  if (at.kind !== 'object') return notAnObject(path)
  const values = valuesOf(text, at)
  return values.ok
    ? ok({ text, root, keys: keys.value, holder: at, missing: [], values: values.value })
    : values
}

function notAnObject(path: readonly string[]) {
  const name = path.length === 0 ? 'The whole' : path.join('.')
  return refused(
    'settings-malformed',
    `${name} of hostd's settings is not an object, as the schema has it.`,
    LOOK,
  )
}

function valuesOf(text: string, object: JsonObject): Result<NfcValues> {
  const values: { -readonly [name in NfcValueName]?: number } = {}
  for (const name of NFC_VALUES) {
    const value = valueOf(object, name)
    if (!value) continue
    const shown = text.slice(value.start, value.end)
    if (!/^\d+$/.test(shown) || !Number.isSafeInteger(Number(shown)))
      return refused(
        'nfc-value',
        `The value of ${STORE_KEYS[name]} in hostd's settings is not a whole number of bytes.`,
        LOOK,
        `It is: ${shown.replace(/[^\x20-\x7e]+/g, ' ').slice(0, 80)}`,
      )
    values[name] = Number(shown)
  }
  return ok(values)
}

function valueOf(object: JsonObject, name: NfcValueName): JsonNode | undefined {
  return object.members.find(({ key }) => key === STORE_KEYS[name])?.value
}

function parsedJson(bytes: Uint8Array, what: string): Result<{ text: string; root: JsonNode }> {
  if (bytes.length > NFC_STORE_MOST_BYTES)
    return refused(
      'settings-too-large',
      `${what} has ${formatBytes(bytes.length)}, more than the ${formatBytes(NFC_STORE_MOST_BYTES)} that are read.`,
      LOOK,
    )
  const text = decodeUtf8(bytes)
  if (text === undefined) return refused('settings-encoding', `${what} is not UTF-8.`, LOOK)
  try {
    return ok({ text, root: parsePlaces(text) })
  } catch (error) {
    if (error instanceof DuplicateKeyError)
      return refused('nfc-ambiguous', `${what} is ambiguous: ${error.message}`, LOOK)
    if (error instanceof SyntaxError)
      return refused('settings-malformed', `${what} is not JSON.`, LOOK, error.message)
    throw error
  }
}

function splicesOf({ text, keys, holder, missing }: StoreDocument, changed: NfcWish): Splice[] {
  const splices: Splice[] = []
  const added: Record<string, number> = {}
  for (const name of NFC_VALUES) {
    const value = changed[name]
    if (value === undefined) continue
    const old = missing.length === 0 ? valueOf(holder, name) : undefined
    if (old) splices.push({ start: old.start, end: old.end, text: String(value) })
    else added[STORE_KEYS[name]] = value
  }
  if (Object.keys(added).length === 0) return splices
  const members = missing.reduceRight<object>((inner, key) => ({ [key]: inner }), added)
  return [...splices, insertion(text, holder, members, keys.path.length - missing.length)]
}

/** New members behind the others, each on a line of its own where the others are. */
function insertion(text: string, holder: JsonObject, members: object, depth: number): Splice {
  const last = holder.members.at(-1)
  const outer = last ? '' : lineOf(text, holder.start)
  const lead = last ? leadOf(text, last.keyStart) : outer && outer + (stepOf(outer, depth) || DEFAULT_STEP)
  const glue = last ? text.slice(last.keyEnd, last.value.start) : lead && ': '
  const added = Object.entries(members)
    .map(([key, value]) => `${lead}"${key}"${glue || ':'}${written(value, lead, depth + 1)}`)
    .join(',')
  if (last) return { start: last.value.end, end: last.value.end, text: `,${added}` }
  return { start: holder.start + 1, end: holder.end - 1, text: added + outer }
}

/** Line ending and indentation of the line of a place; empty where all is on one line. */
function lineOf(text: string, at: number): string {
  const newline = /\r?\n/.exec(text)?.[0]
  if (newline === undefined) return ''
  const line = text.slice(0, at).replace(/^.*\n/s, '')
  return newline + (/^[ \t]*/.exec(line)?.[0] ?? '')
}

/** JSON of a new value, below the member whose line begins with `lead`. */
function written(value: unknown, lead: string, depth: number): string {
  if (!lead.includes('\n')) return JSON.stringify(value)
  return JSON.stringify(value, undefined, stepOf(lead, depth) || DEFAULT_STEP).replaceAll('\n', lead)
}
