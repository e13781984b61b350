import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeFields, parseXml, XmlError } from './read-xml.ts'
import { declared, loadSchema } from './schema.ts'
import { Ref, Typed, type Vim } from './value.ts'
import { writeXml } from './write-xml.ts'

const schema = loadSchema()
const XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'

describe('the schema', () => {
  it('knows fields through base types, bases first', () => {
    const fields = [...schema.fields('VirtualDisk').keys()]
    expect(fields.indexOf('key')).toBeLessThan(fields.indexOf('capacityInBytes'))
    expect(schema.fields('VirtualDisk').get('capacityInBytes')).toEqual({ type: 'long', array: false })
    expect(schema.fields('VirtualHardware').get('device')).toEqual({ type: 'VirtualDevice', array: true })
  })

  it('knows what derives from what', () => {
    expect(schema.isA('VirtualVmxnet3', 'VirtualDevice')).toBe(true)
    expect(schema.isA('ClusterComputeResource', 'ManagedEntity')).toBe(true)
    expect(schema.isA('VirtualDevice', 'VirtualVmxnet3')).toBe(false)
  })
})

describe('writing values', () => {
  const write = (value: Vim, type: string, explicit = false): string =>
    writeXml(schema, 'val', value, declared(type), explicit)

  it('writes property values with their types, as vSphere does', () => {
    expect(write('poweredOn', 'VirtualMachinePowerState', true)).toBe(
      '<val xsi:type="VirtualMachinePowerState">poweredOn</val>',
    )
    expect(write(4096, 'long', true)).toBe('<val xsi:type="xsd:long">4096</val>')
    expect(write(new Ref('HostSystem', 'host-1'), 'ref', true)).toBe(
      '<val type="HostSystem" xsi:type="ManagedObjectReference">host-1</val>',
    )
    expect(write([new Ref('Datastore', 'd')], 'ref[]', true)).toBe(
      '<val xsi:type="ArrayOfManagedObjectReference"><ManagedObjectReference type="Datastore"' +
        ' xsi:type="ManagedObjectReference">d</ManagedObjectReference></val>',
    )
    expect(write(['a'], '[]', true)).toBe(
      '<val xsi:type="ArrayOfString"><string xsi:type="xsd:string">a</string></val>',
    )
    expect(write([1], 'int[]', true)).toBe('<val xsi:type="ArrayOfInt"><int xsi:type="xsd:int">1</int></val>')
    expect(write([], 'VirtualDevice[]', true)).toBe('<val xsi:type="ArrayOfVirtualDevice"></val>')
  })

  it('marks subtypes and leaves out what the declaration tells', () => {
    const hardware = { numCPU: 2, device: [{ $type: 'VirtualTPM', key: 1 }] }
    expect(write(hardware, 'VirtualHardware')).toBe(
      '<val><numCPU>2</numCPU><device xsi:type="VirtualTPM"><key>1</key></device></val>',
    )
  })

  it('types what stands for anyType', () => {
    expect(write({ key: 'a', value: true }, 'OptionValue')).toBe(
      '<val><key>a</key><value xsi:type="xsd:boolean">true</value></val>',
    )
    expect(write(new Typed(declared('long'), 5), 'any')).toBe('<val xsi:type="xsd:long">5</val>')
  })

  it('writes nothing for what is unset', () => {
    expect(write(undefined, '')).toBe('')
    expect(write({ name: 'n', build: undefined }, 'AboutInfo')).toBe('<val><name>n</name></val>')
  })

  it('writes any text so that a parser reads it again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const readable = /^[\t\n\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]*$/u
        fc.pre(readable.test(text))
        expect(parseXml(writeXml(schema, 'val', text, declared(''))).text).toBe(text)
      }),
    )
  })
})

describe('reading values', () => {
  const read = (xml: string, type: string): Record<string, Vim> =>
    decodeFields(schema, parseXml(xml), schema.fields(type))

  it('follows namespaces, not prefixes', () => {
    const spec = read(
      `<a xmlns:odd="http://www.w3.org/2001/XMLSchema-instance"><obj type="Folder">group-d1</obj>
        <selectSet odd:type="TraversalSpec"><name>n</name><type>Folder</type><path>childEntity</path></selectSet></a>`.replaceAll(
        />\s+</g,
        '><',
      ),
      'ObjectSpec',
    )
    expect(spec.obj).toEqual(new Ref('Folder', 'group-d1'))
    expect(spec.selectSet).toEqual([
      { $type: 'TraversalSpec', name: 'n', type: 'Folder', path: 'childEntity' },
    ])
  })

  it('keeps lists of one', () => {
    expect(read('<a><type>VirtualMachine</type><pathSet>name</pathSet></a>', 'PropertySpec')).toEqual({
      type: 'VirtualMachine',
      pathSet: ['name'],
    })
  })

  it.each([
    ['an unknown field', '<a><nonsense>1</nonsense></a>', 'PropertySpec'],
    ['text for a number', '<a><maxObjects>many</maxObjects></a>', 'RetrieveOptions'],
    ['text for a truth value', '<a><all>perhaps</all></a>', 'PropertySpec'],
    ['a type that is none of the declared', `<a ${XSI}><selectSet xsi:type="AboutInfo"/></a>`, 'ObjectSpec'],
  ])('refuses %s', (_, xml, type) => {
    expect(() => read(xml, type)).toThrow(XmlError)
  })

  it.each(['', '<a>', '<a></b>', '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', '<a>&x;</a>'])(
    'refuses %j',
    (text) => {
      expect(() => parseXml(text)).toThrow(XmlError)
    },
  )

  it('reads what it wrote, for values of every shape', () => {
    const disk = fc.record({
      $type: fc.constant('VirtualDisk'),
      key: fc.integer(),
      capacityInBytes: fc.nat(),
      unitNumber: fc.option(fc.nat(), { nil: undefined }),
      diskObjectId: fc.stringMatching(/^[a-z<&>"' ]{1,20}$/),
    })
    fc.assert(
      fc.property(fc.array(disk, { minLength: 1, maxLength: 3 }), fc.nat(64), (device, numCPU) => {
        const xml = writeXml(schema, 'a', { numCPU, device }, declared('VirtualHardware'))
        const back = decodeFields(
          schema,
          parseXml(xml.replace('<a', `<a ${XSI}`)),
          schema.fields('VirtualHardware'),
        )
        expect(back).toEqual({ numCPU, device })
      }),
    )
  })
})
