/** The few XML shapes that a vim25 request is made of. */
import type { MoRef } from '../../shared/inventory/from-vsphere/raw.ts'

/** The text holds a character that XML 1.0 cannot carry in any form. The message never quotes the text. */
export class UnsendableTextError extends Error {
  constructor() {
    super('The text holds a control character, which XML cannot carry.')
    this.name = 'UnsendableTextError'
  }
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  // A literal line break may be normalised by the receiver (XML 1.0 section 2.11).
  '\r': '&#13;',
  '\n': '&#10;',
  '\t': '&#9;',
}

/** Escapes for element content and attribute values alike. Throws UnsendableTextError. */
export function escapeXml(text: string): string {
  // The characters of XML 1.0 section 2.2.
  if (/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u.test(text)) throw new UnsendableTextError()
  return text.replace(/[&<>"'\r\n\t]/g, (character) => ENTITIES[character] ?? character)
}

/** `<name type="…" xsi:type="…">content</name>`; `content` is XML already. */
export function element(
  name: string,
  content: string,
  attributes: Readonly<Record<string, string>> = {},
): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeXml(value)}"`)
  return `<${name}${written.join('')}>${content}</${name}>`
}

export function textElement(name: string, value: string | number | boolean): string {
  return element(name, escapeXml(String(value)))
}

export function referenceElement(name: string, ref: MoRef): string {
  return element(name, escapeXml(ref.value), { type: ref.type })
}

/** One SOAP 1.1 request: `method` of the object `self` with `body` as the parameters' XML. */
export function soapEnvelope(method: string, self: MoRef, body: string): string {
  const call = element(method, referenceElement('_this', self) + body, { xmlns: 'urn:vim25' })
  return (
    '<?xml version="1.0" encoding="UTF-8"?>' +
    '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"' +
    ' xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">' +
    `<soapenv:Body>${call}</soapenv:Body></soapenv:Envelope>`
  )
}
