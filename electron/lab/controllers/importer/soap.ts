import { SaxesParser } from 'saxes'

/** One element of an answer: enough of XML for the few calls that the importer makes. */
export interface Element {
  /** Without its prefix. */
  readonly name: string
  /** Those without a namespace: a reference's `type` is one, `xsi:type` is not. */
  readonly attributes: Readonly<Record<string, string>>
  readonly children: Element[]
  text: string
}

export function parseXml(text: string): Element {
  const root: Element = { name: '', attributes: {}, children: [], text: '' }
  const stack: Element[] = [root]
  const parser = new SaxesParser({ xmlns: true })
  parser.on('opentag', (tag) => {
    const own = Object.values(tag.attributes).filter(({ uri }) => uri === '')
    const element: Element = {
      name: tag.local,
      attributes: Object.fromEntries(own.map(({ local, value }) => [local, value])),
      children: [],
      text: '',
    }
    stack.at(-1)?.children.push(element)
    stack.push(element)
  })
  parser.on('closetag', () => void stack.pop())
  const add = (value: string): void => {
    const top = stack.at(-1)
    if (top) top.text += value
  }
  parser.on('text', add)
  parser.on('cdata', add)
  parser.write(text).close()
  return root
}

/** The first element of this name at any depth. */
export function find(element: Element, name: string): Element | undefined {
  for (const child of element.children) {
    const found = child.name === name ? child : find(child, name)
    if (found) return found
  }
  return undefined
}

/** All elements of this name at any depth, in document order. */
export function findAll(element: Element, name: string): readonly Element[] {
  return element.children.flatMap((child) => [
    ...(child.name === name ? [child] : []),
    ...findAll(child, name),
  ])
}

export function child(element: Element | undefined, name: string): Element | undefined {
  return element?.children.find((item) => item.name === name)
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
}

export function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character)
}

/** A managed object reference. */
export interface Moref {
  readonly type: string
  readonly id: string
}

export function moref(name: string, { type, id }: Moref): string {
  return `<${name} type="${escapeXml(type)}">${escapeXml(id)}</${name}>`
}

export function asMoref(element: Element | undefined): Moref | undefined {
  const type = element?.attributes.type
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
