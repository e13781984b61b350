import { SaxesParser } from 'saxes'
import { declared, isScalar, type Declared, type Schema } from './schema.ts'
import { Ref, type Vim } from './value.ts'

const XSI = 'http://www.w3.org/2001/XMLSchema-instance'

/** An element without its namespaces. */
export interface XmlNode {
  readonly name: string
  /** Local part of xsi:type, whatever prefix was bound to it. */
  readonly xsiType: string | undefined
  /** The attribute `type`, which references have. */
  readonly refType: string | undefined
  readonly children: XmlNode[]
  text: string
}

/** Text that is not XML, or not the XML that was asked for. */
export class XmlError extends Error {}

/** Parses a document. Throws XmlError. */
export function parseXml(text: string): XmlNode {
  const parser = new SaxesParser({ xmlns: true })
  const root: XmlNode = { name: '', xsiType: undefined, refType: undefined, children: [], text: '' }
  const stack = [root]
  parser.on('error', (error) => {
    throw new XmlError(error.message)
  })
  parser.on('doctype', () => {
    throw new XmlError('A document type declaration is not accepted')
  })
  parser.on('opentag', (tag) => {
    const attributes = Object.values(tag.attributes)
    const node: XmlNode = {
      name: tag.local,
      xsiType: attributes.find((a) => a.uri === XSI && a.local === 'type')?.value.replace(/^.*:/, ''),
      refType: attributes.find((a) => a.uri === '' && a.local === 'type')?.value,
      children: [],
      text: '',
    }
    stack.at(-1)?.children.push(node)
    stack.push(node)
  })
  parser.on('text', (part) => {
    const node = stack.at(-1)
    if (node !== undefined) node.text += part
  })
  parser.on('cdata', (part) => {
    const node = stack.at(-1)
    if (node !== undefined) node.text += part
  })
  parser.on('closetag', () => void stack.pop())
  parser.write(text).close()
  const top = root.children[0]
  if (top === undefined) throw new XmlError('The document is empty')
  return top
}

/** The child elements of `node` as the fields that `fields` declares. Throws XmlError for any other element. */
export function decodeFields(
  schema: Schema,
  node: XmlNode,
  fields: ReadonlyMap<string, Declared>,
): Record<string, Vim> {
  const out: Record<string, Vim> = {}
  const lists = new Map<string, Vim[]>()
  for (const child of node.children) {
    const field = fields.get(child.name)
    if (field === undefined) throw new XmlError(`Unexpected element "${child.name}" in "${node.name}"`)
    const value = decodeOne(schema, child, field.type)
    if (!field.array) {
      out[child.name] = value
      continue
    }
    const list = lists.get(child.name) ?? []
    list.push(value)
    lists.set(child.name, list)
    out[child.name] = list
  }
  return out
}

function decodeOne(schema: Schema, node: XmlNode, type: string): Vim {
  const actual = type === 'any' ? plainType(node.xsiType) : type
  if (actual === 'ref') return new Ref(node.refType ?? '', node.text.trim())
  const concrete = !isScalar(actual) && schema.has(node.xsiType ?? '') ? (node.xsiType ?? actual) : actual
  if (schema.has(concrete)) {
    if (concrete !== type && type !== 'any' && !schema.isA(concrete, type)) {
      throw new XmlError(`"${concrete}" is not a "${type}" in "${node.name}"`)
    }
    return { $type: concrete, ...decodeFields(schema, node, schema.fields(concrete)) }
  }
  return decodeScalar(node, actual)
}

function decodeScalar(node: XmlNode, type: string): Vim {
  const text = node.text.trim()
  switch (type) {
    case 'boolean':
      if (text === 'true' || text === '1') return true
      if (text === 'false' || text === '0') return false
      throw new XmlError(`"${text}" is not a boolean in "${node.name}"`)
    case 'int':
    case 'long':
    case 'short':
    case 'byte':
    case 'float': {
      const number = Number(text)
      if (text === '' || Number.isNaN(number))
        throw new XmlError(`"${text}" is not a number in "${node.name}"`)
      return number
    }
    case 'dateTime':
      return new Date(text)
    default:
      return node.text
  }
}

function plainType(xsiType: string | undefined): string {
  if (xsiType === 'ManagedObjectReference') return 'ref'
  return declared(xsiType ?? '').type
}
