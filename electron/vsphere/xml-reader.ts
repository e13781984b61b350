/** Reads vim25 answers as they arrive, straight into plain values. */
import type { RawValue } from '../../shared/inventory/from-vsphere/raw.ts'
import { XmlError } from './xml-error.ts'
import { createKnownTags, type KnownTags } from './xml-known-tags.ts'
import { createXmlScanner } from './xml-scanner.ts'
import { createValueBuilder, type ElementHandlers, type ElementShapes } from './xml-values.ts'

export { XmlError } from './xml-error.ts'
export type { ElementHandlers, ElementShapes } from './xml-values.ts'

export interface XmlReader {
  /** UTF-8, cut anywhere. Throws XmlError as soon as the input is not well-formed or holds too much. */
  write(chunk: Uint8Array): void
  /** The value of the document's one element. Throws XmlError when the document is not complete. */
  end(): { readonly name: string; readonly value: RawValue }
}

/**
 * One reader reads one document. What `shapes` leave out is checked for less: see xml-skip.ts. Readers of the
 * same kind of document are faster when they share `tags`.
 */
export function createXmlReader(
  handlers: ElementHandlers = {},
  shapes: ElementShapes = {},
  tags: KnownTags = createKnownTags(),
): XmlReader {
  const builder = createValueBuilder(handlers, shapes)
  const scanner = createXmlScanner(builder, tags)
  return {
    write: (chunk) => scanner.write(chunk),
    end: () => {
      scanner.end()
      if (!builder.root) throw new XmlError('the document is empty')
      return builder.root
    },
  }
}
