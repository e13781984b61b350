import { randomInt } from 'node:crypto'
import { keysOf } from './json.ts'
import type { Metadata } from './json.ts'
import type { KindSpec } from './kinds/kind.ts'
import { invalidField, requiredField } from './status.ts'
import type { Cause } from './status.ts'

const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/
const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/
const QUALIFIED = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/
const LABEL_VALUE = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/

/** At most 63 characters of a-z, 0-9 and "-" (RFC 1123 label). */
function isDnsLabel(name: string): boolean {
  return name.length <= 63 && LABEL.test(name)
}

/** At most 253 characters: labels joined by dots (RFC 1123 subdomain). */
function isDnsSubdomain(name: string): boolean {
  return name.length <= 253 && SUBDOMAIN.test(name)
}

/** A key of a label or annotation: `name` or `prefix.example/name`. */
export function isQualifiedName(key: string): boolean {
  const parts = key.split('/')
  const name = parts.at(-1) ?? ''
  const prefix = parts.length === 2 ? parts[0] : undefined
  return (
    parts.length <= 2 &&
    name.length <= 63 &&
    QUALIFIED.test(name) &&
    (prefix === undefined || isDnsSubdomain(prefix))
  )
}

export function isLabelValue(value: string): boolean {
  return value.length <= 63 && LABEL_VALUE.test(value)
}

const TAIL = 'bcdfghjklmnpqrstvwxz2456789'

/** A name made from `generateName`: at most 58 characters of it and five random ones. */
export function generatedName(base: string): string {
  const tail = Array.from({ length: 5 }, () => TAIL[randomInt(TAIL.length)] ?? 'x')
  return base.slice(0, 58) + tail.join('')
}

function checkName(kind: KindSpec, name: string): readonly Cause[] {
  const naming = kind.naming ?? 'subdomain'
  if (naming === 'path')
    return name === '.' || name === '..' || /[/%]/.test(name)
      ? [invalidField('metadata.name', name, "may not be '.', '..' or contain '/' or '%'")]
      : []
  if (naming === 'label')
    return isDnsLabel(name)
      ? []
      : [
          invalidField(
            'metadata.name',
            name,
            "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', must start and end with an alphanumeric character, and hold at most 63",
          ),
        ]
  return isDnsSubdomain(name)
    ? []
    : [
        invalidField(
          'metadata.name',
          name,
          "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', must start and end with an alphanumeric character, and hold at most 253",
        ),
      ]
}

/** What is wrong with names, labels and annotations. */
export function checkMetadata(kind: KindSpec, metadata: Metadata): readonly Cause[] {
  const causes: Cause[] = metadata.name === '' ? [requiredField('metadata.name')] : []
  if (metadata.name !== '') causes.push(...checkName(kind, metadata.name))
  const labels = metadata.labels ?? {}
  for (const key of keysOf(labels)) {
    const value = labels[key] ?? ''
    if (!isQualifiedName(key)) causes.push(invalidField('metadata.labels', key, 'a qualified name is needed'))
    if (!isLabelValue(value))
      causes.push(
        invalidField(
          'metadata.labels',
          value,
          "a valid label must be an empty string or at most 63 alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
        ),
      )
  }
  for (const key of keysOf(metadata.annotations ?? {}))
    if (!isQualifiedName(key.toLowerCase()))
      causes.push(invalidField('metadata.annotations', key, 'a qualified name is needed'))
  return causes
}
