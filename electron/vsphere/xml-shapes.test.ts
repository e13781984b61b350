import { describe, expect, it } from 'vitest'
import { condenseProperty } from '../../shared/inventory/from-vsphere/condense.ts'
import { at, type RawValue } from '../../shared/inventory/from-vsphere/raw.ts'
import { SHAPED_DEPTH, type Shape } from '../../shared/inventory/from-vsphere/shapes.ts'
import { createCondensedReading } from './property-shapes.ts'
import { createXmlReader, XmlError, type ElementShapes } from './xml-reader.ts'

const leaf: Shape = {}
const keepKey: ElementShapes = { 'e/v': () => ({ key: leaf }) }

function read(xml: string, shapes: ElementShapes = keepKey, cuts: readonly number[] = []): RawValue {
  const bytes = Buffer.from(xml)
  const reader = createXmlReader({}, shapes)
  let from = 0
  for (const cut of [...cuts, bytes.length]) {
    reader.write(bytes.subarray(from, cut))
    from = cut
  }
  return reader.end().value
}

const reasonOf = (work: () => unknown): string => {
  try {
    work()
  } catch (error) {
    return error instanceof XmlError ? error.message : String(error)
  }
  return 'read'
}

/** With `inside` in an element that is left out. */
const around = (inside: string) => `<e><v><junk>${inside}</junk><key>k</key></v><after>a</after></e>`
const kept = { v: { key: 'k', $type: '' }, after: 'a', $type: '' }

describe('what a shape does not have', () => {
  it.each([
    '',
    'text &amp; more',
    '<a/><b c="1"/>',
    '<junk><junk/></junk><junk>x</junk>',
    `<a b="/>" c='</junk>' d=">"/>`,
    '<!-- </junk> <x " \' -->',
    '<![CDATA[</junk> ]] > <x>]]>',
    '<?pi </junk> <x> ?>',
    '<a></a ><b\n></b\n>',
  ])('is passed over, however it is cut: %s', (inside) => {
    const xml = around(inside)
    expect(read(xml)).toEqual(kept)
    for (let cut = 0; cut <= Buffer.byteLength(xml); cut++) expect(read(xml, keepKey, [cut])).toEqual(kept)
  })

  it('makes a record of what holds it, as if it had been read', () => {
    expect(read('<e><v><junk/></v></e>')).toEqual({ v: { $type: '' }, $type: '' })
    expect(read('<e><v>text<junk/>text</v></e>')).toEqual({ v: { $type: '' }, $type: '' })
    expect(read('<e><v>text</v></e>')).toEqual({ v: 'text', $type: '' })
  })

  it('does not count as held, so it can be of any length', () => {
    const reader = createXmlReader({}, keepKey)
    const junk = Buffer.from('<b>some text</b>'.repeat(10_000))
    reader.write(Buffer.from('<e><v><junk>'))
    for (let i = 0; i < 500; i++) reader.write(junk)
    reader.write(Buffer.from('</junk><key>k</key></v><after>a</after></e>'))
    expect(reader.end().value).toEqual(kept)
  })

  it.each([
    ['</x>', 'an end tag does not match its start tag'],
    ['<x>', 'an end tag does not match its start tag'],
    ['<x></y></junk></v></e>', 'an end tag has no start tag'],
    ['<!-- -- -->', 'a comment holds "--"'],
    ['<!DOCTYPE x>', 'a document type declaration is not allowed'],
    ['<? ?>', 'a processing instruction has no name'],
    [`<x a="${'a'.repeat(100_000)}"/>`, 'a tag is too long'],
    ['<x>'.repeat(10_000), 'elements are nested too deep'],
    ['<![CDATA[', 'the document stops in the middle'],
    ['<x a="', 'the document stops in the middle'],
  ])('is refused where its end would be in doubt, %#', (inside, message) => {
    expect(reasonOf(() => read(around(inside)))).toBe(message)
  })

  it.each(['<a></b>', '<1 & =/>', '&unknown;', '<x:y/>', '<a b="1" b="2"/>', '\u0001', ']]>'])(
    'is not checked for what cannot move its end: %j',
    (inside) => {
      expect(read(around(inside))).toEqual(kept)
    },
  )
})

describe('shapes', () => {
  it('are asked for with what is known of the record', () => {
    const asked: unknown[] = []
    const shapes: ElementShapes = {
      'e/o/p/v': (record) => {
        asked.push({ ...record })
        return record?.['name'] === 'all' ? 'all' : 'nothing'
      },
    }
    const xml =
      '<e><o><kind>k</kind><p><name>all</name><v><x>1</x></v></p><p><name>none</name><v><x>1</x></v></p></o></e>'
    expect(read(xml, shapes)).toMatchObject({
      o: {
        p: [
          { name: 'all', v: { x: '1' } },
          { name: 'none', $type: '' },
        ],
      },
    })
    expect(asked).toEqual([
      { name: 'all', $type: '' },
      { name: 'none', $type: '' },
    ])
  })

  it('cut off what is nested deeper than any server does, where condensing does', () => {
    const xsi = 'http://www.w3.org/2001/XMLSchema-instance'
    const levels = SHAPED_DEPTH + 50
    const chain = `${'<parent><fileName>f</fileName>'.repeat(levels)}${'</parent>'.repeat(levels)}`
    const device = `<d><key>1</key><backing><fileName>f</fileName>${chain}</backing></d>`
    const xml =
      `<e xmlns:x="${xsi}"><name>config.hardware.device</name>` +
      `<val x:type="ArrayOfVirtualDevice">${device}${device}</val></e>`
    const whole = at(read(xml, {}), 'val') ?? ''
    const short = at(read(xml, { 'e/val': createCondensedReading().shapeOf }), 'val')
    expect(short).not.toEqual(whole)
    expect(short).toEqual(condenseProperty('config.hardware.device', whole))
  })
})
