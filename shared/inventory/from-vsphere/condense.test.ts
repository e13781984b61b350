import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { condense } from './condense.ts'
import { createProjector } from './project.ts'
import { propertySets } from './properties.ts'
import type { RawRecord, RawValue } from './raw.ts'
import { SHAPES, type Shape } from './shapes.ts'
import type { StoredObject } from './store.ts'
import { card, context, estate, object, record, ref, vm } from './test-support/estate.ts'

const SECRET = 'c2VjcmV0'
const option = (key: string, value: string) => record('OptionValue', { key, value })

/** Every name that some shape knows, and some that none does. */
const NAMES = [...new Set(Object.values(SHAPES).flatMap((shape) => namesOf(shape, 6)))]
const FIELDS = fc.oneof(fc.constantFrom(...NAMES), fc.constantFrom('junk', 'digest', 'contentId'))
const TYPES = fc.constantFrom(
  '',
  'VirtualDisk',
  'VirtualVmxnet3',
  'ParaVirtualSCSIController',
  'VirtualTPM',
  'ClusterAntiAffinityRuleSpec',
  'ClusterVmHostRuleInfo',
  'ManagedObjectReference',
)
const LEAVES = fc.constantFrom(
  '',
  'true',
  'false',
  '0',
  '1',
  '2000',
  'ctkEnabled',
  'x',
  'host-1',
  'network-1',
)

function namesOf(shape: Shape, depth: number): string[] {
  if (depth === 0) return []
  return Object.entries(shape).flatMap(([name, inner]) => [name, ...namesOf(inner, depth - 1)])
}

const { value: RAW } = fc.letrec<{ value: RawValue; record: RawRecord }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 6, depthSize: 'medium' },
    LEAVES,
    tie('record'),
    fc.array(tie('value'), { maxLength: 3 }),
  ),
  record: fc
    .tuple(TYPES, fc.dictionary(FIELDS, tie('value'), { maxKeys: 5 }))
    .map(([$type, fields]) => ({ ...fields, $type })),
}))

/** Shaped like the answer, so that the depths of a projection are reached, with junk in between. */
function shaped(shape: Shape, depth: number): fc.Arbitrary<RawValue> {
  const names = Object.keys(shape)
  if (names.length === 0 || depth === 0) return fc.oneof({ weight: 5, arbitrary: LEAVES }, RAW)
  const fields: Record<string, fc.Arbitrary<RawValue>> = { junk: RAW }
  for (const name of names) fields[name] = shaped(shape[name] ?? {}, depth - 1)
  const one = fc
    .tuple(TYPES, fc.record(fields, { requiredKeys: [] }))
    .map(([$type, values]): RawRecord => ({ ...values, $type }))
  return fc.oneof(
    { weight: 4, arbitrary: one },
    { weight: 4, arbitrary: fc.array(one, { maxLength: 2 }) },
    RAW,
  )
}

const objectOf = (type: string, paths: readonly string[]): fc.Arbitrary<StoredObject> => {
  const properties = Object.fromEntries(paths.map((path) => [path, shaped(SHAPES[path] ?? {}, 5)]))
  return fc
    .tuple(fc.nat(3), fc.record({ ...properties, 'not.asked.for': RAW }, { requiredKeys: [] }))
    .map(([n, values]) => object(type, `${type}-${n}`, values))
}
const project = (objects: readonly StoredObject[]) => createProjector().project(objects, context)

describe('condense', () => {
  it.each(propertySets('8.0.3.0').map(({ type, paths }) => ({ type, paths })))(
    'changes no projection of a $type',
    async ({ type, paths }) => {
      await fc.assert(
        fc.asyncProperty(objectOf(type, paths), async (any) => {
          const all = [...estate, any]
          const short = all.map(condense)
          expect(await project(short)).toEqual(await project(all))
          // What is condensed stays as it is.
          expect(short.map(condense)).toEqual(short)
          expect(condense(short.at(-1) ?? any)).toBe(short.at(-1))
        }),
        { numRuns: 40 },
      )
    },
  )

  it('keeps the named options of a VM only, whatever their case', () => {
    const kept = [
      'ctkEnabled',
      'scsi0:1.ctkEnabled',
      'SATA1:0.CTKENABLED',
      'numa.nodeAffinity',
      'disk.EnableUUID',
    ]
    const gone = [
      'guestinfo.userdata',
      'guestinfo.metadata',
      'guestInfo.detailed.data',
      'guestInfo.appInfo',
      'xctkEnabled',
      'scsi0:0.ctkEnabled.password',
      'disk.EnableUUID\n',
    ]
    const extraConfig = [...kept, ...gone].map((key) => option(key, SECRET))
    const short = condense(vm('vm-1', { 'config.extraConfig': extraConfig }))
    expect(short.properties).toEqual({ 'config.extraConfig': kept.map((key) => option(key, SECRET)) })
    const one = condense(vm('vm-1', { 'config.extraConfig': option('guestinfo.userdata', SECRET) }))
    expect(one.properties).toEqual({ 'config.extraConfig': [] })
  })

  it('lets no secret into the model or into what is kept', async () => {
    const secret = vm('vm-1', {
      name: 'web-01',
      'config.extraConfig': [option('guestinfo.userdata', SECRET), option('ctkEnabled', 'TRUE')],
      'config.vAppConfig': record('VmConfigInfo', {
        property: [record('VAppPropertyInfo', { id: 'admin.password', value: SECRET })],
      }),
      'config.vAppConfig.installBootRequired': 'false',
      'config.keyId': record('CryptoKeyId', { keyId: SECRET }),
      'config.managedBy': record('ManagedByInfo', { extensionKey: 'x', type: SECRET }),
      'config.hardware.device': [
        record('VirtualDisk', {
          key: '2000',
          vFlashCacheConfigInfo: record('V', { reservationInMB: SECRET }),
        }),
      ],
    })
    expect(JSON.stringify(condense(secret))).not.toContain(SECRET)
    expect(JSON.stringify(await project([condense(secret)]))).not.toContain(SECRET)
    // Also where nobody has condensed before.
    expect(JSON.stringify(await project([secret]))).not.toContain(SECRET)
  })

  it('keeps the very object where there is nothing to forget', () => {
    const small = vm('vm-1', {
      name: 'web-01',
      parent: ref('Folder', 'group-v10'),
      'config.hardware.device': [card(record('B', { network: ref('Network', 'network-1') }))],
      'config.extraConfig': [option('ctkEnabled', 'TRUE')],
    })
    expect(condense(small)).toBe(small)
  })

  it('cuts off what is nested deeper than any server does', async () => {
    let backing = record('B', { fileName: 'base' })
    for (let i = 0; i < 100_000; i++) backing = record('B', { fileName: 'delta', parent: backing })
    const deep = vm('vm-1', { 'config.hardware.device': [record('VirtualDisk', { key: '2000', backing })] })
    expect(await project([condense(deep)])).toEqual(await project([deep]))
  })
})
