/** What random answers must never do to a reader that leaves out what no projection reads. */
import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { condense } from '../../../shared/inventory/from-vsphere/condense.ts'
import type { RawValue } from '../../../shared/inventory/from-vsphere/raw.ts'
import type { StoredObject } from '../../../shared/inventory/from-vsphere/store.ts'
import { createCondensedReading } from '../property-shapes.ts'
import { storedObject } from '../property-spec.ts'
import { SoapFault } from '../errors.ts'
import { createXmlReader, XmlError, type ElementShapes } from '../xml-reader.ts'

const OBJECTS = 'Envelope/Body/*/returnval/objects'
const XSI = 'http://www.w3.org/2001/XMLSchema-instance'

/** The objects of an answer: everything read and then condensed, or only what is kept read. */
type Reading = 'whole' | 'shaped'

function read(bytes: Uint8Array, reading: Reading, cuts: readonly number[]): readonly StoredObject[] {
  const { shapeOf, condense: keep, done } = createCondensedReading()
  const found: StoredObject[] = []
  const each = (object: RawValue) => {
    found.push(...(reading === 'shaped' ? storedObject(object, keep) : storedObject(object).map(condense)))
    done()
  }
  const shapes: ElementShapes = reading === 'shaped' ? { [`${OBJECTS}/propSet/val`]: shapeOf } : {}
  const reader = createXmlReader({ [OBJECTS]: each }, shapes)
  let from = 0
  for (const cut of [...cuts].sort((a, b) => a - b).concat(1)) {
    const to = Math.round(cut * bytes.length)
    reader.write(bytes.subarray(from, to))
    from = to
  }
  reader.end()
  return found
}

/** Undefined for an answer that is refused. */
function outcome(bytes: Uint8Array, reading: Reading, cuts: readonly number[] = []) {
  try {
    return read(bytes, reading, cuts)
  } catch (error) {
    if (error instanceof XmlError || error instanceof SoapFault) return undefined
    throw error
  }
}

/**
 * An answer that is read whole is read by shapes too, to the same objects. Inside of what is left out less is
 * checked, so an answer that is refused may be read; but then it is however it is cut.
 */
export function isSameByShapes(bytes: Uint8Array, cuts: readonly number[]): boolean {
  const shaped = outcome(bytes, 'shaped')
  if (!isDeepStrictEqual(outcome(bytes, 'shaped', cuts), shaped)) return false
  const whole = outcome(bytes, 'whole')
  return whole === undefined || isDeepStrictEqual(shaped, whole)
}

/** The same, for an answer that must not be refused. */
export function isReadByShapes(bytes: Uint8Array, cuts: readonly number[]): boolean {
  return outcome(bytes, 'whole') !== undefined && isSameByShapes(bytes, cuts)
}

const property = fc.constantFrom(
  ...['name', 'config.hardware.device', 'snapshot', 'config.extraConfig', 'guest.net', 'datastore', 'tag'],
  ...['config.bootOptions', 'config.cpuAffinity', 'info', 'configurationEx', 'config'],
  ...['config.keyId', 'not.known', 'constructor', '__proto__'],
)
const field = fc.constantFrom(
  ...['key', 'value', 'type', 'name', 'backing', 'parent', 'datastore', 'deviceInfo', 'label', 'connectable'],
  ...['currentSnapshot', 'rootSnapshotList', 'childSnapshotList', 'snapshot', 'ipConfig', 'ipAddress', 'vm'],
  ...['device', 'summary', 'junk', 'constructor', '__proto__', 'val', 'propSet', 'rule', 'objects'],
)
const type = fc.constantFrom(
  ...['', '', ' x:type="T"', ' x:type="ArrayOfT"', ' x:type="ArrayOfT"', ' x:type="s:string"'],
  ...[' type="Datastore"', ' type="Datastore" x:type="ManagedObjectReference"', " a='>' b=\"/>'\""],
)
const text = fc.constantFrom(
  ...[
    '',
    '',
    ' ',
    'ctkEnabled',
    'disk.EnableUUID',
    'guestinfo.userdata',
    'a &lt; b &#228;',
    'Größe 名前',
    '\r\n',
  ],
  ...['<!-- </val> <x> "\' -->', '<![CDATA[</val><x>"]] >]]>', '<?pi </val> ?>', '"', "'", '>', '/>'],
)

const { content } = fc.letrec<{ content: string; child: string }>((tie) => ({
  content: fc.oneof(
    { maxDepth: 7, depthSize: 'small' },
    text,
    fc
      .array(fc.tuple(text, tie('child')), { maxLength: 4 })
      .map((children) => children.map((each) => each.join('')).join('')),
    fc.array(tie('child'), { minLength: 1, maxLength: 4 }).map((children) => children.join('')),
  ),
  child: fc
    .tuple(field, type, tie('content'), fc.constantFrom('', ' ', '\n'))
    .map(([name, attributes, inner, space]) =>
      inner === '' && space !== ''
        ? `<${name}${attributes}${space}/>`
        : `<${name}${attributes}>${inner}</${name}${space}>`,
    ),
}))
const value = fc.tuple(type, content).map(([attributes, inner]) => `<val${attributes}>${inner}</val>`)
const named = property.map((name) => `<name>${name}</name>`)
/** As servers send them, and now and then as none does. */
const propSet = fc
  .oneof(
    { weight: 12, arbitrary: fc.tuple(named, value) },
    { weight: 1, arbitrary: fc.tuple(value, named) },
    { weight: 1, arbitrary: fc.array(fc.oneof(named, value), { maxLength: 4 }) },
  )
  .map((parts) => `<propSet>${parts.join('')}</propSet>`)

/** An answer with objects in every shape and out of every shape. */
export const anyObjects: fc.Arbitrary<Buffer> = fc
  .array(fc.array(propSet, { maxLength: 5 }), { minLength: 1, maxLength: 3 })
  .map((objects) => {
    const written = objects.map(
      (sets, i) => `<objects><obj type="VirtualMachine">vm-${i}</obj>${sets.join('')}</objects>`,
    )
    return Buffer.from(
      `<Envelope xmlns:x="${XSI}" xmlns:s="http://www.w3.org/2001/XMLSchema"><Body><R><returnval>` +
        `${written.join('')}</returnval></R></Body></Envelope>`,
    )
  })
