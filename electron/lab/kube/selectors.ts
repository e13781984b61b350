import { asString, at } from './json.ts'
import type { ApiObject, Json } from './json.ts'
import type { KindSpec } from './kinds/kind.ts'
import { isLabelValue, isQualifiedName } from './names.ts'
import { badRequest } from './status.ts'

/** Says whether an object is chosen. */
export type Selector = (object: ApiObject) => boolean

type Labels = Readonly<Record<string, string>>
type Requirement = (labels: Labels) => boolean

/** Splits at commas outside parentheses. */
function terms(text: string): string[] {
  return text === '' ? [] : text.split(/,(?![^(]*\))/).map((term) => term.trim())
}

const SET = /^(\S+)\s+(in|notin)\s*\(([^()]*)\)$/
const COMPARE = /^([^=!<>\s]+)\s*(==|=|!=|>|<)\s*([^=!<>\s]*)$/
const EXISTS = /^(!?)\s*([^=!<>\s(),]+)$/

function badSelector(term: string): Error {
  return badRequest(`unable to parse requirement: ${JSON.stringify(term)} is not a label selector`)
}

function checkKey(key: string, term: string): string {
  if (!isQualifiedName(key)) throw badSelector(term)
  return key
}

function checkValue(value: string, term: string): string {
  if (!isLabelValue(value)) throw badSelector(term)
  return value
}

function requirement(term: string): Requirement {
  const set = SET.exec(term)
  if (set !== null) {
    const key = checkKey(set[1] ?? '', term)
    const values = (set[3] ?? '').split(',').map((value) => checkValue(value.trim(), term))
    const inside = (labels: Labels): boolean =>
      Object.hasOwn(labels, key) && values.includes(labels[key] ?? '')
    return set[2] === 'in' ? inside : (labels) => !inside(labels)
  }
  const exists = EXISTS.exec(term)
  if (exists !== null) {
    const key = checkKey(exists[2] ?? '', term)
    return exists[1] === '!'
      ? (labels) => !Object.hasOwn(labels, key)
      : (labels) => Object.hasOwn(labels, key)
  }
  const compare = COMPARE.exec(term)
  if (compare === null) throw badSelector(term)
  return comparison(
    checkKey(compare[1] ?? '', term),
    compare[2] ?? '',
    checkValue(compare[3] ?? '', term),
    term,
  )
}

function comparison(key: string, operator: string, value: string, term: string): Requirement {
  const has = (labels: Labels): boolean => Object.hasOwn(labels, key)
  if (operator === '!=') return (labels) => !has(labels) || labels[key] !== value
  if (operator === '=' || operator === '==') return (labels) => has(labels) && labels[key] === value
  if (!/^-?\d+$/.test(value)) throw badSelector(term)
  const limit = BigInt(value)
  return (labels) => {
    const text = has(labels) ? (labels[key] ?? '') : ''
    if (!/^-?\d+$/.test(text)) return false
    return operator === '>' ? BigInt(text) > limit : BigInt(text) < limit
  }
}

/**
 * A label selector in text: `a=b`, `a!=b`, `a in (b,c)`, `a notin (b)`, `a`, `!a`, `a>1`, joined by commas.
 * Throws a 400 Status on anything else.
 */
export function labelSelector(text: string): Selector {
  const all = terms(text).map(requirement)
  return (object) => {
    const labels = object.metadata.labels ?? {}
    return all.every((one) => one(labels))
  }
}

function fieldText(value: Json | undefined): string {
  if (typeof value === 'boolean' || typeof value === 'number') return String(value)
  return asString(value) ?? ''
}

function fieldValue(object: ApiObject, field: string): string {
  const value = at(object, ...field.split('.'))
  // A flag that nobody set reads as false.
  if (value === undefined && /^spec\.(unschedulable|hostNetwork)$/.test(field)) return 'false'
  return fieldText(value)
}

/**
 * A field selector: `field=value`, `field==value` or `field!=value`, joined by commas, on the fields that the
 * kind offers. Throws a 400 Status on anything else.
 */
export function fieldSelector(kind: KindSpec, text: string): Selector {
  const offered = [
    'metadata.name',
    ...(kind.namespaced ? ['metadata.namespace'] : []),
    ...(kind.fields ?? []),
  ]
  const all = (text === '' ? [] : text.split(/(?<!\\),/)).map((term) => {
    const match = /^([^=!]+?)\s*(==|=|!=)\s*(.*)$/.exec(term.trim())
    const field = match?.[1] ?? ''
    if (match === null) throw badRequest(`invalid field selector: ${JSON.stringify(term)}`)
    if (!offered.includes(field)) throw badRequest(`field label not supported: ${field}`)
    const value = (match[3] ?? '').replace(/\\([\\,=])/g, '$1')
    const wanted = match[2] !== '!='
    return (object: ApiObject): boolean => (fieldValue(object, field) === value) === wanted
  })
  return (object) => all.every((one) => one(object))
}

/** Both selectors of a request. */
export function selectorOf(kind: KindSpec, labels: string, fields: string): Selector {
  const byLabel = labelSelector(labels)
  const byField = fieldSelector(kind, fields)
  return (object) => byLabel(object) && byField(object)
}
