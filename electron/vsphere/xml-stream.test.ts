import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RawValue } from '../../shared/inventory/from-vsphere/raw.ts'
import { createXmlReader, XmlError, type ElementHandlers } from './xml-reader.ts'

/** Reads `xml` in pieces that end at `cuts`, which are bytes. */
function read(xml: string, handlers: ElementHandlers = {}, cuts: readonly number[] = []): RawValue {
  const bytes = Buffer.from(xml)
  const reader = createXmlReader(handlers)
  let from = 0
  for (const cut of [...cuts].sort((a, b) => a - b).concat(bytes.length)) {
    reader.write(bytes.subarray(from, cut))
    from = cut
  }
  return reader.end().value
}

const reasonOf = (work: () => unknown): string => {
  try {
    work()
  } catch (error) {
    return error instanceof XmlError ? `${error.reason}: ${error.message}` : String(error)
  }
  return 'read'
}

describe('elements that are handed out', () => {
  it('are told when they close, and are not kept', () => {
    const told: RawValue[] = []
    const xml = '<e><r><t>1</t><o><n>a</n></o><o><n>b</n></o></r></e>'
    const value = read(xml, { 'e/r/o': (object) => told.push(object), 'e/r/t': (text) => told.push(text) })
    expect(told).toEqual(['1', { n: 'a', $type: '' }, { n: 'b', $type: '' }])
    expect(value).toEqual({ r: '', $type: '' })
  })

  it('are known by their place, not by their name', () => {
    const told: RawValue[] = []
    const value = read('<e><o><o>inner</o></o><x><o>deep</o></x></e>', {
      '*/o': (object) => told.push(object),
    })
    expect(told).toEqual([{ o: 'inner', $type: '' }])
    expect(value).toEqual({ x: { o: 'deep', $type: '' }, $type: '' })
  })

  it('can be as many as they like: what is handed out does not count as held', () => {
    const object = Buffer.from(`<o><text>${'x'.repeat(60_000)}</text></o>`)
    let objects = 0
    const reader = createXmlReader({ 'e/o': () => objects++ })
    reader.write(Buffer.from('<e>'))
    for (let i = 0; i < 1_200; i++) reader.write(object)
    reader.write(Buffer.from('</e>'))
    expect(reader.end().value).toBe('')
    expect(objects).toBe(1_200)
  })
})

describe('bytes', () => {
  const xml =
    '\ufeff<?xml version="1.0" encoding="UTF-8"?><!-- ä - 名前 --><v a="1 > 0"><b>Größe 名前 😀 &amp; &#x1F600;\r\nx</b>' +
    "<c><![CDATA[a]]b ]]]>]]&gt;</c><d k='\"'/><e> </e></v>\n<?pi done?>"

  it('may be cut anywhere, also inside a character, an entity or a tag', () => {
    const whole = read(xml)
    expect(whole).toEqual({ b: 'Größe 名前 😀 & 😀\nx', c: 'a]]b ]]]>', d: '', e: ' ', $type: '' })
    const length = Buffer.byteLength(xml)
    for (let cut = 0; cut <= length; cut++) expect(read(xml, {}, [cut])).toEqual(whole)
    fc.assert(
      fc.property(fc.array(fc.nat({ max: length }), { maxLength: 40 }), (cuts) => {
        expect(read(xml, {}, cuts)).toEqual(whole)
      }),
    )
  })

  it('of a text that goes on for long are not kept until its end', () => {
    const text = 'Größe 名前 😀 &amp; ]] \r\n'.repeat(3_000)
    const expected = 'Größe 名前 😀 & ]] \n'.repeat(3_000)
    const length = Buffer.byteLength(text)
    fc.assert(
      fc.property(fc.array(fc.nat({ max: length }), { minLength: 1, maxLength: 20 }), (cuts) => {
        expect(read(`<v>${text}</v>`, {}, cuts)).toBe(expected)
        expect(read(`<v><![CDATA[${text}]]></v>`, {}, cuts)).toBe(expected.replaceAll('&', '&amp;'))
      }),
      { numRuns: 20 },
    )
  })
})

describe('what is refused', () => {
  it.each([
    ['<a/><b/>', 'there is a second document'],
    ['<a/>text<b/>', 'there is text outside of the document'],
    ['<a>]]></a>', 'the text holds "]]>"'],
    ['<a b="1" b="2"/>', 'an attribute is there twice'],
    ['<a b=1/>', 'a tag is malformed'],
    ['<a b="<"/>', 'a tag is malformed'],
    ['<1/>', 'a tag has no valid name'],
    ['</a>', 'an end tag has no start tag'],
    ['<a></b>', 'an end tag does not match its start tag'],
    ['<a>&#0;</a>', 'an entity is not known'],
    ['<a>& </a>', 'an entity is not known'],
    ['<a>\u0001</a>', 'the text holds a character that XML excludes'],
    ['<a xmlns:x=""/>', 'a namespace is declared wrongly'],
    ['<a x:b="1"/>', 'a prefix is not declared'],
    ['<!-- a -- b --><a/>', 'a comment holds "--"'],
    ['<a/><?xml version="1.0"?>', 'an XML declaration is not at the start'],
    ['<?xml version="1.0" encoding="ISO-8859-1"?><a/>', 'the document is not in UTF-8'],
    ['<a><![CDATA[x</a>', 'the document stops in the middle'],
    ['<!DOCTYPE a><a/>', 'a document type declaration is not allowed'],
  ])('%s', (xml, message) => {
    expect(reasonOf(() => read(xml))).toBe(`malformed: ${message}`)
  })

  it('bombs: entities, nesting, attributes, endless tags, elements without end', () => {
    const entities = '<!DOCTYPE a [<!ENTITY b "bbbbbbbb"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>'
    expect(reasonOf(() => read(entities))).toContain('document type declaration')
    expect(reasonOf(() => read('<a>'.repeat(100_000)))).toContain('nested too deep')
    const attributes = Array.from({ length: 1_000_000 }, (_, i) => ` a${i}=""`).join('')
    expect(reasonOf(() => read(`<a${attributes}/>`))).toContain('a tag is too long')
    expect(reasonOf(() => read(`<a ${' '.repeat(1_000_000)}/>`))).toContain('a tag is too long')
    expect(reasonOf(() => read(`<!--${'-x'.repeat(1_000_000)}`, {}, [1_000]))).toContain(
      'a comment is too long',
    )
    const many = Buffer.from('<b/>'.repeat(10_000))
    const reader = createXmlReader()
    reader.write(Buffer.from('<a>'))
    expect(
      reasonOf(() => {
        for (;;) reader.write(many)
      }),
    ).toBe('too-large: the answer holds too much at once')
  })
})
