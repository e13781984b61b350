/** The state of a set of managed objects, kept up to date from property changes. */
import { condenseProperty } from './condense.ts'
import { at, isRecord, list, text, type MoRef, type RawRecord, type RawValue } from './raw.ts'
import { sameData } from './same.ts'

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
 * (an element that was never seen), in which case the object has to be read again. What comes is condensed,
 * so a change of something that nobody reads changes nothing.
 * Source of the path syntax: vSphere Web Services API, data object PropertyChange.
 */
export function applyChange(
  properties: Properties,
  change: PropertyChange,
  requested: readonly string[],
): Properties | undefined {
  return applyChanges(properties, [change], requested)
}

/** The same for all changes of one object in one update: all of them are applied, or none. */
export function applyChanges(
  properties: Properties,
  changes: readonly PropertyChange[],
  requested: readonly string[],
): Properties | undefined {
  const draft: Draft = { properties, copied: undefined }
  for (const change of changes) if (!applyTo(draft, change, requested)) return undefined
  return draft.copied ?? properties
}

/** Copied at the first real change, then edited in place: a VM that is new comes as some 60 changes. */
interface Draft {
  readonly properties: Properties
  copied: Record<string, RawValue> | undefined
}

function applyTo(draft: Draft, change: PropertyChange, requested: readonly string[]): boolean {
  const root = requested.includes(change.name) ? change.name : rootOf(change.name, requested)
  if (root === undefined) {
    applyToParents(draft, change, requested)
    return true
  }
  const steps = parseSteps(change.name.slice(root.length))
  if (!steps) return false
  const edited = edit((draft.copied ?? draft.properties)[root], steps, change)
  if (edited.ok) put(draft, root, edited.value)
  return edited.ok
}

function rootOf(name: string, requested: readonly string[]): string | undefined {
  return requested.find((path) => {
    const next = name.startsWith(path) ? name[path.length] : undefined
    return next === '.' || next === '['
  })
}

/** A change of `config` is a change of every `config.…` that was asked for. */
function applyToParents(draft: Draft, change: PropertyChange, requested: readonly string[]): void {
  const gone = change.op === 'remove' || change.op === 'indirectRemove'
  for (const path of requested) {
    if (!path.startsWith(`${change.name}.`)) continue
    put(draft, path, gone ? undefined : at(change.value, path.slice(change.name.length + 1)))
  }
}

function put(draft: Draft, path: string, value: RawValue | undefined): void {
  const known = (draft.copied ?? draft.properties)[path]
  const kept = value === undefined ? undefined : condenseProperty(path, value)
  // Servers repeat what has not changed, and most of what does change is not kept.
  if (sameData(known, kept)) return
  draft.copied ??= { ...draft.properties }
  if (kept === undefined) Reflect.deleteProperty(draft.copied, path)
  else draft.copied[path] = kept
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
    // An element without a key, or whose key was not kept, may be the one that is meant.
    if (items.some((item) => keyOf(item) === undefined)) return notApplied
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
