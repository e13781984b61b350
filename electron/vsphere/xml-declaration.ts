import { XmlError } from './xml-error.ts'

// XML 1.0 section 2.8.
const XML_DECLARATION =
  /^xml\s+version\s*=\s*(?:"1\.\d+"|'1\.\d+')(?:\s+encoding\s*=\s*(["'])([A-Za-z][\w.-]*)\1)?(?:\s+standalone\s*=\s*(?:"(?:yes|no)"|'(?:yes|no)'))?\s*$/

/** `text` is what stands between `<?` and `?>`. Throws XmlError, also for an encoding other than UTF-8. */
export function checkXmlDeclaration(text: string, atStart: boolean): void {
  if (!atStart) throw new XmlError('an XML declaration is not at the start')
  const match = XML_DECLARATION.exec(text)
  if (!match) throw new XmlError('the XML declaration is malformed')
  if (!/^(utf-?8|us-ascii)$/i.test(match[2] ?? 'utf-8')) throw new XmlError('the document is not in UTF-8')
}
