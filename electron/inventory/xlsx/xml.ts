/** The XML of a workbook's parts as events, whatever prefix its elements have. */
import { SaxesParser, type SaxesTagPlain } from 'saxes'
import { createBreath } from '../../breath.ts'
import { BadZip } from './zip.ts'

export interface XmlHandler {
  /** `name` is the local name. False ends the reading. */
  open?(name: string, attributes: Readonly<Record<string, string>>): void
  text?(text: string): void
  close?(name: string): void
}

/** Reads to the end, or until `done` says so after a chunk. Throws BadZip for what is no XML. */
export async function readXml(
  bytes: AsyncIterable<Uint8Array>,
  handler: XmlHandler,
  done: () => boolean = () => false,
): Promise<void> {
  const parser = new SaxesParser({ xmlns: false })
  parser.on('error', (error) => {
    throw new BadZip(error.message)
  })
  parser.on('opentag', (tag: SaxesTagPlain) => handler.open?.(localName(tag.name), tag.attributes))
  parser.on('text', (text) => handler.text?.(text))
  parser.on('cdata', (text) => handler.text?.(text))
  parser.on('closetag', (tag: SaxesTagPlain) => handler.close?.(localName(tag.name)))
  // A document type could define entities that unfold without end; no workbook has one.
  parser.on('doctype', () => {
    throw new BadZip('It has a document type.')
  })
  const decoder = new TextDecoder()
  const breathe = createBreath()
  for await (const chunk of bytes) {
    for (let at = 0; at < chunk.byteLength; at += PIECE) {
      parser.write(decoder.decode(chunk.subarray(at, at + PIECE), { stream: true }))
      if (done()) return
      await breathe()
    }
  }
  parser.write(decoder.decode())
  parser.close()
}

/** Bytes between two breaths: a millisecond or two. */
const PIECE = 32_768

function localName(name: string): string {
  const colon = name.indexOf(':')
  return colon < 0 ? name : name.slice(colon + 1)
}
