/** Start tags: what is written in them, and what that means where they stand. */
import { XmlError } from './xml-error.ts'
import { checkCharacters, normaliseLines, resolveEntities } from './xml-text.ts'

/** A start tag as written, whatever its surroundings. */
export interface Tag {
  /** Bytes of the name as written, which the end tag has to repeat. */
  readonly nameBytes: Uint8Array
  readonly name: Name
  readonly attributes: readonly Attribute[]
  /** Namespaces by prefix, "" for the default one; undefined when the tag declares none. */
  readonly declares: ReadonlyMap<string, string> | undefined
  readonly selfClosing: boolean
}

interface Name {
  readonly prefix: string
  readonly local: string
}

interface Attribute extends Name {
  readonly value: string
}

/** A start tag where it stands. */
export interface Element {
  readonly tag: Tag
  /** Local name. */
  readonly name: string
  /** Local name of xsi:type, "" without one. */
  readonly type: string
  /** xsi:type is ArrayOf…: what is inside are the items of a list. */
  readonly list: boolean
  /** xsi:type is of XML Schema itself: the element is a leaf even if it is empty. */
  readonly primitive: boolean
  /** The plain attribute `type`, which only a managed object reference has. */
  readonly refType: string | undefined
  /** The namespaces inside. */
  readonly scope: Scope
}

/** Namespaces in force. */
export interface Scope {
  readonly depth: number
  resolve(prefix: string): string | undefined
  /** Elements met in this scope: the same few tags come again and again. */
  readonly known: Map<Tag, Element>
}

const XSI = 'http://www.w3.org/2001/XMLSchema-instance'
const XSD = 'http://www.w3.org/2001/XMLSchema'
const XML = 'http://www.w3.org/XML/1998/namespace'
/** Bounds what a hostile answer can make a reader remember. */
const MAX_KNOWN = 2_000
const MAX_KNOWN_DEPTH = 8
// XML 1.0 sections 2.3 and 3.1, without the colon, which separates a prefix (Namespaces in XML, section 4).
const START =
  'A-Z_a-z\\xc0-\\xd6\\xd8-\\xf6\\xf8-\\u02ff\\u0370-\\u037d\\u037f-\\u1fff\\u200c\\u200d\\u2070-\\u218f\\u2c00-\\u2fef\\u3001-\\ud7ff\\uf900-\\ufdcf\\ufdf0-\\ufffd\\u{10000}-\\u{effff}'
const NC_NAME = `[${START}][${START}\\-.0-9\\xb7\\u0300-\\u036f\\u203f\\u2040]*`
const NAME = new RegExp(`(?:(${NC_NAME}):)?(${NC_NAME})`, 'uy')
const ATTRIBUTE = new RegExp(
  `[ \\t\\r\\n]+(?:(${NC_NAME}):)?(${NC_NAME})[ \\t\\r\\n]*=[ \\t\\r\\n]*(?:"([^<"]*)"|'([^<']*)')`,
  'uy',
)

/** The outermost scope, in which only `xml` is bound. */
export function createRootScope(): Scope {
  return {
    depth: 0,
    resolve: (prefix) => (prefix === 'xml' ? XML : prefix === '' ? '' : undefined),
    known: new Map(),
  }
}

/** Reads what stands between `<` and `>`. Throws XmlError. */
export function parseTag(source: string): Tag {
  checkCharacters(source)
  const selfClosing = source.endsWith('/')
  const text = selfClosing ? source.slice(0, -1) : source
  const name = new RegExp(NAME).exec(text)
  if (!name) throw new XmlError('a tag has no valid name')
  const attributes: Attribute[] = []
  const declares = new Map<string, string>()
  const seen = new Set<string>()
  const pattern = new RegExp(ATTRIBUTE)
  let position = name[0].length
  while (position < text.length) {
    pattern.lastIndex = position
    const match = pattern.exec(text)
    if (!match) break
    position = pattern.lastIndex
    const { 1: prefix = '', 2: local = '', 3: double, 4: single } = match
    if (seen.size === seen.add(`${prefix}:${local}`).size) throw new XmlError('an attribute is there twice')
    const value = attributeValue(double ?? single ?? '')
    if (prefix === 'xmlns') declares.set(checkedPrefix(local, value), value)
    else if (prefix === '' && local === 'xmlns') declares.set('', value)
    else attributes.push({ prefix, local, value })
  }
  if (!/^[ \t\r\n]*$/.test(text.slice(position))) throw new XmlError('a tag is malformed')
  return {
    nameBytes: Buffer.from(name[0]),
    name: { prefix: name[1] ?? '', local: name[2] ?? '' },
    attributes,
    declares: declares.size > 0 ? declares : undefined,
    selfClosing,
  }
}

function attributeValue(written: string): string {
  // XML 1.0 section 3.3.3: white space as written is a space; as a character reference it stays what it is.
  return resolveEntities(normaliseLines(written).replace(/[\t\n]/g, ' '))
}

function checkedPrefix(prefix: string, uri: string): string {
  if (prefix === 'xmlns' || uri === '' || (prefix === 'xml') !== (uri === XML)) {
    throw new XmlError('a namespace is declared wrongly')
  }
  return prefix
}

/** What `tag` means inside `scope`. Throws XmlError for a prefix that is not declared. */
export function elementIn(scope: Scope, tag: Tag): Element {
  const known = scope.known.get(tag)
  if (known) return known
  const element = resolveElement(scope, tag)
  if (scope.depth < MAX_KNOWN_DEPTH && scope.known.size < MAX_KNOWN) scope.known.set(tag, element)
  return element
}

function resolveElement(outer: Scope, tag: Tag): Element {
  const scope = tag.declares ? innerScope(outer, tag.declares) : outer
  const uriOf = (prefix: string): string => {
    const uri = scope.resolve(prefix)
    if (uri === undefined) throw new XmlError('a prefix is not declared')
    return uri
  }
  uriOf(tag.name.prefix)
  let type = ''
  let primitive = false
  let refType: string | undefined
  const seen = new Set<string>()
  for (const { prefix, local, value } of tag.attributes) {
    // An attribute without a prefix is in no namespace, whatever the default is.
    const uri = prefix === '' ? '' : uriOf(prefix)
    if (seen.size === seen.add(`${local} ${uri}`).size) throw new XmlError('an attribute is there twice')
    if (local !== 'type') continue
    if (uri === XSI) {
      const colon = value.indexOf(':')
      type = value.slice(colon + 1)
      primitive = scope.resolve(colon < 0 ? '' : value.slice(0, colon)) === XSD
    } else if (uri === '') refType = value
  }
  return { tag, name: tag.name.local, type, list: type.startsWith('ArrayOf'), primitive, refType, scope }
}

function innerScope(outer: Scope, declares: ReadonlyMap<string, string>): Scope {
  return {
    depth: outer.depth + 1,
    resolve: (prefix) => declares.get(prefix) ?? outer.resolve(prefix),
    known: new Map(),
  }
}
