/** Reads vim25 answers as they arrive, straight into plain values. */
import { SaxesParser, type SaxesAttributeNS, type SaxesTagNS } from 'saxes'
import type { RawRecord, RawValue } from '../../shared/inventory/from-vsphere/raw.ts'

/** The bytes are no XML, or XML of a kind that vSphere never sends. */
export class XmlError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'XmlError'
  }
}

export interface XmlReader {
  write(chunk: string): void
  /** The value of the document's one element. Throws XmlError when the document is not complete. */
  end(): { readonly name: string; readonly value: RawValue }
}

interface Frame {
  readonly name: string
  /** Local name of xsi:type, "" without one. */
  readonly type: string
  /** xsi:type is of XML Schema itself: the element is a leaf even if it is empty. */
  readonly primitive: boolean
  /** The plain attribute `type`, which only a managed object reference has. */
  readonly refType: string | undefined
  text: string
  fields: Record<string, RawValue> | undefined
}

const XSI = 'http://www.w3.org/2001/XMLSchema-instance'
const XSD = 'http://www.w3.org/2001/XMLSchema'
/** vSphere nests some 30 deep (snapshot trees, chains of disk backings); this bounds a hostile answer. */
const MAX_DEPTH = 2_000

/** One reader reads one document. `write` throws XmlError as soon as the input is not well-formed. */
export function createXmlReader(): XmlReader {
  const parser = new SaxesParser({ xmlns: true, position: false })
  const open: Frame[] = []
  let root: { readonly name: string; readonly value: RawValue } | undefined
  parser.on('error', (error) => {
    throw new XmlError(error.message)
  })
  parser.on('doctype', () => {
    throw new XmlError('a document type declaration is not allowed')
  })
  parser.on('opentag', (tag) => {
    if (open.length >= MAX_DEPTH) throw new XmlError('elements are nested too deep')
    open.push(frameOf(tag, parser))
  })
  const addText = (text: string) => {
    const top = open.at(-1)
    if (top) top.text += text
  }
  parser.on('text', addText)
  parser.on('cdata', addText)
  parser.on('closetag', () => {
    const frame = open.pop()
    if (!frame) return
    const parent = open.at(-1)
    const value = valueOf(frame)
    if (parent) addField(parent, frame.name, value)
    else root = { name: frame.name, value }
  })
  return {
    write: (chunk) => void parser.write(chunk),
    end: () => {
      parser.close()
      if (!root) throw new XmlError('the document is empty')
      return root
    },
  }
}

function frameOf(tag: SaxesTagNS, parser: { resolve(prefix: string): string | undefined }): Frame {
  let type = ''
  let primitive = false
  let refType: string | undefined
  for (const attribute of Object.values<SaxesAttributeNS>(tag.attributes)) {
    if (attribute.local !== 'type') continue
    if (attribute.uri === XSI) {
      const colon = attribute.value.indexOf(':')
      type = attribute.value.slice(colon + 1)
      primitive = parser.resolve(colon < 0 ? '' : attribute.value.slice(0, colon)) === XSD
    } else if (attribute.uri === '') refType = attribute.value
  }
  return { name: tag.local, type, primitive, refType, text: '', fields: undefined }
}

function valueOf(frame: Frame): RawValue {
  const { type, fields, refType, text } = frame
  if (type.startsWith('ArrayOf')) return fields === undefined ? [] : Object.values(fields).flat()
  // In place: a copy of every record of 10,000 VMs would cost as much as parsing them.
  if (fields !== undefined) return Object.assign(fields, { $type: type }) satisfies RawRecord
  if (refType !== undefined) return { $type: 'ManagedObjectReference', type: refType, value: text }
  // An empty element with a vSphere type is a data object without properties: <fault xsi:type="NotFound"/>.
  return text.trim() === '' && type !== '' && !frame.primitive ? { $type: type } : text
}

function addField(parent: Frame, name: string, value: RawValue): void {
  const fields = (parent.fields ??= {})
  // Not a name that vSphere uses, and one that would not be stored as a field.
  if (name === '__proto__') return
  const known = Object.hasOwn(fields, name) ? fields[name] : undefined
  if (known === undefined) fields[name] = value
  else if (Array.isArray(known)) known.push(value)
  else fields[name] = [known, value]
}
