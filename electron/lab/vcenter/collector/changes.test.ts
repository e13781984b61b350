import { describe, expect, it } from 'vitest'
import { loadSchema } from '../vim/schema.ts'
import { Ref, textOf, type Vim, type VimObject } from '../vim/value.ts'
import { modifyChanges } from './changes.ts'

const schema = loadSchema()

/** Names and kinds of the changes of one path from one value to another. */
function changes(path: string, before: Vim, now: Vim, partial: boolean, rest: VimObject = {}): string[] {
  const object = { ref: new Ref('VirtualMachine', 'vm-1'), get: (property: string): Vim => rest[property] }
  const found = modifyChanges(
    { schema, find: () => undefined, hidden: () => false },
    { object, paths: [path] },
    new Map([[path, before]]),
    new Map([[path, now]]),
    partial,
  )
  return found.map(({ name, op, val }) =>
    [textOf(op), textOf(name), val === undefined ? 'unset' : 'set'].join(' '),
  )
}

const disk = (key: number, unitNumber: number): VimObject => ({ $type: 'VirtualDisk', key, unitNumber })
const DEVICES = 'config.hardware.device'

describe('changes of an array with keys', () => {
  it('name each element', () => {
    expect(
      changes(DEVICES, [disk(1, 0), disk(2, 0), disk(3, 0)], [disk(2, 5), disk(3, 0), disk(4, 0)], true),
    ).toEqual([`assign ${DEVICES}[2] set`, `add ${DEVICES}[4] set`, `remove ${DEVICES}[1] unset`])
  })

  it('quote keys that are text', () => {
    const option = (value: string): VimObject => ({ key: 'disk.EnableUUID', value })
    expect(changes('config.extraConfig', [option('a')], [option('b')], true)).toEqual([
      'assign config.extraConfig["disk.EnableUUID"] set',
    ])
  })

  it('come whole where partial updates are not wanted', () => {
    expect(changes(DEVICES, [disk(1, 0)], [disk(1, 5)], false)).toEqual([`assign ${DEVICES} set`])
  })

  it('come whole where elements have no key', () => {
    const nic = (mac: string): VimObject => ({ macAddress: mac })
    expect(changes('guest.net', [nic('a')], [nic('b')], true)).toEqual(['assign guest.net set'])
  })
})

describe('changes inside an object', () => {
  it('name the field where partial updates are wanted', () => {
    const runtime = { powerState: 'poweredOn', connectionState: 'connected', bootTime: new Date(1) }
    const off = { powerState: 'poweredOff', connectionState: 'connected' }
    expect(changes('runtime', runtime, off, true)).toEqual([
      'assign runtime.powerState set',
      'assign runtime.bootTime unset',
    ])
    expect(changes('runtime', runtime, off, false)).toEqual(['assign runtime set'])
  })

  it('are none where all is equal', () => {
    expect(changes('runtime', { bootTime: new Date(1) }, { bootTime: new Date(1) }, true)).toEqual([])
  })
})

describe('a property without a value now', () => {
  it('is unset, or went with what held it', () => {
    expect(
      changes('snapshot', { currentSnapshot: new Ref('VirtualMachineSnapshot', 's') }, undefined, false),
    ).toEqual(['assign snapshot unset'])
    expect(changes('config.uuid', 'u', undefined, false)).toEqual(['indirectRemove config.uuid unset'])
    expect(changes('config.keyId', {}, undefined, false, { config: {} })).toEqual([
      'assign config.keyId unset',
    ])
  })
})
