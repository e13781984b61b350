import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RawValue } from '../../shared/inventory/from-vsphere/raw.ts'
import { createXmlReader, XmlError } from './xml-reader.ts'
import { element, escapeXml, soapEnvelope, textElement, UnsendableTextError } from './xml-writer.ts'

function read(xml: string, cuts: readonly number[] = []): RawValue {
  const reader = createXmlReader()
  let from = 0
  for (const cut of [...cuts].sort((a, b) => a - b).concat(xml.length)) {
    reader.write(Buffer.from(xml.slice(from, cut)))
    from = cut
  }
  return reader.end().value
}

/** Text as XML 1.0 allows it. */
const sendable = fc
  .string({ unit: 'binary' })
  .filter((text) => !/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u.test(text))

describe('writing', () => {
  it('survives a round trip, whatever the text', () => {
    fc.assert(
      fc.property(sendable, (text) => {
        expect(read(element('a', textElement('b', text), { c: text }))).toEqual({ b: text, $type: '' })
      }),
    )
  })

  it('never lets text become markup', () => {
    const password = `]]></password><x a="1"/>&amp;<!--'"`
    const envelope = soapEnvelope('Login', { type: 'T', value: 'v' }, textElement('password', password))
    expect(read(envelope)).toMatchObject({ Body: { Login: { password } } })
  })

  it.each(['\u0000', 'a\u0007', '\u001b[0m', '\ufffe', '\ud800', 'x\udc00'])('refuses %j', (text) => {
    expect(() => escapeXml(text)).toThrow(UnsendableTextError)
  })

  it('says nothing of the text that it refuses', () => {
    expect(() => escapeXml('hunter2\u0000')).toThrow(/^(?!.*hunter2)/)
  })
})

describe('reading', () => {
  const xsi = 'http://www.w3.org/2001/XMLSchema-instance'
  const xsd = 'http://www.w3.org/2001/XMLSchema'

  it('finds xsi:type under any prefix, declared anywhere', () => {
    for (const declared of [
      `<v xmlns:xsi="${xsi}"><d xsi:type="Disk"><k>1</k></d></v>`,
      `<v><d xmlns:_X="${xsi}" _X:type="Disk"><k>1</k></d></v>`,
      `<v xmlns:vim="urn:vim25" xmlns:i="${xsi}"><d i:type="vim:Disk"><k>1</k></d></v>`,
    ]) {
      expect(read(declared)).toEqual({ d: { k: '1', $type: 'Disk' }, $type: '' })
    }
  })

  it('does not take another type attribute for xsi:type', () => {
    expect(read('<v xmlns:o="urn:other"><d o:type="Disk">x</d></v>')).toEqual({ d: 'x', $type: '' })
  })

  it('reads references, lists, arrays and empty objects', () => {
    const xml =
      `<v xmlns:xsi="${xsi}" xmlns:xsd="${xsd}">` +
      '<obj type="VirtualMachine" xsi:type="ManagedObjectReference">vm-1</obj>' +
      '<n>1</n><n>2</n>' +
      '<none xsi:type="ArrayOfTag"/><some xsi:type="ArrayOfTag"><Tag><key>a</key></Tag></some>' +
      '<text xsi:type="xsd:string"></text><state xsi:type="PowerState">poweredOn</state>' +
      '<fault xsi:type="NotAuthenticated"/></v>'
    expect(read(xml)).toEqual({
      obj: { $type: 'ManagedObjectReference', type: 'VirtualMachine', value: 'vm-1' },
      n: ['1', '2'],
      none: [],
      some: [{ key: 'a', $type: '' }],
      text: '',
      state: 'poweredOn',
      fault: { $type: 'NotAuthenticated' },
      $type: '',
    })
  })

  it('gives the same value however the answer is cut in pieces', () => {
    const xml = `<v xmlns:x="${xsi}"><a x:type="T"><b>5 &lt; 6 &#228;</b></a><c><![CDATA[<raw>]]></c></v>`
    const whole = read(xml)
    expect(whole).toEqual({ a: { b: '5 < 6 ä', $type: 'T' }, c: '<raw>', $type: '' })
    const cuts = fc.array(fc.nat({ max: xml.length }), { maxLength: 8 })
    fc.assert(
      fc.property(cuts, (at) => {
        expect(read(xml, at)).toEqual(whole)
      }),
    )
  })

  it.each([
    '',
    'not xml',
    '<a><b></a>',
    '<a>',
    '<a>&nbsp;</a>',
    '<x:a/>',
    '<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><a>&e;</a>',
    '<a>'.repeat(3000),
  ])('refuses %#', (xml) => {
    expect(() => read(xml)).toThrow(XmlError)
  })

  it('never throws anything else', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          read(`<a>${text}</a>`)
        } catch (error) {
          expect(error).toBeInstanceOf(XmlError)
        }
      }),
    )
  })

  it('has no field that reaches a prototype', () => {
    const value = read('<a><__proto__><polluted>1</polluted></__proto__><constructor>c</constructor></a>')
    expect(value).toEqual({ constructor: 'c', $type: '' })
    expect(({} as { polluted?: string }).polluted).toBeUndefined()
  })
})
