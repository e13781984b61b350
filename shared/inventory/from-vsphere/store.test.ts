import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RawRecord } from './raw.ts'
import { applyChanges, type Properties, type PropertyChange } from './store.ts'

const REQUESTED = ['name', 'config.hardware.device', 'config.uuid', 'guest.net', 'snapshot']

const device = (key: string): RawRecord => ({ key, $type: 'VirtualDisk' })

const before: Properties = {
  name: 'web-01',
  'config.uuid': 'u-1',
  'config.hardware.device': [device('2000'), device('4000')],
}

const apply = (...changes: PropertyChange[]) => applyChanges(before, changes, REQUESTED)

describe('applyChanges', () => {
  it('replaces, adds and takes away a whole property', () => {
    expect(apply({ name: 'name', op: 'assign', value: 'web-02' })).toEqual({ ...before, name: 'web-02' })
    const added = apply({ name: 'snapshot', op: 'assign', value: { $type: 'VirtualMachineSnapshotInfo' } })
    expect(added?.['snapshot']).toEqual({ $type: 'VirtualMachineSnapshotInfo' })
    expect(apply({ name: 'config.uuid', op: 'indirectRemove' })).not.toHaveProperty(['config.uuid'])
    expect(apply({ name: 'name', op: 'assign' })).not.toHaveProperty('name')
  })

  it.each<PropertyChange>([
    { name: 'config.hardware.device[2000]', op: 'assign', value: device('2000') },
    { name: 'config.hardware.device["2000"]', op: 'remove' },
    { name: 'config.hardware.device[4000].connectable.connected', op: 'assign', value: 'true' },
    { name: 'guest.net[0].ipAddress[1].value', op: 'assign', value: 'x' },
    { name: 'config', op: 'assign' },
    { name: 'config', op: 'remove' },
    { name: 'config.hardware.device', op: 'add', value: device('2000') },
    { name: 'config.hardware.device', op: 'remove' },
  ])('cannot apply $op of $name: the object has to be read again', (change) => {
    expect(apply(change)).toBeUndefined()
  })

  it('applies all changes of an update or none', () => {
    const good: PropertyChange = { name: 'name', op: 'assign', value: 'web-02' }
    const bad: PropertyChange = { name: 'guest.net[0].macAddress', op: 'assign', value: 'x' }
    expect(apply(good, { ...good, name: 'config.uuid' })).toMatchObject({
      name: 'web-02',
      'config.uuid': 'web-02',
    })
    expect(apply(good, bad)).toBeUndefined()
    expect(before['name']).toBe('web-01')
  })

  it('is the same object where a property that nobody asked for has changed, or nothing has', () => {
    expect(apply({ name: 'configIssue', op: 'assign', value: 'x' })).toBe(before)
    expect(apply({ name: 'names', op: 'assign', value: 'x' })).toBe(before)
    expect(apply({ name: 'name', op: 'assign', value: 'web-01' })).toBe(before)
    const same = [device('2000'), device('4000')]
    expect(apply({ name: 'config.hardware.device', op: 'assign', value: same })).toBe(before)
  })

  it('never changes what it was given', () => {
    const copy = structuredClone(before)
    fc.assert(
      fc.property(
        fc.constantFrom(
          'config',
          'name',
          'config.uuid',
          'config.hardware.device',
          'config.hardware.device[7].x',
        ),
        fc.constantFrom('add', 'remove', 'assign', 'indirectRemove'),
        fc.option(fc.constant(device('7')), { nil: undefined }),
        (name, op, value) => {
          apply(value ? { name, op, value } : { name, op })
          expect(before).toEqual(copy)
        },
      ),
    )
  })
})
