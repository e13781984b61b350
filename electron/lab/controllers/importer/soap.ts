import type { XmlNode } from '../../vcenter/vim/read-xml.ts'
import { escapeXml } from '../../vcenter/vim/write-xml.ts'

/** The first element of this name at any depth. */
export function find(element: XmlNode, name: string): XmlNode | undefined {
  for (const child of element.children) {
    const found = child.name === name ? child : find(child, name)
    if (found) return found
  }
  return undefined
}

/** All elements of this name at any depth, in document order. */
export function findAll(element: XmlNode, name: string): readonly XmlNode[] {
  return element.children.flatMap((child) => [
    ...(child.name === name ? [child] : []),
    ...findAll(child, name),
  ])
}

export function child(element: XmlNode | undefined, name: string): XmlNode | undefined {
  return element?.children.find((item) => item.name === name)
}

/** A managed object reference. */
export interface Moref {
  readonly type: string
  readonly id: string
}

export function moref(name: string, { type, id }: Moref): string {
  return `<${name} type="${escapeXml(type)}">${escapeXml(id)}</${name}>`
}

export function asMoref(element: XmlNode | undefined): Moref | undefined {
  const type = element?.refType
  return element && type !== undefined ? { type, id: element.text.trim() } : undefined
}

/** A SOAP 1.1 request with one vim25 call in it. */
export function envelope(call: string): string {
  return (
    '<?xml version="1.0" encoding="UTF-8"?>' +
    '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"' +
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Body>' +
    `${call}</soapenv:Body></soapenv:Envelope>`
  )
}
