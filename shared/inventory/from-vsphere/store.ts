/** The state of a set of managed objects, kept up to date from property changes. */
import { at, isRecord, list, text, type MoRef, type RawRecord, type RawValue } from './raw.ts'

/** Properties by the path they were asked for. Never changed in place: a change makes a new object. */
export type Properties = Readonly<Record<string, RawValue>>

export interface StoredObject {
  readonly ref: MoRef
  readonly properties: Properties
}

export interface PropertyChange {
  /** Path as vSphere writes it, for example `config.hardware.device[2000].connectable.connected`. */
  readonly name: string
  readonly op: 'add' | 'remove' | 'assign' | 'indirectRemove'
  readonly value?: RawValue
}

type Step = { readonly field: string } | { readonly key: string }
type Edit = { readonly ok: true; readonly value: RawValue | undefined } | { readonly ok: false }
const notApplied: Edit = { ok: false }

/**
 * Applies one change of WaitForUpdatesEx. Answers undefined when it cannot be applied to what is known
 * (an element that was never seen), in which case the object has to be read again.
 * Source of the path syntax: vSphere Web Services API, data object PropertyChange.
 */
export function applyChange(
  properties: Properties,
  change: PropertyChange,
  requested: readonly string[],
): Properties | undefined {
  const root = requested.find(
    (path) =>
      change.name === path || change.name.startsWith(`${path}.`) || change.name.startsWith(`${path}[`),
  )
  if (root === undefined) return applyToParents(properties, change, requested)
  const steps = parseSteps(change.name.slice(root.length))
  if (!steps) return undefined
  const edited = edit(properties[root], steps, change)
  return edited.ok ? withProperty(properties, root, edited.value) : undefined
}

/** A change of `config` is a change of every `config.…` that was asked for. */
function applyToParents(
  properties: Properties,
  change: PropertyChange,
  requested: readonly string[],
): Properties {
  const gone = change.op === 'remove' || change.op === 'indirectRemove'
  let result = properties
  for (const path of requested) {
    if (!path.startsWith(`${change.name}.`)) continue
    const value = gone ? undefined : at(change.value, path.slice(change.name.length + 1))
    result = withProperty(result, path, value)
  }
  return result
}

function withProperty(properties: Properties, path: string, value: RawValue | undefined): Properties {
  if (value !== undefined) return { ...properties, [path]: value }
  return Object.fromEntries(Object.entries(properties).filter(([name]) => name !== path))
}

/** `[2000].connectable.connected` in steps; undefined for anything that is not of that form. */
function parseSteps(rest: string): Step[] | undefined {
  const steps: Step[] = []
  const pattern = /\.([A-Za-z_]\w*)|\["((?:[^"\\]|\\.)*)"\]|\[([^\]"]+)\]/y
  while (pattern.lastIndex < rest.length) {
    const match = pattern.exec(rest)
    if (!match) return undefined
    const [, field, quoted, plain] = match
    if (field !== undefined) steps.push({ field })
    else steps.push({ key: quoted?.replace(/\\(.)/g, '$1') ?? plain ?? '' })
  }
  return steps
}

function edit(value: RawValue | undefined, steps: readonly Step[], change: PropertyChange): Edit {
  const [step, ...rest] = steps
  if (!step) return editHere(value, change)
  return 'key' in step
    ? editElement(value, step.key, rest, change)
    : editField(value, step.field, rest, change)
}

function editHere(value: RawValue | undefined, change: PropertyChange): Edit {
  if (change.op === 'remove' || change.op === 'indirectRemove') return { ok: true, value: undefined }
  if (change.op === 'add' && value !== undefined && change.value !== undefined) {
    return { ok: true, value: [...list(value), change.value] }
  }
  return { ok: true, value: change.value }
}

function editElement(
  value: RawValue | undefined,
  key: string,
  rest: readonly Step[],
  change: PropertyChange,
): Edit {
  const items = list(value)
  const index = items.findIndex((item) => keyOf(item) === key)
  const removing = change.op === 'remove' || change.op === 'indirectRemove'
  if (rest.length === 0) {
    if (removing) return { ok: true, value: items.filter((_, i) => i !== index) }
    if (change.value === undefined) return notApplied
    return { ok: true, value: index < 0 ? [...items, change.value] : items.with(index, change.value) }
  }
  if (index < 0) return notApplied
  const inner = edit(items[index], rest, change)
  if (!inner.ok || inner.value === undefined) return notApplied
  return { ok: true, value: items.with(index, inner.value) }
}

function editField(
  value: RawValue | undefined,
  field: string,
  rest: readonly Step[],
  change: PropertyChange,
): Edit {
  if (!isRecord(value)) return notApplied
  const inner = edit(value[field], rest, change)
  if (!inner.ok) return notApplied
  if (inner.value !== undefined) return { ok: true, value: { ...value, [field]: inner.value } }
  const fields = Object.entries(value).filter(([name]) => name !== field)
  return { ok: true, value: { ...(Object.fromEntries(fields) as RawRecord), $type: value.$type } }
}

/** Data objects in a list have a `key`; managed object references and strings are their own. */
function keyOf(item: RawValue): string | undefined {
  if (typeof item === 'string') return item
  return text(item, 'key') ?? text(item, 'value')
}
