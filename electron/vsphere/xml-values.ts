/** Puts the values of a vim25 answer together from the events of a scanner. */
import type { RawRecord, RawValue } from '../../shared/inventory/from-vsphere/raw.ts'
import { SHAPED_DEPTH, type Shape } from '../../shared/inventory/from-vsphere/shapes.ts'
import { XmlError } from './xml-error.ts'
import type { XmlEvents } from './xml-scanner.ts'
import { createRootScope, elementIn, type Element, type Scope } from './xml-tags.ts'

/**
 * What is told of elements as they close, by path: local names joined by "/", beginning with the document's
 * own element, "*" for any that is not named. Such an element is not kept: the caller has it, or nobody.
 */
export type ElementHandlers = Readonly<Record<string, (value: RawValue) => void>>

/**
 * Asked for each element at a path (as in ElementHandlers), when it begins, with what there is by then of the
 * record that it is a field of. What the shape does not have is then left out as if it had not been sent: the value
 * is the one that condense() would leave (but for a VM's options).
 */
export type ElementShapes = Readonly<
  Record<string, (record: Readonly<Record<string, RawValue>> | undefined) => Shape | 'all' | 'nothing'>
>

export interface ValueBuilder extends XmlEvents {
  /** The value of the whole document, once it is there. */
  readonly root: { readonly name: string; readonly value: RawValue } | undefined
}

interface Fields {
  $type: string
  [name: string]: RawValue
}

interface Frame {
  element: Element
  text: string
  fields: Fields | undefined
  watched: Watched | undefined
  /** What to keep; undefined for everything. */
  shape: Shape | undefined
  /** Records around this element, inside the one whose shape was asked for. */
  records: number
  /** What the reader held when the element began. */
  heldBefore: number
}

/** Handlers and shapes as a tree, so that an element that nobody asks for costs one comparison. */
interface Watched {
  readonly children: Map<string, Watched>
  handler: ElementHandlers[string] | undefined
  shapeOf: ElementShapes[string] | undefined
}

/** vSphere nests some 30 deep (snapshot trees, chains of disk backings); this bounds a hostile answer. */
const MAX_DEPTH = 2_000
/** In characters, each element counting for ELEMENT_COST: many times the largest thing that vSphere has. */
const MAX_HELD = 64 * 1024 * 1024
const ELEMENT_COST = 64

export function createValueBuilder(handlers: ElementHandlers, shapes: ElementShapes): ValueBuilder {
  const root = createWatched()
  for (const [path, handler] of Object.entries(handlers)) watchedAt(root, path).handler = handler
  for (const [path, shapeOf] of Object.entries(shapes)) watchedAt(root, path).shapeOf = shapeOf
  return new Builder(root.children.size > 0 ? root : undefined)
}

function createWatched(): Watched {
  return { children: new Map(), handler: undefined, shapeOf: undefined }
}

function watchedAt(root: Watched, path: string): Watched {
  let node = root
  for (const name of path.split('/')) {
    const next = node.children.get(name) ?? createWatched()
    node.children.set(name, next)
    node = next
  }
  return node
}

/** A class, because this is the innermost loop of reading an inventory. */
class Builder implements ValueBuilder {
  root: { readonly name: string; readonly value: RawValue } | undefined
  private readonly watched: Watched | undefined
  private readonly outside: Scope = createRootScope()
  /** Frames are used again: one for each depth that was reached. */
  private readonly frames: Frame[] = []
  private depth = 0
  private held = 0

  constructor(watched: Watched | undefined) {
    this.watched = watched
  }

  openName(): Uint8Array | undefined {
    return this.depth === 0 ? undefined : this.frames[this.depth - 1]?.element.tag.nameBytes
  }

  open(tag: Element['tag']): boolean {
    const { depth } = this
    if (depth >= MAX_DEPTH) throw new XmlError('elements are nested too deep')
    const parent = depth === 0 ? undefined : this.frames[depth - 1]
    const element = elementIn(parent ? parent.element.scope : this.outside, tag)
    const around = parent ? parent.watched : this.watched
    const watched = around && (around.children.get(element.name) ?? around.children.get('*'))
    const shape = parent && this.shapeIn(parent, element.name, watched)
    if (shape === 'nothing') return false
    const frame = this.frames[depth] ?? this.newFrame(element)
    frame.element = element
    frame.watched = watched
    frame.shape = shape
    frame.records = parent?.shape ? parent.records + (parent.element.list ? 0 : 1) : 0
    frame.heldBefore = this.held
    this.hold(ELEMENT_COST)
    this.depth = depth + 1
    return true
  }

  text(text: string): void {
    const frame = this.frames[this.depth - 1]
    if (!frame || frame.fields !== undefined) return
    frame.text = frame.text === '' ? text : frame.text + text
    this.hold(text.length)
  }

  close(): void {
    const frame = this.frames[--this.depth]
    if (!frame) return
    const { element, watched } = frame
    const value = valueOf(frame)
    if (watched?.handler) {
      this.held = frame.heldBefore
      watched.handler(value)
    } else if (this.depth === 0) this.root = { name: element.name, value }
    else {
      const parent = this.frames[this.depth - 1]
      if (parent) addField(parent, element.name, value)
    }
    // What a frame has held must not outlive its element.
    frame.fields = undefined
    frame.text = ''
  }

  private newFrame(element: Element): Frame {
    const frame: Frame = {
      element,
      text: '',
      fields: undefined,
      watched: undefined,
      shape: undefined,
      records: 0,
      heldBefore: 0,
    }
    this.frames.push(frame)
    return frame
  }

  /** The shape of an element inside `parent`; undefined where everything is kept. */
  private shapeIn(parent: Frame, name: string, watched: Watched | undefined): Shape | 'nothing' | undefined {
    const { shape } = parent
    // What is in a list has the shape of the list, whatever the elements are called.
    if (shape !== undefined && parent.element.list) return shape
    let inner: Shape | 'all' | 'nothing' = 'all'
    if (shape !== undefined) inner = fieldShape(shape, name, parent.records) ?? 'nothing'
    else if (watched?.shapeOf) inner = watched.shapeOf(parent.fields)
    if (inner === 'all') return undefined
    // It has an element in it, so it is a record even if none of them is kept.
    if (inner === 'nothing') parent.fields ??= { $type: parent.element.type }
    return inner
  }

  private hold(amount: number): void {
    this.held += amount
    if (this.held > MAX_HELD) throw new XmlError('the answer holds too much at once', 'too-large')
  }
}

function fieldShape(shape: Shape, name: string, records: number): Shape | undefined {
  const inner = records < SHAPED_DEPTH ? shape[name] : undefined
  // Looked up first, and asked for whose it is then: most names are not there at all.
  return inner !== undefined && Object.hasOwn(shape, name) ? inner : undefined
}

function valueOf(frame: Frame): RawValue {
  const { fields, text } = frame
  const { type, refType, primitive, list } = frame.element
  if (list) return itemsOf(fields)
  if (fields !== undefined) return fields satisfies RawRecord
  if (refType !== undefined) return referenceOf(frame, refType)
  // An empty element with a vSphere type is a data object without properties: <fault xsi:type="NotFound"/>.
  return type !== '' && !primitive && text.trim() === '' ? { $type: type } : text
}

function itemsOf(fields: Fields | undefined): RawValue {
  const items: RawValue[] = []
  for (const name in fields) {
    const value = fields[name]
    if (name === '$type' || value === undefined) continue
    if (Array.isArray(value)) for (const item of value as readonly RawValue[]) items.push(item)
    else items.push(value)
  }
  return items
}

function referenceOf({ shape, records, text }: Frame, type: string): RawRecord {
  const $type = 'ManagedObjectReference'
  if (shape === undefined) return { $type, type, value: text }
  return {
    $type,
    ...(fieldShape(shape, 'type', records) && { type }),
    ...(fieldShape(shape, 'value', records) && { value: text }),
  }
}

function addField(parent: Frame, name: string, value: RawValue): void {
  const fields: Fields = (parent.fields ??= { $type: parent.element.type })
  // Not a name that vSphere uses, and one that would not be stored as a field.
  if (name === '__proto__') return
  const known = fields[name]
  // What every object inherits is no field ("constructor").
  if (known === undefined || !Object.hasOwn(fields, name)) fields[name] = value
  else if (Array.isArray(known)) known.push(value)
  else fields[name] = [known, value]
}
