/**
 * Reads request bodies in Kubernetes' protobuf form, which kubectl uses from 1.32 on for the objects it creates
 * with its typed clients. Answers are always JSON, which every client accepts. Form: Kubernetes API concepts,
 * "Protobuf encoding"; wire format: protobuf.dev, "Encoding".
 */
import type { Json, JsonObject } from './json.ts'
import { asString, at } from './json.ts'
import { messages } from './protobuf-messages.ts'
import type { Field, Message } from './protobuf-messages.ts'
import { badRequest, unsupportedMediaType } from './status.ts'

export const PROTOBUF = 'application/vnd.kubernetes.protobuf'

const MAGIC = Buffer.from('k8s\0')
const ENVELOPE: Message = {
  1: ['typeMeta', { 1: ['apiVersion', 'string'], 2: ['kind', 'string'] }],
  2: ['raw', 'bytes'],
  3: ['contentEncoding', 'string'],
  4: ['contentType', 'string'],
}

/** Throws a 400 Status for broken data, 415 for a kind or a field that this server reads as JSON only. */
export function decodeObject(body: Buffer): JsonObject {
  if (!body.subarray(0, 4).equals(MAGIC))
    throw badRequest('the body does not begin as Kubernetes protobuf does')
  const envelope = decodeMessage(ENVELOPE, body.subarray(4))
  const apiVersion = asString(at(envelope, 'typeMeta', 'apiVersion')) ?? ''
  const kind = asString(at(envelope, 'typeMeta', 'kind')) ?? ''
  const message = Object.hasOwn(messages, kind) ? messages[kind] : undefined
  if (message === undefined) throw onlyJson()
  const raw = Buffer.from(asString(envelope['raw']) ?? '', 'base64')
  return { apiVersion, kind, ...decodeMessage(message, raw) }
}

function onlyJson(): Error {
  return unsupportedMediaType(['application/json', 'application/yaml'])
}

type Wire = { readonly number: number; readonly value: bigint | Buffer }

class Reader {
  #position = 0
  readonly #data: Buffer

  constructor(data: Buffer) {
    this.#data = data
  }

  next(): Wire | undefined {
    if (this.#position >= this.#data.length) return undefined
    const tag = this.#varint()
    const number = Number(tag >> 3n)
    const type = Number(tag & 7n)
    if (type === 0) return { number, value: this.#varint() }
    if (type === 1) return { number, value: this.#bytes(8) }
    if (type === 2) return { number, value: this.#bytes(Number(this.#varint())) }
    if (type === 5) return { number, value: this.#bytes(4) }
    throw broken()
  }

  #varint(): bigint {
    let value = 0n
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.#data[this.#position]
      if (byte === undefined) throw broken()
      this.#position += 1
      value |= BigInt(byte & 0x7f) << shift
      if (byte < 0x80) return value
    }
    throw broken()
  }

  #bytes(length: number): Buffer {
    const end = this.#position + length
    if (end > this.#data.length) throw broken()
    const bytes = this.#data.subarray(this.#position, end)
    this.#position = end
    return bytes
  }
}

function broken(): Error {
  return badRequest('the protobuf body is broken off or not valid')
}

/** An empty value, which Go writes even where nobody set one. */
function isEmpty(value: Json | undefined): boolean {
  if (value === undefined || value === '' || value === 0 || value === false) return true
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0
}

/** Fields of value zero are left out, as Kubernetes leaves them out of JSON. */
function decodeMessage(message: Message, data: Buffer): JsonObject {
  const reader = new Reader(data)
  const fields = new Map<string, Json>()
  for (let wire = reader.next(); wire !== undefined; wire = reader.next()) {
    const field = message[wire.number]
    if (field === undefined) {
      // Dropping what somebody set would be a lie, so such a body has to come as JSON.
      if (typeof wire.value === 'bigint' ? wire.value !== 0n : hasContent(wire.value)) throw onlyJson()
      continue
    }
    const [name, , arity] = field
    const value = decodeField(field, wire.value)
    if (arity === 'list') fields.set(name, [...((fields.get(name) ?? []) as readonly Json[]), value ?? {}])
    else if (arity === 'map') fields.set(name, withEntry(fields.get(name), value))
    else if (arity === 'kept' || !isEmpty(value)) fields.set(name, value ?? null)
  }
  return Object.fromEntries(fields)
}

/** Whether a nested message sets anything: Go writes whole trees of empty ones. */
function hasContent(data: Buffer): boolean {
  if (data.length === 0) return false
  try {
    const reader = new Reader(data)
    for (let wire = reader.next(); wire !== undefined; wire = reader.next())
      if (typeof wire.value === 'bigint' ? wire.value !== 0n : hasContent(wire.value)) return true
    return false
  } catch {
    return true
  }
}

function withEntry(map: Json | undefined, entry: Json | undefined): Json {
  const key = asString(at(entry, 'key')) ?? ''
  return { ...(map as JsonObject | undefined), [key]: at(entry, 'value') ?? '' }
}

function decodeField([, type, arity]: Field, value: bigint | Buffer): Json | undefined {
  if (arity === 'map') return decodeMessage({ 1: ['key', 'string'], 2: ['value', type] }, bufferOf(value))
  switch (type) {
    case 'int':
      if (typeof value !== 'bigint') throw broken()
      return Number(BigInt.asIntN(64, value))
    case 'bool':
      return value === 1n
    case 'string':
      return bufferOf(value).toString('utf8')
    case 'bytes':
      return bufferOf(value).toString('base64')
    case 'quantity':
      return decodeMessage({ 1: ['string', 'string'] }, bufferOf(value))['string']
    case 'time': {
      const time = decodeMessage({ 1: ['seconds', 'int'] }, bufferOf(value))
      return typeof time['seconds'] === 'number' ? new Date(time['seconds'] * 1000).toISOString() : undefined
    }
    case 'int-or-string': {
      const either = decodeMessage(
        { 1: ['type', 'int'], 2: ['int', 'int'], 3: ['text', 'string'] },
        bufferOf(value),
      )
      return either['type'] === 1 ? either['text'] : either['int']
    }
    default:
      return decodeMessage(type, bufferOf(value))
  }
}

function bufferOf(value: bigint | Buffer): Buffer {
  if (typeof value === 'bigint') throw broken()
  return value
}
