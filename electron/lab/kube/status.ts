import type { Json, JsonObject } from './json.ts'

/** One field at fault, as a Status lists it under details.causes. */
export interface Cause extends JsonObject {
  readonly reason: string
  readonly message: string
  readonly field: string
}

/** What kind of object a refusal is about. */
export interface Subject {
  readonly group: string
  readonly kind: string
  readonly plural: string
}

/**
 * A request that the server refuses, answered as a Kubernetes Status object. This is the protocol's own form
 * of an expected failure; it is thrown inside the server and turned into a reply in one place.
 * Codes and reasons: Kubernetes API conventions, "Response Status Kind".
 */
export class StatusError extends Error {
  readonly code: number
  readonly status: JsonObject

  constructor(code: number, reason: string, message: string, details?: JsonObject) {
    super(message)
    this.name = 'StatusError'
    this.code = code
    this.status = {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message,
      reason,
      details,
      code,
    }
  }
}

function resource(subject: Subject): string {
  return subject.group === '' ? subject.plural : `${subject.plural}.${subject.group}`
}

function detail(subject: Subject, name: string, extra: JsonObject = {}): JsonObject {
  return { name, group: subject.group || undefined, kind: subject.plural, ...extra }
}

export function badRequest(message: string): StatusError {
  return new StatusError(400, 'BadRequest', message)
}

export function unauthorized(): StatusError {
  return new StatusError(401, 'Unauthorized', 'Unauthorized')
}

export function forbidden(
  subject: Subject,
  name: string,
  why: string,
  causes?: readonly Cause[],
): StatusError {
  const message = `${resource(subject)} "${name}" is forbidden: ${why}`
  return new StatusError(403, 'Forbidden', message, detail(subject, name, { causes }))
}

export function notFound(subject: Subject, name: string): StatusError {
  return new StatusError(404, 'NotFound', `${resource(subject)} "${name}" not found`, detail(subject, name))
}

export function noSuchPath(): StatusError {
  return new StatusError(404, 'NotFound', 'the server could not find the requested resource', {})
}

export function methodNotAllowed(method: string, path: string): StatusError {
  return new StatusError(405, 'MethodNotAllowed', `the server does not allow ${method} on ${path}`, {})
}

export function notAcceptable(offered: string): StatusError {
  const message = `only the following media types are accepted: ${offered}`
  return new StatusError(406, 'NotAcceptable', message, {})
}

export function alreadyExists(subject: Subject, name: string): StatusError {
  const message = `${resource(subject)} "${name}" already exists`
  return new StatusError(409, 'AlreadyExists', message, detail(subject, name))
}

export function conflict(subject: Subject, name: string, why: string): StatusError {
  const message = `Operation cannot be fulfilled on ${resource(subject)} "${name}": ${why}`
  return new StatusError(409, 'Conflict', message, detail(subject, name))
}

/** Server-side apply met fields that other managers own with other values. */
export function applyConflict(causes: readonly Cause[]): StatusError {
  const list = causes.map((cause) => `${cause.message}: ${cause.field}`).join('; ')
  const message = `Apply failed with ${causes.length} conflict${causes.length === 1 ? '' : 's'}: ${list}`
  return new StatusError(409, 'Conflict', message, { causes })
}

/** The revision is older than the history the server keeps. */
export function expired(message: string): StatusError {
  return new StatusError(410, 'Expired', message)
}

export function tooLarge(limitBytes: number): StatusError {
  const message = `Request entity too large: limit is ${limitBytes} bytes`
  return new StatusError(413, 'RequestEntityTooLarge', message)
}

export function unsupportedMediaType(accepted: readonly string[]): StatusError {
  const message = `the body of the request was in an unknown format - accepted media types include: ${accepted.join(', ')}`
  return new StatusError(415, 'UnsupportedMediaType', message)
}

export function invalid(subject: Subject, name: string, causes: readonly Cause[]): StatusError {
  const list = causes.map((cause) => `${cause.field}: ${cause.message}`)
  const text = list.length === 1 ? list.join('') : `[${list.join(', ')}]`
  const group = subject.group === '' ? subject.kind : `${subject.kind}.${subject.group}`
  const message = `${group} "${name}" is invalid: ${text}`
  return new StatusError(422, 'Invalid', message, {
    name,
    group: subject.group || undefined,
    kind: subject.kind,
    causes,
  })
}

export function internalError(message: string): StatusError {
  return new StatusError(500, 'InternalError', `Internal error occurred: ${message}`)
}

/** A list at a revision that is still to come. */
export function revisionTooNew(asked: number, current: number): StatusError {
  const message = `Timeout: Too large resource version: ${asked}, current: ${current}`
  const causes = [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version', field: '' }]
  return new StatusError(504, 'Timeout', message, { causes, retryAfterSeconds: 1 })
}

function show(value: Json | undefined): string {
  return value === undefined ? 'null' : JSON.stringify(value)
}

export function requiredField(field: string): Cause {
  return { reason: 'FieldValueRequired', message: 'Required value', field }
}

export function invalidField(field: string, value: Json | undefined, why: string): Cause {
  return { reason: 'FieldValueInvalid', message: `Invalid value: ${show(value)}: ${why}`, field }
}

export function forbiddenField(field: string, why: string): Cause {
  return { reason: 'FieldValueForbidden', message: `Forbidden: ${why}`, field }
}

export function duplicateField(field: string, value: Json): Cause {
  return { reason: 'FieldValueDuplicate', message: `Duplicate value: ${show(value)}`, field }
}

export function unsupportedValue(field: string, value: Json, allowed: readonly string[]): Cause {
  const list = allowed.map((one) => JSON.stringify(one)).join(', ')
  return {
    reason: 'FieldValueNotSupported',
    message: `Unsupported value: ${show(value)}: supported values: ${list}`,
    field,
  }
}
