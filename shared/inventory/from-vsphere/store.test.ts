import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { list, text, type RawRecord } from './raw.ts'
import { applyChange, applyChanges, type Properties, type PropertyChange } from './store.ts'

const REQUESTED = ['name', 'config.hardware.device', 'config.uuid', 'guest.net', 'snapshot']

const device = (key: string, more: Record<string, RawRecord | string> = {}): RawRecord => ({
  key,
  ...more,
  $type: 'VirtualDisk',
})

const before: Properties = {
  name: 'web-01',
  'config.uuid': 'u-1',
  'config.hardware.device': [
    device('2000', { connectable: { connected: 'true', startConnected: 'true', $type: '' } }),
    device('4000'),
  ],
}

const apply = (change: PropertyChange, properties = before) => applyChange(properties, change, REQUESTED)
const keys = (properties: Properties | undefined) =>
  list(properties?.['config.hardware.device']).map((item) => text(item, 'key'))

describe('applyChange', () => {
  it('replaces, adds and takes away a whole property', () => {
    expect(apply({ name: 'name', op: 'assign', value: 'web-02' })).toEqual({ ...before, name: 'web-02' })
    const added = apply({ name: 'snapshot', op: 'assign', value: { $type: 'VirtualMachineSnapshotInfo' } })
    expect(added?.['snapshot']).toEqual({ $type: 'VirtualMachineSnapshotInfo' })
    expect(apply({ name: 'config.uuid', op: 'indirectRemove' })).not.toHaveProperty(['config.uuid'])
    expect(apply({ name: 'name', op: 'assign' })).not.toHaveProperty('name')
  })

  it('edits an element of a list by its key', () => {
    const changed = apply({
      name: 'config.hardware.device[2000]',
      op: 'assign',
      value: device('2000', { unitNumber: '3' }),
    })
    expect(list(changed?.['config.hardware.device'])[0]).toEqual(device('2000', { unitNumber: '3' }))
    expect(keys(apply({ name: 'config.hardware.device[2001]', op: 'add', value: device('2001') }))).toEqual([
      '2000',
      '4000',
      '2001',
    ])
    expect(keys(apply({ name: 'config.hardware.device[2000]', op: 'remove' }))).toEqual(['4000'])
    expect(keys(apply({ name: 'config.hardware.device["4000"]', op: 'remove' }))).toEqual(['2000'])
  })

  it('edits a field inside an element and leaves the rest alone', () => {
    const changed = apply({
      name: 'config.hardware.device[2000].connectable.connected',
      op: 'assign',
      value: 'false',
    })
    expect(list(changed?.['config.hardware.device'])).toEqual([
      device('2000', { connectable: { connected: 'false', startConnected: 'true', $type: '' } }),
      device('4000'),
    ])
    const removed = apply({ name: 'config.hardware.device[2000].connectable', op: 'remove' })
    expect(list(removed?.['config.hardware.device'])[0]).toEqual(device('2000'))
  })

  it.each([
    'config.hardware.device[9999].connectable.connected',
    'config.hardware.device[4000].connectable.connected',
    'config.hardware.device[2000',
    'guest.net[0].ipAddress[1].value',
  ])('cannot apply %s: the object has to be read again', (name) => {
    expect(apply({ name, op: 'assign', value: 'x' })).toBeUndefined()
  })

  it('takes the parts that were asked for out of a change of something larger', () => {
    const value: RawRecord = { uuid: 'u-2', hardware: { device: [device('2000')], $type: '' }, $type: '' }
    const changed = apply({ name: 'config', op: 'assign', value })
    expect(changed).toEqual({
      name: 'web-01',
      'config.uuid': 'u-2',
      'config.hardware.device': [device('2000')],
    })
    expect(apply({ name: 'config', op: 'remove' })).toEqual({ name: 'web-01' })
  })

  it('changes nothing, or asks for a re-read, where the change is of something that is not kept', () => {
    const option = (key: string, value: string): RawRecord => ({ key, value, $type: 'OptionValue' })
    const rule = (name: string): RawRecord => ({ name, $type: 'ClusterAffinityRuleSpec' })
    const known: Properties = {
      'config.extraConfig': [option('ctkEnabled', 'TRUE')],
      'config.hardware.device': [device('2000')],
      // The rules' keys are not kept, so a rule cannot be found by its key.
      configurationEx: { rule: [rule('apart')], $type: 'ClusterConfigInfoEx' },
    }
    const paths = Object.keys(known)
    const change = (name: string, value?: RawRecord | string) =>
      applyChange(known, value === undefined ? { name, op: 'remove' } : { name, op: 'assign', value }, paths)
    expect(change('config.extraConfig["guestinfo.userdata"]', option('guestinfo.userdata', 'p'))).toBe(known)
    expect(change('config.extraConfig["guestinfo.userdata"]')).toBe(known)
    expect(change('config.extraConfig["guestinfo.userdata"].value', 'p')).toBeUndefined()
    expect(change('config.hardware.device[2000].shares', { level: 'high', $type: 'SharesInfo' })).toBe(known)
    expect(change('config.hardware.device[2000].shares.level', 'high')).toBeUndefined()
    expect(change('configurationEx.rule[3]', rule('together'))).toBeUndefined()
    expect(change('configurationEx.rule[3]')).toBeUndefined()
    expect(change('config.extraConfig["ctkEnabled"]')).toEqual({ ...known, 'config.extraConfig': [] })
  })

  it('applies all changes of an update or none', () => {
    const good: PropertyChange = { name: 'name', op: 'assign', value: 'web-02' }
    const bad: PropertyChange = { name: 'guest.net[0].macAddress', op: 'assign', value: 'x' }
    expect(applyChanges(before, [good, { ...good, name: 'config.uuid' }], REQUESTED)).toMatchObject({
      name: 'web-02',
      'config.uuid': 'web-02',
    })
    expect(applyChanges(before, [good, bad], REQUESTED)).toBeUndefined()
    expect(before['name']).toBe('web-01')
  })

  it('ignores a property that nobody asked for', () => {
    expect(apply({ name: 'configIssue', op: 'assign', value: 'x' })).toBe(before)
  })

  it('never changes what it was given', () => {
    const copy = structuredClone(before)
    fc.assert(
      fc.property(
        fc.constantFrom('config', 'name', 'config.hardware.device[2000]', 'config.hardware.device[7].x'),
        fc.constantFrom('add', 'remove', 'assign', 'indirectRemove'),
        fc.option(fc.constant(device('7')), { nil: undefined }),
        (name, op, value) => {
          apply(value ? { name, op, value } : { name, op })
          expect(before).toEqual(copy)
        },
      ),
    )
  })

  it('ends with the same list as a plain map, whatever the order of changes', () => {
    const change = fc.record({
      op: fc.constantFrom('add' as const, 'assign' as const, 'remove' as const),
      key: fc.integer({ min: 1, max: 5 }).map(String),
      macAddress: fc.string(),
    })
    fc.assert(
      fc.property(fc.array(change), (changes) => {
        let properties: Properties = {}
        const reference = new Map<string, string>()
        for (const { op, key, macAddress } of changes) {
          const name = `config.hardware.device[${key}]`
          const next = apply(
            op === 'remove' ? { name, op } : { name, op, value: device(key, { macAddress }) },
            properties,
          )
          properties = next ?? properties
          if (op === 'remove') reference.delete(key)
          else reference.set(key, macAddress)
        }
        const found = list(properties['config.hardware.device']).map((item): [string, string] => [
          text(item, 'key') ?? '',
          text(item, 'macAddress') ?? '',
        ])
        expect(new Map(found)).toEqual(reference)
      }),
    )
  })
})
