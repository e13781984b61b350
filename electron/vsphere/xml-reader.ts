/** Reads vim25 answers as they arrive, straight into plain values. */
import type { RawRecord, RawValue } from '../../shared/inventory/from-vsphere/raw.ts'
import { XmlError } from './xml-error.ts'
import { createXmlScanner } from './xml-scanner.ts'
import { createRootScope, elementIn, type Element, type Scope } from './xml-tags.ts'

export { XmlError } from './xml-error.ts'

/**
 * What is told of elements as they close, by path: local names joined by "/", beginning with the document's
 * own element, "*" for any that is not named. Such an element is not kept: the caller has it, or nobody.
 */
export type ElementHandlers = Readonly<Record<string, (value: RawValue) => void>>

export interface XmlReader {
  /** UTF-8, cut anywhere. Throws XmlError as soon as the input is not well-formed or holds too much. */
  write(chunk: Uint8Array): void
  /** The value of the document's one element. Throws XmlError when the document is not complete. */
  end(): { readonly name: string; readonly value: RawValue }
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
  /** What the reader held when the element began. */
  heldBefore: number
}

/** Handlers as a tree, so that an element that nobody asks for costs one comparison. */
interface Watched {
  readonly children: Map<string, Watched>
  handler: ((value: RawValue) => void) | undefined
}

/** vSphere nests some 30 deep (snapshot trees, chains of disk backings); this bounds a hostile answer. */
const MAX_DEPTH = 2_000
/** In characters, each element counting for ELEMENT_COST: many times the largest thing that vSphere has. */
const MAX_HELD = 64 * 1024 * 1024
const ELEMENT_COST = 64

/** One reader reads one document. */
export function createXmlReader(handlers: ElementHandlers = {}): XmlReader {
  const builder = new Builder(watch(handlers))
  const scanner = createXmlScanner(builder)
  return {
    write: (chunk) => scanner.write(chunk),
    end: () => {
      scanner.end()
      if (!builder.root) throw new XmlError('the document is empty')
      return builder.root
    },
  }
}

function watch(handlers: ElementHandlers): Watched | undefined {
  const root: Watched = { children: new Map(), handler: undefined }
  for (const [path, handler] of Object.entries(handlers)) {
    let node = root
    for (const name of path.split('/')) {
      const next = node.children.get(name) ?? { children: new Map(), handler: undefined }
      node.children.set(name, next)
      node = next
    }
    node.handler = handler
  }
  return root.children.size > 0 ? root : undefined
}

/** Puts values together. A class, because this is the innermost loop of reading an inventory. */
class Builder {
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

  open(tag: Element['tag']): void {
    const { depth } = this
    if (depth >= MAX_DEPTH) throw new XmlError('elements are nested too deep')
    const parent = depth === 0 ? undefined : this.frames[depth - 1]
    const element = elementIn(parent ? parent.element.scope : this.outside, tag)
    const around = parent ? parent.watched : this.watched
    const watched = around && (around.children.get(element.name) ?? around.children.get('*'))
    const frame = this.frames[depth]
    if (frame) {
      frame.element = element
      frame.text = ''
      frame.fields = undefined
      frame.watched = watched
      frame.heldBefore = this.held
    } else {
      this.frames.push({ element, text: '', fields: undefined, watched, heldBefore: this.held })
    }
    this.hold(ELEMENT_COST)
    this.depth = depth + 1
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

  private hold(amount: number): void {
    this.held += amount
    if (this.held > MAX_HELD) throw new XmlError('the answer holds too much at once', 'too-large')
  }
}

function valueOf({ element, fields, text }: Frame): RawValue {
  const { type, refType, primitive } = element
  if (type.startsWith('ArrayOf')) {
    if (fields === undefined) return []
    const items = Object.entries(fields).filter(([name]) => name !== '$type')
    return items.flatMap(([, value]) => value)
  }
  if (fields !== undefined) return fields satisfies RawRecord
  if (refType !== undefined) return { $type: 'ManagedObjectReference', type: refType, value: text }
  // An empty element with a vSphere type is a data object without properties: <fault xsi:type="NotFound"/>.
  return type !== '' && !primitive && text.trim() === '' ? { $type: type } : text
}

function addField(parent: Frame, name: string, value: RawValue): void {
  const fields: Fields = (parent.fields ??= { $type: parent.element.type })
  // Not a name that vSphere uses, and one that would not be stored as a field.
  if (name === '__proto__') return
  const known = Object.hasOwn(fields, name) ? fields[name] : undefined
  if (known === undefined) fields[name] = value
  else if (Array.isArray(known)) known.push(value)
  else fields[name] = [known, value]
}
