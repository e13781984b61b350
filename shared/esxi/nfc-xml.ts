/** Finds hostd's NFC service in its configuration file, with the place of each character of it. */
import { SaxesParser, type SaxesTagPlain } from 'saxes'
import type { NfcValueName } from './nfc-wish.ts'

/** Places are offsets in UTF-16 units; an end is exclusive. */
export interface XmlElement {
  readonly name: string
  /** Of the "<" that opens it. */
  readonly start: number
  /** After the ">" of its start tag. */
  readonly openEnd: number
  readonly selfClosing: boolean
  /** Of the "<" of its end tag; where it has none, its end. */
  closeStart: number
  end: number
  readonly children: XmlElement[]
}

export interface NfcScan {
  /** Every nfcsvc that is a child of plugins in config; hostd reads one. */
  readonly found: readonly XmlElement[]
  /** As the declaration says, in lower case; undefined where it says nothing. */
  readonly encoding: string | undefined
  /**
   * The document as the parser tells it, without the two values and the white space that sets elements of nfcsvc
   * apart: the same before and after a right edit.
   */
  readonly rest: readonly string[]
}

/** A DOCTYPE can declare entities, and change what the rest means. */
export class DoctypeError extends Error {}

const PATH = ['config', 'plugins', 'nfcsvc'] as const
const VALUES: ReadonlySet<string> = new Set<NfcValueName>(['maxMemory', 'maxStreamMemory'])

/** Throws a DoctypeError, or where the text is not well-formed XML an error that tells line and column. */
export function scanNfc(text: string): NfcScan {
  const parser = new SaxesParser({ xmlns: false, position: true })
  const open: XmlElement[] = []
  const found: XmlElement[] = []
  const rest: string[] = []
  let encoding: string | undefined
  const inNfc = () => open.length >= PATH.length && PATH.every((name, at) => open[at]?.name === name)
  const inValue = () => inNfc() && VALUES.has(open[PATH.length]?.name ?? '')
  const note = (...parts: readonly string[]) => {
    if (!inValue()) rest.push(JSON.stringify(parts))
  }
  parser.on('xmldecl', (declaration) => {
    encoding = declaration.encoding?.toLowerCase()
    note('declaration', JSON.stringify(declaration))
  })
  parser.on('doctype', () => {
    throw new DoctypeError('It has a DOCTYPE.')
  })
  parser.on('comment', (comment) => note('comment', comment))
  parser.on('cdata', (data) => note('cdata', data))
  parser.on('processinginstruction', ({ target, body }) => note('instruction', target, body))
  parser.on('text', (data) => {
    const kept = inNfc() && open.length === PATH.length ? data.replace(/[ \t\r\n]+/g, '') : data
    if (kept !== '') note('text', kept)
  })
  parser.on('opentag', ({ name, attributes, isSelfClosing }: SaxesTagPlain) => {
    // A start tag holds no other "<": not even the value of an attribute may.
    const start = text.lastIndexOf('<', parser.position - 1)
    const end = parser.position
    const element = {
      name,
      start,
      openEnd: end,
      selfClosing: isSelfClosing,
      closeStart: end,
      end,
      children: [],
    }
    if (inNfc()) open.at(-1)?.children.push(element)
    open.push(element)
    if (open.length === PATH.length && inNfc()) found.push(element)
    note('open', name, ...Object.entries(attributes).flatMap(([key, value]) => [key, value]))
  })
  parser.on('closetag', ({ name }) => {
    note('close', name)
    const element = open.pop()
    if (!element || element.selfClosing) return
    element.closeStart = text.lastIndexOf('<', parser.position - 1)
    element.end = parser.position
  })
  parser.write(text).close()
  return { found, encoding, rest }
}
